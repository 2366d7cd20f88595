import type { LogEntry, Severity } from '../parsers/log-entry.ts'
import type { Fields, LogEvent } from '../parsers/recognise.ts'
import { judgeSeverity } from '../parsers/severity.ts'

/** One record as `cmdp parse` prints it; an absent fact is null. */
export type RecordJson = {
  readonly file: string
  readonly offset: number
  readonly length: number
  readonly form: LogEntry['form']
  readonly time: string | null
  readonly localTime: string | null
  readonly biasMinutes: number | null
  readonly precision: 'ms' | 's' | null
  readonly component: string | null
  readonly thread: number | null
  readonly severity: Severity
  readonly fragment: boolean
  readonly message: string
  readonly signature: string | null
  readonly fields: Fields
  readonly statusMessage: StatusMessageJson | null
}

export type StatusMessageJson = {
  readonly id: number
  readonly severity: 'I' | 'W' | 'E' | null
  readonly gmt: string | null
  readonly strings: readonly string[]
  readonly attributes: Readonly<Record<string, string>>
}

export const recordJson = (file: string, entry: LogEntry, event: LogEvent | undefined): RecordJson => ({
  file,
  offset: entry.offset,
  length: entry.length,
  form: entry.form,
  time: instantText(entry.time),
  localTime: instantText(entry.localTime)?.slice(0, -1) ?? null,
  biasMinutes: entry.biasMinutes ?? null,
  precision: entry.precision ?? null,
  component: entry.component ?? null,
  thread: entry.thread ?? null,
  severity: judgeSeverity(entry, event),
  fragment: entry.fragment,
  message: entry.message,
  signature: event?.signature ?? null,
  fields: event?.fields ?? {},
  statusMessage: statusMessageJson(entry),
})

const instantText = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString()

function statusMessageJson({ statusMessage }: LogEntry): StatusMessageJson | null {
  if (statusMessage === undefined) return null
  const { id, severity, gmt, strings, attributes } = statusMessage
  return { id, severity: severity ?? null, gmt: instantText(gmt), strings, attributes }
}
