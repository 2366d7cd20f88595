// The distributions of a site, or of one DP: events in, steps out, and the account of what is known.
import type { AboutPackage, DistributionEvent } from './distribution-event.ts'
import { forgetful, recall, trackerMemory, type SavedRecord } from './saved-tracker.ts'
import type { PackageId } from '../ids.ts'
import { distributionBook, defaultBookLimits, type BookLimits } from './follow/distribution-book.ts'
import { lostRun, lostWord, outcomeOf, toRun, type Distribution } from './distribution.ts'
import { isPiece, mayHaveGoneOn, withoutGuess, type LogBegin } from './log-begins.ts'
import { dpWorks } from './outside-runs/dp-work.ts'
import { distributionFollower } from './follow/follow-distribution.ts'
import { packageWorks } from './outside-runs/package-work.ts'
import { defaultRetryRules, givenUpAt, type RetryRules } from './retry.ts'
import type { DpWork, PackageWork, Run, Step } from './run.ts'
import { defaultDeadlines, isTimedOut, settleTime, stallOf, type Stall, type StallReason } from './stall.ts'
import { silent, telling } from './follow/telling.ts'

export type TrackerOptions = {
  readonly limits?: Partial<BookLimits>
  readonly retries?: RetryRules
  readonly deadlines?: Partial<Readonly<Record<StallReason, number>>>
  /** DistMgr's log is read too, so only its word ends a run, also where none of its lines was seen in the run. */
  readonly followsDistMgr?: boolean
  /** Only the account is wanted: no steps are made. */
  readonly silent?: boolean
}

/** One distribution with all its runs. */
export type DistributionAccount = {
  /** The present run, or the last one. */
  readonly run: Run
  /** Over all runs. */
  readonly attempts: number
  readonly jobIds: readonly string[]
  readonly contentIds: readonly string[]
  /** First and last line that names it, over all runs; milliseconds since 1970 UTC. */
  readonly firstAt: number | undefined
  readonly lastAt: number | undefined
  readonly open: boolean
  /** When the last try that is left begins; milliseconds since 1970 UTC. */
  readonly givenUpAt: number | undefined
  readonly stalled: Stall | undefined
}

export type Tracker = {
  /** Never throws: an event that does not fit is a step of kind `anomaly`. */
  apply(event: DistributionEvent): readonly Step[]
  /** Time passes: silent runs time out, the DP's own word settles. @param now milliseconds since 1970 UTC */
  tick(now: number): readonly Step[]
  /** Milliseconds of silence from which a run counts as stalled. */
  setDeadlines(next: Partial<Readonly<Record<StallReason, number>>>): void
  /** Records that changed since the last commit, for one batch with the read positions. */
  stage(): SavedRecord[]
  /** The batch is on disk. */
  committed(): void
  /** What earlier batches saved. Once, before the first event. */
  restore(saved: Iterable<SavedRecord>): void
  /** A log lost lines: what is open is uncertain until the next line. */
  linesLost(): void
  /** Logs that lost their oldest lines: of what was told before them it is not known what became of it. */
  logsBegin(begins: readonly LogBegin[]): void
  /** Every distribution known, by package, DP and version. @param now for stalls; none are told without it */
  distributions(now?: number): Iterable<DistributionAccount>
  /** All versions of one package on one DP. */
  named(packageId: string, dp: string): readonly DistributionAccount[]
  /** Open runs, and ended ones that failed and that nothing repaired since. Unordered. */
  present(now: number): Iterable<DistributionAccount>
  /** Pull DPs with downloads that failed and were not repaired, and how many. */
  failedDownloads(): ReadonlyMap<string, number>
  packages(now?: number): Iterable<PackageWork>
  distributionPoints(): Iterable<DpWork>
  /** `evicted`: records forgotten because a limit was reached. */
  counts(): { readonly open: number; readonly known: number; readonly evicted: number }
}

