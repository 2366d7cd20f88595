// What a run learns from an event besides its state: who, how often, how many failures, what hinders it, when next.
import { noFacts, type AboutDistribution, type Facts, type Happening } from '../distribution-event.ts'
import { stageOfDelay, type Distribution, type Hindrance, type OpenRun } from '../distribution.ts'
import { triesLeft, type RetryRules } from '../retry.ts'
import { markOf } from './line-marks.ts'
import type { Evidence } from '../run.ts'
import type { State } from '../states.ts'
import { earlier, later } from '../time-order.ts'

/** Most ids kept of one run: an update package can have thousands of contents. */
const mostIds = 1_000
/** Most lines kept of what hinders a run, and of what was being done. */
const mostEvidence = 24
const mostContext = 6
const mostNotes = 100
const mostTokens = 7

/** Everything a line adds to a run besides moving it. */
export function learn(one: Distribution, event: AboutDistribution, rules: RetryRules): void {
  const { subject, facts, at, since = at, by, happening, evidence } = event
  one.site ??= subject.site
  one.firstAt = earlier(one.firstAt, since)
  one.lastAt = later(one.lastAt, at)
  if (by !== 'dp') one.bySite = true
  if (by === 'distmgr') one.byDistMgr = true
  if (!provesNothing.has(happening)) one.proof = markOf(evidence)
  // Of its sending thread only the trailing lines were read, which also come after its end: the try is no further one.
  if (by === 'sending-thread' && event.token === undefined && one.attempts === 0 && tellsTry.has(happening))
    one.attempts = 1
  if (happening === 'jobCreated' || (happening === 'queued' && !one.byDistMgr && one.attempts === 0))
    learnBegin(one, at)
  if (facts === noFacts) return
  if (facts.pull === true) one.pull = true
  if (facts.jobId !== undefined) one.jobIds = withId(one.jobIds, facts.jobId)
  if (facts.contentId !== undefined) one.contentIds = withId(one.contentIds, facts.contentId)
  if (facts.action !== undefined) {
    // The job is another one than that of the failures before, whose end was lost.
    if (facts.action === 'redistribute' && one.action !== 'redistribute' && !one.pull) one.failures = 0
    one.action = actionAfter(one, facts.action)
  }
  learnCounts(one, event, rules)
}

const provesNothing: ReadonlySet<Happening> = new Set<Happening>(['seen', 'hinted', 'attemptEnded'])

const tellsTry: ReadonlySet<Happening> = new Set<Happening>([
  ...(['copied', 'statusSent', 'failureSeen', 'retryScheduled', 'givenUp', 'delayed'] as const),
])

/**
 * "A run begins at the first line that names package, version and DP (DM-085, else PX-010)" (conventions 7). Every try
 * is queued anew: where DistMgr's log is read, a run without its job line is one we came into in the middle.
 */
function learnBegin(one: Distribution, at: number | undefined): void {
  one.beginSeen = true
  if (one.begun) one.startedAt = earlier(one.startedAt, at)
}

function withId<Id>(ids: readonly Id[], id: Id): readonly Id[] {
  if (ids.length === 0) return [id]
  return ids.at(-1) === id || ids.length >= mostIds || ids.includes(id) ? ids : [...ids, id]
}

/** "Redistribute=0" takes back only our own guess that a second job for one version is a redistribution. */
function actionAfter(one: Distribution, told: NonNullable<Facts['action']>): Distribution['action'] {
  return told === 'distribute' && one.action !== 'redistribute' ? one.action : told
}

/** Numbers the line prints: failures, tries left, next try. */
function learnCounts(one: Distribution, event: AboutDistribution, rules: RetryRules): void {
  const { open } = one
  const { facts } = event
  if (facts.count !== undefined) {
    if (facts.countsTries !== true) one.failures = facts.count
    // More failures than tries seen: what looked like the begin was a later try.
    if (facts.count > one.attempts && !one.byDistMgr) one.beginSeen = false
    const limit = facts.limit ?? (one.pull ? rules.pull : rules.push).tries
    if (open !== undefined) open.triesLeft = triesLeft(facts.count, limit)
  }
  // With the last try used up a time is still printed, and nothing happens then.
  if (open === undefined || facts.restartText === undefined || one.over || isExhausted(event, rules, one.pull)) return
  open.nextRetryText = facts.restartText
  open.nextRetry = facts.restartAt
}

