// A DP's log says that a content was added, but of an application or an update not for which version of the package, and
// its clock is another one. Versions share contents, so the word belongs to the version that was sending then.
import type { ContentId } from '../../ids.ts'
import type { AboutDistribution } from '../distribution-event.ts'
import type { Distribution } from '../distribution.ts'
import { allContentIds } from '../further-run.ts'
import { clockSkew } from '../lifecycle.ts'
import { stateFacts } from '../states.ts'
import type { DistributionBook } from './distribution-book.ts'

/** Does the DP tell of a content that it took in? */
export const tellsContent = ({ by, happening, facts }: AboutDistribution): boolean =>
  by === 'dp' && happening === 'contentAdded' && facts.contentId !== undefined

/** Nobody but the DP has spoken of it, and of contents alone. */
export const isDpsWord = ({ bySite, contentIds }: Distribution): boolean => !bySite && contentIds.length > 0

/**
 * The version on this DP that the content was sent for; undefined when none of them can be meant: the DP's clock may be
 * behind, and the site server's word on the next version not read yet.
 */
export function holderOf(versions: readonly Distribution[], event: AboutDistribution): Distribution | undefined {
  const { facts, at } = event
  const { contentId } = facts
  if (contentId === undefined) return undefined
  const awaits = ({ awaited }: Distribution): boolean => awaited?.includes(contentId) ?? false
  const names = (one: Distribution): boolean => allContentIds(one).includes(contentId)
  const live = versions.filter(isAtWork)
  // What was sent to an ordinary DP and not told of is awaited; told once more it is for another job, maybe of a version
  // that the site server has not named yet.
  const isDue = versions.some(({ state, jobIds, byDistMgr }) => state === 'pending' && (byDistMgr || jobIds.length > 0))
  return (
    live.findLast(awaits) ??
    versions.findLast((one) => awaits(one) && isWithinSkew(one, at)) ??
    live.findLast(names) ??
    live.at(-1) ??
    (isDue ? undefined : versions.findLast((one) => one.pull && names(one) && isWithinSkew(one, at))) ??
    versions.findLast((one) => one.pull && names(one) && stateFacts[one.state].open) ??
    // Of what the DP told hours ago the version is not known: this may be another one.
    versions.findLast((one) => one.packageVersion === undefined && isWithinSkew(one, at))
  )
}

/** Is a thread sending, or the DP pulling? */
const isAtWork = ({ state, open }: Distribution): boolean =>
  state === 'sending' || state === 'pulling' || (open?.attempts?.size ?? 0) > 0

/** Near enough to what was read of it that clocks alone can be the difference. @param at milliseconds since 1970 UTC */
export function isWithinSkew({ firstAt, lastAt }: Distribution, at: number | undefined): boolean {
  if (at === undefined || firstAt === undefined || lastAt === undefined) return true
  return at >= firstAt - clockSkew && at <= lastAt + clockSkew
}

/** What the DP, whose clock is behind, told of this content before the site server named the version it is of. */
export function toldBefore(
  { packageId, packageVersion, dp, contentIds }: Distribution,
  { facts, at }: AboutDistribution,
  book: Pick<DistributionBook, 'exact'>,
): Distribution | undefined {
  if (facts.contentId === undefined) return undefined
  if (packageId === undefined || packageVersion === undefined || dp === undefined) return undefined
  const early = book.exact(packageId, undefined, dp)
  if (early === undefined || !isDpsWord(early) || !early.contentIds.includes(facts.contentId)) return undefined
  // Contents come in the order in which they are sent: what came before these would be of another version.
  const [first] = early.contentIds
  const isSent = first === facts.contentId || contentIds.some((id) => id === first)
  return isSent && isWithinSkew(early, at) ? early : undefined
}

/** The DP has it since a while, and what the site server begins now is another run, of whichever version. */
export const isLongPresent = (one: Distribution, { at }: AboutDistribution): boolean =>
  isDpsWord(one) && !isWithinSkew(one, at)

/** Did the DP take in what this thread sends? */
export const isSameWork = (dpsWord: Distribution, { contentIds, lastAt }: Distribution): boolean =>
  contentIds.some((id) => dpsWord.contentIds.includes(id)) && isWithinSkew(dpsWord, lastAt)

/** Notes which contents a sending thread began and the DP has not told of yet, and the other way round. */
export function followContents(one: Distribution, event: AboutDistribution): void {
  const { by, happening, facts } = event
  const { contentId } = facts
  if (by === 'dp') {
    if (!tellsContent(event) || contentId === undefined) return
    // Taken in once more, and nobody said why: no telling what the last run was for.
    if (one.action === 'update' && !one.pull && !one.bySite && one.contentIds.includes(contentId)) {
      one.action = 'distribute'
      one.ordinal += 1
    }
    if (!one.pull || one.awaited?.includes(contentId) === true) cameEarly(one, [contentId])
  } else if (contentId !== undefined && begins(one, contentId, event)) {
    if (one.early?.includes(contentId) === true) one.early = without(one.early, contentId)
    else one.awaited = [...(without(one.awaited, contentId) ?? []), contentId].slice(-mostAwaited)
  } else if (by === 'sending-thread' && happening === 'retryScheduled' && facts.packageStatus === undefined) {
    // The try ended at the content it began last: that one did not come. Its status says so once more.
    one.awaited = without(one.awaited, one.awaited?.at(-1))
  }
}

/** Of a thread whose beginning was lost, the first line that names a content. */
const begins = ({ contentIds }: Distribution, contentId: ContentId, { happening, by }: AboutDistribution): boolean =>
  happening === 'hinted' || (happening === 'progressed' && by === 'sending-thread' && !contentIds.includes(contentId))

/** The DP told of these before the thread that sends them was known: those it has begun are no longer awaited. */
export function cameEarly(one: Distribution, told: readonly ContentId[]): void {
  for (const contentId of told)
    if (one.awaited?.includes(contentId) === true) one.awaited = without(one.awaited, contentId)
    else one.early = [...(without(one.early, contentId) ?? []), contentId].slice(-mostAwaited)
}

/** More are never under way at once for one DP. */
const mostAwaited = 64

const without = (
  ids: readonly ContentId[] | undefined,
  gone: ContentId | undefined,
): readonly ContentId[] | undefined => {
  const left = ids?.filter((id) => id !== gone)
  return left === undefined || left.length === 0 ? undefined : left
}
