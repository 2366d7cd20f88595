// When will the queue be done, as far as an account of distributions shows: what is open, and how fast the others ended.
// Pure; the method is ours. Sizes and settings stand in no log, so the past is taken to go on.
import type { Forecast } from './forecast.ts'
import { jobsOf, type Known } from './queue-jobs.ts'
import { playOn, type QueueModel } from './queue-model.ts'

export type { Known }

export type KnownWork = {
  /** The moment it is looked from, milliseconds since 1970 UTC. */
  readonly asOf: number
  readonly distributions: readonly Known[]
  /** Packages that wait for a package processing thread: nobody knows their DPs yet. */
  readonly queuedPackages: number
}

const goesOn: ReadonlySet<string> = new Set(['in-progress', 'retrying', 'waiting'])

type Ended = { readonly dp: string; readonly at: number }

/** undefined finish: nothing is open, or nothing ended yet that a rate could be taken from. */
export function forecastFromAccount({ asOf, distributions, queuedPackages }: KnownWork): Forecast {
  const open = distributions.filter(({ outcome }) => goesOn.has(outcome))
  const ended = distributions
    .flatMap(({ dp, outcome, lastTime }): Ended[] =>
      outcome === 'success' && dp !== null && lastTime !== null ? [{ dp, at: Date.parse(lastTime) }] : [],
    )
    .filter(({ at }) => at <= asOf)
    .sort((one, other) => one.at - other.at)
  const retrying = open.filter(isPlanned)
  const left = openByDp(
    open.filter((one) => !isPlanned(one)),
    distributions,
    queuedPackages,
  )
  const total = sum(left.values())
  const since = beginOfWork(distributions, ended, asOf)
  const recent = ended.filter(({ at }) => at >= since)
  const jobs = { open: Math.round(total) + retrying.length, done: ended.length, retrying: count(open, 'retrying') }
  const none = { asOf, finish: undefined, bottleneck: 'none', threads: undefined, jobs, bytes: undefined }
  if (total + retrying.length === 0 || recent.length < 2) return { ...none, distributionPoints: [] }
  // When only planned tries are left, the time since the last end is a wait and no work.
  const worked = total > 0 ? asOf : (recent.at(-1)?.at ?? asOf)
  const model =
    distributions.length > mostPlayed ? undefined : playOn(jobsOf(distributions, queuedPackages, asOf), asOf)
  if (model !== undefined) return played(model, none, left, recent.length, lastPlanned(retrying))
  const speed = ratesOf(recent, since, worked)
  const all = Math.max(0, total - running(open) / 2) / speed.all
  const busy = crowds(distributions, since, asOf)
  const points = [...left].map(([dp, jobsLeft]) => ({
    dp,
    left: jobsLeft,
    wait: blended(crowdWait(busy.get(dp), jobsLeft, asOf - since), waitOf(dp, jobsLeft, speed, all)),
  }))
  const slowest = points.reduce((most, one) => (one.wait > most.wait ? one : most), { dp: '', left: 0, wait: 0 })
  const retries = retryWait(retrying, speed, asOf)
  const wait = Math.max(all, slowest.wait, retries)
  const doubt = uncertainty(recent.length, count(open, 'retrying') / total)
  return {
    ...none,
    finish: { expected: asOf + wait, low: asOf + wait * (1 - doubt), high: asOf + wait * (1 + 2 * doubt) },
    bottleneck:
      wait === retries ? 'retry delay' : slowest.wait > all * 1.25 ? `line of ${slowest.dp}` : 'sending threads',
    distributionPoints: points.map((one) => ({ dp: one.dp, finish: asOf + Math.max(one.wait, 0), drives: [] })),
  }
}

/** Beyond this the queue is not played on job by job: the pace of so many says enough. */
const mostPlayed = 20_000

/** What the queue, played on, comes to. */
function played(
  { finish, finishOf, threads, guessed }: QueueModel,
  none: Omit<Forecast, 'distributionPoints'>,
  left: ReadonlyMap<string, number>,
  seen: number,
  planned: number,
): Forecast {
  const { asOf } = none
  const wait = finish - asOf
  const doubt = uncertainty(seen, none.jobs.retrying / Math.max(1, none.jobs.open)) / 2 + 0.1 + 0.3 * guessed
  const last = [...finishOf].reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0] as const)
  const others = [...finishOf].filter(([dp]) => dp !== last[0]).map(([, at]) => at - asOf)
  const isAlone = others.length > 0 && last[1] - asOf > 1.25 * Math.max(...others)
  return {
    ...none,
    finish: { expected: finish, low: asOf + wait * (1 - doubt), high: asOf + wait * (1 + 2 * doubt) },
    bottleneck:
      planned - asOf > wait / 2
        ? 'retry delay'
        : isAlone
          ? `line of ${last[0]}`
          : threads === Infinity
            ? 'package threads'
            : 'sending threads',
    distributionPoints: [...left.keys()].map((dp) => ({ dp, finish: finishOf.get(dp) ?? asOf, drives: [] })),
  }
}

/** When the last planned try comes; -Infinity: none is planned. */
const lastPlanned = (retrying: readonly Known[]): number =>
  Math.max(...retrying.map(({ nextRetry }) => Date.parse(nextRetry ?? '')))

/** Is it sent again at a time that is known? */
const isPlanned = ({ outcome, nextRetry }: Known): boolean => outcome === 'retrying' && nextRetry !== null

