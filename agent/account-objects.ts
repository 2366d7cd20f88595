// The account of every distribution, package and DP: the objects of the data contract, made from the tracker. What
// `analyze --json`, the API, the page and the demo print is this and nothing else. Absent facts are null.
import type { DpWork, Evidence, PackageWork, Run, RunFailure } from '../engine/distribution/run.ts'
import type { DistributionAccount, Tracker } from '../engine/distribution/tracker.ts'
import { contentKey, runKey, traceIdOf } from '../engine/distribution/trace-identity.ts'
import type { Verification } from '../engine/truth/claim.ts'
import { diagnoseRun, type AboutFailure } from './diagnose/diagnose-run.ts'
import { observationsOf, observationsOfWork, piledUp, type PiledUp } from './diagnose/observations.ts'
import { flowNodeOf } from './diagnose/flow-nodes.ts'

export type EvidenceView = {
  readonly file: string
  readonly offset: number
  readonly line: number
  readonly time: string | null
  readonly signature: string
  readonly text: string
}

export type FailureView = {
  readonly class: string
  readonly code: string | null
  readonly codeName: string | null
  readonly cause: string
  readonly remedy: string
  readonly transient: boolean
  /** Flowchart node: `PCD-26`. */
  readonly node: string | null
  readonly evidence: readonly EvidenceView[]
}

export type DistributionObject = ReturnType<typeof distributionObject>
export type PackageObject = ReturnType<typeof packageObject>
export type DpObject = ReturnType<typeof dpObject>

export type Account = {
  readonly distributions: readonly DistributionObject[]
  readonly packages: readonly PackageObject[]
  readonly distributionPoints: readonly DpObject[]
}

/** What a look at the library made of a distribution; undefined where nobody looked. */
export type VerificationOf = (run: Run) => Verification | undefined
const nobodyLooked: VerificationOf = () => undefined

/** @param now milliseconds since 1970 UTC, for what is stalled; without it nothing is */
export function accountOf(tracker: Tracker, now: number | undefined, verificationOf?: VerificationOf): Account {
  return {
    distributions: [...distributionObjects(tracker, now, verificationOf)],
    ...workOf(tracker, now),
  }
}

/** The account without its distributions. */
export function workOf(tracker: Tracker, now: number | undefined): Omit<Account, 'distributions'> {
  return {
    packages: [...tracker.packages(now)].map(packageObject).sort(byPackage),
    distributionPoints: [...tracker.distributionPoints()].map(dpObject).sort(byDp),
  }
}

/** One by one, made when asked for: there may be hundreds of thousands. */
export function* distributionObjects(
  tracker: Tracker,
  now: number | undefined,
  verificationOf?: VerificationOf,
): Generator<DistributionObject> {
  const pulls = piledUp(tracker)
  for (const one of tracker.distributions(now)) yield distributionObject(one, pulls, verificationOf)
}

/** Does it need a person? Then a command that looks at it ends with 1. */
export const isBad = ({ outcome }: { readonly outcome: string }): boolean =>
  outcome === 'failure' || outcome === 'retrying'

/** @param pulls  pull DPs whose queue is blocked, as `piledUp` says */
export function distributionObject(account: DistributionAccount, pulls: PiledUp, verificationOf = nobodyLooked) {
  const { run, stalled } = account
  const { packageId, packageVersion, dp, failure, proof } = run
  const observations = observationsOf(account, pulls)
  const diagnosis =
    failure && diagnosed(failure, { level: 'dp', pull: run.pull, observations, names: namesOf(account) })
  return {
    packageId: packageId ?? null,
    packageVersion: packageVersion ?? null,
    contentIds: account.contentIds,
    dp: dp ?? null,
    site: run.site ?? null,
    pull: run.pull,
    action: run.action,
    outcome: run.outcome,
    stage: run.stage,
    node: diagnosis?.node ?? (proof === undefined ? undefined : flowNodeOf(proof)) ?? null,
    jobIds: account.jobIds,
    attempts: account.attempts,
    failures: run.failures,
    firstTime: isoTime(account.firstAt),
    lastTime: isoTime(account.lastAt),
    nextRetry: isoTime(run.nextRetry),
    nextRetryText: run.nextRetryText ?? null,
    triesLeft: run.triesLeft ?? null,
    givenUpAt: isoTime(account.givenUpAt),
    traceId: traceIdFor(account),
    stalled: stalled === undefined ? null : { since: isoTime(stalled.since), reason: stalled.reason },
    verification: verificationOf(run) ?? null,
    failure: diagnosis?.view ?? null,
  }
}

export function packageObject(work: PackageWork) {
  const { packageId, site, outcome, failure } = work
  const observations = observationsOfWork(work)
  return {
    packageId: packageId ?? null,
    site: site ?? null,
    outcome,
    failure: failure === undefined ? null : diagnosed(failure, { level: 'package', observations }).view,
  }
}

export function dpObject({ dp, outcome, failure }: DpWork) {
  return {
    dp: dp ?? null,
    outcome,
    failure: failure === undefined ? null : diagnosed(failure, { level: 'role' }).view,
  }
}

/** A distribution of one content fails at that content, whichever line says so. */
function namesOf({ contentIds }: DistributionAccount): { readonly contentId: string } | undefined {
  const [contentId, ...others] = contentIds
  return contentId === undefined || others.length > 0 ? undefined : { contentId }
}

function diagnosed(failure: RunFailure, about: AboutFailure) {
  const diagnosis = diagnoseRun(failure, about)
  const { class: name, code, codeName, cause, remedy, transient, node } = diagnosis
  const lines = [...failure.evidence, ...failure.dpEvidence]
  const decidedBy = diagnosis.decidedBy.filter((line) => !lines.includes(line))
  const view: FailureView = {
    class: name,
    code: code ?? null,
    codeName: codeName ?? null,
    cause,
    remedy,
    transient,
    node: node ?? null,
    evidence: [...decidedBy, ...lines].map(evidenceView),
  }
  return { view, node }
}

export const evidenceView = ({ file, offset, line, time, signature, text }: Evidence): EvidenceView => ({
  file,
  offset,
  line,
  time: isoTime(time),
  signature,
  text,
})

/** Its own trace; an application of which only the DP has spoken (it prints no package version) has one per content. */
function traceIdFor({ run, contentIds }: DistributionAccount): string | null {
  const { packageId, packageVersion, dp, seenBySite } = run
  if (dp === undefined) return null
  if (packageId !== undefined && packageVersion !== undefined) return traceIdOf(runKey(packageId, packageVersion, dp))
  const [contentId] = contentIds
  return contentId === undefined || seenBySite ? null : traceIdOf(contentKey(contentId, dp))
}

/** @param time milliseconds since 1970 UTC */
export const isoTime = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString()

// By name; what has no name stands last.
const byPackage = (one: PackageObject, other: PackageObject): number =>
  compare(one.packageId, other.packageId) || compare(one.site, other.site)
const byDp = (one: DpObject, other: DpObject): number => compare(one.dp, other.dp)

function compare(one: string | null, other: string | null): number {
  if (one === other) return 0
  if (one === null) return 1
  if (other === null) return -1
  return one < other ? -1 : 1
}
