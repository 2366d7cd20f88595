import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { play } from '../lab/play.ts'
import { scribe } from '../lab/scribe.ts'
import { smallSite } from '../lab/stories/small-site.ts'
import { tellStory } from '../lab/stories/storyteller.ts'
import type { Host } from '../lab/utterance.ts'

/** A site that lives in a temporary folder: its logs are written there as if by real servers. */
export type DemoSite = {
  /** One folder per host below it. */
  readonly logs: string
  /** Configuration of the agent that follows the site. */
  readonly configFile: string
  /** Package id -> name. */
  readonly packageNames: Readonly<Record<string, string>>
  /** Writes the logs, in time, until `signal` aborts. */
  live(signal: AbortSignal): Promise<void>
  remove(): Promise<void>
}

/** The site's clock runs so much faster: 30 minutes until a retry pass in 15 seconds. */
export const speed = 120

/** Where a log of the demo rolls over, bytes (log-formats.md 7: the documented default). */
const rolloverBytes = 250_000

/** The DP whose own log the agent reads too: it says what its refusals only hint at. */
const ownDp = 'PS1DP7.CONTOSO.COM'

export const distributionPointCount = Object.keys(smallSite.distributionPoints).length

/** @param listen  where the agent shows its numbers: `127.0.0.1:9877` */
export async function openDemoSite(seed: number, listen: string, clock: Clock): Promise<DemoSite> {
  const folder = await mkdtemp(join(tmpdir(), 'cmdp-demo-'))
  const logs = join(folder, 'logs')
  const configFile = join(folder, 'cmdp.yaml')
  await writeFile(configFile, configText(folder, logs, listen))
  return {
    logs,
    configFile,
    packageNames: Object.fromEntries(Object.entries(smallSite.packages).map(([id, { name }]) => [id, name])),
    async live(signal) {
      const start = clock.now()
      const hosts = hostsAt(start)
      const [siteServer] = hosts
      if (siteServer === undefined) return
      const writer = scribe(logs, hosts, rolloverBytes)
      try {
        const story = tellStory(smallSite, { seed, start, speed, siteServer, zoneName: zoneNameAt(start) })
        await play(story, writer, clock, signal)
      } finally {
        writer.close()
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The site server first. All hosts are in the zone of this machine, as the DP's log needs it: it prints no zone. */
function hostsAt(now: number): readonly Host[] {
  const biasMinutes = new Date(now).getTimezoneOffset()
  const names = new Set([smallSite.site.server, ...Object.keys(smallSite.distributionPoints)])
  return [...names].map((name, index) => ({
    name,
    site: smallSite.site.code,
    biasMinutes,
    skewMs: 0,
    processId: 4_012 + 148 * index,
  }))
}

/** As Windows prints it in English: `Central European Standard Time`. */
function zoneNameAt(now: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'long' }).formatToParts(now)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'Standard Time'
}

/** A file an administrator could write; the retry rules are the site's, at the speed of its clock. */
function configText(folder: string, logs: string, listen: string): string {
  const own = join(logs, ownDp)
  const siteServer = join(logs, smallSite.site.server)
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
  const delay = (minutes: number): string => `${String((minutes * 60) / speed)}s`
  return [
    `site: ${smallSite.site.code}`,
    `distributionPoint: ${ownDp}`,
    'logs:',
    `  distmgr: ${quoted(join(siteServer, 'distmgr.log'))}`,
    `  pkgXferMgr: ${quoted(join(siteServer, 'PkgXferMgr.log'))}`,
    `  smsdpprov: ${quoted(join(own, 'smsdpprov.log'))}`,
    '  poll: 200ms',
    `retries: { push: 100x${delay(30)}, pull: 30x${delay(20)}, polls: 72x${delay(60)} }`,
    `web: { listen: [${quoted(listen)}] }`,
    'log: { level: warn }',
    `state: ${quoted(join(folder, 'state'))}`,
    '',
  ].join('\n')
}
