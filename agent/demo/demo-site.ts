import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import type { Config } from '../config/settings.ts'
import { writeDemoLibrary } from './demo-library.ts'
import { play } from '../lab/play.ts'
import { scribe } from '../lab/scribe.ts'
import { smallSite } from '../lab/stories/small-site.ts'
import { tellStory } from '../lab/stories/storyteller.ts'
import type { Host } from '../lab/utterance.ts'

/** A site that lives in a temporary folder: its logs are written there as if by real servers. */
export type DemoSite = {
  /** One folder per host below it. */
  readonly logs: string
  /** What the agent that follows the site is told to do; stronger than any other configuration. */
  readonly settings: Partial<Config>
  /** Short name of the DP whose library is watched. */
  readonly ownDp: string
  /** FQDN of the machine the agent is taken to run on. */
  readonly agentHost: string
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

export async function openDemoSite(seed: number, clock: Clock): Promise<DemoSite> {
  const folder = await mkdtemp(join(tmpdir(), 'cmdp-demo-'))
  const logs = join(folder, 'logs')
  // Whoever reads our output may leave (`cmdp demo | head`): that ends the process on the spot.
  const removeAtOnce = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeAtOnce)
  return {
    logs,
    settings: settingsFor(folder, logs, writeDemoLibrary(join(folder, 'library', 'D'))),
    ownDp: ownDp.split('.', 1)[0] ?? ownDp,
    agentHost: smallSite.site.server,
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
    async remove() {
      await rm(folder, { recursive: true, force: true })
      process.removeListener('exit', removeAtOnce)
    },
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

/** The retry rules are the site's, at the speed of its clock. */
function settingsFor(folder: string, logs: string, library: string): Partial<Config> {
  const siteServer = join(logs, smallSite.site.server)
  const minutes = (count: number): number => (count * 60_000) / speed
  return {
    site: smallSite.site.code,
    distributionPoint: ownDp,
    'logs.distmgr': join(siteServer, 'distmgr.log'),
    'logs.pkgXferMgr': join(siteServer, 'PkgXferMgr.log'),
    'logs.smsdpprov': join(logs, ownDp, 'smsdpprov.log'),
    'logs.startAt': 'beginning',
    'logs.poll': 200,
    'retries.push': { tries: 100, delay: minutes(30) },
    'retries.pull': { tries: 30, delay: minutes(20) },
    'retries.polls': { tries: 72, delay: minutes(60) },
    'library.primary': library,
    'library.drives': [],
    'library.scan.every': 10_000,
    // Tries that fail every few seconds would never let it begin.
    'library.verify.pauseWhileTransferring': false,
    state: join(folder, 'state'),
  }
}
