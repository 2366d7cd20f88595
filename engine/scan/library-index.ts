// What is known about one library: the survey of its roots and the tables of everything below. Made by scan.ts, judged
// by the checks, saved by snapshot.ts. A part that was read again leaves dead rows behind; everything that reads the
// tables therefore goes through the live contents and buckets.
import { contentKey } from '../ids.ts'
import { Column, none } from './column.ts'
import type { ContentEntry } from './entries.ts'
import { hashBytes } from './hash-table.ts'
import { packColumns, type Numbers } from './index-frame.ts'
import { newTables, type IndexTables } from './index-tables.ts'
import { userNumber, type UserNumbers } from './scan-bucket.ts'
import type { Survey } from './survey.ts'

export type LibraryIndex = {
  /** Without the lists of contents and buckets: those are in the tables. */
  survey: Survey
  /** How deep the tables go: 0 names only, 1 everything. */
  level: number
  /** When the scan that filled it began; milliseconds since 1970 UTC. */
  scannedAt: number
  /** When every INI was last read or its time looked at; not later than `scannedAt`. */
  lookedAt: number
  readonly tables: IndexTables
  readonly userNumbers: UserNumbers
  /** Key of the content id -> number in `tables.contents`. */
  readonly contentNumbers: Map<string, number>
  /** What hashing found, by number of the hash. */
  readonly verdicts: Map<number, HashVerdict>
  /** Number of a hash -> number of the drive its stored file lay on, for drives that went away since. */
  readonly lastSeenOn: Map<number, number>
  /** Finding id -> when it was first seen; milliseconds since 1970 UTC. */
  readonly firstSeen: Map<string, number>
  /** Free space of the drives as earlier scans found it, oldest first. */
  readonly space: SpaceSample[]
  /** Changes since it was saved; undefined when only the whole index can be saved. */
  unsaved: IndexChange[] | undefined
}

/** The outcome of hashing one stored file; holds while size and time stay the same. */
export type HashVerdict = {
  readonly size: number
  /** Milliseconds since 1970 UTC, both times. */
  readonly modified: number
  readonly verifiedAt: number
  readonly sound: boolean
  /** The hash the bytes had instead, where it is known. */
  readonly actual?: string | undefined
}

/** Free bytes of the volume below one drive, at one time. */
export type SpaceSample = {
  readonly drive: string
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  readonly freeBytes: number
}

/** What of a survey is worth keeping. */
export const withoutLists = (survey: Survey): Survey => ({
  ...survey,
  contents: [],
  drives: survey.drives.map((drive) => ({ ...drive, buckets: [] })),
})

export const newIndex = (survey: Survey, level: number, scannedAt: number): LibraryIndex => ({
  survey: withoutLists(survey),
  level,
  scannedAt,
  lookedAt: scannedAt,
  tables: newTables(),
  userNumbers: new Map(),
  contentNumbers: new Map(),
  verdicts: new Map(),
  lastSeenOn: new Map(),
  firstSeen: new Map(),
  space: [],
  unsaved: undefined,
})

/** Tables as plain values: what a worker sends and a snapshot holds. */
export type PackedTables = {
  readonly numbers: Readonly<Record<string, Numbers>>
  readonly userNames: readonly string[]
  readonly contents: readonly (ContentEntry | undefined)[]
  readonly remarks: IndexTables['remarks']
}

/** What can happen to an index after its first scan; done, and repeated from a journal, by index-change.ts. */
export type IndexChange =
  | {
      readonly kind: 'survey'
      /** Its packages are only those that are new or changed. */
      readonly survey: Survey
      /** Ids of packages that are gone. */
      readonly gonePackages: readonly string[]
      readonly scannedAt: number
      /** Absent in journals of older versions. */
      readonly lookedAt?: number
    }
  /** Contents by id; buckets by number of the drive and name. */
  | {
      readonly kind: 'drop'
      readonly contents: readonly string[]
      readonly drive: number
      readonly buckets: readonly string[]
      /** The whole drive went away, and where its stored files lay is worth knowing. */
      readonly gone?: boolean
    }
  | { readonly kind: 'tables'; readonly tables: PackedTables }
  | { readonly kind: 'firstSeen'; readonly entries: readonly (readonly [id: string, time: number])[] }
  | { readonly kind: 'space'; readonly samples: readonly SpaceSample[] }

/** Every column of the tables with its name, in one fixed order. */
export function columnsOf({
  folders,
  files,
  buckets,
  stored,
  users,
}: IndexTables): readonly (readonly [
  string,
  Column<Uint8Array> | Column<Uint32Array> | Column<Float64Array> | Column<BigUint64Array>,
])[] {
  const named = { folders, files, buckets, stored, users: { users } }
  return Object.entries(named).flatMap(([table, columns]) =>
    Object.entries(columns).flatMap(([name, column]) =>
      column instanceof Column
        ? [[`${table}.${name}`, column] as const]
        : [[`${table}.name.starts`, column.starts] as const, [`${table}.name.bytes`, column.bytes] as const],
    ),
  )
}

