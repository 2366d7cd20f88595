// snapshot -> findings: all invariants that the level and the inputs allow, graver causes first, each cause once.
import type { LibraryIndex } from '../scan/library-index.ts'
import { checkBytes } from './bytes.ts'
import type { Facts } from './facts.ts'
import type { Severity } from './finding-kinds.ts'
import type { Finding } from './findings.ts'
import { findAbsence } from './missing.ts'
import { findNeeds } from './possible-needs.ts'
import { notEvaluated, type NotEvaluated } from './not-evaluated.ts'
import {
  checkArchives,
  checkExpected,
  checkSpace,
  checkStaging,
  checkUnreadable,
  checkUnlogged,
  checkUsableDrives,
  checkWmi,
} from './outside.ts'
import { checkContentInis, checkFileInis, checkTrees, checkVersions } from './records.ts'
import { checkReferences } from './references.ts'
import { checkRemarks } from './remarks.ts'
import { checkDrives, checkNamedContents, checkOwners, checkPackages, checkUnfinished } from './shape.ts'
import { viewOf, type LibraryView } from './view.ts'

export type Judgement = {
  /** Gravest first, then by rule and subject. */
  readonly findings: readonly Finding[]
  /** Rules whose input was not there, not whole, or whose level was not asked for; by number. */
  readonly notEvaluated: readonly NotEvaluated[]
}

export function judge(index: LibraryIndex, facts: Facts, view: LibraryView = viewOf(index)): Judgement {
  const absence = findAbsence(view)
  const blind = absence.blind
  const needs = findNeeds(view)
  const shape = [
    ...checkDrives(view, absence, facts),
    ...checkPackages(view, facts),
    ...checkNamedContents(view, absence, facts),
    ...checkOwners(view, absence, facts),
    ...checkUnfinished(view, facts),
  ]
  const graph = blind.FileLib || blind.DataLib ? undefined : checkReferences(view, absence, needs, facts)
  const suspects = graph?.suspects ?? new Map<string, readonly string[]>()
  const records = facts.level < 1 ? [] : [...checkContentInis(view, facts), ...checkFileInis(view, facts, suspects)]
  const trees = facts.level < 1 ? [] : checkTrees(view, facts, graph?.disputed ?? new Map())
  const references = graph?.findings ?? []
  const outside = [
    ...checkVersions(view, facts),
    ...(blind.PkgLib ? [] : [...checkWmi(view, facts), ...checkExpected(view, facts)]),
    ...checkArchives(view, facts),
    ...checkStaging(facts),
    ...checkUnreadable(facts),
    ...checkSpace(view, facts),
    ...checkUsableDrives(view, facts),
    ...checkUnlogged(view, facts),
  ]
  const before = [...shape, ...references, ...records, ...trees, ...outside]
  const remarks = checkRemarks(view, facts, { told: new Set(before.flatMap(({ involved }) => involved)), suspects })
  const findings = [...before, ...checkBytes(view, facts, graph?.explained ?? new Set()), ...remarks]
  return { findings: findings.sort(byGravity), notEvaluated: notEvaluated(view, facts) }
}

const gravity: Readonly<Record<Severity, number>> = { fatal: 0, risk: 1, waste: 2, info: 3 }

const byGravity = (a: Finding, b: Finding): number =>
  gravity[a.severity] - gravity[b.severity] ||
  Number(a.rule.slice(1)) - Number(b.rule.slice(1)) ||
  (a.detail < b.detail ? -1 : 1)
