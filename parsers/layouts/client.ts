// The CCM form (log-formats 3), which client components and .NET writers use:
//
//   <![LOG[text]LOG]!><time="01:38:47.034-120" date="07-16-2016" component="…" context="" type="1" thread="12172" file="…">
//
// Nothing is escaped; the text may span lines and ends only at `]LOG]!><`. Attributes come in any order.
import type { Severity } from '../log-entry.ts'
import { readClientStamp } from '../timestamp.ts'
import type { FrameFacts } from './frame.ts'

export const clientOpening = '<![LOG['
/** Ends the text; the `<` behind it begins the attributes. */
export const clientClosing = ']LOG]!>'

/** The attribute part of a record. */
export type ClientAttributes = {
  readonly facts: FrameFacts
  /** Behind its `>`, or the end of the text when that cuts it. */
  readonly end: number
}

const attribute = /[ \t]*([A-Za-z][A-Za-z0-9_]{0,30})[ \t]*=[ \t]*"([^"]*)"/y
const closing = /[ \t]*\/?>/y

/** Attributes from text[at], which is their `<`. */
export function readClientAttributes(text: string, at: number): ClientAttributes {
  const values: Record<string, string> = Object.create(null) as Record<string, string>
  let end = at + 1
  for (let match = matchAt(attribute, text, end); match !== null; match = matchAt(attribute, text, end)) {
    values[(match[1] ?? '').toLowerCase()] ??= match[2] ?? ''
    end = attribute.lastIndex
  }
  const complete = matchAt(closing, text, end) !== null
  if (complete) return { facts: factsOf(values, true), end: closing.lastIndex }
  const next = text.indexOf('>', end)
  return { facts: factsOf(values, false), end: next < 0 ? text.length : next + 1 }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Attribute `type`: 0 success, 1 information, 2 warning, 3 error; may be empty. */
const severities: Readonly<Record<string, Severity>> = { '0': 'info', '1': 'info', '2': 'warning', '3': 'error' }

function factsOf(values: Readonly<Record<string, string>>, complete: boolean): FrameFacts {
  const { time, date, component, type = '', thread = '' } = values
  const stamp = time === undefined || date === undefined ? undefined : readClientStamp(time, date)
  return {
    form: 'ccm',
    stamp,
    component: component === undefined || component === '' ? undefined : component,
    thread: /^\d{1,10}$/.test(thread) ? Number(thread) : undefined,
    severity: severities[type] ?? 'unknown',
    damaged: !complete || stamp?.localTime === undefined,
    doubtfulZone: stamp?.doubtfulZone ?? false,
  }
}

/** Of a record that was never closed: all that is known is its text. */
export const unclosedClient: FrameFacts = {
  form: 'ccm',
  stamp: undefined,
  component: undefined,
  thread: undefined,
  severity: 'unknown',
  damaged: true,
  doubtfulZone: false,
}
