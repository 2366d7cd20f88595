// Which events of a distribution say something about the library of this distribution point. Pure.
import type { AboutDistribution, DistributionEvent, Happening } from '../../engine/distribution/distribution-event.ts'
import type { Evidence, Run, Step } from '../../engine/distribution/run.ts'
import { isFullNameOf, packageContent, type DpName } from '../../engine/ids.ts'
import type { Claim, Saying } from '../../engine/truth/claim.ts'

/** A claim with the line that makes it; a step that several lines led to has none of its own. */
export type Said = { readonly claim: Claim; readonly evidence: Evidence | undefined; readonly at: number | undefined }

/** What the newest events say of the library, and packages that are on their way again. */
export type Heard = { readonly said: readonly Said[]; readonly underWay: readonly string[] }

const nothing: Heard = { said: [], underWay: [] }

const sayings: Readonly<Partial<Record<Happening, Saying>>> = {
  contentAdded: 'present',
  pulled: 'present',
  copied: 'present',
  statusSent: 'present',
  installed: 'present',
  removed: 'absent',
  validated: 'valid',
  validationFailed: 'invalid',
}

/**
 * What a happening says of the library, whoever tells it. The sending thread speaks of a content when it is sent, and of
 * the package when all is there.
 */
export const sayingOf = (happening: Happening, by: AboutDistribution['by']): Saying | undefined =>
  happening === 'contentAdded' && by !== 'dp' ? undefined : sayings[happening]

/** From now on the library changes, and a new word will follow. */
const beginsAgain: ReadonlySet<Happening> = new Set<Happening>(['queued', 'sendStarted', 'removalStarted'])

/** @param steps  what the event did to its distribution */
export function claimsOf(event: DistributionEvent, steps: readonly Step[], ownDp: string): Heard {
  const ended = steps.flatMap((step) => (step.kind === 'ended' ? claimOfEnd(step.run, step.timedOut, ownDp) : []))
  if (event.about !== 'distribution' || !isHere(event, ownDp))
    return ended.length === 0 ? nothing : { ...nothing, said: ended }
  const { happening, subject } = event
  if (subject.packageId === undefined) return { ...nothing, said: ended }
  if (beginsAgain.has(happening)) return { said: ended, underWay: [subject.packageId] }
  const own = claimOfLine(event, subject.packageId)
  return {
    ...nothing,
    said: own === undefined ? ended : [own, ...ended.filter(({ claim }) => claim.says !== own.claim.says)],
  }
}

/** The provider's log lies on this host, whatever it calls itself. */
const isHere = ({ subject: { dp }, by }: AboutDistribution, ownDp: string): boolean =>
  dp === undefined ? by === 'dp' : isSame(dp, ownDp)

const isSame = (dp: string, ownDp: string): boolean => dp === ownDp || isFullNameOf(ownDp as DpName, dp as DpName)

function claimOfLine(
  { happening, by, subject, facts, evidence, at }: AboutDistribution,
  packageId: string,
): Said | undefined {
  const says = sayingOf(happening, by)
  if (says === undefined) return undefined
  const { contentId } = facts
  const isOne = happening === 'contentAdded' && contentId !== undefined
  const packageVersion = isOne ? packageContent(contentId)?.version : subject.packageVersion
  const claim = { says, packageId, packageVersion, contentIds: isOne ? [contentId] : [], whole: !isOne }
  return { claim, evidence, at: evidence.time ?? at }
}

/** The end of a run that no line of its own tells: the whole package deleted, tries used up. */
function claimOfEnd(
  { packageId, packageVersion, dp, outcome, action, ordinal, endedAt }: Run,
  timedOut: boolean,
  ownDp: string,
): Said[] {
  if (timedOut || packageId === undefined || dp === undefined || !isSame(dp, ownDp)) return []
  const says = endSays[outcome]
  if (says === undefined) return []
  // Sent anew, or to be removed, it was there before, and is there still.
  if (says === 'failed' && (ordinal > 1 || action !== 'distribute')) return []
  return [{ claim: { says, packageId, packageVersion, contentIds: [], whole: true }, evidence: undefined, at: endedAt }]
}

const endSays: Readonly<Partial<Record<Run['outcome'], Saying>>> = {
  success: 'present',
  removed: 'absent',
  failure: 'failed',
}