/** Has the last try been used up? "Failure count = 30/30". */
export function isExhausted({ facts }: AboutDistribution, rules: RetryRules, pull: boolean): boolean {
  if (facts.count === undefined || facts.countsTries === true) return false
  return facts.count >= (facts.limit ?? (pull ? rules.pull : rules.push).tries)
}

/** A line that explains a failure should one follow, or that says what the try is busy with. */
export function addContext(open: OpenRun, evidence: Evidence): void {
  open.context ??= []
  if (open.context.length >= mostContext) open.context.shift()
  open.context.push(evidence)
}

/** A line of what hinders the run. A new try's first line begins a new account; the old try's is history then. */
export function addHindrance(open: OpenRun, event: AboutDistribution): void {
  const { facts, evidence, token } = event
  const before = open.hindrance
  const isBeside = token === undefined || before?.beside?.includes(token) === true
  const goesOn = before !== undefined && (before.token === token || isBeside)
  const fits = goesOn && (facts.delay === undefined || before.delay === facts.delay)
  const now = fits ? before : newHindrance(event, open)
  open.hindrance = now
  now.code ??= facts.code
  addEvidence(now.evidence, evidence)
}

function newHindrance({ token, facts, by }: AboutDistribution, open: OpenRun): Hindrance {
  return {
    token,
    stage: facts.delay === undefined ? (facts.stage ?? 'transfer') : stageOfDelay[facts.delay],
    code: facts.code,
    delay: facts.delay,
    evidence: [],
    context: open.context ?? [],
    threadsOnJob: 1,
    ...(by === 'dp' ? { byDp: true } : {}),
  }
}

/** The first lines are kept (the innermost function is written first), and always the newest. */
export function addEvidence(lines: Evidence[], line: Evidence): void {
  if (lines.some((known) => known.offset === line.offset && known.file === line.file && known.host === line.host))
    return
  if (lines.length >= mostEvidence) lines.pop()
  lines.push(line)
}

/** The next try begins: an expected event is over with it, a real failure is not repaired yet. */
export function beginTry(one: Distribution, token: string): void {
  one.attempts += 1
  one.tokens = [...one.tokens.slice(-mostTokens), token]
  const { open } = one
  if (open === undefined) return
  open.context = undefined
  open.nextRetry = undefined
  open.nextRetryText = undefined
  open.failureTold = false
  open.retryTold = false
  open.dpEvidence = saidSince(open.hindrance, open.dpEvidence)
  if (open.hindrance?.delay !== undefined) open.hindrance = undefined
}

/**
 * The DP's clock is another one, and its log knows whole seconds only: what it wrote of this try can come before the
 * try begins. What it wrote after the last failure of the try before cannot be about that one.
 */
function saidSince(last: Hindrance | undefined, said: Evidence[] | undefined): Evidence[] | undefined {
  const before = last?.evidence.at(-1)?.time
  return before === undefined ? undefined : said?.filter(({ time }) => time !== undefined && time > before)
}

/**
 * What failed for good, or is there, is not tried again, whatever an earlier line planned; and of a run nobody spoke of
 * for long nothing is promised.
 */
export function planNothing(open: OpenRun, state: State): void {
  open.nextRetry = undefined
  open.nextRetryText = undefined
  if (state !== 'failed' && state !== 'failing') open.triesLeft = undefined
}

export function note(open: OpenRun, { facts, at }: AboutDistribution): void {
  if (facts.noted === undefined || at === undefined) return
  open.events ??= []
  if (open.events.length < mostNotes)
    open.events.push({ name: facts.noted.name, at, attributes: facts.noted.attributes })
}
