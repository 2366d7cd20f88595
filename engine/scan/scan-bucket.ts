// Reads one bucket of FileLib: which stored files lie in it, with which of their three parts, and who uses them.
import { readUsersIni } from '../library/ini-records.ts'
import { bucketOf, join } from '../library/layout.ts'
import { isRefusal, type LibraryStore } from '../library/store.ts'
import type { FileHash } from '../ids.ts'
import { none } from './column.ts'
import { stateOf, type Remark } from './entries.ts'
import { notRead, storedParts, type IndexTables } from './index-tables.ts'
import { largestIni, oddityWords, readRecord } from './read-record.ts'
import { storedPartsIn, type StoredParts } from './stored-parts.ts'

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
  for (const parts of storedPartsIn(path, listing.entries, remarks)) {
    const right = bucketOf(parts.hash)
    const place = { path, number, isRight: name === right || name.toUpperCase() === right }
    pushStored(store, tables, numbers, place, parts, level)
  }
  buckets.count.push(tables.stored.hash.length - first)
}

const remark = (kind: Remark['kind'], path: string, detail: string): Remark => ({
  kind,
  path,
  detail,
  content: undefined,
  hash: undefined,
})

/** The bucket a stored file was found in: store path, number in the table, and whether a lookup would find it there. */
type Place = { readonly path: string; readonly number: number; readonly isRight: boolean }

function pushStored(
  store: LibraryStore,
  tables: IndexTables,
  numbers: UserNumbers,
  place: Place,
  parts: StoredParts,
  level: number,
): void {
  const { stored, users } = tables
  const { hash } = parts
  const status = parts.data === undefined || level < 1 ? undefined : store.status(join(place.path, parts.data))
  // A stored file that went away between listing and looking counts as it was listed; the second look decides.
  const known = status !== undefined && !isRefusal(status) ? status : undefined
  stored.hash.push(tables.hashes.add(hash))
  stored.bucket.push(place.number)
  stored.parts.push(partBits(tables, place, parts))
  stored.size.push(known?.size ?? 0)
  stored.modified.push(known?.modified ?? 0)
  const firstUser = users.length
  stored.firstUser.push(firstUser)
  stored.state.push(
    parts.ini === undefined
      ? 0
      : level < 1
        ? notRead
        : readUsers(store, tables, numbers, join(place.path, parts.ini), hash),
  )
  stored.userCount.push(users.length - firstUser)
}

function partBits(tables: IndexTables, { path, isRight }: Place, parts: StoredParts): number {
  const { hash, data, ini, sig } = parts
  const lower = parts.lowerCase ? (lowerOf(data, hash) ?? lowerOf(ini, hash) ?? lowerOf(sig, hash)) : undefined
  if (lower !== undefined) {
    tables.remarks.push({ ...remark('wrongCase', join(path, lower), 'a hash name is upper case'), hash })
  }
  return (
    (data === undefined ? 0 : storedParts.data) |
    (ini === undefined ? 0 : storedParts.ini) |
    (sig === undefined ? 0 : storedParts.sig) |
    (isRight ? 0 : storedParts.wrongBucket) |
    (lower === undefined ? 0 : storedParts.lowerCase)
  )
}

const lowerOf = (name: string | undefined, hash: FileHash): string | undefined =>
  name === undefined || name.startsWith(hash) ? undefined : name

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
