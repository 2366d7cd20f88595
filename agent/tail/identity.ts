// Is this still the same file? Pure. Content decides: a file number (inode, NTFS file id) is used again, survives a
// truncation and changes when a log is restored, so it only settles what the bytes leave open.
import { createHash } from 'node:crypto'

/** Volume and file number as decimal strings: NTFS ids exceed 2^53, where plain numbers run together (platform 4). */
export type FileId = {
  readonly dev: string
  readonly ino: string
  /** When the file was created: Unix file systems give a freed number to the next file. Absent where it says nothing. */
  readonly born?: string
}

/** What stood in the `length` bytes that end at offset `at`. */
export type Anchor = { readonly at: number; readonly length: number; readonly hash: string }

/** Bytes of the head, and of the text before an offset, that are remembered. */
export const anchorBytes = 1024

/** A generation that was read to its end: how to know it again as `.lo_`. */
export type FinishedGeneration = {
  readonly id: FileId
  readonly size: number
  readonly head: Anchor
  readonly end: Anchor
  /** Its bytes suffice to tell it from others; else its file number must, too. */
  readonly proven: boolean
}

export function sameId(a: FileId | undefined, b: FileId | undefined): boolean {
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino && a.born === b.born
}

/** @param bytes  the bytes that end at `at`; of more than `anchorBytes` only the last are used */
export function anchorAt(at: number, bytes: Buffer): Anchor {
  const last = bytes.subarray(Math.max(0, bytes.length - anchorBytes))
  return { at, length: last.length, hash: hashOf(last) }
}

export function fitsAnchor(anchor: Anchor, bytes: Buffer): boolean {
  return bytes.length === anchor.length && hashOf(bytes) === anchor.hash
}

export type Beginning = {
  /**
   * Equal for equal beginnings, whoever reads them and wherever the file lies: the generation's name. Final as soon as
   * the bytes hold a complete line with a clock time.
   */
  readonly name: string
  /** The bytes suffice to tell generations apart: not only a marker such as `ROLLOVER`, which every one may begin with. */
  readonly proven: boolean
}

/**
 * The name of a generation: a hash of its bytes through the first line that holds a clock time. That line makes it
 * near unique (log-formats 7), and it stays the same while the file grows.
 *
 * @param head  the file's first bytes; at most `anchorBytes` of them count
 */
export function beginningOf(head: Buffer): Beginning {
  const bytes = head.subarray(0, anchorBytes)
  const text = bytes.toString('latin1')
  const time = clockTime.exec(text)
  const lineEnd = time === null ? -1 : bytes.indexOf(0x0a, time.index)
  const named = lineEnd < 0 ? bytes : bytes.subarray(0, lineEnd + 1)
  return { name: hashOf(named), proven: bytes.length === anchorBytes || /\d/.test(text) }
}

/** `05:26:25` in single-byte text or UTF-16. */
const clockTime = /\d\0?\d\0?:\0?\d\0?\d\0?:\0?\d\0?\d/

/** What a path shows of the generation that is being read. */
export type Sighting = {
  readonly id: FileId
  readonly size: number
  /** Head and bytes before the delivered offset are those that were read. */
  readonly continues: boolean
  /** It begins as ours does, with enough bytes to tell generations apart. */
  readonly sameBeginning: boolean
}

/** What is known of the generation that is being read. */
export type Sought = {
  /** Undefined: no file has been seen yet. */
  readonly id: FileId | undefined
  /** Offset up to which lines were delivered. */
  readonly delivered: number
  readonly proven: boolean
  /** It was in `.lo_` when it was first seen. */
  readonly isRolled: boolean
  /** It is known which generation, or that none, was in `.lo_` when this one began. */
  readonly knowsBefore: boolean
}

/** The `.lo_` file, if it is not the generation that was finished before ours: a rollover happened. */
export type RolledSighting = Sighting & {
  /** Its bytes are also the first bytes of the log: a copy under way, before the log is truncated. */
  readonly isCopyOfLog: boolean
}

/**
 * Where the rest of our generation lies.
 * `log` still under its own name · `rolled` in `.lo_` · `cut`, `cut-rolled` there, but not all that was read: it was cut
 * back or written anew in place, perhaps from its first byte on · `away` there is no log, wait · `lost` nowhere.
 */
export type Whereabouts = {
  readonly place: 'log' | 'rolled' | 'cut' | 'cut-rolled' | 'away' | 'lost'
  /** Continuity is shown: what was read last is still there. */
  readonly shown: boolean
}

export function whereIs(ours: Sought, log: Sighting | undefined, rolled: RolledSighting | undefined): Whereabouts {
  if (rolled !== undefined && wasRenamed(ours, log, rolled)) return { place: 'rolled', shown: true }
  const candidate = rolled?.continues === true && !rolled.isCopyOfLog ? rolled : undefined
  if (log?.continues === true && mayStay(ours, log, rolled)) {
    // A copy of the log is under way to where the generation before lay. Was there another between the two?
    return { place: 'log', shown: rolled === undefined || ours.delivered > 0 || !ours.knowsBefore }
  }
  if (candidate !== undefined)
    return { place: 'rolled', shown: ours.proven || (ours.id === undefined && !ours.knowsBefore) }
  if (log !== undefined && (log.sameBeginning || (sameId(log.id, ours.id) && rolled === undefined))) {
    return { place: 'cut', shown: false }
  }
  if (rolled !== undefined && (rolled.sameBeginning || (sameId(rolled.id, ours.id) && !rolled.isCopyOfLog))) {
    return { place: 'cut-rolled', shown: false }
  }
  return log === undefined ? { place: 'away', shown: true } : { place: 'lost', shown: false }
}

/** The file with our number bears the other name now. What was `.lo_` before may have been overwritten in place. */
function wasRenamed(ours: Sought, log: Sighting | undefined, rolled: RolledSighting): boolean {
  if (!rolled.continues || !sameId(rolled.id, ours.id) || sameId(log?.id, ours.id)) return false
  return !ours.isRolled || !rolled.isCopyOfLog
}

/** Bytes that prove nothing (none yet, or a marker) leave it to the file number and to what `.lo_` says. */
function mayStay(ours: Sought, log: Sighting, rolled: RolledSighting | undefined): boolean {
  if (ours.proven) return true
  return (rolled === undefined || rolled.isCopyOfLog) && (ours.id === undefined || sameId(log.id, ours.id))
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
}
