// The library index on disk: a snapshot, written under another name, flushed and renamed over, and beside it a journal of
// what changed since. The journal grows by one flushed record for each change; when it is a quarter of the snapshot, both
// become a new snapshot. A file that is damaged, of another version or of another library is passed over in favour of a
// new scan: the index can always be rebuilt.
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import type { DriveRoot } from '../../engine/library/disk-store.ts'
import { stampOf } from '../../engine/scan/index-frame.ts'
import { encodeChange, replayJournal } from '../../engine/scan/index-change.ts'
import type { LibraryIndex } from '../../engine/scan/library-index.ts'
import { decodeIndex, encodeIndex } from '../../engine/scan/snapshot.ts'
import { AgentError, badUsage, readError } from '../errors.ts'
import { tell } from '../terminal/output.ts'
import { printableLine } from '../terminal/printable.ts'

/**
 * The kept index; undefined when there is none that fits, which is told when a file was there.
 *
 * @param say  told for people; on standard error unless somebody else listens
 */
export function loadIndex(path: string, roots: readonly DriveRoot[], say = tell): LibraryIndex | undefined {
  const bytes = readIfThere(path)
  if (bytes === undefined) return undefined
  const decoded = decodeIndex(bytes)
  if (decoded.index === undefined) {
    say([`${path} is ${decoded.fault}; the library is read anew`])
    return undefined
  }
  replay(path, decoded.index, decoded.stamp)
  const { drives } = decoded.index.survey
  const same = drives.length === roots.length && drives.every((one, at) => one.location === roots[at]?.library)
  if (!same) say([`${path} is the index of another library; the library is read anew`])
  return same ? decoded.index : undefined
}

/** An index to compare with, whatever library it is of; undefined when the file is none. */
export function readIndexFile(path: string): LibraryIndex | undefined {
  const bytes = readIfThere(path)
  const decoded = bytes === undefined ? undefined : decodeIndex(bytes)
  if (decoded?.index !== undefined) replay(path, decoded.index, decoded.stamp)
  return decoded?.index
}

const journalOf = (path: string): string => `${path}.journal`
const nextOf = (path: string): string => `${path}.new`

/** Everything that keeping an index under this name writes. */
export const filesOfIndex = (path: string): readonly string[] => [path, journalOf(path), nextOf(path)]

/** What every file that keeping an index writes begins with, whatever its version. */
const ours = /^CMDP(IDX|JNL)/

/**
 * A file of somebody else is never written over; an index that is damaged, or of another version, is made anew.
 *
 * @throws AgentError badUsage
 */
export function requireOurs(path: string): void {
  for (const name of filesOfIndex(path)) {
    const head = headOf(name)
    if (head !== '' && !ours.test(head)) throw badUsage(`--index: ${name} is no library index and is not written over`)
  }
}

/** The first letters of a file; none when it is not there, or holds nothing. */
function headOf(path: string): string {
  try {
    const file = openSync(path, 'r')
    try {
      const head = Buffer.alloc(8)
      return head.toString('latin1', 0, readSync(file, head, 0, head.length, 0))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw readError(path, error)
  }
}

/** Which snapshot an index in memory continues. */
const stamps = new WeakMap<LibraryIndex, number>()

function replay(path: string, index: LibraryIndex, stamp: number): void {
  const journal = readIfThere(journalOf(path))
  const whole = journal === undefined || replayJournal(index, journal, stamp)
  // Behind a torn record nothing would ever be read: the next save writes the whole index.
  index.unsaved = whole ? [] : undefined
  stamps.set(index, stamp)
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw readError(path, error)
  }
}

/** Makes the file hold what the index holds: by a few records where that is enough, else as a whole. */
export function saveIndex(path: string, index: LibraryIndex): void {
  try {
    if (!appendChanges(path, index)) saveWhole(path, index)
  } catch (error) {
    throw writeError(path, error)
  }
  index.unsaved = []
}

function appendChanges(path: string, index: LibraryIndex): boolean {
  const stamp = stamps.get(index)
  if (index.unsaved === undefined || stamp === undefined) return false
  const whole = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  const records = index.unsaved.flatMap((change) => encodeChange(change, stamp))
  const grown = (statSync(journalOf(path), { throwIfNoEntry: false })?.size ?? 0) + lengthOf(records)
  if (grown * 4 > whole) return false
  if (records.length > 0) writeFlushed(journalOf(path), 'a', records)
  return true
}

const lengthOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, piece) => sum + piece.length, 0)

function saveWhole(path: string, index: LibraryIndex): void {
  const pieces = encodeIndex(index)
  const [header] = pieces
  writeFlushed(nextOf(path), 'w', pieces)
  renameSync(nextOf(path), path)
  // A journal that outlives a crash right here names another snapshot and is passed over.
  rmSync(journalOf(path), { force: true })
  if (header !== undefined) stamps.set(index, stampOf(header))
}

function writeFlushed(path: string, flags: 'a' | 'w', pieces: readonly Uint8Array[]): void {
  const file = openSync(path, flags)
  try {
    for (const piece of pieces) for (let at = 0; at < piece.length;) at += writeSync(file, piece, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function writeError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  return new AgentError('unwritable', { path: printableLine(path), reason: String(error.code) }, { cause: error })
}
