// From what happened to what it means for the run at hand, and from there to the next state. Pure: same record, same
// event, same answer. An event the table does not allow is an answer too (`undefined`), never an exception.
import type { AboutDistribution, Happening } from './distribution-event.ts'
import type { Distribution } from './distribution.ts'
import { transitions, type Move, type State, type Target } from './states.ts'

export type Step = {
  readonly to: State
  /** The present run is over and a further one begins in `to`. */
  readonly again: boolean
}

/** The table's answer; undefined where it does not allow the move. */
export const step = (state: State, move: Move): Step | undefined => steps.get(state)?.get(move)

/** The table, read once: a step is taken for every line. */
const steps: ReadonlyMap<State, ReadonlyMap<string, Step>> = new Map(
  Object.entries(transitions).map(([state, cells]) => [
    state as State,
    new Map(Object.entries(cells).map(([move, target]) => [move, stepTo(target)])),
  ]),
)

function stepTo(target: Target): Step {
  const again = target.startsWith('+')
  return { to: (again ? target.slice(1) : target) as State, again }
}

/** What an event means for this distribution now; undefined when it only adds facts. */
export function moveOf(one: Distribution, event: AboutDistribution): Move | undefined {
  const { happening, by } = event
  switch (happening) {
    case 'seen':
      return one.state === 'failing' && reconnects(one, event) ? 'wanted' : undefined
    case 'hinted':
      return undefined
    case 'sendStarted':
      return tryMoveOf(one)
    case 'contentAdded':
      return by === 'dp' && !one.bySite && !one.pull ? 'arrived' : 'contentAdded'
    case 'notifying':
    case 'notified':
      return failedSince(one, event) ? 'progressed' : happening
    case 'pulled':
      return one.bySite ? 'pulled' : 'arrived'
    case 'statusSent':
      return one.byDistMgr ? 'statusSent' : 'installed'
    default:
      return happening
  }
}

/** The thread that could not reach the DP has reached it now (flows.md 10, PCD-21). */
export const reconnects = ({ open }: Distribution, { facts, token }: AboutDistribution): boolean =>
  facts.connected === true && open?.hindrance?.stage === 'queue' && open.hindrance.token === token

/**
 * The pull DP, whose clock is behind, told that it cannot fetch before the site server's line that tells it to fetch. It
 * is told once; after that PkgXferMgr only asks (distribution-engine.md 6.4, step 6).
 */
function failedSince({ pull, state, open }: Distribution, { by, at }: AboutDistribution): boolean {
  const hindrance = open?.hindrance
  if (!pull || by === 'dp' || state !== 'failing' || hindrance?.byDp !== true) return false
  const toldAt = hindrance.evidence.at(-1)?.time
  return at !== undefined && toldAt !== undefined && at - toldAt <= clockSkew
}

/** What the begin of a sending thread means. */
export const tryMoveOf = (one: Distribution): Move =>
  one.pull && (wasNotified.has(one.state) || failedToDownload(one)) ? 'polled' : 'sendStarted'

/** The pull DP told of the failure itself: it knows of its job, and tries again by itself. */
const failedToDownload = ({ state, open }: Distribution): boolean =>
  state === 'failing' && open?.hindrance?.stage === 'transfer'

/** A pull DP in one of these was told already: another thread for it only asks how far it is. */
const wasNotified: ReadonlySet<State> = new Set<State>([
  'pulling',
  'reported',
  'installed',
  'failed',
  'lost',
  'uncertain',
])

/** Most that the clocks of site server and DP differ (log-formats.md 5); milliseconds. */
export const clockSkew = 15 * 60_000

/**
 * Lines of several logs are read side by side, and some carry no time: does the event tell of what already ended?
 * A closed run then only learns facts from it.
 */
export function isLate(one: Distribution, event: AboutDistribution): boolean {
  const { at, happening, facts, by } = event
  if (one.state === 'present' && one.pull && by !== 'dp' && notifies.has(happening))
    return at === undefined || one.lastAt === undefined || at <= one.lastAt + clockSkew
  if (!one.over) return false
  if (repeatsFailure(one, event)) return true
  // The DP's clock is another one, and a new job reaches the DP through the site server.
  if (by === 'dp') return at === undefined || one.endedAt === undefined || at <= one.endedAt + clockSkew
  if (at !== undefined && one.endedAt !== undefined)
    return at <= one.endedAt || (endedByPullDp(one, event) && at <= one.endedAt + clockSkew)
  switch (happening) {
    case 'jobCreated':
    case 'wanted':
      return !one.byDistMgr
    case 'queued':
    case 'sendStarted':
      return one.jobIds.length === 0 || (facts.jobId !== undefined && one.jobIds.includes(facts.jobId))
    case 'notifying':
    case 'notified':
    case 'failureSeen':
    case 'retryScheduled':
    case 'givenUp':
    case 'delayed':
      return one.attempts === 0
    default:
      return false
  }
}

/** How a pull DP comes to know that it is to fetch something. */
const notifies: ReadonlySet<Happening> = new Set<Happening>([
  ...([
    'wanted',
    'jobCreated',
    'queued',
    'sendStarted',
    'notifying',
    'progressed',
    'notified',
    'attemptEnded',
  ] as const),
])

/** A pull DP whose clock is behind says that it has everything before the thread that told it to fetch that is read. */
const endedByPullDp = (
  { pull, byDistMgr, jobIds, tokens }: Distribution,
  { facts, token }: AboutDistribution,
): boolean =>
  pull &&
  !byDistMgr &&
  // Of a run whose lines are lost the job is not known yet.
  ((facts.jobId !== undefined && (jobIds.length === 0 || jobIds.includes(facts.jobId))) ||
    (token !== undefined && tokens.includes(token)))

/**
 * After "Failure count = 100" the same thread still hands status 4 to DistMgr, which writes it down later: the try that
 * was given up, told once more.
 */
function repeatsFailure(one: Distribution, { happening, token, by, facts }: AboutDistribution): boolean {
  if (one.state !== 'failed' || (happening !== 'retryScheduled' && happening !== 'delayed')) return false
  if (token !== undefined && one.tokens.includes(token)) return true
  return by === 'distmgr' && happening === 'retryScheduled' && one.open?.triesLeft === 0 && facts.action !== 'remove'
}

/**
 * Does the event open a new transfer job while the old one is still open? "A failure count that restarts at 1 for the
 * same package and DP means a new job" (failure-taxonomy.md 4). A pull DP gets one job to be told and others to be asked.
 */
export function isNewJob(one: Distribution, { happening, token, facts, at }: AboutDistribution): boolean {
  if (one.open === undefined || one.over || one.state === 'present') return false
  if (happening === 'jobCreated') {
    const { jobToken } = one.open
    const earlier = at !== undefined && one.startedAt !== undefined && at < one.startedAt
    return jobToken !== undefined && token !== jobToken && !earlier && one.jobIds.length > 0
  }
  if (happening !== 'queued' && happening !== 'sendStarted') return false
  return !one.pull && facts.pull !== true && facts.jobId !== undefined && isAnotherJob(one.jobIds, facts.jobId)
}

const isAnotherJob = (known: readonly string[], jobId: string): boolean => known.length > 0 && !known.includes(jobId)
