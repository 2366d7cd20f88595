// The failure classes that only a library shows, held against its WMI list and the list of what should be here (reference:
// failure-taxonomy.md 2): hash-mismatch-content, library-wmi-mismatch, targeted-not-present. Pure.
import type { FindingKind } from '../../engine/checks/finding-kinds.ts'
import type { Finding } from '../../engine/checks/findings.ts'
import { failureClasses, type FailureClass } from './failure-classes.ts'
import { fillNames } from './fill-names.ts'

export type LibraryTrouble = {
  readonly packageId: string
  readonly class: FailureClass
  readonly cause: string
  readonly remedy: string
  readonly transient: boolean
  readonly node: string | null
  /** Rules that show it, each once. */
  readonly rules: readonly string[]
  /** What is wrong, in words. */
  readonly facts: readonly string[]
}

/** Kind of finding -> class. What stands first decides for a package: a stale row explains why it is missing. */
const classOfKind: ReadonlyMap<FindingKind, FailureClass> = new Map<FindingKind, FailureClass>([
  ['onlyInWmi', 'library-wmi-mismatch'],
  ['onlyInPkgLib', 'library-wmi-mismatch'],
  ['packageMissing', 'targeted-not-present'],
  ['bytesDiffer', 'hash-mismatch-content'],
  ['lengthDiffers', 'hash-mismatch-content'],
  ['entryLengthDiffers', 'hash-mismatch-content'],
  ['treeDiffers', 'hash-mismatch-content'],
  ['storedFileMissing', 'hash-mismatch-content'],
  ['fileIniUnusable', 'hash-mismatch-content'],
  ['contentMissing', 'hash-mismatch-content'],
])

const order = [...new Set(classOfKind.values())]

/** By package id; what is still changing says nothing. */
export function libraryTroubles(findings: readonly Finding[]): readonly LibraryTrouble[] {
  const byPackage = new Map<string, Finding[]>()
  for (const one of findings) {
    if (one.transient || !classOfKind.has(one.kind)) continue
    const ids = one.subject.packageId === undefined ? one.packagesAffected : [one.subject.packageId]
    for (const id of ids) byPackage.set(id, [...(byPackage.get(id) ?? []), one])
  }
  return [...byPackage].sort(([one], [other]) => (one < other ? -1 : 1)).map(([id, some]) => trouble(id, some))
}

function trouble(packageId: string, findings: readonly Finding[]): LibraryTrouble {
  const classes = new Set(findings.map(({ kind }) => classOfKind.get(kind)))
  const name = order.find((candidate) => classes.has(candidate)) ?? 'unknown'
  const shown = findings.filter(({ kind }) => classOfKind.get(kind) === name)
  const row = failureClasses[name]
  const contents = new Set(shown.flatMap(({ subject }) => subject.contentId ?? []))
  const known = contents.size === 1 ? [{ signature: '', fields: { contentId: [...contents][0] ?? '' } }] : []
  return {
    packageId,
    class: name,
    cause: fillNames(row.cause, known, []),
    remedy: fillNames(row.remedy, known, []),
    transient: false,
    node: row.node ?? null,
    rules: [...new Set(shown.map(({ rule }) => rule))],
    facts: shown.slice(0, mostFacts).map(({ detail }) => detail),
  }
}

const mostFacts = 20
