// A scenario's text -> the plan of a hierarchy, or everything that is wrong with it, each with line and key.
import type { HierarchyPlan } from '../../../engine/site/model/hierarchy-plan.ts'
import { readConfigFile } from '../../config/config-file.ts'
import type { Problem } from '../../config/config-offers.ts'
import { expand } from './expand.ts'
import { findContradictions } from './scenario-contradictions.ts'
import { scenarioKeys, type BoundaryGroupRow, type ClientRow } from './scenario-keys.ts'
import { readGroup, type Path, type Report } from './section.ts'

export type Scenario = {
  readonly plan: HierarchyPlan
  /** Milliseconds; undefined: until nothing happens any more, a month at most. */
  readonly lasting: number | undefined
  readonly boundaryGroups: readonly BoundaryGroupRow[]
  readonly clients: readonly ClientRow[]
}

export type LoadedScenario =
  { readonly scenario: Scenario } | { readonly scenario: undefined; readonly problems: readonly Problem[] }

/** @param file  path as it is named in problems */
export function loadScenario(text: string, file: string): LoadedScenario {
  const parsed = readConfigFile(text)
  const problems: Problem[] = parsed.faults.map(({ line, column, wrong, right }) => ({
    origin: { kind: 'file', file, line, column },
    key: '',
    wrong,
    right,
  }))
  const report: Report = (path, wrong, right) => {
    problems.push({ origin: { kind: 'file', file, ...parsed.positionOf(path) }, key: keyOf(path), wrong, right })
  }
  const rows = readGroup(scenarioKeys, parsed.tree, [], report)
  if (rows !== undefined) findContradictions(rows, parsed.tree, report)
  if (rows === undefined || problems.length > 0) return { scenario: undefined, problems: problems.toSorted(byPlace) }
  const { boundaryGroups, clients } = rows
  return { scenario: { plan: expand(rows), lasting: rows.for, boundaryGroups, clients } }
}

/** ['sites', 1, 'code'] is `sites[1].code`. */
const keyOf = (path: Path): string =>
  path.map((name, index) => (typeof name === 'number' ? `[${name}]` : `${index > 0 ? '.' : ''}${name}`)).join('')

function byPlace({ origin: one }: Problem, { origin: other }: Problem): number {
  if (one.kind !== 'file' || other.kind !== 'file') return 0
  return one.line - other.line || one.column - other.column
}
