import type { QuoteMark } from '../layouts/copied-text.ts'
import type { PhysicalLine } from '../lines.ts'
import type { LogEntry } from '../log-entry.ts'
import type { Zone } from '../zone.ts'
import type { EntryCounts } from './entry-counts.ts'

export type Wanted = (bytes: Buffer, start: number, end: number, component: string | undefined) => boolean

export type EntryReaderOptions = {
  /**
   * `framed`: a log as written; each line decides for itself between site-server, CCM and bracket form.
   * `view`: a file without a single framed line, copied from a log viewer.
   */
  readonly form: 'framed' | 'view'
  /** What the lines of a `view` are quoted with. */
  readonly mark?: QuoteMark | undefined
  /** For times without bias and without GMTDATE. */
  readonly zone?: Zone | undefined
  /** Text that is no UTF-8; a label of `parseCodePage`. Default windows-1252. */
  readonly codePage?: string | undefined
  /** Number of the first line pushed; default 1. */
  readonly firstLine?: number | undefined
  /** Its offset; default 0. */
  readonly firstOffset?: number | undefined
  /**
   * May the message in bytes[start, end) be of interest? Blanks may stand at its end. A record with `false` is counted, and
   * not handed out; most of its frame is never read. Asked in framed logs only, and not about CCM texts over several lines.
   */
  readonly wanted?: Wanted | undefined
}

/**
 * Physical lines of one file, in order -> entries.
 *
 * An entry is held back until the next line shows that no continuation line follows it. Entries, `unframed` ones
 * included, cover the file: their lengths add up to its size.
 */
export type EntryReader = {
  /** The entries that this line completes; usually the one before it. With `into` they are added to it, and it is returned. */
  push(line: PhysicalLine, into?: LogEntry[]): readonly LogEntry[]
  /** No more bytes for now: hands out the entry held back. An open CCM record stays open. */
  settle(): readonly LogEntry[]
  /** No more bytes ever: hands out everything, an open CCM record as a fragment. */
  end(): readonly LogEntry[]
  /** Offset of the first byte of the file that is in no entry handed out or skipped: where reading can begin again. */
  readonly resumeOffset: number
  /** Number of the physical line at `resumeOffset`. */
  readonly resumeLine: number
  readonly counts: Readonly<EntryCounts>
  /**
   * Times of the first and the last record that has one, skipped ones included. The last one may have to be read from the
   * last line pushed: ask before its bytes are overwritten.
   */
  readonly firstTime: number | undefined
  readonly lastTime: number | undefined
}
