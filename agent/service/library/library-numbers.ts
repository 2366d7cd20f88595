// What one scan found, as the numbers of the metrics. Pure.
import type { Facts } from '../../../engine/checks/facts.ts'
import { findingKinds, type Rule } from '../../../engine/checks/finding-kinds.ts'
import type { Finding } from '../../../engine/checks/findings.ts'
import type { Judgement } from '../../../engine/checks/judge-library.ts'
import { totalsByDrive } from '../../../engine/checks/totals.ts'
import { driveOfStored, isInPlace, rowsOf, type LibraryView } from '../../../engine/checks/view.ts'
import { fillOrder, volumesOf } from '../../../engine/drives/pick-drive.ts'
import { findOrphans, type OrphanClass } from '../../../engine/inspect/orphans.ts'
import { oldestVerification } from '../../../engine/verify/verify-order.ts'
import type { Inconsistency, LibraryNumbers, OrphanKind } from '../../../exporters/index.ts'

/** More unhealthy packages than a family has room for need no names. */
const mostNamed = 2_000

/** @param reserveBytes  free bytes that must stay on each drive */
export function libraryNumbers(
  view: LibraryView,
  { findings, notEvaluated }: Judgement,
  facts: Facts,
  reserveBytes: number,
): LibraryNumbers {
  const persistent = findings.filter(({ transient }) => !transient)
  const fatal = persistent.filter(({ severity }) => severity === 'fatal')
  return {
    scannedAt: facts.now,
    drives: driveNumbers(view, reserveBytes),
    findings: countByRule(persistent, new Set(notEvaluated.map(({ rule }) => rule))),
    orphans: orphanNumbers(view, persistent, facts),
    missingPackages:
      facts.expected === undefined ? undefined : persistent.filter(({ kind }) => kind === 'packageMissing').length,
    inconsistent: inconsistent(fatal),
    unhealthy: [...new Set(fatal.flatMap(({ packagesAffected }) => packagesAffected))].sort().slice(0, mostNamed),
    oldestVerification: oldestVerification(view.index),
  }
}

function driveNumbers(view: LibraryView, reserveBytes: number): LibraryNumbers['drives'] {
  const { index } = view
  const referenced = referencedByDrive(view)
  const [primary] = index.survey.drives
  const preferred = primary === undefined ? [] : [primary.drive]
  const order = fillOrder(volumesOf(index.survey.drives), { preferred, reserveBytes }).map(({ drive }) => drive)
  return totalsByDrive(view).map(({ drive, storedFiles, bytes }, at) => ({
    drive,
    packages: at === 0 ? index.survey.packages.length : 0,
    contents: at === 0 ? view.contents.length : 0,
    files: storedFiles,
    storedBytes: bytes,
    referencedBytes: referenced.get(drive) ?? 0,
    freeBytes: index.survey.drives[at]?.freeBytes,
    reserveBytes,
    priority: order.includes(drive) ? order.indexOf(drive) + 1 : undefined,
  }))
}

/** Bytes of all source files, on the drive where their stored file lies; what lies nowhere counts nowhere. */
function referencedByDrive(view: LibraryView): ReadonlyMap<string, number> {
  const { index } = view
  const bytes = new Map<string, number>()
  for (let hash = 0; hash < index.tables.hashes.count; hash++) {
    const place = rowsOf(view.stored, hash).find((row) => isInPlace(index, row))
    if (place === undefined) continue
    const needed = rowsOf(view.files, hash).length * index.tables.stored.size.at(place)
    const drive = driveOfStored(index, place)
    bytes.set(drive, (bytes.get(drive) ?? 0) + needed)
  }
  return bytes
}

/** Every rule and severity that was evaluated, with 0 where nothing was found. */
function countByRule(findings: readonly Finding[], skipped: ReadonlySet<Rule>): LibraryNumbers['findings'] {
  const counts = new Map<string, { rule: string; severity: string; count: number }>()
  for (const { rule, severity } of Object.values(findingKinds)) {
    if (!skipped.has(rule)) counts.set(`${rule} ${severity}`, { rule, severity, count: 0 })
  }
  for (const { rule, severity } of findings) {
    const known = counts.get(`${rule} ${severity}`) ?? { rule, severity, count: 0 }
    known.count += 1
    counts.set(`${rule} ${severity}`, known)
  }
  return [...counts.values()]
}

const kindOfClass: Readonly<Partial<Record<OrphanClass, OrphanKind>>> = {
  O1: 'file',
  O3: 'content',
  O4: 'package',
  O6: 'staging',
  O7: 'temp',
}

function orphanNumbers(view: LibraryView, findings: readonly Finding[], facts: Facts): LibraryNumbers['orphans'] {
  const { orphans, freedTogether, notEvaluated } = findOrphans(view, findings, facts)
  return Object.entries(kindOfClass)
    .filter(([name]) => !notEvaluated.some((skipped) => skipped === name))
    .map(([name, kind]) => ({
      kind,
      count: orphans.filter((one) => one.class === name).length,
      bytes: freedTogether[name as OrphanClass] ?? 0,
    }))
}

const reasonOf: Readonly<Partial<Record<Rule, Inconsistency>>> = {
  I1: 'missing_file',
  I2: 'unreadable_ini',
  I3: 'missing_content',
  I7: 'unreadable_ini',
  I8: 'missing_file',
  I9: 'size_mismatch',
  I10: 'hash_mismatch',
  I15: 'hash_mismatch',
}

function inconsistent(fatal: readonly Finding[]): LibraryNumbers['inconsistent'] {
  const packages: Record<Inconsistency, Set<string>> = {
    missing_content: new Set(),
    missing_file: new Set(),
    hash_mismatch: new Set(),
    size_mismatch: new Set(),
    unreadable_ini: new Set(),
  }
  for (const { rule, packagesAffected } of fatal) {
    const reason = reasonOf[rule]
    if (reason === undefined) continue
    for (const id of packagesAffected) packages[reason].add(id)
  }
  return {
    missing_content: packages.missing_content.size,
    missing_file: packages.missing_file.size,
    hash_mismatch: packages.hash_mismatch.size,
    size_mismatch: packages.size_mismatch.size,
    unreadable_ini: packages.unreadable_ini.size,
  }
}
