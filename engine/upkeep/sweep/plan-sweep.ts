// Orphans -> what a sweep takes away: the classes asked for, old enough, up to the ceilings. What is left out is told with
// the reason. The plan is made again from a fresh look before it is applied, and does only what the reviewed file holds.
import type { Facts } from '../../checks/facts.ts'
import type { Finding } from '../../checks/findings.ts'
import type { OrphanClass } from '../../inspect/orphans.ts'
import { allSteps, refusedPlan, stages, type Plan, type PlanRefusal } from '../../operations/plan.ts'
import { frees, type Step } from '../../operations/steps/step.ts'
import { contentKey } from '../../ids.ts'
import { isRefusal } from '../../library/store.ts'
import { withoutUsers } from '../../library/users-change.ts'
import { smallFile } from '../repair/repair.ts'
import { sweepCandidates, type SweepPlace } from './candidates.ts'
import { removeContents } from './remove-contents.ts'
import { notSwept, sweepStages, type Candidate, type Placed } from './sweep-item.ts'

export type SweepLimits = {
  readonly classes: readonly OrphanClass[]
  /** Milliseconds. */
  readonly olderThan: number
  readonly maxItems: number
  readonly maxBytes: number
}

export type SweepFacts = SweepPlace & {
  readonly findings: readonly Finding[]
  readonly facts: Facts
  /** Why this is the library of a site server; undefined when nothing says so. */
  readonly siteServer: string | undefined
  /** Packages that logs show as pending or failed, in words. */
  readonly unsettled: readonly string[]
}

export type SweepPlan = {
  readonly plan: Plan
  /** What goes, as `O1 D:/…`. */
  readonly items: readonly string[]
  /** What could go but does not, and why. */
  readonly left: readonly { readonly item: string; readonly why: string }[]
}

/** @param approved  `action path` of each reviewed step; everything when undefined */
export function planSweep(facts: SweepFacts, limits: SweepLimits, approved?: ReadonlySet<string>): SweepPlan {
  const refusals = refusalsFor(facts, limits)
  if (refusals.length > 0) return { plan: refusedPlan('sweep', 'orphans', refusals), items: [], left: [] }
  const left: { item: string; why: string }[] = []
  const fit: Candidate[] = []
  for (const candidate of inOrder(sweepCandidates(facts, facts.findings, facts.facts), limits)) {
    const why = reasonToLeave(candidate, facts, limits, fit.length)
    if (why === undefined) fit.push(candidate)
    else left.push({ item: nameOf(candidate), why })
  }
  const taken = fit.slice(0, mostWithin(facts, fit, limits.maxBytes))
  for (const one of fit.slice(taken.length))
    left.push({ item: nameOf(one), why: 'it would pass the ceiling of --max-bytes' })
  const agreed = approved === undefined ? taken : onlyApproved(facts, taken, approved, left)
  return { plan: planOf(facts, agreed), items: agreed.map(nameOf), left: [...left, ...neverSwept(limits)] }
}

const nameOf = (candidate: Candidate): string => `${candidate.class} ${candidate.what}`

/** How many of the first items together free no more than the ceiling; the more go, the more is freed. */
function mostWithin(facts: SweepFacts, items: readonly Candidate[], maxBytes: number): number {
  const freed = (count: number): number => freedBy(stepsOf(facts, items.slice(0, count)))
  if (freed(items.length) <= maxBytes) return items.length
  let [fits, passes] = [0, items.length]
  while (passes - fits > 1) {
    const middle = (fits + passes) >> 1
    if (freed(middle) <= maxBytes) fits = middle
    else passes = middle
  }
  return fits
}

const inOrder = (candidates: readonly Candidate[], { classes }: SweepLimits): readonly Candidate[] =>
  candidates
    .filter((one) => classes.includes(one.class))
    .sort((a, b) => Number(a.class.slice(1)) - Number(b.class.slice(1)) || a.modified - b.modified)

const neverSwept = ({ classes }: SweepLimits): SweepPlan['left'] =>
  classes.flatMap((one) => {
    const why = notSwept[one]
    return why === undefined ? [] : [{ item: one, why }]
  })

/** What makes every conclusion about orphans doubtful, or a sweep wrong here altogether. */
function refusalsFor({ findings, siteServer }: SweepFacts, limits: SweepLimits): readonly PlanRefusal[] {
  const never = neverSwept(limits)
  const blind = findings.filter(({ rule }) => rule === 'I1' || rule === 'I25').slice(0, 5)
  return [
    ...(siteServer === undefined
      ? []
      : [
          {
            reason: 'notAllowed' as const,
            detail: `this is the library of a site server (${siteServer}): it is the source of all distribution points, and what looks unused here may be needed there`,
          },
        ]),
    // Only what is never swept was asked for: to plan nothing would look as if there were none.
    ...(never.length < limits.classes.length
      ? []
      : never.map(({ item, why }) => ({ reason: 'notAllowed' as const, detail: `${item} is never swept: ${why}` }))),
    ...blind.map(({ id, detail }) => ({
      reason: 'libraryDamaged' as const,
      detail: `not everything can be seen, so nothing can be called an orphan: ${detail} [${id}]`,
    })),
  ]
}

const dayWords = (ms: number): string => `${Math.round((ms / 86_400_000) * 10) / 10} days`

