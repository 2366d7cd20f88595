// Message text -> what it says. The knowledge is in signatures/; here are only the ways in.
import type { LogName } from './log-name.ts'
import type { Severity } from './log-entry.ts'
import { dispatchOver, type Dispatch } from './signatures/dispatch.ts'
import { logs, rows } from './signatures/prepared.ts'
import { readRow, type Fields, type Reading, type Row, type Shape } from './signatures/row.ts'

export { logOfComponent, logOfFileName, type LogName } from './log-name.ts'
export type { Fields, Shape } from './signatures/row.ts'

/** A recognised message. */
export type LogEvent = {
  /** Row of the catalogue: `PX-012`. */
  readonly signature: string
  /** A placeholder such as `<PackageID>` gives no field (the text is kept in `shape`). */
  readonly fields: Fields
  readonly severity: Severity
  /** undefined when the message is written as its row usually is. */
  readonly shape: Shape | undefined
}

export type Recogniser = {
  /**
   * Could the message that begins at `start` be one of ours? Looks at a few bytes, makes no string.
   * `end` is the end of the message or of the line it stands in. False is certain, true is a maybe.
   */
  mayMatch(bytes: Uint8Array, start: number, end: number, log?: LogName): boolean
  /**
   * The one row the message fits, in its log; without a log the three main logs are tried first, then the others.
   * Continuation lines (after "\n") belong to the message when a hole can hold them, else they are left aside.
   */
  recognise(message: string, log?: LogName): LogEvent | undefined
}

/** Made when a log is first asked about; `all` looks for all logs at once. */
const dispatches = new Map<LogName | 'all', Dispatch>()

function dispatchOf(log: LogName | 'all'): Dispatch {
  const dispatch =
    dispatches.get(log) ?? dispatchOver([...rows.values()].filter((row) => log === 'all' || row.log === log))
  dispatches.set(log, dispatch)
  return dispatch
}

export function recogniser(): Recogniser {
  return { mayMatch, recognise }
}

function mayMatch(bytes: Uint8Array, start: number, end: number, log?: LogName): boolean {
  let at = start
  while (at < end && isMark(bytes[at] ?? 0)) at++
  return dispatchOf(log ?? 'all').mayMatch(bytes, at, end)
}

function recognise(message: string, log?: LogName): LogEvent | undefined {
  const text = trimMarks(message)
  const event = eventIn(text, log)
  const lineEnd = text.indexOf('\n')
  if (event !== undefined || lineEnd < 0) return event
  const line = trimMarks(text.slice(0, lineEnd))
  const begun = eventIn(line, log)
  return begun && { ...begun, shape: { ...begun.shape, rest: text.slice(line.length) } }
}

function eventIn(text: string, log: LogName | undefined): LogEvent | undefined {
  if (log === undefined) return eventInAny(text)
  for (const row of dispatchOf(log).rowsFor(text)) {
    const reading = readRow(row, text)
    if (reading !== undefined) return eventOf(row, reading)
  }
  return undefined
}

function eventInAny(text: string): LogEvent | undefined {
  for (const log of logs) {
    const event = eventIn(text, log)
    if (event !== undefined) return event
  }
  return undefined
}

function eventOf(row: Row, { fields, shape }: Reading): LogEvent {
  return { signature: row.signature.id, fields, severity: severityOf(row, fields), shape }
}

/** STATMSG lines carry a letter; detail is information. */
function severityOf({ signature }: Row, { statsev }: Fields): Severity {
  if (signature.severity === 'by letter') return letters[String(statsev)] ?? 'unknown'
  return signature.severity === 'detail' ? 'info' : signature.severity
}

const letters: Readonly<Record<string, Severity>> = { I: 'info', W: 'warning', E: 'error' }

/** The writer's line breaks (`~`) and blanks around a message; they are no part of its text (log-formats.md 2). */
export function trimMarks(message: string): string {
  let start = 0
  let end = message.length
  while (start < end && isMark(message.charCodeAt(start))) start++
  while (end > start && isMark(message.charCodeAt(end - 1))) end--
  return start === 0 && end === message.length ? message : message.slice(start, end)
}

/** `~`, blank, tab, LF, CR */
const isMark = (code: number): boolean =>
  code === 0x7e || code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d
