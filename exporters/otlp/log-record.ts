// One log entry as an OpenTelemetry log record. Pure.
import { hash } from 'node:crypto'
import { redact } from '../traces/redact.ts'
import type { Attributes, SpanLink } from '../traces/span-data.ts'
import type { LogsForwarded } from './otlp-settings.ts'

export type EntryFacts = {
  /** Event time and reading time, milliseconds since 1970 UTC. */
  readonly time: number | undefined
  readonly observed: number
  readonly severity: 'info' | 'warning' | 'error' | 'unknown'
  /** Text of the entry, as written. */
  readonly message: string
  readonly file: string
  readonly component: string | undefined
  readonly thread: number | undefined
  readonly code: string | undefined
  readonly packageId: string | undefined
  readonly packageVersion: number | undefined
  readonly dp: string | undefined
  /** Where the entry lies: made from content, so that every reader of the same file gives the same. */
  readonly generation: string
  readonly offset: number
  readonly length: number
}

export type LogRecordData = {
  readonly time: number | undefined
  readonly observed: number
  readonly severityNumber: number
  readonly severityText: string
  readonly body: string
  readonly attributes: Attributes
  readonly span: SpanLink | undefined
}

/** OpenTelemetry severity numbers; an entry that does not tell counts as information. */
const severities = {
  unknown: { number: 9, text: 'INFO' },
  info: { number: 9, text: 'INFO' },
  warning: { number: 13, text: 'WARN' },
  error: { number: 17, text: 'ERROR' },
} as const

/** Smallest severity number that is forwarded. */
const thresholds: Readonly<Record<LogsForwarded, number>> = { failures: 17, warnings: 13, all: 0, none: Infinity }

export function isForwarded(severity: EntryFacts['severity'], setting: LogsForwarded): boolean {
  return severities[severity].number >= thresholds[setting]
}

export function logRecord(entry: EntryFacts, span: SpanLink | undefined): LogRecordData {
  const { number, text } = severities[entry.severity]
  return {
    time: entry.time,
    observed: entry.observed,
    severityNumber: number,
    severityText: text,
    body: redact(entry.message),
    attributes: Object.fromEntries(Object.entries(facts(entry)).filter((pair) => pair[1] !== undefined)) as Attributes,
    span,
  }
}

function facts(entry: EntryFacts): Readonly<Record<string, string | number | undefined>> {
  return {
    'log.record.uid': recordUid(entry),
    'log.file.name': entry.file.split(/[\\/]/).at(-1),
    'thread.id': entry.thread,
    'error.type': entry.code,
    'cm.component': entry.component,
    'cm.package.id': entry.packageId,
    'cm.package.version': entry.packageVersion,
    'cm.dp.fqdn': entry.dp,
  }
}

/** 32 hexadecimal digits: receivers may drop what comes twice. */
export function recordUid({
  generation,
  offset,
  length,
}: Pick<EntryFacts, 'generation' | 'offset' | 'length'>): string {
  return hash('sha256', `${generation}|${offset}|${length}`).slice(0, 32)
}
