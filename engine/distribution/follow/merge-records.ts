// Two records turned out to be one distribution.
import type { Distribution } from '../distribution.ts'
import { cameEarly, isDpsWord } from './content-holder.ts'
import { earlier, later } from '../time-order.ts'

/** What the nameless record learned goes to the one it turned out to be. */
export function merge(from: Distribution, into: Distribution): void {
  into.attempts += from.attempts
  into.tokens = [...into.tokens, ...from.tokens]
  into.jobIds = [...new Set([...into.jobIds, ...from.jobIds])]
  into.contentIds = [...new Set([...into.contentIds, ...from.contentIds])]
  mergeContents(from, into)
  into.firstAt = earlier(into.firstAt, from.firstAt)
  into.lastAt = later(into.lastAt, from.lastAt)
  into.bySite ||= from.bySite
  into.byDistMgr ||= from.byDistMgr
  into.pull ||= from.pull
  if (from.begun && (!into.begun || into.attempts === 0)) {
    into.begun = true
    into.beginSeen ||= from.beginSeen
    into.startedAt = earlier(into.startedAt, from.startedAt)
  }
  if (into.open === undefined || from.open === undefined) return
  into.open.jobToken ??= from.open.jobToken
  into.open.arrival ??= from.open.arrival
  if (from.open.attempts !== undefined)
    into.open.attempts = new Map([...(into.open.attempts ?? []), ...from.open.attempts])
  const { hindrance } = from.open
  if (hindrance === undefined) return
  into.state = from.state
  into.open.failureTold = from.open.failureTold
  into.open.retryTold = from.open.retryTold
  into.failures = Math.max(into.failures, from.failures)
  into.open.hindrance = hindrance
  into.open.dpEvidence ??= from.open.dpEvidence
  into.open.nextRetry ??= from.open.nextRetry
  into.open.nextRetryText ??= from.open.nextRetryText
  into.open.triesLeft ??= from.open.triesLeft
}

/** What a thread has begun and the DP has not told of yet, and the other way round. */
function mergeContents(from: Distribution, into: Distribution): void {
  const told = isDpsWord(into) && !isDpsWord(from) ? into.contentIds : []
  if (from.awaited !== undefined) into.awaited = [...new Set([...(into.awaited ?? []), ...from.awaited])]
  cameEarly(into, [...told, ...(from.early ?? [])])
}
