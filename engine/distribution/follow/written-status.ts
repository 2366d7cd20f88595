// Lines of DistMgr about a status file name package and DP, but no version: it is that of the version whose sending thread
// handed the file over (status-files.ts).
import type { AboutDistribution } from '../distribution-event.ts'
import type { Distribution } from '../distribution.ts'
import { handedOverLast } from './status-files.ts'

export type WrittenStatus = {
  /** The version a line about a status file speaks of; undefined when it is no such line, or no version handed one over. */
  whose(versions: readonly Distribution[], event: AboutDistribution): Distribution | undefined
  /** The line, should it say which status is written down, was found to be of this one. */
  isOf(one: Distribution, event: AboutDistribution): void
}

export function writtenStatus(): WrittenStatus {
  let last:
    { readonly one: Distribution; readonly at: number | undefined; readonly thread: number | undefined } | undefined
  return {
    whose: (versions, { by, facts, at, evidence: { thread } }) => {
      if (by !== 'distmgr' || facts.stage !== 'status') return undefined
      const goesOn = facts.packageStatus === undefined && last?.thread === thread && isSoon(last?.at, at, atOnce)
      if (goesOn && last !== undefined && versions.includes(last.one)) return last.one
      return handedOverLast(versions, facts.packageStatus, at)
    },
    isOf: (one, { by, facts, at, evidence: { thread } }) => {
      if (by === 'distmgr' && facts.packageStatus !== undefined) last = { one, at, thread }
    },
  }
}

/** Lines about one status file follow each other so fast; milliseconds. */
const atOnce = 2_000

/** @param most milliseconds */
export const isSoon = (one: number | undefined, other: number | undefined, most: number): boolean =>
  one === undefined || other === undefined || Math.abs(other - one) <= most
