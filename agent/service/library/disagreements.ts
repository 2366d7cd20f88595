// Where the log and the library say different things of one package on this distribution point. Pure.
import type { Run } from '../../../engine/distribution/run.ts'
import type { FindingObject } from './watch-messages.ts'

/** The kinds (closed list of the data contract) that a log and a file system view decide. */
export const disagreementKinds = [
  'log_success_library_missing',
  'log_success_hash_mismatch',
  'log_success_version_mismatch',
  'log_success_users_missing',
  'log_removed_library_present',
] as const
export type DisagreementKind = (typeof disagreementKinds)[number]

/** Rules of findings that contradict a success, gravest first: one package is one disagreement. */
const kindOfRule: readonly (readonly [DisagreementKind, readonly string[]])[] = [
  ['log_success_library_missing', ['I1', 'I2', 'I3', 'I7', 'I8']],
  ['log_success_hash_mismatch', ['I9', 'I10', 'I15']],
  ['log_success_version_mismatch', ['I19']],
  ['log_success_users_missing', ['I12']],
]

export type LibraryPackages = {
  /** Package id -> version in its PkgLib file; undefined where it has none. */
  readonly versions: ReadonlyMap<string, number | undefined>
  readonly findings: readonly FindingObject[]
  /** When the scan began; what ended later could not be seen by it. Milliseconds since 1970 UTC. */
  readonly scannedAt: number
}

/** @param runs  the newest run of each package version on this distribution point */
export function disagreements(
  runs: Iterable<Run>,
  { versions, findings, scannedAt }: LibraryPackages,
): ReadonlyMap<DisagreementKind, number> {
  const counts = new Map<DisagreementKind, number>(disagreementKinds.map((kind) => [kind, 0]))
  const rules = rulesByPackage(findings)
  for (const run of newestByPackage(runs)) {
    if (run.packageId === undefined || (run.endedAt ?? run.lastAt ?? Infinity) > scannedAt) continue
    const kind = disagreementOf(run, run.packageId, versions, rules.get(run.packageId) ?? new Set())
    if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}

function disagreementOf(
  { outcome, packageVersion }: Run,
  packageId: string,
  versions: LibraryPackages['versions'],
  rules: ReadonlySet<string>,
): DisagreementKind | undefined {
  if (outcome === 'removed') return versions.has(packageId) ? 'log_removed_library_present' : undefined
  if (outcome !== 'success') return undefined
  if (!versions.has(packageId)) return 'log_success_library_missing'
  const found = kindOfRule.find(([, some]) => some.some((rule) => rules.has(rule)))?.[0]
  if (found !== undefined) return found
  const stored = versions.get(packageId)
  const differs = stored !== undefined && packageVersion !== undefined && stored !== packageVersion
  return differs ? 'log_success_version_mismatch' : undefined
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

function rulesByPackage(findings: readonly FindingObject[]): ReadonlyMap<string, ReadonlySet<string>> {
  const rules = new Map<string, Set<string>>()
  for (const { rule, transient, packagesAffected } of findings) {
    if (transient || !Array.isArray(packagesAffected)) continue
    for (const id of packagesAffected.map(String)) rules.set(id, (rules.get(id) ?? new Set()).add(rule))
  }
  return rules
}