/** Transfers under way are half done, as far as anybody knows. */
const running = (open: readonly Known[]): number =>
  open.filter(({ outcome, attempts }) => outcome === 'in-progress' && (attempts ?? 0) > 0).length

/** The last planned try, and the time all of them take at the pace of a usual DP. */
function retryWait(retrying: readonly Known[], speed: Rates, asOf: number): number {
  if (retrying.length === 0) return 0
  return Math.max(0, lastPlanned(retrying) - asOf) + retrying.length / speed.usual
}

/** Two ways to look at one DP; neither sees all. */
const blended = (one: number | undefined, other: number): number => (one === undefined ? other : Math.sqrt(one * other))

/** Open distributions per DP, those of packages that still wait for a thread added in proportion. */
function openByDp(open: readonly Known[], all: readonly Known[], queuedPackages: number): ReadonlyMap<string, number> {
  const left = new Map<string, number>()
  for (const { dp } of open) if (dp !== null) left.set(dp, (left.get(dp) ?? 0) + 1)
  const packages = new Set(all.map(({ packageId }) => packageId)).size
  if (queuedPackages === 0 || packages === 0) return left
  for (const { dp } of all) if (dp !== null) left.set(dp, (left.get(dp) ?? 0) + queuedPackages / packages)
  return left
}

/** Two hours without an end are a pause: what was before belongs to another queue. Milliseconds. */
const pause = 2 * 60 * 60_000

/** Since when the present queue is worked on: the first line of what ended after the last pause. */
function beginOfWork(distributions: readonly Known[], ended: readonly Ended[], asOf: number): number {
  let after = -Infinity
  let last = asOf
  for (const { at } of [...ended].reverse()) {
    if (last - at > pause) {
      after = at
      break
    }
    last = at
  }
  const starts = distributions.flatMap(({ firstTime }) => (firstTime === null ? [] : [Date.parse(firstTime)]))
  const begun = starts.filter((at) => at > after)
  return begun.length === 0 ? last : begun.reduce((least, at) => Math.min(least, at))
}

type Rates = {
  readonly all: number
  /** Of the fastest DP. */
  readonly usual: number
  readonly of: (dp: string) => { readonly rate: number; readonly count: number }
}

/** Ends per millisecond; the first half of the time is a slow start for some, so the second counts where it has enough. */
function ratesOf(recent: readonly Ended[], since: number, asOf: number): Rates {
  const half = since + (asOf - since) / 2
  const late = recent.filter(({ at }) => at >= half)
  const [used, from] = late.length >= 20 ? [late, half] : [recent, since]
  const byDp = new Map<string, number>()
  for (const { dp } of used) byDp.set(dp, (byDp.get(dp) ?? 0) + 1)
  const time = Math.max(1, asOf - from)
  return {
    all: Math.max(used.length, 1) / time,
    usual: Math.max(1, ...byDp.values()) / time,
    of: (dp) => ({ rate: (byDp.get(dp) ?? 0) / time, count: byDp.get(dp) ?? 0 }),
  }
}

type Crowd = { running: number; runningTime: number; done: number; doneTime: number }

/** Transfers under way, and those that ended, with the time they had, by DP. */
function crowds(distributions: readonly Known[], since: number, asOf: number): ReadonlyMap<string, Crowd> {
  const byDp = new Map<string, Crowd>()
  for (const { dp, outcome, stage, attempts, firstTime, lastTime } of distributions) {
    const begun = firstTime === null ? Number.NaN : Date.parse(firstTime)
    if (dp === null || !(begun >= since)) continue
    const crowd = byDp.get(dp) ?? { running: 0, runningTime: 0, done: 0, doneTime: 0 }
    byDp.set(dp, crowd)
    if (outcome === 'success' && lastTime !== null) {
      crowd.done++
      crowd.doneTime += Date.parse(lastTime) - begun
    } else if (outcome === 'in-progress' && (attempts ?? 0) > 0 && stage !== 'queue') {
      crowd.running++
      crowd.runningTime += asOf - begun
    }
  }
  return byDp
}

/** Fewer at once are told by those that end. */
const leastCrowd = 4

/**
 * Many transfers that share a line end late and together: until then the rate of ends says too little. Taken instead:
 * how long those under way have had, against the time one needs while so many share.
 */
function crowdWait(crowd: Crowd | undefined, left: number, elapsed: number): number | undefined {
  if (crowd === undefined || crowd.running < leastCrowd || crowd.running < crowd.done) return undefined
  const { running, runningTime, done, doneTime } = crowd
  const seen = (runningTime + doneTime) / (running + done)
  const needed = seen * (1 + (0.6 * running) / (running + done))
  const progress = done + Math.min(0.95 * running, runningTime / needed)
  return ((left + done - progress) / progress) * elapsed
}

/** A DP of its own pace counts by itself; one of which too little ended goes with the others. */
/** @param shared  what the whole queue takes */
function waitOf(dp: string, left: number, speed: Rates, shared: number): number {
  const { rate, count: seen } = speed.of(dp)
  if (seen < 4) return shared
  const own = left / rate
  // Counts scatter by their root: what lies within is no pace of its own.
  const scatter = 1 + 2 / Math.sqrt(seen)
  return own > shared * scatter ? own : Math.min(own, shared)
}

const uncertainty = (seen: number, retrying: number): number => Math.min(0.6, 1 / Math.sqrt(seen) + retrying)

const count = (list: readonly Known[], wanted: string): number =>
  list.filter(({ outcome }) => outcome === wanted).length

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
