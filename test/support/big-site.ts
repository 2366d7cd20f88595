// A process of its own that follows a whole site: so many packages on so many DPs, some of them failing. It prints, as one
// line of JSON, what memory that takes, after the garbage is collected. Standard input: the `BigSite` as JSON.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { AboutDistribution, Happening } from '../../engine/distribution/distribution-event.ts'
import { createTracker } from '../../engine/distribution/tracker.ts'
import { parseDpName, parsePackageId, type DpName, type PackageId } from '../../engine/ids.ts'
import { createMetrics } from '../../exporters/index.ts'
import { presentOf } from '../../agent/service/present-runs.ts'
import { manualClock } from './manual-clock.ts'

export type BigSite = {
  readonly packages: number
  readonly dps: number
  /** One of so many distributions fails and waits for its next try; 0: none. */
  readonly failing: number
  /** How far the others come: `queued`, or all of the way. */
  readonly reach: 'queued' | 'installed'
}

export type BigSiteCost = {
  readonly known: number
  readonly open: number
  /** Bytes: live objects and typed arrays at the end, less what the empty process has; the same at the worst moment. */
  readonly heap: number
  readonly peakResident: number
  /** Series shown. */
  readonly series: number
  readonly seconds: number
}

const start = Date.UTC(2026, 0, 5, 8)

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function live(): number {
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

async function cost({ packages, dps, failing, reach }: BigSite): Promise<BigSiteCost> {
  const clock = manualClock(start)
  const before = live()
  const tracker = createTracker({ followsDistMgr: true })
  const metrics = createMetrics({
    limits: { perFamily: 500, total: 10_000 },
    known: { logs: ['distmgr', 'pkgxfermgr'], distributionPoints: [], signals: ['traces'] },
    present: () => presentOf(tracker, clock.now()),
    clock,
  })
  const tell = (event: AboutDistribution): void => tracker.apply(event).forEach((step) => metrics.apply(step))
  const dpNames = Array.from({ length: dps }, (_, dp) => parseDpName(`DP${dp}.CONTOSO.COM`))
  let job = 0
  for (let one = 0; one < packages; one += 1) {
    const packageId = parsePackageId(`PS1${(one + 1).toString(16).padStart(5, '0')}`)
    for (const dp of dpNames) {
      job += 1
      const fails = failing > 0 && job % failing === 0
      for (const happening of fails ? failed : ways[reach]) tell(event(happening, packageId, dp, job))
    }
    // As the agent does: what changed is written and forgotten.
    tracker.stage()
    tracker.committed()
    metrics.stage()
    metrics.committed()
    clock.advance(1_000)
  }
  const shown = (await metrics.render('text/plain')).body
  const { known, open } = tracker.counts()
  const heap = live() - before
  return {
    known,
    open,
    heap,
    peakResident: process.resourceUsage().maxRSS * 1024,
    series: String(shown)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')).length,
    seconds: process.cpuUsage().user / 1e6,
  }
}

const ways: Readonly<Record<BigSite['reach'], readonly Happening[]>> = {
  queued: ['wanted', 'jobCreated', 'queued'],
  installed: ['wanted', 'jobCreated', 'queued', 'sendStarted', 'copied', 'statusSent', 'attemptEnded', 'installed'],
}
const failed: readonly Happening[] = ['wanted', 'jobCreated', 'queued', 'sendStarted', 'failureSeen', 'retryScheduled']

const byThread: ReadonlySet<Happening> = new Set<Happening>([
  ...(['sendStarted', 'copied', 'statusSent', 'attemptEnded', 'failureSeen', 'retryScheduled'] as const),
])

/** Every text is made anew, as those cut out of lines are. */
function event(
  happening: Happening,
  packageId: PackageId | undefined,
  dp: DpName | undefined,
  job: number,
): AboutDistribution {
  const at = start + job * 100
  const thread = byThread.has(happening)
  return {
    about: 'distribution',
    happening,
    subject: { packageId, packageVersion: 1, dp, site: undefined },
    token: thread ? `thread ${job}` : happening === 'queued' ? undefined : `dp thread ${job}`,
    by: thread ? 'sending-thread' : happening === 'queued' ? 'site' : 'distmgr',
    at,
    facts: {
      jobId: String(job),
      ...(happening === 'retryScheduled'
        ? { count: 1, restartAt: at + 1_800_000, restartText: `in a while ${job}` }
        : {}),
      ...(happening === 'failureSeen' ? { code: '0x80070035', stage: 'transfer' as const } : {}),
    },
    evidence: {
      host: 'PS1SITE.CONTOSO.COM',
      file: 'PkgXferMgr.log',
      offset: job * 200,
      line: job,
      time: at,
      thread: 9112,
      component: 'SMS_PACKAGE_TRANSFER_MANAGER',
      signature: 'PX-012',
      fields: { jobId: String(job) },
      text: `~ Sending failed for job ${job}, which is told with a line of ordinary length  $$<SMS_PACKAGE_TRANSFER_MANAGER><01-05-2026 08:00:00.000+0><thread=9112 (0x2398)>`,
    },
  }
}

let asked = ''
for await (const text of process.stdin.setEncoding('utf8') as AsyncIterable<string>) asked += text
process.stdout.write(`${JSON.stringify(await cost(JSON.parse(asked) as BigSite))}\n`)
