// The tables of a library index: what a scan found, in columns. A worker fills one set for the part it read, the index
// is the sum of them, and a snapshot or a journal record on disk is one set again.
import { Column } from './column.ts'
import { HashTable } from './hash-table.ts'
import { NameColumn } from './name-column.ts'
import type { ContentEntry, Remark } from './entries.ts'

/** A folder inside a content; the content's own folder has no parent. */
export type FolderTable = {
  /** Row of the folder it lies in; `none` for the content's own. */
  readonly parent: Column<Uint32Array>
  /** Number of the content in `contents`. */
  readonly content: Column<Uint32Array>
  /** Milliseconds since 1970 UTC. */
  readonly modified: Column<Float64Array>
  readonly name: NameColumn
}

/** A source file's entry in DataLib. Rows of one folder lie together, those of one content too. */
export type FileTable = {
  readonly folder: Column<Uint32Array>
  /** Without the one `.INI`. */
  readonly name: NameColumn
  /** Number of the hash; `none` when the INI gives none. */
  readonly hash: Column<Uint32Array>
  readonly size: Column<BigUint64Array>
  readonly timeModified: Column<BigUint64Array>
  readonly attributes: Column<Uint32Array>
  /** 0 read well, else 1 + number of the record problem, or `notRead`. */
  readonly state: Column<Uint8Array>
}

/** A folder of FileLib. Its stored files lie together. */
export type BucketTable = {
  /** Number of the drive. */
  readonly drive: Column<Uint8Array>
  readonly name: NameColumn
  readonly modified: Column<Float64Array>
  readonly first: Column<Uint32Array>
  /** How many stored files; `none` for a bucket that is gone or was read again. */
  readonly count: Column<Uint32Array>
}

/** What lies in one bucket under one hash: the bytes, the users, the signature, or some of them. */
export type StoredTable = {
  readonly hash: Column<Uint32Array>
  readonly bucket: Column<Uint32Array>
  /** Bits of `storedParts`. */
  readonly parts: Column<Uint8Array>
  /** Bytes of the data. */
  readonly size: Column<Float64Array>
  readonly modified: Column<Float64Array>
  /** As in FileTable, for the users INI. */
  readonly state: Column<Uint8Array>
  readonly firstUser: Column<Uint32Array>
  readonly userCount: Column<Uint32Array>
}

export type IndexTables = {
  readonly hashes: HashTable
  readonly folders: FolderTable
  readonly files: FileTable
  readonly buckets: BucketTable
  readonly stored: StoredTable
  /** Numbers into `userNames`. */
  readonly users: Column<Uint32Array>
  readonly userNames: string[]
  /** By number; undefined where a content was read again or is gone. */
  readonly contents: (ContentEntry | undefined)[]
  readonly remarks: Remark[]
}

export const storedParts = { data: 1, ini: 2, sig: 4, wrongBucket: 8, lowerCase: 16 } as const

/** State of an INI that this level does not read. */
export const notRead = 255

export const newTables = (): IndexTables => ({
  hashes: new HashTable(),
  folders: {
    parent: new Column(Uint32Array),
    content: new Column(Uint32Array),
    modified: new Column(Float64Array),
    name: new NameColumn(),
  },
  files: {
    folder: new Column(Uint32Array),
    name: new NameColumn(),
    hash: new Column(Uint32Array),
    size: new Column(BigUint64Array),
    timeModified: new Column(BigUint64Array),
    attributes: new Column(Uint32Array),
    state: new Column(Uint8Array),
  },
  buckets: {
    drive: new Column(Uint8Array),
    name: new NameColumn(),
    modified: new Column(Float64Array),
    first: new Column(Uint32Array),
    count: new Column(Uint32Array),
  },
  stored: {
    hash: new Column(Uint32Array),
    bucket: new Column(Uint32Array),
    parts: new Column(Uint8Array),
    size: new Column(Float64Array),
    modified: new Column(Float64Array),
    state: new Column(Uint8Array),
    firstUser: new Column(Uint32Array),
    userCount: new Column(Uint32Array),
  },
  users: new Column(Uint32Array),
  userNames: [],
  contents: [],
  remarks: [],
})

/** The same tables empty, with the room they had; lists are new ones. */
export function clearedTables(tables: IndexTables): IndexTables {
  const { hashes, folders, files, buckets, stored, users } = tables
  for (const table of [{ hashes, users }, folders, files, buckets, stored]) {
    for (const column of Object.values(table)) column.clear()
  }
  return { ...tables, userNames: [], contents: [], remarks: [] }
}
