// The parts every log entry has, whatever the layout it was written in (site-server, CCM, bracket, copy from a viewer).
import type { StatusMessage } from './status-message.ts'

/** How the entry lies on disk. `unframed`: text that belongs to no entry (an orphan), kept and counted. */
export type Form = 'site-server' | 'ccm' | 'bracket' | 'view' | 'unframed'

export type Severity = 'info' | 'warning' | 'error' | 'unknown'

export type LogEntry = {
  readonly form: Form
  /** Bytes from the start of the file to the entry's first byte. */
  readonly offset: number
  /** Bytes of the entry, line ends, continuation lines and blank lines behind it included. */
  readonly length: number
  /** 1-based number of the physical line the entry begins on. */
  readonly line: number
  /** Instant, milliseconds since 1970 UTC; undefined when neither bias, GMTDATE nor a zone is known. */
  readonly time: number | undefined
  /** The wall clock as written, as if it were UTC: milliseconds since 1970. */
  readonly localTime: number | undefined
  /** Minutes to add to the local time to get UTC, as written in the entry. */
  readonly biasMinutes: number | undefined
  /** Of `time`, or of `localTime` when there is no `time`. */
  readonly precision: 'ms' | 's' | undefined
  readonly component: string | undefined
  /** Decimal, whatever base the writer used. */
  readonly thread: number | undefined
  /** What the form itself says (STATMSG SEV, CCM type); the signature may know better. */
  readonly severity: Severity
  /** A piece of a torn write: its start or its end is lost. It has no outcome of its own. */
  readonly fragment: boolean
  /** The file ends in the middle of the line or right behind it: the last word of the message may be cut. */
  readonly endsFile?: true
  /** Text as written, `~` marks and leading blanks kept; continuation lines joined with "\n". */
  readonly message: string
  /** The entry as read, with its trailer or header, without line ends; several lines joined with "\n". */
  readonly raw: string
  readonly statusMessage: StatusMessage | undefined
}
