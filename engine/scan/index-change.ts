// What can happen to an index after its first scan. Every change goes through here, so that a journal which repeats the
// changes leads to the same index.
import { contentKey } from '../ids.ts'
import { isInPlace } from '../checks/view.ts'
import { join } from '../library/layout.ts'
import { none } from './column.ts'
import { decodeFrame, encodeFrame } from './index-frame.ts'
import type { Survey } from './survey.ts'
import {
  appendTables,
  dropContent,
  liveStored,
  type IndexChange,
  type LibraryIndex,
  type PackedTables,
} from './library-index.ts'

/** So many changes that were not saved are not worth a journal: the whole index is written next. */
const mostUnsaved = 5_000

export function applyChange(index: LibraryIndex, change: IndexChange): void {
  if (change.kind === 'survey') {
    index.survey = { ...change.survey, packages: mergedPackages(index, change) }
    index.scannedAt = change.scannedAt
    index.lookedAt = change.lookedAt ?? index.lookedAt
  } else if (change.kind === 'drop') {
    for (const name of change.contents) forgetContent(index, name)
    if (change.gone === true) rememberDrive(index, change.drive)
    forgetBuckets(index, change.drive, change.buckets)
  } else if (change.kind === 'tables') {
    appendTables(index, change.tables)
  } else if (change.kind === 'space') {
    index.space.splice(0, index.space.length, ...change.samples)
  } else {
    index.firstSeen.clear()
    for (const [id, time] of change.entries) index.firstSeen.set(id, time)
  }
  index.unsaved?.push(change)
  if ((index.unsaved?.length ?? 0) > mostUnsaved) index.unsaved = undefined
}

function mergedPackages(
  index: LibraryIndex,
  { survey, gonePackages }: IndexChange & { kind: 'survey' },
): Survey['packages'] {
  const packages = new Map(index.survey.packages.map((entry) => [entry.packageId, entry]))
  for (const id of gonePackages) packages.delete(id)
  for (const entry of survey.packages) packages.set(entry.packageId, entry)
  // In the order of a fresh scan: of several owners, the first is in a finding's id.
  return [...packages.values()].sort((a, b) => (a.packageId < b.packageId ? -1 : 1))
}

function forgetContent(index: LibraryIndex, name: string): void {
  const key = contentKey(name)
  dropContent(index, name)
  dropRemarks(index, ({ content }) => content !== undefined && contentKey(content) === key)
}

/** Called before the buckets of the drive are forgotten. */
function rememberDrive(index: LibraryIndex, drive: number): void {
  const { buckets, stored } = index.tables
  for (const [hash, on] of index.lastSeenOn) if (on === drive) index.lastSeenOn.delete(hash)
  for (const row of liveStored(index)) {
    const isHere = buckets.drive.at(stored.bucket.at(row)) === drive
    if (isHere && isInPlace(index, row)) index.lastSeenOn.set(stored.hash.at(row), drive)
  }
}

function forgetBuckets(index: LibraryIndex, drive: number, names: readonly string[]): void {
  if (names.length === 0) return
  const known = knownBuckets(index, drive)
  const fileLib = index.survey.drives[drive]?.parts.FileLib?.path ?? ''
  for (const name of names) {
    const path = join(fileLib, name)
    const number = known.get(name)
    if (number !== undefined) index.tables.buckets.count.set(number, none)
    dropRemarks(index, (remark) => remark.path === path || remark.path.startsWith(`${path}/`))
  }
}

function dropRemarks(
  index: LibraryIndex,
  isGone: (remark: LibraryIndex['tables']['remarks'][number]) => boolean,
): void {
  const { remarks } = index.tables
  if (!remarks.some(isGone)) return
  remarks.splice(0, remarks.length, ...remarks.filter((remark) => !isGone(remark)))
}

/** Live buckets of one drive by name. */
export function knownBuckets({ tables }: LibraryIndex, drive: number): Map<string, number> {
  const known = new Map<string, number>()
  const { drive: drives, name, count } = tables.buckets
  for (let bucket = 0; bucket < count.length; bucket++) {
    if (drives.at(bucket) === drive && count.at(bucket) !== none) known.set(name.at(bucket), bucket)
  }
  return known
}

const magic = 'CMDPJNL1'

/** One journal record. @param stamp  of the snapshot it continues */
export function encodeChange(change: IndexChange, stamp: number): readonly Buffer[] {
  if (change.kind !== 'tables') return encodeFrame(magic, { version: 1, stamp, change }, [])
  const { numbers, ...rest } = change.tables
  return encodeFrame(magic, { version: 1, stamp, change: { kind: 'tables', rest } }, Object.entries(numbers))
}

/**
 * Repeats a journal on the snapshot it continues; stops at its torn end, or where it belongs to another snapshot.
 *
 * @returns true when it was repeated to its last byte, so that more may be written behind it
 */
export function replayJournal(index: LibraryIndex, bytes: Buffer, stamp: number): boolean {
  for (let at = 0; at < bytes.length;) {
    const frame = decodeFrame(bytes, at, magic)
    if (typeof frame === 'string') return false
    const record = frame.value as {
      readonly stamp: number
      readonly change: IndexChange & { readonly rest?: Omit<PackedTables, 'numbers'> }
    }
    if (record.stamp !== stamp) return false
    const { change } = record
    applyChange(
      index,
      change.kind === 'tables' && change.rest !== undefined ? tablesChange(change.rest, frame.columns) : change,
    )
    at = frame.next
  }
  return true
}

const tablesChange = (
  rest: Omit<PackedTables, 'numbers'>,
  columns: ReadonlyMap<string, PackedTables['numbers'][string]>,
): IndexChange => ({
  kind: 'tables',
  // JSON has no undefined: contents that are gone come back as null.
  tables: {
    ...rest,
    contents: rest.contents.map((content) => content ?? undefined),
    numbers: Object.fromEntries(columns),
  },
})
