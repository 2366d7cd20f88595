// One distribution has one run after the other: the job is made again, or the version is sent anew.
import type { ContentId } from '../ids.ts'
import { newOpenRun, type Distribution } from './distribution.ts'
import type { Action } from './run.ts'
import { tokensOfNextRun } from './run-tokens.ts'

const none: readonly never[] = []

/** The next run of the same distribution begins; what the last one showed is added up. */
export function beginFurtherRun(one: Distribution, action: Action): void {
  one.earlier = { attempts: allAttempts(one), jobIds: allJobIds(one), contentIds: allContentIds(one) }
  one.state = 'pending'
  one.action = action
  one.ordinal += 1
  one.beginSeen = false
  one.begun = false
  one.tokens = tokensOfNextRun(one.tokens)
  one.outlived = false
  one.bySite = false
  one.byDistMgr = false
  one.attempts = 0
  one.failures = 0
  one.jobIds = none
  one.contentIds = none
  one.startedAt = undefined
  one.endedAt = undefined
  one.over = false
  one.open = newOpenRun()
}

export const allAttempts = (one: Distribution): number => one.attempts + (one.earlier?.attempts ?? 0)
export const allJobIds = (one: Distribution): readonly string[] => union(one.earlier?.jobIds, one.jobIds)
export const allContentIds = (one: Distribution): readonly ContentId[] => union(one.earlier?.contentIds, one.contentIds)

function union<Item>(earlier: readonly Item[] | undefined, now: readonly Item[]): readonly Item[] {
  if (earlier === undefined || earlier.length === 0) return now
  return now.length === 0 ? earlier : [...new Set([...earlier, ...now])]
}
