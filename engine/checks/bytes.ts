// I10, and I14 for signatures: what hashing the stored files found.
import { pathInLibrary } from '../library/layout.ts'
import type { HashResult } from '../verify/hash-stored.ts'
import type { Facts } from './facts.ts'
import { finding, type Finding, type Subject } from './findings.ts'
import { contentsOf } from './stored-files.ts'
import {
  contentOfFile,
  driveOfStored,
  hashOfStored,
  isUnfinished,
  packagesOf,
  partPath,
  rowsOf,
  type LibraryView,
} from './view.ts'

/** @param told  rows of stored files that a graver finding speaks of already: a wrong length (I9) explains wrong bytes */
export function checkBytes(view: LibraryView, facts: Facts, told: ReadonlySet<number>): readonly Finding[] {
  const results = (facts.hashed ?? []).filter(({ row }) => isReachable(view, row))
  const damaged = results.flatMap((result) => damage(view, result, facts.now, told))
  const unread = results.flatMap((result) => unreadSignature(view, result, facts.now))
  return [...damaged, ...unread, ...signatureFindings(view, results, facts.now, told)]
}

/** What is known of bytes on a drive that is gone is part of that finding (I1) until the drive is back. */
const isReachable = ({ index }: LibraryView, row: number): boolean =>
  index.survey.drives[index.tables.buckets.drive.at(index.tables.stored.bucket.at(row))]?.parts.FileLib !== undefined

function damage(
  view: LibraryView,
  { row, actual, refusal }: HashResult,
  now: number,
  told: ReadonlySet<number>,
): Finding[] {
  const hash = hashOfStored(view.index, row)
  if (actual === hash || told.has(row)) return []
  const path = pathInLibrary(partPath(view.index, row, 'data'))
  const facts = {
    subject: subjectOf(view, row),
    packages: packagesUsing(view, row),
    involved: [partPath(view.index, row, 'data')],
  }
  if (actual === undefined) {
    // Gone since the listing: the next look decides whether it is missing.
    if (refusal?.refused === 'missing') return []
    return [finding('unreadable', now, { ...facts, detail: `${path}: ${refusal?.reason ?? 'read error'}` })]
  }
  const bytes = view.index.tables.stored.size.at(row)
  return [
    finding('bytesDiffer', now, {
      ...facts,
      bytes,
      detail: `${path} has the hash ${actual}`,
      evidence: [`actual hash ${actual}`],
    }),
  ]
}

const subjectOf = (view: LibraryView, row: number): Subject => ({
  kind: 'stored-file',
  hash: hashOfStored(view.index, row),
  drive: driveOfStored(view.index, row),
  path: pathInLibrary(partPath(view.index, row, 'data')),
})

function packagesUsing(view: LibraryView, row: number): readonly string[] {
  const contents = contentsOf(
    view,
    [...rowsOf(view.files, view.index.tables.stored.hash.at(row))].filter((file) => {
      const content = contentOfFile(view.index, file)
      return content !== undefined && !isUnfinished(content)
    }),
  )
  return contents.flatMap(({ name }) => packagesOf(view, name))
}

function unreadSignature(view: LibraryView, { row, signatureRefusal }: HashResult, now: number): Finding[] {
  if (signatureRefusal === undefined) return []
  const path = pathInLibrary(partPath(view.index, row, 'sig'))
  return [
    finding('unreadable', now, {
      subject: { ...subjectOf(view, row), path },
      detail: `${path}: ${signatureRefusal.reason}`,
      packages: packagesUsing(view, row),
      involved: [partPath(view.index, row, 'sig')],
    }),
  ]
}

/** When most signatures are of another form than the one we know, the form is not ours to judge: one finding says so. */
function signatureFindings(
  view: LibraryView,
  results: readonly HashResult[],
  now: number,
  told: ReadonlySet<number>,
): readonly Finding[] {
  // Beside wrong bytes a signature is right to differ.
  const compared = results.filter(({ row, actual }) => !told.has(row) && actual === hashOfStored(view.index, row))
  const faulty = compared.filter(({ signature }) => signature !== undefined)
  if (faulty.length > 10 && faulty.length * 2 > compared.length) {
    const detail = `of ${compared.length} sound stored files ${faulty.length}: ${kindsOf(faulty)}`
    const subject = { kind: 'library', drive: view.index.survey.drives[0]?.drive } as const
    return [finding('signaturesUnknown', now, { subject, detail })]
  }
  return faulty.map(({ row, signature }) => {
    const path = pathInLibrary(partPath(view.index, row, 'sig'))
    return finding('signatureDiffers', now, {
      subject: { ...subjectOf(view, row), path },
      detail: `${path} is ${signature ?? ''}`,
      packages: packagesUsing(view, row),
      involved: [partPath(view.index, row, 'sig'), partPath(view.index, row, 'data')],
    })
  })
}

/** `30 of an unknown form, 2 of other bytes`. */
function kindsOf(faulty: readonly HashResult[]): string {
  const counts = new Map<string, number>()
  for (const { signature = '' } of faulty) counts.set(signature, (counts.get(signature) ?? 0) + 1)
  return [...counts]
    .map(([kind, count]) => `${count} ${kind}`)
    .sort()
    .join(', ')
}
