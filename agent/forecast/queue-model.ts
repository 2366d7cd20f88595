// The queue played on from what an account shows: how many threads send, how much each package asks of a DP's line, how
// fast jobs are made. Nothing of it stands in a log; all of it follows from when the others began and ended. Pure.

export type QueueJob = {
  readonly packageId: string
  readonly dp: string
  /** When its transfer job was made, or will be; milliseconds since 1970 UTC. */
  readonly created: number
  /** undefined: not ended yet. */
  readonly ended: number | undefined
  /** Is a thread sending it? */
  readonly sending: boolean
  /** Its place in the queue. */
  readonly order: number
  /** When its last try failed, for which it had its share of the line too. */
  readonly failed: number | undefined
  /** Sending threads it has had: of a second one nobody knows when it began. */
  readonly tries: number
}

/** Several transfers share the line of their DP evenly, and at most `threads` run at once. */
export type QueueModel = {
  readonly finish: number
  readonly finishOf: ReadonlyMap<string, number>
  readonly threads: number
  /** Share of what is open whose size no ended transfer shows. */
  readonly guessed: number
}

/** Share of a line's transfers under which those that ended are no fair sample. */
const fewEnded = 0.25

/** Ended transfers that show how large a package is, or how slow a line; fewer may have been chance. */
const enough = { ofPackage: 1, ofDp: 2 } as const

/** Is it known how large its package is, and how slow its DP's line, from others that have ended? */
function sized(done: readonly QueueJob[]): (job: QueueJob) => boolean {
  const ofPackage = counted(done, ({ packageId }) => packageId)
  const ofDp = counted(done, ({ dp }) => dp)
  return ({ packageId, dp }) =>
    (ofPackage.get(packageId) ?? 0) >= enough.ofPackage && (ofDp.get(dp) ?? 0) >= enough.ofDp
}

function counted(jobs: readonly QueueJob[], keyOf: (job: QueueJob) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const job of jobs) counts.set(keyOf(job), (counts.get(keyOf(job)) ?? 0) + 1)
  return counts
}

/** Milliseconds from the job to the first thread that can take it, and from the last byte to the status. */
const takenUp = 12_000
const settled = 5_000

/** undefined: too little has ended to learn from. */
export function playOn(jobs: readonly QueueJob[], asOf: number): QueueModel | undefined {
  const done = jobs.filter(({ ended, tries }) => ended !== undefined && tries <= 1)
  if (done.length < 8) return undefined
  const sending = jobs.filter(({ ended, sending: is }) => ended === undefined && is)
  const threads = threadsOf(jobs, sending.length, asOf)
  const services = servicesUntil(jobs, threads, asOf)
  const ask = withinSeen(askedFor([...done, ...sending], services), [...done, ...sending], services)
  const waiting = jobs.filter(({ ended, sending: is }) => ended === undefined && !is)
  const ended = (dp: string): number => done.filter((job) => job.dp === dp).length
  const together = (dp: string): number => sending.filter((job) => job.dp === dp).length
  const isSized = sized(done)
  const running = sending.map((job) => {
    const had = services.get(job) ?? 0
    const share = ended(job.dp) / (ended(job.dp) + together(job.dp))
    const byOrder = remainder(ask(job), had, share)
    const bySize = Math.max(ask(job) - had, ask(job) * 0.05)
    // Of few that have ended on a line both may be wrong, to different sides.
    return { dp: job.dp, left: !isSized(job) ? byOrder : share < fewEnded ? Math.sqrt(byOrder * bySize) : bySize }
  })
  const left = [...sending, ...waiting]
  const isGuessed = (job: QueueJob): boolean =>
    !isSized(job) || ended(job.dp) / (ended(job.dp) + together(job.dp)) < fewEnded
  const slow = left.filter(isGuessed)
  // One slow line alone can hold the whole queue up.
  const guessed = slow.length === 0 ? 0 : Math.max(0.3, slow.length / left.length)
  return { ...drained(running, arrivals(waiting, ask, asOf), threads, asOf), threads, guessed }
}

/**
 * All threads are at work when something waits for one; and, as far as the past does not contradict, when many are.
 *
 * @returns Infinity where nothing shows a limit
 */
