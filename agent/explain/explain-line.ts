// A log line, in any form it can have -> everything we know about it.
import { entryReader } from '../../parsers/entry-reader.ts'
import { surveyText } from '../../parsers/layouts/text-shape.ts'
import { lineSplitter, type PhysicalLine } from '../../parsers/lines.ts'
import type { LogEntry } from '../../parsers/log-entry.ts'
import { recogniser, type Fields, type LogEvent, type LogName } from '../../parsers/recognise.ts'
import { describeResultCode, type ResultCodeWords } from '../../parsers/result-code.ts'
import { judgeSeverity } from '../../parsers/severity.ts'
import { logs, rows } from '../../parsers/signatures/prepared.ts'
import type { Zone } from '../../parsers/zone.ts'
import { failureClass } from '../diagnose/failure-class.ts'
import type { FailureFacts } from '../diagnose/failure-facts.ts'
import { flowNodeOf } from '../diagnose/flow-nodes.ts'
import { entryRecogniser } from '../recognise-entry.ts'
import { signatureExplanation, statusExplanation } from './explain-name.ts'
import type { FailureExplanation, LineExplanation } from './explanation.ts'

const { recognise } = recogniser()
/** By the component of the line alone. */
const { recognise: recogniseEntry } = entryRecogniser('')

/** The entries of a text: log lines as written, or copies from a viewer. Empty lines are none. */
export function explainLines(text: string, zone: Zone | undefined): readonly LineExplanation[] {
  const lines = linesOf(text)
  const survey = surveyText()
  lines.some(survey.note)
  const { layout, mark } = survey.shape
  const reader = entryReader({ form: layout === undefined ? 'view' : 'framed', mark, zone })
  const entries = [...lines.flatMap((line) => reader.push(line)), ...reader.end()]
  return entries.filter(({ raw }) => raw.trim() !== '').flatMap(explainEntry)
}

function linesOf(text: string): readonly PhysicalLine[] {
  const splitter = lineSplitter()
  return [...splitter.push(Buffer.from(text)), ...splitter.end()]
}

/** A bare message may be one of several logs: one explanation for each. */
function explainEntry(entry: LogEntry): readonly LineExplanation[] {
  const events = eventsOf(entry)
  return events.length === 0
    ? [lineExplanation(entry, undefined)]
    : events.map((event) => lineExplanation(entry, event))
}

function eventsOf(entry: LogEntry): readonly LogEvent[] {
  const component = entry.component ?? entry.statusMessage?.component
  if (component !== undefined || entry.fragment) return asList(recogniseEntry(entry))
  // Only smsdpprov.log is written in the bracket form (log-formats.md 1).
  if (entry.form === 'bracket') return asList(recognise(entry.message, 'smsdpprov'))
  const fitting = (among: readonly LogName[]) => among.flatMap((log) => asList(recognise(entry.message, log)))
  const main = fitting(mainLogs)
  return main.length > 0 ? main : fitting(logs.filter((log) => !mainLogs.includes(log)))
}

const mainLogs: readonly LogName[] = ['distmgr', 'pkgxfermgr', 'smsdpprov']
const asList = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value])

function lineExplanation(entry: LogEntry, event: LogEvent | undefined): LineExplanation {
  const row = event && rows.get(event.signature)
  const statusId = entry.statusMessage?.id
  return {
    kind: 'line',
    entry,
    event,
    signature: row && signatureExplanation(row),
    severity: judgeSeverity(entry, event),
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
