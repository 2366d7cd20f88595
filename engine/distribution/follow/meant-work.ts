// What a line, or a record, shows of which distribution can be meant.
import type { AboutDistribution, Happening } from '../distribution-event.ts'
import type { Distribution } from '../distribution.ts'
import { isLate } from '../lifecycle.ts'
import { isNewTry } from './run-progress.ts'
import type { State } from '../states.ts'

/** A DP thread begins to work for a package. */
export const opensWork = ({ by, happening }: AboutDistribution): boolean =>
  by === 'distmgr' && (happening === 'wanted' || happening === 'jobCreated')

/** Its job is with PkgXferMgr already, so this DP thread works on another one. */
export const isUnderWay = ({ attempts, lastAt, open }: Distribution, { at, token }: AboutDistribution): boolean =>
  attempts > 0 && at !== undefined && lastAt !== undefined && at > lastAt && (token ?? '') !== open?.jobToken

export const opensJob: ReadonlySet<Happening> = new Set<Happening>(['wanted', 'jobCreated', 'queued', 'sendStarted'])

/** States in which a sending thread may turn up whose start line was lost. */
export const startable: ReadonlySet<State> = new Set<State>(['pending', 'sending', 'retrying', 'waiting', 'failing'])

export function isVerdict({ happening, facts, by }: AboutDistribution): boolean {
  return (
    by === 'sending-thread' &&
    happening === 'retryScheduled' &&
    facts.restartText === undefined &&
    facts.code === undefined
  )
}

export const explains = (one: Distribution | undefined): boolean => one?.open?.hindrance !== undefined

/** DistMgr made a job and did not print the version; PkgXferMgr will. */
export const awaitsVersion = ({ byDistMgr, jobIds, state }: Distribution): boolean =>
  byDistMgr && jobIds.length === 0 && state === 'pending'

/**
 * What is over may have been an older version: of it speak only lines of its own time, and those that trail a try. What
 * was removed comes back as it was, as far as anybody knows.
 */
export const isPast = (one: Distribution, event: AboutDistribution): boolean =>
  one.over && one.state !== 'removed' && (isNewTry(one, event) || !trails.has(event.happening)) && !isLate(one, event)

const trails: ReadonlySet<Happening> = new Set<Happening>([
  ...(['progressed', 'copied', 'attemptEnded', 'pulled'] as const),
  ...(['contentAdded', 'statusSent', 'installed', 'validated'] as const),
])

/** Did it plan to be tried again at about that time? @param at milliseconds since 1970 UTC */
export const isDue = ({ state, open }: Distribution, at: number | undefined): boolean =>
  state === 'retrying' && at !== undefined && open?.nextRetry !== undefined && at >= open.nextRetry - minute

/** Restart times are printed in whole seconds; the clock of a line may be a little off. */
const minute = 60_000
