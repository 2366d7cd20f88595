// The account of every distribution, package and DP: the objects of the data contract, made from the tracker. What
// `analyze --json`, the API, the page and the demo print is this and nothing else. Absent facts are null.
import type { DpWork, Evidence, PackageWork, RunFailure } from '../engine/distribution/run.ts'
import type { DistributionAccount, Tracker } from '../engine/distribution/tracker.ts'
import { runKey, traceIdOf } from '../engine/distribution/trace-identity.ts'
import { diagnoseRun } from './diagnose/diagnose-run.ts'
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

/** @param now milliseconds since 1970 UTC, for what is stalled; without it nothing is */
export function accountOf(tracker: Tracker, now: number | undefined): Account {
  return {
    distributions: [...tracker.distributions(now)].map(distributionObject),
    packages: [...tracker.packages(now)].map(packageObject),
    distributionPoints: [...tracker.distributionPoints()].map(dpObject),
  }
}

export function distributionObject(account: DistributionAccount) {
  const { run, stalled } = account
  const { packageId, packageVersion, dp, failure, proof } = run
  const diagnosis = failure === undefined ? undefined : diagnosed(failure, 'dp', run.pull)
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
    traceId: traceIdFor(packageId, packageVersion, dp),
    stalled: stalled === undefined ? null : { since: isoTime(stalled.since), reason: stalled.reason },
    verification: null,
    failure: diagnosis?.view ?? null,
  }
}

export function packageObject({ packageId, site, outcome, failure }: PackageWork) {
  return {
    packageId: packageId ?? null,
    site: site ?? null,
    outcome,
    failure: failure === undefined ? null : diagnosed(failure, 'package', false).view,
  }
}

export function dpObject({ dp, outcome, failure }: DpWork) {
  return {
    dp: dp ?? null,
    outcome,
    failure: failure === undefined ? null : diagnosed(failure, 'role', false).view,
  }
}

function diagnosed(failure: RunFailure, level: 'package' | 'dp' | 'role', pull: boolean) {
  const diagnosis = diagnoseRun(failure, { level, pull })
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
    evidence: [...decidedBy, ...lines].map(evidenceView),
  }
  return { view, node }
}

const evidenceView = ({ file, offset, line, time, signature, text }: Evidence): EvidenceView => ({
  file,
  offset,
  line,
  time: isoTime(time),
  signature,
  text,
})

function traceIdFor(packageId: string | undefined, version: number | undefined, dp: string | undefined): string | null {
  if (packageId === undefined || version === undefined || dp === undefined) return null
  return traceIdOf(runKey(packageId, version, dp))
}

/** @param time milliseconds since 1970 UTC */
export const isoTime = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString()
