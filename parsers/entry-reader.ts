import type { PhysicalLine } from './lines.ts'
import type { LogEntry } from './log-entry.ts'
import type { Zone } from './zone.ts'

export type EntryReaderOptions = {
  /**
   * `framed`: a log as written; each line decides for itself between site-server, CCM and bracket form.
   * `view`: a file without a single framed line, copied from a log viewer.
   */
  readonly form: 'framed' | 'view'
  /** For times without bias and without GMTDATE. */
  readonly zone?: Zone | undefined
  /** Text that is no UTF-8; a label of `parseCodePage`. Default windows-1252. */
  readonly codePage?: string | undefined
  /** Number of the first line pushed; default 1. */
  readonly firstLine?: number
  /** May the message that begins at `start` be of interest? An entry with `false` is counted, and not handed out. */
  readonly wanted?: ((bytes: Buffer, start: number, end: number) => boolean) | undefined
}

/** What was met so far; each fact that a parser must not keep to itself. */
export type EntryCounts = {
  /** Entries with a frame (or, in a view, lines with text), fragments and skipped ones included. */
  readonly records: number
  /** Lines, or pieces of lines, with text that belong to no entry. */
  readonly orphans: number
  readonly fragments: number
  /** Records that `wanted` refused. */
  readonly skipped: number
  readonly blankLines: number
  readonly nulBytes: number
  /** Lines and CCM records too long to be kept whole, and what was left out of them. */
  readonly cutLines: number
  readonly droppedBytes: number
  /** Trailers that contradict themselves (thread decimal and hex, impossible date) or are cut off. */
  readonly damagedTrailers: number
  /** CCM times whose zone is not written with exactly one sign. */
  readonly doubtfulZones: number
  /** Bytes that meant nothing in UTF-8 nor in the code page. */
  readonly invalidBytes: number
  /** STATMSG entries whose GMTDATE equals local time + bias within 2 s, and those where it does not. */
  readonly gmtAgreed: number
  readonly gmtDisagreed: number
}

/**
 * Physical lines of one file, in order -> entries.
 *
 * An entry is held back until the next line shows that no continuation line follows it. Entries and `unframed` ones
 * together cover the file: their lengths add up to its size.
 */
export type EntryReader = {
  /** The entries that this line completes; usually the one before it. */
  push(line: PhysicalLine): readonly LogEntry[]
  /** No more bytes for now: hands out the entry held back. An open CCM record stays open. */
  settle(): readonly LogEntry[]
  /** No more bytes ever: hands out everything, an open CCM record as a fragment. */
  end(): readonly LogEntry[]
  /** Offset of the first byte of the file that is in no entry handed out or skipped: where reading can begin again. */
  readonly resumeOffset: number
  /** Number of the physical line at `resumeOffset`. */
  readonly resumeLine: number
  readonly counts: EntryCounts
  /** Times of the first and the last record that has one, skipped ones included. */
  readonly firstTime: number | undefined
  readonly lastTime: number | undefined
}
