// The whole index as one frame, and back. A restart reads one file and rebuilds one table of hashes; it never walks the
// library again.
import { contentKey } from '../ids.ts'
import { Column, none } from './column.ts'
import type { ContentEntry, Remark } from './entries.ts'
import { HashTable } from './hash-table.ts'
import { decodeFrame, encodeFrame, stampOf, type Numbers } from './index-frame.ts'
import { newTables, type IndexTables } from './index-tables.ts'
import { columnsOf, liveContents, newIndex, type LibraryIndex, type SpaceSample } from './library-index.ts'
import { NameColumn } from './name-column.ts'
import type { Survey } from './survey.ts'

const magic = 'CMDPIDX2'

type Description = {
  readonly version: 1
  readonly survey: Survey
  readonly level: number
  readonly scannedAt: number
  /** Absent in indexes of older versions. */
  readonly lookedAt?: number
  readonly contents: readonly (ContentEntry | null)[]
  readonly userNames: readonly string[]
  readonly remarks: readonly Remark[]
  readonly firstSeen: readonly (readonly [id: string, time: number])[]
  /** Hash number -> the hash its bytes have, for verdicts that are not sound. */
  readonly actual?: readonly (readonly [hash: number, actual: string])[]
  readonly space?: readonly SpaceSample[]
}

/** The pieces to write, in order. */
export function encodeIndex(index: LibraryIndex): readonly Buffer[] {
  const tables = compacted(index)
  const columns: (readonly [string, Numbers])[] = [
    ['hashes', tables.hashes.values()],
    ...columnsOf(tables).map(([name, column]) => [name, column.values()] as const),
    ...verdictColumns(index),
    ['lastSeenOn.hash', Uint32Array.from(index.lastSeenOn.keys())],
    ['lastSeenOn.drive', Uint8Array.from(index.lastSeenOn.values())],
  ]
  const description: Description = {
    version: 1,
    survey: index.survey,
    level: index.level,
    scannedAt: index.scannedAt,
    lookedAt: index.lookedAt,
    contents: tables.contents.map((content) => content ?? null),
    userNames: tables.userNames,
    remarks: tables.remarks,
    firstSeen: [...index.firstSeen],
    actual: [...index.verdicts].flatMap(([hash, { actual }]) =>
      actual === undefined ? [] : [[hash, actual] as const],
    ),
    space: index.space,
  }
  return encodeFrame(magic, description, columns)
}

function verdictColumns({ verdicts }: LibraryIndex): readonly (readonly [string, Numbers])[] {
  const all = [...verdicts.values()]
  return [
    ['verdicts.hash', Uint32Array.from(verdicts.keys())],
    ['verdicts.size', Float64Array.from(all, ({ size }) => size)],
    ['verdicts.modified', Float64Array.from(all, ({ modified }) => modified)],
    ['verdicts.verifiedAt', Float64Array.from(all, ({ verifiedAt }) => verifiedAt)],
    ['verdicts.sound', Uint8Array.from(all, ({ sound }) => (sound ? 1 : 0))],
  ]
}

function readVerdicts(values: ReadonlyMap<string, Numbers>, into: LibraryIndex['verdicts']): void {
  const at = (name: string, row: number): number => Number(values.get(`verdicts.${name}`)?.[row] ?? 0)
  for (let row = 0; row < (values.get('verdicts.hash')?.length ?? 0); row++) {
    into.set(at('hash', row), {
      size: at('size', row),
      modified: at('modified', row),
      verifiedAt: at('verifiedAt', row),
      sound: at('sound', row) === 1,
    })
  }
}

export type Decoded =
  | {
      readonly index: LibraryIndex
      /** Which snapshot it is: a journal continues exactly one. */
      readonly stamp: number
    }
  | { readonly index: undefined; readonly fault: string }

const faults = {
  foreign: 'no library index',
  'another version': 'an index of another version',
  damaged: 'a damaged index',
} as const

/** Never throws on bytes that are no index. */
export function decodeIndex(bytes: Buffer): Decoded {
  const frame = decodeFrame(bytes, 0, magic)
  if (typeof frame === 'string') return { index: undefined, fault: faults[frame] }
  const description = frame.value as Description
  const index = newIndex(description.survey, description.level, description.scannedAt)
  const lookedAt = description.lookedAt ?? index.lookedAt
  const filled: LibraryIndex = { ...index, lookedAt, tables: tablesFrom(frame.columns, description) }
  readVerdicts(frame.columns, filled.verdicts)
  const drives = frame.columns.get('lastSeenOn.drive') // absent in indexes of older versions
  frame.columns
    .get('lastSeenOn.hash')
    ?.forEach((hash, row) => filled.lastSeenOn.set(Number(hash), Number(drives?.[row])))
  for (const [hash, actual] of description.actual ?? []) {
    const verdict = filled.verdicts.get(hash)
    if (verdict !== undefined) filled.verdicts.set(hash, { ...verdict, actual })
  }
  filled.space.push(...(description.space ?? []))
  for (const [id, time] of description.firstSeen) filled.firstSeen.set(id, time)
  description.userNames.forEach((name, number) => filled.userNumbers.set(name, number))
  description.contents.forEach((content, number) => {
    if (content !== null) filled.contentNumbers.set(contentKey(content.name), number)
  })
  filled.unsaved = []
  return { index: filled, stamp: stampOf(bytes) }
}

