// One sending thread of PkgXferMgr for a pull DP: source check, capacity, metadata file, notification; later it asks how
// far the DP is. Source: distribution-engine.md 6.4.
import type { Hierarchy, Job, Site } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import type { Chance } from '../world/chance.ts'
import type { Voice } from '../world/voice.ts'
import type { Process } from '../world/world.ts'
import { sourceOf } from '../model/pull-sources.ts'
import { pullContent } from './pull-component.ts'
import type { Retry } from './sending.ts'
import { statusToDistMgr } from './status-report.ts'

/** Unfinished jobs a pull DP may have (PullDP Number Of Active Jobs). */
const mostJobs = 50

export function* notifyPullDp(
  job: Job,
  voice: Voice,
  site: Site,
  hierarchy: Hierarchy,
  random: Chance,
  retry: Retry,
): Process {
  const { delivery, dp } = job
  const sending = { job, voice, site, hierarchy, retry }
  if (job.notified > 0) return polls(sending, random)
  delivery.attempts++
  delivery.nextRetry = undefined
  voice.say('pull sending begun')
  if (!hasSource(job, hierarchy)) return noSource(sending)
  if (dp.pulling >= mostJobs || hierarchy.faults.hits('pull-capacity', dp.name)) return noCapacity(sending)
  voice.say('bundle sent')
  yield about(pace.addContent, random)
  voice.say('pull DP called')
  const provider = hierarchy.voices.begin(dp.machine, 'dp-provider') // its line names neither package nor job
  provider.say('pull component notified')
  const { tries, delay } = site.plan.retries.polls
  const { pull } = site.plan.retries
  job.notified++
  const at = hierarchy.world.now() + delay
  voice.say('pull DP notified', { n: job.failures + 1, m: pull.tries, restartAt: at })
  voice.say('pull sending ended')
  delivery.outcome = 'in-progress'
  delivery.trouble = undefined
  delivery.triesLeft = pull.tries - job.failures - 1
  delivery.nextRetry = printed(at, site)
  dp.pulling++
  if (tries > 0) retry(job, at)
  hierarchy.world.start(pullContent(job, provider, site, hierarchy, random))
}

type PullSending = {
  readonly job: Job
  readonly voice: Voice
  readonly site: Site
  readonly hierarchy: Hierarchy
  readonly retry: Retry
}

/** Does any source hold every content? Sources are DPs, none named: any push DP of the site. */
function hasSource({ dp, version }: Job, hierarchy: Hierarchy): boolean {
  if (hierarchy.faults.hits('pull-no-source', dp.name)) return false
  return version.contents.every((content) =>
    sourceOf(dp, hierarchy).some((one) => hierarchy.shelves.holds(one, content)),
  )
}

function noSource({ job, voice, site, hierarchy, retry }: PullSending): void {
  const at = failsOnce(job, site, hierarchy)
  const { pull } = site.plan.retries
  voice.say('no source')
  voice.say('notification failed', { n: job.failures, m: pull.tries, restartAt: at })
  voice.say(8212)
  voice.say('pull sending ended')
  job.delivery.failures = job.failures
  job.delivery.triesLeft = pull.tries - job.failures
  waits(job, 'pull-no-source', at, site)
  if (job.failures < pull.tries) retry(job, at)
}

function noCapacity({ job, voice, site, hierarchy, retry }: PullSending): void {
  const at = hierarchy.world.now() + site.plan.retries.pull.delay
  voice.say('pull DP full', { n: mostJobs })
  voice.say('no capacity', { restartAt: at })
  voice.say(8211)
  voice.say('pull sending ended')
  waits(job, 'pull-capacity', at, site)
  retry(job, at)
}

function failsOnce(job: Job, site: Site, { world }: Hierarchy): number {
  job.failures++
  return world.now() + site.plan.retries.pull.delay
}

function waits({ delivery }: Job, kind: 'pull-no-source' | 'pull-capacity', at: number, site: Site): void {
  if (delivery.outcome === 'superseded') return
  delivery.outcome = 'waiting'
  delivery.trouble = { class: kind, code: undefined }
  delivery.nextRetry = printed(at, site)
}

/** No answer has come: PkgXferMgr looks itself, so many times (step 6). */
function polls({ job, voice, site, hierarchy, retry }: PullSending, random: Chance): void {
  const { polls: rule } = site.plan.retries
  job.polls++
  // A poll is a sending thread like any other, so it counts as a try. The log prints no time for the next poll.
  job.delivery.attempts++
  job.delivery.nextRetry = undefined
  voice.say('pull sending begun')
  const isThere = job.version.contents.every((content) => hierarchy.shelves.holds(job.dp, content))
  if (isThere) {
    voice.say('package finished')
    voice.say('status handed over', { packageStatus: 3 })
    voice.say(8210)
    job.gone = true
    statusToDistMgr(job, site, hierarchy, random, 3)
  } else if (job.polls < rule.tries) retry(job, hierarchy.world.now() + rule.delay)
  voice.say('pull sending ended')
}

/** As the server's clock prints it: whole seconds. */
export const printed = (at: number, { machine }: Site): number =>
  Math.floor((Math.floor(at) + machine.skewMs) / 1_000) * 1_000
