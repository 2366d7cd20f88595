// A log line, in any form it can have -> everything we know about it.
import { entryReader } from '../../parsers/entry-reader.ts'
import { lineSplitter } from '../../parsers/lines.ts'
import type { LogEntry } from '../../parsers/log-entry.ts'
import { logOfComponent, recogniser, type Fields, type LogEvent, type LogName } from '../../parsers/recognise.ts'
import { describeResultCode, type ResultCodeWords } from '../../parsers/result-code.ts'
import { judgeSeverity } from '../../parsers/severity.ts'
import { rows } from '../../parsers/signatures/prepared.ts'
import type { Zone } from '../../parsers/zone.ts'
import { failureClass } from '../diagnose/failure-class.ts'
import type { FailureFacts } from '../diagnose/failure-facts.ts'
import { flowNodeOf } from '../diagnose/flow-nodes.ts'
import { signatureExplanation, statusExplanation } from './explain-name.ts'
import type { FailureExplanation, LineExplanation } from './explanation.ts'

const { recognise } = recogniser()

/** The entries of a text: log lines as written, or copies from a viewer. Empty lines are none. */
export function explainLines(text: string, zone: Zone | undefined): readonly LineExplanation[] {
  const framed = entriesOf(text, 'framed', zone)
  const isFramed = framed.some(({ form }) => form !== 'unframed')
  const entries = isFramed ? framed : entriesOf(text, 'view', zone)
  return entries.filter(({ raw }) => raw.trim() !== '').map(explainEntry)
}

function entriesOf(text: string, form: 'framed' | 'view', zone: Zone | undefined): readonly LogEntry[] {
  const lines = lineSplitter()
  const reader = entryReader({ form, zone })
  return [...[...lines.push(Buffer.from(text)), ...lines.end()].flatMap((line) => reader.push(line)), ...reader.end()]
}

function explainEntry(entry: LogEntry): LineExplanation {
  const log = entry.component === undefined ? undefined : logOfComponent(entry.component)
  const event = recognise(entry.message, log)
  const row = event && rows.get(event.signature)
  const statusId = entry.statusMessage?.id
  return {
    kind: 'line',
    entry,
    signature: row && signatureExplanation(row),
    severity: judgeSeverity(entry, event),
    fields: event?.fields ?? {},
    codes: codesIn(entry.message, event?.fields),
    status: statusId === undefined ? undefined : statusExplanation(statusId),
    failure: event && row && failureOf(event, row.log),
    node: event && flowNodeOf(event),
  }
}

/** The code of the row, and those written out in full anywhere in the text. */
function codesIn(message: string, fields: Fields = {}): readonly ResultCodeWords[] {
  const written = [...message.matchAll(/\b0[xX][0-9A-Fa-f]{8}\b|IDispatch error #\d{1,5}\b/g)]
    .slice(0, mostCodes)
    .map(([text]) => text)
  const found = [String(fields['resultCode'] ?? ''), ...written].map(describeResultCode)
  return [...new Set(found.filter((words) => words !== undefined))]
}

/** A stack trace may repeat codes; nobody reads more. */
const mostCodes = 20

const levels: readonly FailureFacts['level'][] = ['dp', 'package', 'role']

/** What the line alone proves about a failure; more lines around it may say more. */
function failureOf(event: LogEvent, log: LogName): FailureExplanation | undefined {
  if (event.severity !== 'error' && event.severity !== 'warning') return undefined
  const isDpSide = log === 'smsdpprov'
  for (const level of levels) {
    const diagnosis = failureClass({
      stage: undefined,
      level,
      pull: log === 'pulldp',
      lines: isDpSide ? [] : [event],
      dpLines: isDpSide ? [event] : [],
      threadsOnJob: 1,
      code: undefined,
    })
    if (diagnosis.class !== 'unknown') {
      const { cause, remedy, transient } = diagnosis
      return { class: diagnosis.class, cause, remedy, transient }
    }
  }
  return undefined
}