function threadsOf(jobs: readonly QueueJob[], sending: number, asOf: number): number {
  const waits = jobs.some((one) => one.ended === undefined && !one.sending && one.created < asOf - 2 * takenUp)
  if (waits) return Math.max(1, sending)
  if (sending < fewThreads) return Infinity
  const begun = starts(jobs, sending, asOf)
  return begun.filter(({ late }) => late).length <= begun.length / 50 ? sending : Infinity
}

const fewThreads = 6

/**
 * What is left of a transfer that has had so much.
 *
 * @param share  of its DP's transfers, those that have ended. Those that share a line from the beginning end in the order
 *               of their sizes; with sizes spread evenly, what is left on average follows from how many have ended.
 */
const remainder = (asked: number, had: number, share: number): number =>
  Math.max(asked - had, asked * 0.1, had * Math.min(1.3, (1 / share - 1) / 2))

const arrivals = (waiting: readonly QueueJob[], ask: (job: QueueJob) => number, asOf: number): readonly Arrival[] =>
  waiting
    .map((job) => ({ dp: job.dp, left: ask(job), at: Math.max(asOf, job.created + takenUp), order: job.order }))
    .sort((one, other) => one.at - other.at || one.order - other.order)

type Running = { readonly dp: string; left: number }
type Arrival = Running & { readonly at: number; readonly order: number }

/** How long each job had its DP's line for itself, counted as its share of it, until it ended or `asOf`. */
function servicesUntil(jobs: readonly QueueJob[], threads: number, asOf: number): ReadonlyMap<QueueJob, number> {
  const services = new Map<QueueJob, number>()
  const byDp = new Map<string, { readonly job: QueueJob; readonly from: number; readonly to: number }[]>()
  for (const { job, from } of starts(jobs, threads, asOf)) {
    const to = job.ended === undefined ? (job.failed ?? asOf) : Math.max(from + 500, job.ended - settled)
    byDp.set(job.dp, [...(byDp.get(job.dp) ?? []), { job, from, to }])
  }
  for (const spans of byDp.values()) {
    const edges = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].sort((one, other) => one - other)
    for (const [index, edge] of edges.entries()) {
      const next = edges[index + 1]
      if (next === undefined) break
      const here = spans.filter(({ from, to }) => from <= edge && to >= next)
      for (const { job } of here) services.set(job, (services.get(job) ?? 0) + (next - edge) / here.length)
    }
  }
  return services
}

/** Who began when: in the order of the queue, each when a thread was free. */
function starts(jobs: readonly QueueJob[], threads: number, asOf: number) {
  const begun = jobs.filter(
    ({ ended, failed, sending, tries }) => sending || (tries <= 1 && (ended ?? failed) !== undefined),
  )
  const inOrder = [...begun].sort((one, other) => one.order - other.order || one.created - other.created)
  const busyUntil: number[] = []
  return inOrder.map((job) => {
    let from = (job.failed === undefined ? job.created : job.order) + takenUp
    if (busyUntil.length >= threads) {
      busyUntil.sort((one, other) => one - other)
      from = Math.max(from, busyUntil.shift() ?? 0)
    }
    const to = job.ended === undefined ? (job.failed ?? Infinity) : job.ended - settled
    busyUntil.push(Math.max(from, to))
    const last = Math.min(asOf, to)
    return { job, from: Math.min(from, last), late: from > last + takenUp }
  })
}

/**
 * What a job asks for: its package's size in time of a usual line, times how slow its DP's line is. Medians, since of a
 * job that had to wait for its DP the begin is taken too early. What is under way and has had more than that counts too:
 * of the large ones only the small part has ended.
 */
