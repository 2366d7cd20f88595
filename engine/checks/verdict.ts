// One word per package: what a client may expect of it.
import { contentKey, packageContent } from '../ids.ts'
import type { ExpectedPackage } from './facts.ts'
import type { Finding } from './findings.ts'
import { isUnfinished, type LibraryView } from './view.ts'

/**
 * `ok`; `degraded`: a risk touches it; `broken`: clients fail; `incomplete`: a content is missing or unfinished;
 * `orphan`: nobody expects it, or a content without package; `unknown`: it could not be read.
 */
export const verdicts = ['ok', 'degraded', 'broken', 'incomplete', 'orphan', 'unknown'] as const
export type Verdict = (typeof verdicts)[number]

/** Verdict of every package in PkgLib, and of every content without one under its own name. */
export function packageVerdicts(
  view: LibraryView,
  findings: readonly Finding[],
  expected: readonly ExpectedPackage[] | undefined,
): ReadonlyMap<string, Verdict> {
  const wanted = expected === undefined ? undefined : new Set(expected.map(({ packageId }) => packageId))
  const worst = new Map<string, Verdict>()
  for (const { rule, kind, severity, packagesAffected } of findings) {
    const verdict =
      rule === 'I3' ? 'incomplete' : severity === 'fatal' ? (kind === 'unreadable' ? 'unknown' : 'broken') : 'degraded'
    if (severity !== 'fatal' && severity !== 'risk') continue
    for (const id of packagesAffected) if (isWorse(verdict, worst.get(id))) worst.set(id, verdict)
  }
  const verdictOf = (id: string): Verdict =>
    worst.get(id) ?? (wanted !== undefined && !wanted.has(id) ? 'orphan' : 'ok')
  const packages = view.index.survey.packages.map(({ packageId, record, ...entry }): [string, Verdict] => [
    packageId,
    record === undefined && 'problem' in entry && entry.problem === 'denied' ? 'unknown' : verdictOf(packageId),
  ])
  const orphans = view.contents
    .filter((content) => !isUnfinished(content) && !view.owners.has(contentKey(content.name)))
    .map(({ name }): [string, Verdict] => [packageContent(name)?.packageId ?? name, 'orphan'])
  return new Map([...orphans, ...packages])
}

const order: readonly Verdict[] = ['ok', 'orphan', 'degraded', 'broken', 'incomplete', 'unknown']
const isWorse = (verdict: Verdict, than: Verdict | undefined): boolean =>
  than === undefined || order.indexOf(verdict) > order.indexOf(than)