export function createTracker(options: TrackerOptions = {}): Tracker {
  const rules = options.retries ?? defaultRetryRules
  const deadlines = { ...defaultDeadlines, ...options.deadlines }
  const memory = options.silent === true ? forgetful : trackerMemory()
  const book = distributionBook({ ...defaultBookLimits, ...options.limits }, memory.forgotten)
  const works = packageWorks(deadlines, options.silent !== true)
  const roles = dpWorks()
  const tell = options.silent === true ? silent : telling()
  let begins: readonly LogBegin[] = []
  const isLost = (one: Distribution): boolean => begins.length > 0 && mayHaveGoneOn(one, begins, works.siteOf)
  const follower = distributionFollower(book, tell, rules, options.followsDistMgr === true, memory.changed, isLost)

  const applyPackage = (event: AboutPackage): void => {
    for (const made of works.apply(event)) tell.tell(made)
    for (const key of works.touched()) memory.packageChanged(key)
    if (event.happening === 'deleted') follower.packageDeleted(event)
    if (event.happening === 'waiting') follower.packageAwaited(event)
  }

  const isUnknown = (one: Distribution): boolean => isLost(one) || isPiece(one, begins)

  const account = (one: Distribution, now: number | undefined): DistributionAccount => {
    const stalled =
      now === undefined || one.over || one.outlived ? undefined : stallOf(one, now, deadlines, works.saturatedSince)
    const run = toRun(one)
    if (isUnknown(one))
      return { ...accountOf(one), run: lostRun(run), givenUpAt: undefined, open: false, stalled: undefined }
    const failure = run.failure ?? (stalled?.reason === 'sta-not-processed' ? lostWord(one) : undefined)
    const printed = failure?.evidence.findLast(({ fields }) => fields['restartTime'] !== undefined)
    return {
      ...accountOf(one),
      run: failure === run.failure ? run : { ...run, failure },
      givenUpAt: givenUpAt(run, printed?.time, (one.pull ? rules.pull : rules.push).delay),
      stalled,
    }
  }

  const accountOf = (one: Distribution): Omit<DistributionAccount, 'run' | 'givenUpAt' | 'stalled'> => ({
    attempts: one.attempts + (one.earlier?.attempts ?? 0),
    jobIds: union(one.earlier?.jobIds, one.jobIds),
    contentIds: union(one.earlier?.contentIds, one.contentIds),
    firstAt: one.firstAt,
    lastAt: one.lastAt,
    open: !one.over && outcomeOf(one) !== 'success',
  })

  return {
    apply: (event) => {
      switch (event.about) {
        case 'distribution':
          follower.follow(event)
          break
        case 'package':
          applyPackage(event)
          break
        case 'distributionPoint':
          for (const key of roles.apply(event)) memory.dpChanged(key)
          break
        case 'threads': {
          const { component, threads, used, limit } = event
          works.gauge(event)
          memory.sitesChanged()
          tell.tell({ kind: 'threads', component, threads, used, limit })
          break
        }
        case 'site':
          works.learnSite(event)
          memory.sitesChanged()
          break
        case 'log':
          works.follows(event)
          memory.sitesChanged()
          break
        case 'anomaly':
          tell.anomaly(event.reason, event.evidence)
      }
      return tell.take()
    },
    tick: (now) => {
      for (const one of book.openSince(now - settleTime))
        if (isTimedOut(one, now, follower.isUnclaimed(one))) follower.timeOut(one)
      return tell.take()
    },
    setDeadlines: (next) => void Object.assign(deadlines, next),
    stage: () => memory.stage({ packages: works.records, dps: roles.records, sites: works.saved.get }),
    committed: memory.committed,
    restore: (saved) =>
      recall(saved, {
        distribution: (one) => {
          book.restore(one)
          follower.restored(one)
        },
        package: works.restore,
        dp: roles.restore,
        sites: works.saved.set,
      }),
    linesLost: () => follower.linesLost(),
    logsBegin: (list) => void (begins = list),
    distributions: function* (now) {
      for (const one of book.all()) yield account(one, now)
    },
    named: (packageId, dp) =>
      book
        .ofPackage(packageId as PackageId)
        .filter((one) => one.dp === dp)
        .map((one) => account(one, undefined)),
    present: function* (now) {
      for (const one of book.open()) yield account(one, now)
      for (const one of book.failed) yield account(one, now)
    },
    failedDownloads: () => {
      const counts = new Map<string, number>()
      for (const one of [...book.active, ...book.failed])
        if (one.dp !== undefined && isFailedDownload(one)) counts.set(one.dp, (counts.get(one.dp) ?? 0) + 1)
      return counts
    },
    packages: function* (now) {
      for (const work of works.all(now)) yield begins.length > 0 ? withoutGuess(work) : work
    },
    distributionPoints: () => roles.all(),
    counts: () => ({ open: book.openCount, known: book.size, evicted: book.evicted }),
  }
}

/** The pull DP itself told of it; what only delays it is no failure. */
const isFailedDownload = ({ pull, state, open }: Distribution): boolean =>
  pull &&
  (state === 'failing' || state === 'failed') &&
  open?.hindrance?.delay === undefined &&
  open?.hindrance?.stage === 'transfer'

function union<Item>(earlier: readonly Item[] | undefined, now: readonly Item[]): readonly Item[] {
  if (earlier === undefined || earlier.length === 0) return now
  return now.length === 0 ? earlier : [...new Set([...earlier, ...now])]
}
