// snapshot -> findings: all invariants that the level and the inputs allow, graver causes first, each cause once.
import type { LibraryIndex } from '../scan/library-index.ts'
import { checkBytes } from './bytes.ts'
import type { Facts } from './facts.ts'
import type { Finding, Rule, Severity } from './findings.ts'
import { findAbsence } from './missing.ts'
import {
  checkArchives,
  checkExpected,
  checkSpace,
  checkStaging,
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
  const graph = blind.FileLib || blind.DataLib ? undefined : checkReferences(view, absence, facts)
  const records = facts.level < 1 ? [] : [...checkContentInis(view, facts), ...checkFileInis(view, facts)]
  const trees = facts.level < 1 ? [] : checkTrees(view, facts, graph?.disputed ?? new Map())
  const references = graph?.findings ?? []
  const told = new Set(references.filter(({ rule }) => rule === 'I9').flatMap(({ subject }) => subject.hash ?? []))
  const outside = [
    ...checkVersions(view, facts),
    ...(blind.PkgLib ? [] : [...checkWmi(view, facts), ...checkExpected(view, facts)]),
    ...checkArchives(view, facts),
    ...checkStaging(facts),
    ...checkSpace(view, facts),
    ...checkUsableDrives(view, facts),
    ...checkUnlogged(view, facts),
  ]
  const before = [...shape, ...references, ...records, ...trees, ...outside]
  const remarks = checkRemarks(view, facts, new Set(before.flatMap(({ involved }) => involved)))
  const findings = [...before, ...checkBytes(view, facts, told), ...remarks]
  return { findings: findings.sort(byGravity), notEvaluated: notEvaluated(index, facts) }
}

const gravity: Readonly<Record<Severity, number>> = { fatal: 0, risk: 1, waste: 2, info: 3 }

const byGravity = (a: Finding, b: Finding): number =>
  gravity[a.severity] - gravity[b.severity] ||
  Number(a.rule.slice(1)) - Number(b.rule.slice(1)) ||
  (a.detail < b.detail ? -1 : 1)

type Condition = {
  readonly rules: readonly Rule[]
  readonly isMet: (facts: Facts) => boolean
  /** Ends the sentence "not evaluated, because …". */
  readonly because: string
}

/** What decides whether a rule was evaluated, for the rules that depend on something. */
const conditions: readonly Condition[] = [
  {
    rules: ['I6', 'I7', 'I8', 'I9', 'I11', 'I12', 'I13', 'I15'],
    isMet: ({ level }) => level >= 1,
    because: 'the INIs are read from level 1 on',
  },
  { rules: ['I10'], isMet: ({ hashed }) => hashed !== undefined, because: 'stored files are hashed from level 2 on' },
  { rules: ['I17'], isMet: ({ wmi }) => wmi !== undefined, because: 'no list of SMS_PackagesInContLib was given' },
  { rules: ['I18'], isMet: ({ expected }) => expected !== undefined, because: 'no expected list was given' },
  {
    rules: ['I20'],
    isMet: ({ archives, level }) => archives !== undefined && level >= 3,
    because: 'no drive has SMSSIG$, or the level is below 3',
  },
  { rules: ['I21'], isMet: ({ staging }) => staging !== undefined, because: 'no drive has SMS_DP$' },
  {
    rules: ['I22'],
    isMet: ({ reserveBytes }) => reserveBytes !== undefined,
    because: 'the free space below a copied or mounted library says nothing',
  },
  {
    rules: ['I23'],
    isMet: ({ usableDrives }) => usableDrives !== undefined,
    because: 'the list of usable drives is in the registry of the distribution point',
  },
  {
    rules: ['I28'],
    isMet: () => false,
    because: 'no portable file system call tells EFS encryption, and a copy loses it; on Windows ask cipher.exe /c',
  },
  {
    rules: ['I30'],
    isMet: ({ unlogged }) => unlogged !== undefined,
    because: 'it needs the log beside two scans: the running agent compares them',
  },
]

/** Why a rule was not evaluated, in words. */
export const reasonFor = (rule: Rule): string => conditions.find(({ rules }) => rules.includes(rule))?.because ?? ''

function notEvaluated(index: LibraryIndex, facts: Facts): readonly Rule[] {
  const missing = conditions.filter(({ isMet }) => !isMet(facts)).flatMap(({ rules }) => rules)
  const noDrives = index.survey.drives.every(({ freeBytes }) => freeBytes === undefined)
  const all = noDrives && !missing.includes('I22') ? [...missing, 'I22' as const] : missing
  return [...all].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
}
