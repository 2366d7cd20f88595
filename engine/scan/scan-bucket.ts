// Reads one bucket of FileLib: which stored files lie in it, with which of their three parts, and who uses them.
import { readUsersIni } from '../library/ini-records.ts'
import { bucketOf, join, readStoredName } from '../library/layout.ts'
import { isRefusal, type LibraryStore } from '../library/store.ts'
import type { FileHash } from '../ids.ts'
import { none } from './column.ts'
import { stateOf, type Remark } from './entries.ts'
import { notRead, storedParts, type IndexTables } from './index-tables.ts'
import { largestIni, oddityWords, readRecord } from './read-record.ts'

/** The names under which the parts of one stored file were found. */
type Found = { data?: string; ini?: string; sig?: string }

/** Numbers of content names in `tables.userNames`, for one run of a worker or one index. */
export type UserNumbers = Map<string, number>

/**
 * Adds one bucket to the tables.
 *
 * @param fileLib  store path of FileLib on that drive
 * @param drive    number of the drive in the store
 * @param level    0 lists only, 1 reads users and sizes
 */
export function scanBucket(
  store: LibraryStore,
  tables: IndexTables,
  numbers: UserNumbers,
  fileLib: string,
  drive: number,
  name: string,
  level: number,
): void {
  const path = join(fileLib, name)
  const { buckets, remarks } = tables
  const first = tables.stored.hash.length
  const number = buckets.drive.length
  const listing = store.list(path, level > 0)
  buckets.drive.push(drive)
  buckets.name.push(name)
  buckets.modified.push(isRefusal(listing) ? 0 : listing.modified)
  buckets.first.push(first)
  if (isRefusal(listing)) {
    buckets.count.push(0)
    if (listing.refused !== 'missing') remarks.push(remark('unreadable', path, listing.reason))
    return
  }
  const found = new Map<FileHash, Found>()
  for (const entry of listing.entries) {
    const entryPath = join(path, entry.name)
    const stored = readStoredName(entry.name)
    if (entry.kind === 'link') remarks.push({ ...remark('link', entryPath, 'is a link'), hash: stored?.hash })
    else if (stored === undefined || entry.kind !== 'file')
      remarks.push(remark('foreign', entryPath, foreignBecause(entry.kind)))
    else place(tables, found, stored, entry.name, entryPath)
  }
  for (const [hash, names] of found) pushStored(store, tables, numbers, path, number, hash, names, level)
  buckets.count.push(tables.stored.hash.length - first)
}

const remark = (kind: Remark['kind'], path: string, detail: string): Remark => ({
  kind,
  path,
  detail,
  content: undefined,
  hash: undefined,
})

const foreignBecause = (kind: string): string =>
  kind === 'folder' ? 'is a folder' : kind === 'other' ? 'is no plain file' : 'is not named after a hash'

/** Two spellings of one part in one folder: the upper-case one counts. */
function place(
  tables: IndexTables,
  found: Map<FileHash, Found>,
  { hash, part }: { readonly hash: FileHash; readonly part: keyof Found },
  name: string,
  path: string,
): void {
  const names = found.get(hash) ?? {}
  found.set(hash, names)
  const other = names[part]
  if (other !== undefined) {
    tables.remarks.push({ ...remark('twin', path, `differs from ${other} only by case`), hash })
    if (!name.startsWith(hash)) return
  }
  names[part] = name
}

function pushStored(
  store: LibraryStore,
  tables: IndexTables,
  numbers: UserNumbers,
  folder: string,
  bucket: number,
  hash: FileHash,
  names: Found,
  level: number,
): void {
  const { stored, users } = tables
  const status = names.data === undefined || level < 1 ? undefined : store.status(join(folder, names.data))
  // A stored file that went away between listing and looking counts as it was listed; the second look decides.
  const known = status !== undefined && !isRefusal(status) ? status : undefined
  stored.hash.push(tables.hashes.add(hash))
  stored.bucket.push(bucket)
  stored.parts.push(partsOf(tables, folder, hash, names, tables.buckets.name.at(bucket)))
  stored.size.push(known?.size ?? 0)
  stored.modified.push(known?.modified ?? 0)
  stored.firstUser.push(users.length)
  stored.state.push(
    names.ini === undefined
      ? 0
      : level < 1
        ? notRead
        : readUsers(store, tables, numbers, join(folder, names.ini), hash),
  )
  stored.userCount.push(users.length - stored.firstUser.at(stored.hash.length - 1))
}

function partsOf(tables: IndexTables, folder: string, hash: FileHash, names: Found, bucket: string): number {
  const lower = [names.data, names.ini, names.sig].find((name) => name !== undefined && !name.startsWith(hash))
  if (lower !== undefined) {
    tables.remarks.push({ ...remark('wrongCase', join(folder, lower), 'a hash name is upper case'), hash })
  }
  return (
    (names.data === undefined ? 0 : storedParts.data) |
    (names.ini === undefined ? 0 : storedParts.ini) |
    (names.sig === undefined ? 0 : storedParts.sig) |
    (bucket.toUpperCase() === bucketOf(hash) ? 0 : storedParts.wrongBucket) |
    (lower === undefined ? 0 : storedParts.lowerCase)
  )
}

/** Appends the users and tells the state of their INI. */
function readUsers(store: LibraryStore, tables: IndexTables, numbers: UserNumbers, path: string, hash: string): number {
  const read = readRecord(store, path, largestIni.users, readUsersIni)
  if (read.refusal !== undefined && read.refusal.refused !== 'missing') {
    tables.remarks.push({ ...remark('unreadable', path, read.refusal.reason), hash })
  }
  if (read.record === undefined) return stateOf(read.problem)
  for (const user of read.record.users) tables.users.push(userNumber(tables, numbers, user))
  if (read.oddities.length > 0) {
    tables.remarks.push({ ...remark('oddForm', path, oddityWords(read.oddities)), hash })
  }
  for (const { name } of read.record.sections) countSection(tables, name, path, hash)
  return 0
}

/** The name of the users section is only assumed: one that is written differently is told, and judged at the end. */
function countSection(tables: IndexTables, name: string, path: string, hash: string): void {
  if (['USERS', 'INFO', ''].includes(name.toUpperCase())) return
  tables.remarks.push({ ...remark('oddForm', path, `section [${name.slice(0, 40)}]`), hash })
}

export function userNumber(tables: IndexTables, numbers: UserNumbers, user: string): number {
  const known = numbers.get(user)
  if (known !== undefined) return known
  const number = tables.userNames.length
  tables.userNames.push(user)
  numbers.set(user, number)
  return number
}

/** Row of a bucket that no longer counts. */
export const dropBucket = (tables: IndexTables, bucket: number): void => tables.buckets.count.set(bucket, none)
