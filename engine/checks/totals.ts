// How much a library holds: counts, and what sharing saves.
import { rowsOf, isInPlace, type LibraryView } from './view.ts'
import { none } from '../scan/column.ts'

export type Totals = {
  readonly packages: number
  readonly contents: number
  /** Entries of source files in DataLib. */
  readonly references: number
  /** Stored files with their bytes, each hash once. */
  readonly storedFiles: number
  /** Stored files that more than one entry references. */
  readonly sharedFiles: number
  /** Bytes of all source files; undefined when the sizes were not read (level 0). */
  readonly referencedBytes: number | undefined
  /** Bytes in FileLib, every copy. */
  readonly storedBytes: number | undefined
  /** What the references would need more if nothing were shared. */
  readonly savedBytes: number | undefined
}

export function totalsOf(view: LibraryView): Totals {
  const { index } = view
  const { files, stored, hashes } = index.tables
  let references = 0
  let referenced = 0
  for (const { firstFile, fileCount } of view.contents) {
    references += fileCount
    for (let file = firstFile; file < firstFile + fileCount; file++) referenced += Number(files.size.at(file))
  }
  let storedFiles = 0
  let sharedFiles = 0
  let storedBytes = 0
  let distinct = 0
  for (let hash = 0; hash < hashes.count; hash++) {
    const references = rowsOf(view.files, hash)
    const rows = [...rowsOf(view.stored, hash)]
    if (rows.some((row) => isInPlace(index, row))) storedFiles++
    if (references.length > 1) sharedFiles++
    for (const row of rows) storedBytes += stored.size.at(row)
    const [first = none] = references
    if (first !== none) distinct += Number(files.size.at(first))
  }
  const known = index.level >= 1
  return {
    packages: index.survey.packages.length,
    contents: view.contents.length,
    references,
    storedFiles,
    sharedFiles,
    referencedBytes: known ? referenced : undefined,
    storedBytes: known ? storedBytes : undefined,
    savedBytes: known ? referenced - distinct : undefined,
  }
}

export type DriveTotals = { readonly drive: string; readonly storedFiles: number; readonly bytes: number }

/** Stored files and bytes on each drive, in the order of the survey. */
export function totalsByDrive(view: LibraryView): readonly DriveTotals[] {
  const { buckets, stored } = view.index.tables
  const totals = view.index.survey.drives.map(({ drive }) => ({ drive, storedFiles: 0, bytes: 0 }))
  for (const row of view.stored.rows) {
    const total = totals[buckets.drive.at(stored.bucket.at(row))]
    if (total === undefined || (stored.parts.at(row) & 1) === 0) continue
    total.storedFiles++
    total.bytes += stored.size.at(row)
  }
  return totals
}