function askedFor(jobs: readonly QueueJob[], services: ReadonlyMap<QueueJob, number>): (job: QueueJob) => number {
  const ofDp = new Map<string, number>()
  const ofPackage = new Map<string, number>()
  const had = (job: QueueJob): number => Math.max(100, services.get(job) ?? 100)
  const ask = asking(ofPackage, ofDp)
  const ended = jobs.filter((job) => job.ended !== undefined)
  const endsOf = { package: counted(ended, ({ packageId }) => packageId), dp: counted(ended, ({ dp }) => dp) }
  // Where enough has ended, what has not is no better witness: it only shows that it is larger than it has had.
  const showsPackage = ({ ended: at, packageId }: QueueJob): boolean =>
    at !== undefined || (endsOf.package.get(packageId) ?? 0) < enough.ofPackage
  const showsDp = ({ ended: at, dp }: QueueJob): boolean => at !== undefined || (endsOf.dp.get(dp) ?? 0) < enough.ofDp
  for (let round = 0; round < 10; round++) {
    const rows = jobs
      .filter(({ ended }) => ended !== undefined || round > 2)
      .map((job) => ({
        ...job,
        log: Math.log(job.ended === undefined ? Math.max(ask(job), 1.2 * had(job)) : had(job)),
      }))
    medians(
      ofPackage,
      rows.filter(showsPackage),
      ({ packageId }) => packageId,
      ({ log, dp }) => log - (ofDp.get(dp) ?? 0),
    )
    medians(
      ofDp,
      rows.filter(showsDp),
      ({ dp }) => dp,
      ({ log, packageId }) => log - (ofPackage.get(packageId) ?? 0),
    )
  }
  return ask
}

/** On a line that many share, or shared, nobody asks for more than twice what the largest of them had. */
function withinSeen(
  ask: (job: QueueJob) => number,
  jobs: readonly QueueJob[],
  services: ReadonlyMap<QueueJob, number>,
): (job: QueueJob) => number {
  const seen = new Map<string, { most: number; count: number }>()
  for (const job of jobs) {
    const one = seen.get(job.dp) ?? { most: 0, count: 0 }
    seen.set(job.dp, { most: Math.max(one.most, services.get(job) ?? 0), count: one.count + 1 })
  }
  return (job) => {
    const { most, count } = seen.get(job.dp) ?? { most: Infinity, count: 0 }
    return count < 8 ? ask(job) : Math.min(ask(job), 2 * most)
  }
}

function asking(ofPackage: ReadonlyMap<string, number>, ofDp: ReadonlyMap<string, number>) {
  return ({ packageId, dp }: QueueJob): number => {
    const size = ofPackage.get(packageId)
    const slow = ofDp.get(dp)
    const usual = size === undefined ? meanOfExp([...ofPackage.values()]) : Math.exp(size)
    return usual * (slow === undefined ? meanOfExp([...ofDp.values()]) : Math.exp(slow))
  }
}

function medians<Row>(
  into: Map<string, number>,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  of: (row: Row) => number,
): void {
  const values = new Map<string, number[]>()
  for (const row of rows) {
    const list = values.get(keyOf(row)) ?? []
    values.set(keyOf(row), list)
    list.push(of(row))
  }
  for (const [key, list] of values) into.set(key, list.sort((one, other) => one - other)[list.length >> 1] ?? 0)
}

const meanOfExp = (logs: readonly number[]): number =>
  logs.reduce((sum, log) => sum + Math.exp(log), 0) / Math.max(1, logs.length)

/** Lets everything end, step by step. */
function drained(begun: readonly Running[], arrivals: readonly Arrival[], threads: number, asOf: number) {
  const running = [...begun]
  const finishOf = new Map<string, number>()
  let now = asOf
  let next = 0
  const share = (): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>()
    for (const { dp } of running) counts.set(dp, (counts.get(dp) ?? 0) + 1)
    return counts
  }
  while (running.length > 0 || next < arrivals.length) {
    for (
      let one = arrivals[next];
      one !== undefined && one.at <= now && running.length < threads;
      one = arrivals[++next]
    )
      running.push({ dp: one.dp, left: one.left })
    const counts = share()
    const ends = running.reduce((least, { dp, left }) => Math.min(least, left * (counts.get(dp) ?? 1)), Infinity)
    const comes = running.length < threads ? Math.max(0, (arrivals[next]?.at ?? Infinity) - now) : Infinity
    const step = Math.min(ends, comes)
    now += step
    for (const one of running) one.left -= step / (counts.get(one.dp) ?? 1)
    for (let at = running.length - 1; at >= 0; at--) {
      const one = running[at]
      if (one === undefined || one.left > 1) continue
      finishOf.set(one.dp, now + settled)
      running.splice(at, 1)
    }
  }
  return { finish: now + settled, finishOf }
}