/** A copy in one piece of memory, which changes hands between threads at once. */
export const packTables = (tables: IndexTables): PackedTables => ({
  numbers: packColumns([
    ['hashes', tables.hashes.values()],
    ...columnsOf(tables).map(([name, column]) => [name, column.values()] as const),
  ]),
  userNames: tables.userNames,
  contents: tables.contents,
  remarks: tables.remarks,
})

/** The rows of `batch` behind those that are there. Contents that were known are replaced. */
export function appendTables(index: LibraryIndex, batch: PackedTables): void {
  const { tables } = index
  const at = (name: string): never => batch.numbers[name] as never
  const shift = {
    folder: tables.folders.parent.length,
    content: tables.contents.length,
    file: tables.files.folder.length,
    bucket: tables.buckets.drive.length,
    stored: tables.stored.hash.length,
    user: tables.users.length,
  }
  const hashNumbers = renumberHashes(tables, at('hashes'))
  tables.folders.parent.appendShifted(at('folders.parent'), shift.folder)
  tables.folders.content.appendShifted(at('folders.content'), shift.content)
  tables.folders.modified.append(at('folders.modified'))
  tables.folders.name.append(at('folders.name.starts'), at('folders.name.bytes'))
  tables.files.folder.appendShifted(at('files.folder'), shift.folder)
  tables.files.name.append(at('files.name.starts'), at('files.name.bytes'))
  tables.files.hash.appendRenumbered(at('files.hash'), hashNumbers)
  tables.files.size.append(at('files.size'))
  tables.files.timeModified.append(at('files.timeModified'))
  tables.files.attributes.append(at('files.attributes'))
  tables.files.state.append(at('files.state'))
  tables.buckets.drive.append(at('buckets.drive'))
  tables.buckets.name.append(at('buckets.name.starts'), at('buckets.name.bytes'))
  tables.buckets.modified.append(at('buckets.modified'))
  tables.buckets.first.appendShifted(at('buckets.first'), shift.stored)
  tables.buckets.count.append(at('buckets.count'))
  tables.stored.hash.appendRenumbered(at('stored.hash'), hashNumbers)
  tables.stored.bucket.appendShifted(at('stored.bucket'), shift.bucket)
  tables.stored.parts.append(at('stored.parts'))
  tables.stored.size.append(at('stored.size'))
  tables.stored.modified.append(at('stored.modified'))
  tables.stored.state.append(at('stored.state'))
  tables.stored.firstUser.appendShifted(at('stored.firstUser'), shift.user)
  tables.stored.userCount.append(at('stored.userCount'))
  const userNumbers = Uint32Array.from(batch.userNames, (name) => userNumber(tables, index.userNumbers, name))
  tables.users.appendRenumbered(at('users.users'), userNumbers)
  for (const content of batch.contents) appendContent(index, content, shift.folder, shift.file)
  for (const remark of batch.remarks) tables.remarks.push(remark)
}

function renumberHashes(tables: IndexTables, bytes: Uint8Array): Uint32Array {
  const numbers = new Uint32Array(bytes.length / hashBytes)
  for (let at = 0; at < numbers.length; at++) numbers[at] = tables.hashes.addBytes(bytes, at * hashBytes)
  return numbers
}

function appendContent(index: LibraryIndex, content: ContentEntry | undefined, folder: number, file: number): void {
  const { contents } = index.tables
  const number = contents.length
  if (content === undefined) {
    contents.push(undefined)
    return
  }
  dropContent(index, content.name)
  contents.push({ ...content, firstFolder: content.firstFolder + folder, firstFile: content.firstFile + file })
  index.contentNumbers.set(contentKey(content.name), number)
}

export function dropContent(index: LibraryIndex, name: string): void {
  const number = index.contentNumbers.get(contentKey(name))
  if (number === undefined) return
  index.tables.contents[number] = undefined
  index.contentNumbers.delete(contentKey(name))
}

/** A content by its id in any case; undefined when DataLib holds nothing of it. */
export function contentOf(index: LibraryIndex, name: string): ContentEntry | undefined {
  const number = index.contentNumbers.get(contentKey(name))
  return number === undefined ? undefined : index.tables.contents[number]
}

/** The live contents, in the order they were read. */
export function* liveContents(index: LibraryIndex): Generator<ContentEntry> {
  for (const number of index.contentNumbers.values()) {
    const content = index.tables.contents[number]
    if (content !== undefined) yield content
  }
}

/** Rows of the live stored files, bucket by bucket. */
export function* liveStored({ tables }: LibraryIndex): Generator<number> {
  const { first, count } = tables.buckets
  for (let bucket = 0; bucket < count.length; bucket++) {
    const rows = count.at(bucket)
    if (rows === none) continue
    for (let row = first.at(bucket), end = row + rows; row < end; row++) yield row
  }
}
