// One stored file as the checks see it: what references it, where its bytes lie, what is left of it elsewhere.
import { pathInLibrary } from '../library/layout.ts'
import type { ContentEntry } from '../scan/entries.ts'
import type { Subject } from './findings.ts'
import {
  contentOfFile,
  driveOfStored,
  isInPlace,
  isMisplaced,
  isUnfinished,
  packagesOf,
  partPath,
  rowsOf,
  type LibraryView,
} from './view.ts'

/** Everything known about one stored file, on all drives. */
export type StoredFile = {
  /** Number of the hash. */
  readonly hash: number
  readonly text: string
  /** Rows of the file table, committed contents only. */
  readonly files: readonly number[]
  /** Referenced by a content that is not committed yet. */
  readonly awaited: boolean
  /** Rows with the bytes where a lookup finds them; the primary drive first. */
  readonly places: readonly number[]
  /** Rows without the bytes, in the right bucket. */
  readonly remains: readonly number[]
  readonly misplaced: readonly number[]
}

export function* storedFiles(view: LibraryView): Generator<StoredFile> {
  const { index } = view
  for (let hash = 0; hash < index.tables.hashes.count; hash++) {
    const references = rowsOf(view.files, hash)
    const rows = rowsOf(view.stored, hash)
    if (references.length === 0 && rows.length === 0) continue
    const files = [...references].filter((file) => !isAwaiting(view, file))
    yield {
      hash,
      text: index.tables.hashes.text(hash),
      files,
      awaited: files.length < references.length,
      places: [...rows]
        .filter((row) => isInPlace(index, row))
        .sort((a, b) => driveNumber(index, a) - driveNumber(index, b)),
      remains: [...rows].filter((row) => !isInPlace(index, row) && !isMisplaced(index, row)),
      misplaced: [...rows].filter((row) => isMisplaced(index, row)),
    }
  }
}

const driveNumber = ({ tables }: LibraryView['index'], row: number): number =>
  tables.buckets.drive.at(tables.stored.bucket.at(row))

function isAwaiting({ index }: LibraryView, file: number): boolean {
  const content = contentOfFile(index, file)
  return content !== undefined && isUnfinished(content)
}

/** Contents that reference a stored file, each once. */
export function contentsOf(view: LibraryView, files: readonly number[]): readonly ContentEntry[] {
  return [...new Set(files.map((file) => contentOfFile(view.index, file)))].filter((content) => content !== undefined)
}

/** Packages for which one of the contents is current. */
export const packagesOfAll = (view: LibraryView, contents: readonly ContentEntry[]): readonly string[] =>
  contents.flatMap(({ name }) => packagesOf(view, name))

/** The copy in that row, or the stored file wherever it is. */
export const subjectOf = (view: LibraryView, { text }: StoredFile, row: number | undefined): Subject => ({
  kind: 'stored-file',
  hash: text,
  drive: row === undefined ? undefined : driveOfStored(view.index, row),
  path: row === undefined ? undefined : pathInLibrary(partPath(view.index, row, 'data')),
})
