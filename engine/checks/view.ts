// The index seen from both sides, as the checks need it: which files reference a stored file, which packages own a
// content, what of a content is clear. Made once per judgement; reads no disk.
import { contentKey, packageContent } from '../ids.ts'
import { join, removingSuffix, storedName, uncommitted, withoutIni } from '../library/layout.ts'
import { none } from '../scan/column.ts'
import { isPackageId, type ContentEntry, type PackageEntry } from '../scan/entries.ts'
import { storedParts } from '../scan/index-tables.ts'
import { contentOf, liveContents, type LibraryIndex } from '../scan/library-index.ts'

/** Rows by hash number: those of hash n are `rows[starts[n] .. starts[n + 1])`. */
export type RowsByHash = { readonly starts: Uint32Array; readonly rows: Uint32Array }

export type LibraryView = {
  readonly index: LibraryIndex
  /** Key of a content id -> packages whose PkgLib file names it. */
  readonly owners: ReadonlyMap<string, readonly string[]>
  /** The same, only where the content is the package's current one. */
  readonly currentOwners: ReadonlyMap<string, readonly string[]>
  /** Packages of which the file in PkgLib is there but says nothing. */
  readonly unreadPackages: ReadonlySet<string>
  /** Committed contents and those on their way in or out. */
  readonly contents: readonly ContentEntry[]
  readonly files: RowsByHash
  readonly stored: RowsByHash
}

export function viewOf(index: LibraryIndex): LibraryView {
  const { tables } = index
  const contents = [...liveContents(index)]
  return {
    index,
    ...ownersOf(index.survey.packages),
    unreadPackages: unreadPackages(index),
    contents,
    files: group(tables.hashes.count, contents.map(filesOf), tables.files.hash.values()),
    stored: group(tables.hashes.count, liveBuckets(index), tables.stored.hash.values()),
  }
}

/** Damaged, not readable, or a link or folder in the file's place. */
function unreadPackages({ survey }: LibraryIndex): ReadonlySet<string> {
  const pkgLib = survey.drives[0]?.parts.PkgLib?.path ?? ''
  const links = survey.remarks
    .filter(({ kind, path }) => kind === 'link' && path.startsWith(`${pkgLib}/`))
    .map(({ path }) => withoutIni(path.slice(pkgLib.length + 1))?.toUpperCase() ?? '')
  const damaged = survey.packages.filter(({ record }) => record === undefined).map(({ packageId }) => packageId)
  return new Set([...links, ...damaged].filter(isPackageId))
}

/** Rows that lie together. */
type Rows = { readonly first: number; readonly count: number }

const filesOf = ({ firstFile, fileCount }: ContentEntry): Rows => ({ first: firstFile, count: fileCount })

function liveBuckets({ tables }: LibraryIndex): readonly Rows[] {
  const counts = tables.buckets.count.values()
  return Array.from(counts, (count, bucket) => ({ first: tables.buckets.first.at(bucket), count })).filter(
    ({ count }) => count !== none,
  )
}

/** A counting sort; rows keep their order. @param hashOf  number of the hash of each row */
function group(hashes: number, ranges: readonly Rows[], hashOf: Uint32Array): RowsByHash {
  const starts = new Uint32Array(hashes + 1)
  for (const { first, count } of ranges) {
    for (let row = first; row < first + count; row++) {
      const hash = hashOf[row] ?? none
      if (hash !== none) starts[hash + 1] = (starts[hash + 1] ?? 0) + 1
    }
  }
  for (let hash = 0; hash < hashes; hash++) starts[hash + 1] = (starts[hash + 1] ?? 0) + (starts[hash] ?? 0)
  const next = starts.slice()
  const rows = new Uint32Array(starts[hashes] ?? 0)
  for (const { first, count } of ranges) {
    for (let row = first; row < first + count; row++) {
      const hash = hashOf[row] ?? none
      if (hash === none) continue
      const at = next[hash] ?? 0
      rows[at] = row
      next[hash] = at + 1
    }
  }
  return { starts, rows }
}

/** The rows of one hash; a view, not a copy. */
export const rowsOf = ({ starts, rows }: RowsByHash, hash: number): Uint32Array =>
  rows.subarray(starts[hash] ?? 0, starts[hash + 1] ?? 0)