function reasonToLeave(one: Candidate, facts: SweepFacts, limits: SweepLimits, taken: number): string | undefined {
  const age = facts.facts.now - one.modified
  if (age < limits.olderThan)
    return `it changed ${dayWords(Math.max(0, age))} ago, the limit is ${dayWords(limits.olderThan)}`
  if (one.class === 'O3' || one.class === 'O4') {
    const pending = [...unfinishedWords(facts), ...facts.unsettled]
    if (pending.length > 0) return `a package is pending or failed: ${pending.slice(0, 3).join(', ')}`
  }
  return taken >= limits.maxItems ? 'it would pass the ceiling of --max-items' : undefined
}

const unfinishedWords = ({ view }: SweepFacts): readonly string[] =>
  view.contents.filter(({ name }) => /\.temp$/i.test(name)).map(({ name }) => `${name} is unfinished`)

/** All steps of the items together: what two of them share goes once, and only when both go. */
function stepsOf(facts: SweepFacts, items: readonly Candidate[]): readonly Placed[] {
  const contents = items.flatMap((one) => (one.kind === 'content' ? [one] : []))
  const own = new Set(contents.map(({ content }) => contentKey(content)))
  const packages = [...new Set(contents.flatMap(({ packageId }) => packageId ?? []))].filter((id) =>
    allGo(facts, id, own),
  )
  const gone = new Set(packages)
  const names = contents
    .map(({ content }) => content)
    .filter((name) => (facts.view.owners.get(contentKey(name)) ?? []).every((owner) => gone.has(owner)))
  const placed = [
    ...removeContents(facts, [...new Set(names)], packages),
    ...items.flatMap((one) => (one.kind === 'steps' ? one.steps : [])),
  ]
  const once = new Map<string, Placed>()
  for (const [stage, step] of placed) {
    const known = once.get(keyOf(step))?.[1]
    once.set(keyOf(step), [stage, known === undefined ? step : merged(facts, known, step)])
  }
  return [...once.values(), ...emptiedBuckets(facts, [...once.values()])]
}

/** Buckets in which nothing is left. */
function emptiedBuckets({ store }: SweepFacts, placed: readonly Placed[]): readonly Placed[] {
  const going = new Set(placed.flatMap(([, step]) => (step.action === 'remove-stored-file' ? [step.path] : [])))
  const buckets = new Set([...going].map((path) => path.slice(0, path.lastIndexOf('/'))))
  return [...buckets]
    .filter((bucket) => {
      const listing = store.list(bucket, false)
      return (
        !isRefusal(listing) && listing.entries.every(({ name }) => going.has(`${bucket}/${name.split('.')[0] ?? ''}`))
      )
    })
    .map((path): Placed => ['empty folders', { action: 'remove-folder', path, bytes: 0 }])
}

/** Users that two items take out of one list go in one step. */
function merged({ store }: SweepFacts, one: Step, other: Step): Step {
  if (one.action !== 'drop-users' || other.action !== 'drop-users') return one
  const users = [...new Set([...one.users, ...other.users])]
  return { ...one, users, bytes: withoutUsers(smallFile(store, one.path) ?? new Uint8Array(0), users).length }
}

/** A package goes as a whole or not at all: a file in PkgLib that lost a content would be a broken package. */
function allGo({ view }: SweepFacts, packageId: string, going: ReadonlySet<string>): boolean {
  const entry = view.index.survey.packages.find((one) => one.packageId === packageId)
  return entry?.record?.contents.every((name) => going.has(contentKey(name))) ?? false
}

export const keyOf = ({ action, path }: Pick<Step, 'action' | 'path'>): string => `${action} ${path}`

const freedBy = (placed: readonly Placed[]): number =>
  placed.reduce((sum, [, step]) => sum + (frees.has(step.action) ? step.bytes : 0), 0)

function planOf(facts: SweepFacts, items: readonly Candidate[]): Plan {
  const placed = stepsOf(facts, items)
  const finish = sweepStages.map((name) => ({
    name,
    steps: placed.filter(([stage]) => stage === name).map(([, step]) => step),
  }))
  const subject = `${items.length} orphan${items.length === 1 ? '' : 's'}`
  return { operation: 'sweep', subject, prepare: [], finish: stages(...finish), refusals: [] }
}

/** Items go out until every step of those that stay was reviewed. Dropping a user is less than removing the file. */
function onlyApproved(
  facts: SweepFacts,
  taken: readonly Candidate[],
  approved: ReadonlySet<string>,
  left: { item: string; why: string }[],
): readonly Candidate[] {
  const isApproved = (step: Step): boolean =>
    approved.has(keyOf(step)) ||
    step.action === 'remove-folder' || // nothing but an empty one ever goes
    (step.action === 'drop-users' &&
      approved.has(keyOf({ action: 'remove-stored-file', path: step.path.replace(/\.INI$/i, '') })))
  const agreed = taken.filter((one) => {
    const own = allSteps(planOf(facts, withShared(taken, one)))
    const ok = own.length > 0 && own.every(isApproved)
    if (!ok) left.push({ item: nameOf(one), why: 'the reviewed plan does not hold it' })
    return ok
  })
  const foreign = allSteps(planOf(facts, agreed)).some((step) => !isApproved(step))
  return foreign ? [] : agreed
}

/** One item alone, with the other contents of its package: those go together. */
const withShared = (taken: readonly Candidate[], one: Candidate): readonly Candidate[] =>
  one.kind === 'content' && one.packageId !== undefined
    ? taken.filter((other) => other.kind === 'content' && other.packageId === one.packageId)
    : [one]
