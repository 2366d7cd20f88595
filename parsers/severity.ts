import type { LogEntry, Severity } from './log-entry.ts'
import type { LogEvent } from './recognise.ts'

/** Whole words, so that `failover`, `ansi_warnings` and `errors=` raise nothing; the graver one counts. */
const words: readonly (readonly [RegExp, Severity])[] = [
  [/\b(?:error|fail|fails|failed|failing|failure)\b/i, 'error'],
  [/\b(?:warn|warning)\b/i, 'warning'],
]

/**
 * How grave an entry is, by what deserves most trust (log-formats 8): the STATMSG letter or the CCM type, then the row of
 * the catalogue, and words only where a message is unknown.
 */
export function judgeSeverity(entry: LogEntry, event: LogEvent | undefined): Severity {
  if (entry.severity !== 'unknown') return entry.severity
  if (event !== undefined) return event.severity
  return words.find(([word]) => word.test(entry.message))?.[1] ?? 'unknown'
}