/** Which packages name a content, by its key. */
export function ownersOf(packages: readonly PackageEntry[]): Pick<LibraryView, 'owners' | 'currentOwners'> {
  const owners = new Map<string, string[]>()
  const currentOwners = new Map<string, string[]>()
  for (const entry of packages) {
    if (entry.record === undefined) continue
    for (const content of entry.record.contents) add(owners, contentKey(content), entry.packageId)
    for (const content of currentContents(entry)) add(currentOwners, contentKey(content), entry.packageId)
  }
  return { owners, currentOwners }
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

/**
 * The contents clients get. With `[Info] Version` that is `<PackageID>.<Version>` (and contents of another kind);
 * without it every content is current. A version that names none of them (I19) leaves all of them in question.
 */
export function currentContents({ packageId, record }: PackageEntry): readonly string[] {
  if (record === undefined) return []
  const { contents, version } = record
  if (version === undefined) return contents
  const current = contents.filter((content) => {
    const own = packageContent(content)
    return own === undefined || own.packageId !== packageId || own.version === version
  })
  return current.length === 0 ? contents : current
}

export const contentOfFile = ({ tables }: LibraryIndex, file: number): ContentEntry | undefined =>
  tables.contents[tables.folders.content.at(tables.files.folder.at(file))]

/** Number of the content a file row belongs to. */
export const contentNumberOfFile = ({ tables }: LibraryIndex, file: number): number =>
  tables.folders.content.at(tables.files.folder.at(file))

/** Store path of a folder of a content. */
export function folderPath(index: LibraryIndex, folder: number): string {
  const { parent, name } = index.tables.folders
  const names: string[] = []
  for (let at = folder; at !== none; at = parent.at(at)) names.unshift(name.at(at))
  return [index.survey.drives[0]?.parts.DataLib?.path ?? '', ...names].join('/')
}

/** Path of a source file inside its content, `docs\img\logo.bin`. */
export function sourcePath(index: LibraryIndex, file: number): string {
  const { parent, name } = index.tables.folders
  const names = [index.tables.files.name.at(file)]
  for (let at = index.tables.files.folder.at(file); parent.at(at) !== none; at = parent.at(at))
    names.unshift(name.at(at))
  return names.join('\\')
}

/** Store path of the INI of a source file. */
export const filePath = (index: LibraryIndex, file: number): string =>
  join(folderPath(index, index.tables.files.folder.at(file)), `${index.tables.files.name.at(file)}.INI`)

export function driveOfStored(index: LibraryIndex, row: number): string {
  const { buckets, stored } = index.tables
  return index.survey.drives[buckets.drive.at(stored.bucket.at(row))]?.drive ?? ''
}

/** Store path of the bucket a stored row lies in. */
export function bucketPath(index: LibraryIndex, row: number): string {
  const { buckets, stored } = index.tables
  const bucket = stored.bucket.at(row)
  return join(index.survey.drives[buckets.drive.at(bucket)]?.parts.FileLib?.path ?? '', buckets.name.at(bucket))
}

/** Store path of one part; a lower-case name is found again through its remark by the few who must open it. */
export const partPath = (index: LibraryIndex, row: number, part: 'data' | 'ini' | 'sig'): string =>
  join(bucketPath(index, row), storedName(hashOfStored(index, row), part))

export const hashOfStored = ({ tables }: LibraryIndex, row: number): string =>
  tables.hashes.text(tables.stored.hash.at(row))

/** Are the bytes there, in the bucket where a lookup finds them? */
export const isInPlace = ({ tables }: LibraryIndex, row: number): boolean =>
  (tables.stored.parts.at(row) & (storedParts.data | storedParts.wrongBucket)) === storedParts.data

export const isMisplaced = ({ tables }: LibraryIndex, row: number): boolean =>
  (tables.stored.parts.at(row) & storedParts.wrongBucket) !== 0

/** Names of the users listed beside a stored row. */
export function usersOf({ tables }: LibraryIndex, row: number): readonly string[] {
  const first = tables.stored.firstUser.at(row)
  return Array.from(
    { length: tables.stored.userCount.at(row) },
    (_, at) => tables.userNames[tables.users.at(first + at)] ?? '',
  )
}

/** Packages for which the content is current. */
export const packagesOf = ({ currentOwners }: LibraryView, content: string): readonly string[] =>
  currentOwners.get(contentKey(content)) ?? []

/** The content under its committed id, or its unfinished form. */
export const unfinishedOf = (index: LibraryIndex, content: string): ContentEntry | undefined =>
  contentOf(index, `${content}.temp`)

/** The content while it is taken out of the library: its folder under another name. */
export const leavingOf = (index: LibraryIndex, content: string): ContentEntry | undefined =>
  contentOf(index, content + removingSuffix)

/** On its way out: what the folder of a removed content is called until it is gone. */
export const isLeaving = (content: ContentEntry): boolean => uncommitted(content.name, removingSuffix) !== undefined

/** Not committed, or no longer: neither clients nor users lists may count on it. */
export const isUnfinished = (content: ContentEntry): boolean =>
  uncommitted(content.name) !== undefined || isLeaving(content)

/** Bytes that a stored file takes where a lookup finds it, on all drives. */
export function storedBytes(view: LibraryView, hash: number): number {
  let bytes = 0
  for (const row of rowsOf(view.stored, hash))
    if (isInPlace(view.index, row)) bytes += view.index.tables.stored.size.at(row)
  return bytes
}
