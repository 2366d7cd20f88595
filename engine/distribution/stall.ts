// How long is too long, per state (DESIGN 5). A stall shows as silence, not as text: some outcomes never use an error
// word (log-formats.md 8).
import type { Distribution } from './distribution.ts'
import { defaultRetryRules } from './retry.ts'

export type StallReason =
  | 'dp-thread-silent'
  | 'main-thread-hung'
  | 'transfer-not-started'
  | 'transfer-silent'
  | 'sta-not-processed'
  | 'pull-silent'
  | 'threads-saturated'
  | 'intersite-late'

export type Stall = {
  /** When it should have gone on at the latest known sign of life; milliseconds since 1970 UTC. */
  readonly since: number
  readonly reason: StallReason
}

const minute = 60_000
const hour = 60 * minute

/** Milliseconds of silence; each is a setting (`stall:`). */
export const defaultDeadlines: Readonly<Record<StallReason, number>> = {
  'dp-thread-silent': 30 * minute,
  'main-thread-hung': 15 * minute,
  'transfer-not-started': 15 * minute,
  'transfer-silent': 6 * hour, // at the default log level one file is one line
  'sta-not-processed': 10 * minute,
  'pull-silent': 72 * hour,
  'threads-saturated': hour,
  'intersite-late': hour,
}

/** A run without progress is closed after this long: milliseconds (DESIGN 5, "timeout"). */
export const timeouts = { usual: 24 * hour, pullOrWaiting: 72 * hour } as const

/** How long the DP's own word alone may stand before the run counts as ended: the clock skew of log-formats.md 5. */
export const settleTime = 15 * minute

/** How long a reason that only the DP told may wait for the site server's word on the same try: a retry and the skew. */
export const joinTime = 45 * minute

type Expectation = { readonly reason: StallReason; readonly since: number | undefined }

/** What should come next and since when we wait for it; undefined when nothing is due. */
function expected(one: Distribution, saturatedSince: number | undefined): Expectation | undefined {
  const { lastAt, open } = one
  switch (one.state) {
    case 'pending':
      if (open?.dpThreadAlive === true) return { reason: 'dp-thread-silent', since: lastAt }
      if (open?.jobToken !== undefined || one.jobIds.length > 0)
        return { reason: 'transfer-not-started', since: lastAt }
      return { reason: 'threads-saturated', since: saturatedSince }
    case 'sending':
      return { reason: 'transfer-silent', since: lastAt }
    case 'pulling':
      // Its clock is behind: it had everything before the site server's line that told it to fetch.
      return { reason: open?.arrival === undefined ? 'pull-silent' : 'sta-not-processed', since: lastAt }
    case 'copied':
    case 'reported':
      return { reason: 'sta-not-processed', since: lastAt }
    case 'retrying':
      return { reason: 'transfer-not-started', since: open?.nextRetry ?? later(lastAt, one.pull) }
    case 'waiting':
      return waitingFor(one)
    default:
      return undefined
  }
}

function waitingFor({ lastAt, open, pull }: Distribution): Expectation | undefined {
  switch (open?.hindrance?.delay) {
    case 'intersite':
      return { reason: 'intersite-late', since: lastAt }
    case 'pull-source':
    case 'pull-capacity':
    case 'schedule':
      return { reason: 'transfer-not-started', since: open.nextRetry ?? later(lastAt, pull) }
    default:
      return undefined // a throttled job waits for its turn, a prestaged one for an administrator
  }
}

const later = (at: number | undefined, pull: boolean): number | undefined =>
  at === undefined ? undefined : at + (pull ? defaultRetryRules.pull : defaultRetryRules.push).delay

/**
 * Why a run makes no progress beyond its deadline; undefined while it does, or when no time is known.
 *
 * @param now             milliseconds since 1970 UTC
 * @param saturatedSince  since when all package processing threads are busy
 */
export function stallOf(
  one: Distribution,
  now: number,
  deadlines: Readonly<Record<StallReason, number>>,
  saturatedSince?: number,
): Stall | undefined {
  const due = expected(one, saturatedSince)
  if (due?.since === undefined || now - due.since < deadlines[due.reason]) return undefined
  return { since: due.since, reason: due.reason }
}

/**
 * Has the run been silent for so long that it is closed?
 *
 * @param isUnclaimed  the site server, whose log is read, never spoke of it
 */
export function isTimedOut(one: Distribution, now: number, isUnclaimed = false): boolean {
  if (one.lastAt === undefined) return false
  if (one.state === 'present') return now - one.lastAt >= settleTime
  if (isUnclaimed && one.state === 'failing') return now - one.lastAt >= joinTime
  const patient = one.pull || one.state === 'waiting'
  return now - one.lastAt >= (patient ? timeouts.pullOrWaiting : timeouts.usual)
}
