// What came, went and changed in a library since the index that was kept of it. The marks are taken before the index is
// brought up to date, because that happens in place.
import { contentKey } from '../ids.ts'
import { isInPlace } from '../checks/view.ts'
import { liveContents, liveStored, type LibraryIndex } from '../scan/library-index.ts'

export type Marks = {
  /** When the library was last read; milliseconds since 1970 UTC. */
  readonly at: number
  readonly packages: ReadonlyMap<string, string>
  readonly contents: ReadonlyMap<string, string>
  /** On all drives together. */
  readonly stored: { readonly files: number; readonly bytes: number }
}

export type Drift = {
  /** ISO 8601. */
  readonly since: string
  readonly packages: Changes
  readonly contents: Changes
  /** More, or with a minus fewer, than then. */
  readonly storedFiles: number
  readonly bytes: number
}

export type Changes = { readonly added: number; readonly removed: number; readonly changed: number }

export function markLibrary(index: LibraryIndex): Marks {
  const { size } = index.tables.stored
  const rows = [...liveStored(index)].filter((row) => isInPlace(index, row))
  return {
    at: index.scannedAt,
    packages: new Map(
      index.survey.packages.map(({ packageId, record }) => [
        packageId,
        record === undefined
          ? ''
          : [record.version ?? '-', ...record.contents.map((name) => contentKey(name)).sort()].join(' '),
      ]),
    ),
    contents: new Map(
      [...liveContents(index)].map((one) => [
        contentKey(one.name),
        `${one.treeHash ?? '-'} ${one.fileCount} ${one.tree}`,
      ]),
    ),
    stored: { files: rows.length, bytes: rows.reduce((sum, row) => sum + size.at(row), 0) },
  }
}

/** @param before  marks of the kept index  @param after  marks of the same library now */
export const driftBetween = (before: Marks, after: Marks): Drift => ({
  since: new Date(before.at).toISOString(),
  packages: changesBetween(before.packages, after.packages),
  contents: changesBetween(before.contents, after.contents),
  storedFiles: after.stored.files - before.stored.files,
  bytes: after.stored.bytes - before.stored.bytes,
})

function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Changes {
  const both = [...after].filter(([key]) => before.has(key))
  return {
    added: after.size - both.length,
    removed: before.size - both.length,
    changed: both.filter(([key, mark]) => before.get(key) !== mark).length,
  }
}
