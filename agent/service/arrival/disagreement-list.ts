// Where the logs and the library of this distribution point say different things: what was found when it was looked at
// after a line, and what the last scan shows of packages of which the logs spoke long ago. Pure.
import type { Evidence, Run } from '../../../engine/distribution/run.ts'
import {
  disagreementKinds,
  type Claim,
  type Contradiction,
  type DisagreementKind,
  type ProvenFinding,
  type Verification,
} from '../../../engine/truth/claim.ts'
import { judgeClaim } from '../../../engine/truth/judge-claim.ts'
import { disagreement, type Disagreement } from '../../truth/disagreement.ts'
import type { FindingObject } from '../library/watch-messages.ts'
import type { Arrival } from './claim-book.ts'

/** What a scan shows. */
export type LibraryPackages = {
  /** Package id -> version in its PkgLib file; undefined where it has none. */
  readonly versions: ReadonlyMap<string, number | undefined>
  readonly findings: readonly FindingObject[]
  /** When the scan began; what ended later could not be seen by it. Milliseconds since 1970 UTC. */
  readonly scannedAt: number
}

/** What a scan contradicts, by package. */
export type ScanContradictions = {
  readonly scannedAt: number
  readonly byPackage: ReadonlyMap<string, ScanContradiction>
}

export type ScanContradiction = {
  readonly contradiction: Contradiction
  /** What the content is, as far as a scan tells. */
  readonly verification: Verification | undefined
}

/** @param runs  the newest run of each package version on this distribution point */
export function contradictedByScan(runs: Iterable<Run>, library: LibraryPackages): ScanContradictions {
  const findings = findingsOf(library.findings)
  const byPackage = new Map<string, ScanContradiction>()
  for (const [packageId, contradiction] of silentChanges(library.findings))
    byPackage.set(packageId, { contradiction, verification: undefined })
  for (const run of newestByPackage(runs)) {
    if (run.packageId === undefined || (run.endedAt ?? run.lastAt ?? Infinity) > library.scannedAt) continue
    const contradiction = contradictionOf(run, run.packageId, library.versions, findings)
    if (contradiction !== undefined) byPackage.set(run.packageId, contradiction)
  }
  return { scannedAt: library.scannedAt, byPackage }
}

function contradictionOf(
  { outcome, packageVersion, seenBySite }: Run,
  packageId: string,
  versions: LibraryPackages['versions'],
  findings: ReadonlyMap<string, readonly ProvenFinding[]>,
): ScanContradiction | undefined {
  const says = outcome === 'success' ? 'present' : outcome === 'removed' ? 'absent' : undefined
  if (says === undefined) return undefined
  const isListed = versions.has(packageId)
  const claim: Claim = { says, packageId, packageVersion, contentIds: [], whole: true }
  const { contradiction, verification } = judgeClaim(claim, {
    entry: isListed ? { version: versions.get(packageId), contents: undefined } : undefined,
    held: [],
    unfinished: [],
    findings: findings.get(packageId) ?? [],
    hashed: false,
  })
  // It did arrive, as far as anybody looked; by now only the site believes in it.
  const isLost = says === 'present' && !isListed && seenBySite
  return (
    contradiction && {
      contradiction: isLost ? { ...contradiction, kind: 'site_installed_library_missing' } : contradiction,
      verification,
    }
  )
}

/** I30: the library changed, and no log spoke of the package. */
function silentChanges(findings: readonly FindingObject[]): ReadonlyMap<string, Contradiction> {
  const silent = new Map<string, Contradiction>()
  for (const one of findings) {
    if (one.rule !== 'I30' || one.transient) continue
    const changes = Array.isArray(one['evidence']) ? one['evidence'].map(String) : []
    for (const packageId of packagesOf(one)) {
      silent.set(packageId, {
        kind: 'library_changed_log_silent',
        contentId: undefined,
        rules: ['I30'],
        libraryFacts: changes.slice(0, 20),
      })
    }
  }
  return silent
}

/** @param arrivals  every package that was looked at after a line */
export function disagreementsNow(
  arrivals: Iterable<Arrival>,
  scan: ScanContradictions | undefined,
  ownDp: string,
): readonly Disagreement[] {
  const told: Disagreement[] = []
  const settled = new Set<string>()
  const known = new Map<string, readonly Evidence[]>()
  for (const arrival of arrivals) {
    const { claim, judged } = arrival
    const contradiction = judged?.contradiction
    known.set(claim.packageId, arrival.evidence)
    if (contradiction !== undefined) told.push(disagreement(claim.packageId, contradiction, arrival.evidence, ownDp))
    // What is being looked at, and what was looked at after the scan, is known better.
    if (judged === undefined || contradiction !== undefined || judged.at >= (scan?.scannedAt ?? 0))
      settled.add(claim.packageId)
  }
  for (const [packageId, { contradiction }] of scan?.byPackage ?? []) {
    const lines = known.get(packageId) ?? []
    if (!settled.has(packageId)) told.push(disagreement(packageId, contradiction, lines, ownDp))
  }
  return told
}

/** Kind -> packages, with 0 where all agree. */
export function countByKind(told: readonly Disagreement[]): ReadonlyMap<DisagreementKind, number> {
  const counts = new Map<DisagreementKind, number>(disagreementKinds.map((kind) => [kind, 0]))
  for (const { kind } of told) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

/** What was said last of a package is what counts. */
function newestByPackage(runs: Iterable<Run>): Iterable<Run> {
  const newest = new Map<string, Run>()
  for (const run of runs) {
    const known = newest.get(run.packageId ?? '')
    if (known === undefined || (known.lastAt ?? 0) <= (run.lastAt ?? 0)) newest.set(run.packageId ?? '', run)
  }
  return newest.values()
}

function findingsOf(findings: readonly FindingObject[]): ReadonlyMap<string, readonly ProvenFinding[]> {
  const byPackage = new Map<string, ProvenFinding[]>()
  for (const one of findings) {
    const { rule, severity, transient } = one
    const proven = { rule, severity, transient, detail: String(one['detail'] ?? ''), contentId: undefined }
    for (const id of packagesOf(one)) byPackage.set(id, [...(byPackage.get(id) ?? []), proven])
  }
  return byPackage
}

function packagesOf({ rule, ...one }: FindingObject): readonly string[] {
  const subject = one['subject'] as { readonly packageId?: unknown } | undefined
  if (rule === 'I17' && typeof subject?.packageId === 'string') return [subject.packageId]
  return Array.isArray(one['packagesAffected']) ? one['packagesAffected'].map(String) : []
}

/** What the newest look at a package, after a line or by a scan, made of a run on this distribution point. */
export function verificationOf(
  { packageId, packageVersion, dp }: Run,
  arrival: Arrival | undefined,
  scan: ScanContradictions | undefined,
  ownDp: string,
): Verification | undefined {
  if (packageId === undefined || dp !== ownDp) return undefined
  const version = arrival?.claim.packageVersion
  const isSpokenOf = version === undefined || version === packageVersion
  const isNewer = arrival !== undefined && (arrival.judged === undefined || arrival.judged.at >= (scan?.scannedAt ?? 0))
  const byScan = isNewer ? undefined : scan?.byPackage.get(packageId)
  if (byScan !== undefined) return byScan.verification
  return isSpokenOf ? arrival?.judged?.verification : undefined
}
