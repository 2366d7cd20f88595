// One package, content, source file or stored file with everything it hangs together with, as plain values for output.
import { contentKey, packageContent } from '../ids.ts'
import { pathInLibrary } from '../library/layout.ts'
import { none } from '../scan/column.ts'
import { storedParts } from '../scan/index-tables.ts'
import { problemOf, type ContentEntry, type PackageEntry } from '../scan/entries.ts'
import { contentOf } from '../scan/library-index.ts'
import {
  contentOfFile,
  currentContents,
  driveOfStored,
  isInPlace,
  isUnfinished,
  partPath,
  rowsOf,
  sourcePath,
  unfinishedOf,
  usersOf,
  type LibraryView,
} from '../checks/view.ts'

export type PackageLinks = {
  readonly packageId: string
  readonly version: number | null
  readonly contents: readonly string[]
  readonly current: readonly string[]
}

export const packageLinks = (entry: PackageEntry): PackageLinks => ({
  packageId: entry.packageId,
  version: entry.record?.version ?? null,
  contents: entry.record?.contents ?? [],
  current: currentContents(entry),
})

export type ContentLinks = {
  readonly contentId: string
  readonly packages: readonly string[]
  readonly state: 'complete' | 'incomplete' | 'unfinished' | 'missing'
  readonly treeHash: string | null
  readonly treeHashHolds: boolean | null
  readonly files: number
  readonly bytes: number
}

export function contentLinks(view: LibraryView, name: string): ContentLinks {
  const content = contentOf(view.index, name)
  const packages = view.owners.get(contentKey(name)) ?? []
  if (content === undefined) {
    const state = unfinishedOf(view.index, name) === undefined ? 'missing' : 'unfinished'
    return { contentId: name, packages, state, treeHash: null, treeHashHolds: null, files: 0, bytes: 0 }
  }
  const whole = content.folder !== undefined && content.ini !== undefined
  return {
    contentId: content.name,
    packages,
    state: isUnfinished(content) ? 'unfinished' : whole ? 'complete' : 'incomplete',
    treeHash: content.treeHash ?? null,
    treeHashHolds: content.tree === 'unknown' || content.tree === 'unverifiable' ? null : content.tree === 'holds',
    files: content.fileCount,
    bytes: fileRows(content).reduce((sum, file) => sum + Number(view.index.tables.files.size.at(file)), 0),
  }
}

export const fileRows = ({ firstFile, fileCount }: ContentEntry): readonly number[] =>
  Array.from({ length: fileCount }, (_, at) => firstFile + at)

export type FileLinks = {
  readonly contentId: string
  readonly path: string
  readonly hash: string | null
  readonly bytes: number | null
  /** ISO 8601 with seven digits of the second, as NTFS keeps it. */
  readonly modified: string | null
  readonly attributes: string | null
  /** Drives that hold the stored file. */
  readonly drives: readonly string[]
  /** Why the entry gives no values; null when it does. */
  readonly problem: string | null
}

export function fileLinks(view: LibraryView, file: number): FileLinks {
  const { files, hashes } = view.index.tables
  const hash = files.hash.at(file)
  const known = hash !== none
  return {
    contentId: contentOfFile(view.index, file)?.name ?? '',
    path: sourcePath(view.index, file),
    hash: known ? hashes.text(hash) : null,
    bytes: known ? Number(files.size.at(file)) : null,
    modified: known ? fileTime(files.timeModified.at(file)) : null,
    attributes: known ? files.attributes.at(file).toString(16).toUpperCase().padStart(8, '0') : null,
    drives: known ? placesOf(view, hash).map((row) => driveOfStored(view.index, row)) : [],
    problem: problemOf(files.state.at(file)) ?? null,
  }
}

/** 100 ns steps from 1601 to 1970. */
const epoch = 116_444_736_000_000_000n

/** FILETIME (100 ns since 1601 UTC) as ISO 8601: `2024-08-04T21:38:43.7132153Z`. */
export function fileTime(time: bigint): string | null {
  const steps = time - epoch
  const seconds = steps / 10_000_000n - (steps % 10_000_000n < 0n ? 1n : 0n)
  const rest = steps - seconds * 10_000_000n
  const date = new Date(Number(seconds) * 1000)
  return Number.isNaN(date.getTime())
    ? null
    : date.toISOString().replace(/\.000Z$/, `.${String(rest).padStart(7, '0')}Z`)
}

export type UsersListLinks = {
  readonly drive: string
  readonly path: string
  /** Does it lie beside the bytes, where a lookup finds it? Others do not count. */
  readonly counts: boolean
  readonly users: readonly string[]
}

export type StoredFileLinks = {
  readonly hash: string
  readonly bytes: number | null
  readonly copies: readonly { readonly drive: string; readonly path: string; readonly bytes: number }[]
  /** As listed in `[Users]` beside the bytes of any copy; of lists without bytes where there are none. */
  readonly users: readonly string[]
  /** Every users list for itself: which content stands where. */
  readonly lists: readonly UsersListLinks[]
  /** Contents whose entries need it. */
  readonly contents: readonly string[]
  readonly packages: readonly string[]
}

export function storedFileLinks(view: LibraryView, hash: number): StoredFileLinks {
  const { index } = view
  const places = placesOf(view, hash)
  const contents = [...new Set([...rowsOf(view.files, hash)].map((file) => contentOfFile(index, file)?.name ?? ''))]
  const lists = usersLists(view, hash)
  const counting = places.length === 0 ? lists : lists.filter((list) => list.counts)
  const users = [...new Set(counting.flatMap((list) => list.users))]
  const [first] = places
  return {
    hash: index.tables.hashes.text(hash),
    bytes: first === undefined ? null : index.tables.stored.size.at(first),
    copies: places.map((row) => ({
      drive: driveOfStored(index, row),
      path: pathInLibrary(partPath(index, row, 'data')),
      bytes: index.tables.stored.size.at(row),
    })),
    users,
    lists,
    contents,
    packages: [...new Set([...contents, ...users].flatMap((name) => ownersOf(view, name)))].sort(),
  }
}

const usersLists = ({ index, stored }: LibraryView, hash: number): readonly UsersListLinks[] =>
  [...rowsOf(stored, hash)]
    .filter((row) => (index.tables.stored.parts.at(row) & storedParts.ini) !== 0)
    .map((row) => ({
      drive: driveOfStored(index, row),
      path: pathInLibrary(partPath(index, row, 'ini')),
      counts: isInPlace(index, row),
      users: usersOf(index, row),
    }))

const ownersOf = (view: LibraryView, content: string): readonly string[] =>
  view.owners.get(contentKey(content)) ?? [packageContent(content)?.packageId ?? []].flat()

const placesOf = (view: LibraryView, hash: number): readonly number[] =>
  [...rowsOf(view.stored, hash)].filter((row) => isInPlace(view.index, row))
