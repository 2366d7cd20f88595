// snapshot -> findings: all invariants that the level and the inputs allow, graver causes first, each cause once.
import { contentKey } from '../ids.ts'
import type { LibraryIndex } from '../scan/library-index.ts'
import { notRead } from '../scan/index-tables.ts'
import { checkBytes } from './bytes.ts'
import type { Facts } from './facts.ts'
import type { Finding, Rule, Severity } from './findings.ts'
import { findAbsence } from './missing.ts'
import { checkArchives, checkExpected, checkSpace, checkStaging, checkUsableDrives, checkWmi } from './outside.ts'
import { checkContentInis, checkFileInis, checkTrees, checkVersions } from './records.ts'
import { checkReferences } from './references.ts'
import { checkRemarks } from './remarks.ts'
import { checkDrives, checkNamedContents, checkOwners, checkPackages, checkUnfinished } from './shape.ts'
import { viewOf, type LibraryView } from './view.ts'

export type Judgement = {
  /** Gravest first, then by rule and subject. */
  readonly findings: readonly Finding[]
  /** Rules whose input was not there or whose level was not asked for. */
  readonly notEvaluated: readonly Rule[]
}

export function judge(index: LibraryIndex, facts: Facts, view: LibraryView = viewOf(index)): Judgement {
  const absence = findAbsence(view)
  const blind = absence.blind
  const shape = [
    ...checkDrives(view, absence, facts),
    ...checkPackages(view, facts),
    ...checkNamedContents(view, absence, facts),
    ...checkOwners(view, absence, facts),
    ...checkUnfinished(view, facts),
  ]
  const graph =
    facts.level < 1 || blind.FileLib || blind.DataLib
      ? undefined
      : checkReferences(view, absence, facts, unclearContents(view))
  const shapeOfFileLib =
    facts.level < 1 && !blind.FileLib && !blind.DataLib ? checkReferences(view, absence, facts, new Set()).findings : []
  const records = facts.level < 1 ? [] : [...checkContentInis(view, facts), ...checkFileInis(view, facts)]
  const trees = facts.level < 1 ? [] : checkTrees(view, facts, graph?.disputed ?? new Map())
  const references = graph?.findings ?? shapeOfFileLib
  const told = new Set(references.filter(({ rule }) => rule === 'I9').flatMap(({ subject }) => subject.hash ?? []))
  const outside = [
    ...checkVersions(view, facts),
    ...(blind.PkgLib ? [] : [...checkWmi(view, facts), ...checkExpected(view, facts)]),
    ...checkArchives(view, facts),
    ...checkStaging(facts),
    ...checkSpace(view, facts),
    ...checkUsableDrives(view, facts),
  ]
  const before = [...shape, ...references, ...records, ...trees, ...outside]
  const remarks = checkRemarks(view, facts, new Set(before.flatMap(({ involved }) => involved)))
  const findings = [...before, ...checkBytes(view, facts, told), ...remarks]
  return { findings: findings.sort(byGravity), notEvaluated: notEvaluated(index, facts) }
}

/** Contents of which not every entry is known; '' never occurs as a key. */
function unclearContents({ index, contents }: LibraryView): ReadonlySet<string> {
  const unclear = new Set<string>()
  for (const { content, kind } of index.tables.remarks) {
    if (content !== undefined && kind === 'unreadable') unclear.add(contentKey(content))
  }
  for (const { name, firstFile, fileCount } of contents) {
    for (let file = firstFile; file < firstFile + fileCount; file++) {
      const state = index.tables.files.state.at(file)
      if (state !== 0 && state !== notRead) unclear.add(contentKey(name))
    }
  }
  return unclear
}

const gravity: Readonly<Record<Severity, number>> = { fatal: 0, risk: 1, waste: 2, info: 3 }

const byGravity = (a: Finding, b: Finding): number =>
  gravity[a.severity] - gravity[b.severity] ||
  Number(a.rule.slice(1)) - Number(b.rule.slice(1)) ||
  (a.detail < b.detail ? -1 : 1)

/** What decides whether a rule was evaluated, for the rules that depend on something. */
const conditions: readonly (readonly [Rule, (facts: Facts) => boolean])[] = [
  ...(['I6', 'I7', 'I8', 'I9', 'I11', 'I12', 'I13', 'I15'] as const).map(
    (rule) => [rule, ({ level }: Facts) => level >= 1] as const,
  ),
  ['I10', ({ hashed }) => hashed !== undefined],
  ['I17', ({ wmi }) => wmi !== undefined],
  ['I18', ({ expected }) => expected !== undefined],
  ['I20', ({ archives, level }) => archives !== undefined && level >= 3],
  ['I21', ({ staging }) => staging !== undefined],
  ['I22', ({ reserveBytes }) => reserveBytes !== undefined],
  ['I23', ({ usableDrives }) => usableDrives !== undefined],
  ['I28', () => false], // encryption is no fact that a portable file system call tells
  ['I30', () => false], // needs the log beside two scans: the running agent compares them
]

function notEvaluated(index: LibraryIndex, facts: Facts): readonly Rule[] {
  const missing = conditions.filter(([, isMet]) => !isMet(facts)).map(([rule]) => rule)
  const noDrives = index.survey.drives.every(({ freeBytes }) => freeBytes === undefined)
  const all = noDrives && !missing.includes('I22') ? [...missing, 'I22' as const] : missing
  return [...all].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
}