function tablesFrom(values: ReadonlyMap<string, Numbers>, { contents, userNames, remarks }: Description): IndexTables {
  const at = (name: string): never => values.get(name) as never
  const names = (table: string): NameColumn => new NameColumn(at(`${table}.name.starts`), at(`${table}.name.bytes`))
  const numbers = <Data extends Numbers>(name: string, make: new (length: number) => Data): Column<Data> =>
    new Column(make, at(name))
  return {
    hashes: new HashTable(at('hashes')),
    folders: {
      parent: numbers('folders.parent', Uint32Array),
      content: numbers('folders.content', Uint32Array),
      modified: numbers('folders.modified', Float64Array),
      name: names('folders'),
    },
    files: {
      folder: numbers('files.folder', Uint32Array),
      name: names('files'),
      hash: numbers('files.hash', Uint32Array),
      size: numbers('files.size', BigUint64Array),
      timeModified: numbers('files.timeModified', BigUint64Array),
      attributes: numbers('files.attributes', Uint32Array),
      state: numbers('files.state', Uint8Array),
    },
    buckets: {
      drive: numbers('buckets.drive', Uint8Array),
      name: names('buckets'),
      modified: numbers('buckets.modified', Float64Array),
      first: numbers('buckets.first', Uint32Array),
      count: numbers('buckets.count', Uint32Array),
    },
    stored: {
      hash: numbers('stored.hash', Uint32Array),
      bucket: numbers('stored.bucket', Uint32Array),
      parts: numbers('stored.parts', Uint8Array),
      size: numbers('stored.size', Float64Array),
      modified: numbers('stored.modified', Float64Array),
      state: numbers('stored.state', Uint8Array),
      firstUser: numbers('stored.firstUser', Uint32Array),
      userCount: numbers('stored.userCount', Uint32Array),
    },
    users: numbers('users.users', Uint32Array),
    userNames: [...userNames],
    contents: contents.map((content) => content ?? undefined),
    remarks: [...remarks],
  }
}

/** The tables without dead rows; the tables themselves when there are none. */
function compacted(index: LibraryIndex): IndexTables {
  const { tables } = index
  const deadContent = tables.contents.includes(undefined)
  const deadBucket = tables.buckets.count.values().includes(none)
  if (!deadContent && !deadBucket) return tables
  const fresh = { ...newTables(), hashes: tables.hashes, userNames: tables.userNames, remarks: tables.remarks }
  for (const content of liveContents(index)) copyContent(tables, fresh, content)
  for (let bucket = 0; bucket < tables.buckets.count.length; bucket++) {
    if (tables.buckets.count.at(bucket) !== none) copyBucket(tables, fresh, bucket)
  }
  return fresh
}

function copyContent({ folders, files }: IndexTables, to: IndexTables, content: ContentEntry): void {
  const firstFolder = to.folders.parent.length
  const shift = firstFolder - content.firstFolder
  for (let row = content.firstFolder; row < content.firstFolder + content.folderCount; row++) {
    const parent = folders.parent.at(row)
    to.folders.parent.push(parent === none ? none : parent + shift)
    to.folders.content.push(to.contents.length)
    to.folders.modified.push(folders.modified.at(row))
    to.folders.name.push(folders.name.at(row))
  }
  const firstFile = to.files.folder.length
  for (let row = content.firstFile; row < content.firstFile + content.fileCount; row++) {
    to.files.folder.push(files.folder.at(row) + shift)
    to.files.name.push(files.name.at(row))
    to.files.hash.push(files.hash.at(row))
    to.files.size.push(files.size.at(row))
    to.files.timeModified.push(files.timeModified.at(row))
    to.files.attributes.push(files.attributes.at(row))
    to.files.state.push(files.state.at(row))
  }
  to.contents.push({ ...content, firstFolder, firstFile })
}

function copyBucket({ buckets, stored, users }: IndexTables, to: IndexTables, bucket: number): void {
  const first = to.stored.hash.length
  for (let row = buckets.first.at(bucket), end = row + buckets.count.at(bucket); row < end; row++) {
    to.stored.hash.push(stored.hash.at(row))
    to.stored.bucket.push(to.buckets.drive.length)
    to.stored.parts.push(stored.parts.at(row))
    to.stored.size.push(stored.size.at(row))
    to.stored.modified.push(stored.modified.at(row))
    to.stored.state.push(stored.state.at(row))
    to.stored.firstUser.push(to.users.length)
    to.stored.userCount.push(stored.userCount.at(row))
    const from = stored.firstUser.at(row)
    for (let at = from; at < from + stored.userCount.at(row); at++) to.users.push(users.at(at))
  }
  to.buckets.drive.push(buckets.drive.at(bucket))
  to.buckets.name.push(buckets.name.at(bucket))
  to.buckets.modified.push(buckets.modified.at(bucket))
  to.buckets.first.push(first)
  to.buckets.count.push(buckets.count.at(bucket))
}
