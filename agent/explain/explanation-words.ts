// Explanations for people.
import type { LogEntry } from '../../parsers/log-entry.ts'
import { fileNameOf } from '../../parsers/log-name.ts'
import type { Fields } from '../../parsers/recognise.ts'
import type { ResultCodeWords } from '../../parsers/result-code.ts'
import type { Colours } from '../terminal/colours.ts'
import type { ShownBy } from '../diagnose/failure-classes.ts'
import { printable, printableLine } from '../terminal/printable.ts'
import type { Explanation, LineExplanation, SignatureExplanation, StatusExplanation } from './explanation.ts'

/** What one explanation says: a title, then label and text; several texts of one label stand below each other. */
type Said = { readonly title: string; readonly says: readonly (readonly [label: string, text: string | undefined])[] }

/** Blocks of lines, one per explanation, an empty line between them. Text from a log is made harmless. */
export function explanationWords(explanations: readonly Explanation[], colours: Colours): string {
  return explanations.map((explanation) => block(saidOf(explanation), colours)).join('\n\n')
}

const labelWidth = 14

function block({ title, says }: Said, colours: Colours): string {
  const lines = says
    .filter(([, text]) => text !== undefined && text !== '')
    .map(([label, text = ''], i, all) => {
      const shown = label === all[i - 1]?.[0] ? '' : label
      const indented = printable(text).replaceAll('\n', `\n${' '.repeat(labelWidth + 2)}`)
      return `  ${colours.dim(shown.padEnd(labelWidth))}${indented}`
    })
  return [colours.bold(printableLine(title)), ...lines].join('\n')
}

function saidOf(explanation: Explanation): Said {
  switch (explanation.kind) {
    case 'line':
      return lineSaid(explanation)
    case 'signature':
      return { title: signatureTitle(explanation), says: signatureSays(explanation) }
    case 'status message':
      return { title: `Status message ${String(explanation.id)}`, says: statusSays(explanation) }
    case 'code':
      return {
        title: `${explanation.code} ${explanation.name}`,
        says: [
          ['means', explanation.words],
          ['Win32', explanation.win32?.toString()],
          ['class', explanation.classes.join(', ')],
        ],
      }
    case 'failure class': {
      const { cause, remedy, transience, alert, node, shownBy, lines, codes } = explanation
      const says = [
        ['cause', cause],
        ['remedy', remedy],
        ['heals itself', transience],
        ['alert', alert],
        ['node', node],
        ['shows in', shownBy.map((place) => shownIn[place]).join(', ')],
        ['lines', lines.join(', ')],
        ['codes', codes.join(', ')],
      ] as const
      return { title: `Failure class ${explanation.class}`, says }
    }
    case 'library rule':
      return {
        title: `Library rule ${explanation.rule}`,
        says: explanation.findings.flatMap(
          ({ severity, means, action }) =>
            [
              [severity, means],
              ['do', action],
            ] as const,
        ),
      }
    case 'flow node':
      return {
        title: `Flow node ${explanation.node}`,
        says: [
          ['flow', `${explanation.flow.id.toUpperCase()}, ${explanation.flow.title}`],
          [explanation.is === 'terminal' ? 'end' : explanation.is, explanation.text],
          ...explanation.ways.map(({ answer, leadsTo }) => [answer, leadsTo] as const),
          ...explanation.seenIn.map((words) => ['seen in', words] as const),
          ...explanation.provedBy.map(({ mark, means }) => ['proved by', `${mark}  ${means}`] as const),
          ['class', explanation.classes.join(', ')],
        ],
      }
  }
}

const severityWords = {
  info: 'information',
  detail: 'detail of a verbose log',
  warning: 'warning',
  error: 'error',
  'by letter': 'by its SEV letter',
} as const

const signatureTitle = ({ signature, log }: SignatureExplanation): string =>
  `${signature.id}, a message of ${fileNameOf(log)}`

function signatureSays({ signature, fieldNames, node, belongsTo }: SignatureExplanation): Said['says'] {
  return [
    ['means', signature.means],
    ['template', signature.template],
    ['severity', severityWords[signature.severity]],
    ['fields', fieldNames.join(', ')],
    ['node', node],
    ...pairSays(signature.pairsWith, belongsTo),
  ]
}

function pairSays(pairsWith: string | undefined, belongsTo: SignatureExplanation['belongsTo']): Said['says'] {
  return [
    ['pairs with', pairsWith],
    ...belongsTo.map(({ id, log, means }) => ['', `${id} (${fileNameOf(log)}): ${means}`] as const),
  ]
}

function statusSays({ component, severity, means, raisedIn, node }: StatusExplanation): Said['says'] {
  return [
    ['means', means],
    ['component', component],
    ['severity', severity],
    ['raised in', raisedIn],
    ['node', node],
  ]
}

function lineSaid({ entry, event, signature, severity, codes, status, failure, node }: LineExplanation): Said {
  return {
    title: signature === undefined ? 'A message that is not in the catalogue' : signatureTitle(signature),
    says: [
      ['means', signature?.signature.means],
      ['severity', severity === 'info' ? 'information' : severity],
      ['form', entry.form === 'view' ? 'copy from a log viewer' : entry.form],
      ['time', timeWords(entry)],
      ['component', entry.component],
      [
        'thread',
        entry.thread === undefined
          ? undefined
          : `${String(entry.thread)} (0x${entry.thread.toString(16).toUpperCase()})`,
      ],
      ...valuesOf(entry, event?.fields ?? {}).map(([name, value]) => ['fields', `${name} = ${String(value)}`] as const),
      ...codes.map((words) => ['code', codeWords(words)] as const),
      ['status', status && `${String(status.id)}: ${status.means}`],
      ['class', failure?.class],
      ['cause', failure?.cause],
      ['remedy', failure?.remedy],
      ['node', node],
      ...(signature === undefined ? [] : pairSays(signature.signature.pairsWith, signature.belongsTo)),
    ],
  }
}

/** The strings and attributes of a status message say more than its text in one piece. */
function valuesOf({ statusMessage }: LogEntry, fields: Fields): readonly (readonly [string, string | number])[] {
  if (statusMessage === undefined) return Object.entries(fields)
  const strings = statusMessage.strings.map((text, i) => [`ISTR${String(i)}`, text] as const)
  const attributes = Object.entries(statusMessage.attributes).map(([id, text]) => [`attribute ${id}`, text] as const)
  return [...strings.filter(([, text]) => text !== ''), ...attributes]
}

const codeWords = ({ code, name, words }: ResultCodeWords): string => `${code} ${name}: ${words}`

function timeWords({ time, localTime }: LineExplanation['entry']): string | undefined {
  if (time !== undefined) return new Date(time).toISOString()
  if (localTime === undefined) return undefined
  return `${new Date(localTime).toISOString().slice(0, -1)}, zone not known (--zone)`
}

const shownIn: Readonly<Record<ShownBy, string>> = {
  'site-log': 'logs of the site server',
  'dp-log': 'smsdpprov.log of the DP',
  'pull-dp-log': 'PullDP.log and DataTransferService.log of the pull DP',
  library: 'the content library, its WMI list or the expected list',
  client: 'clients only',
  database: 'the site database',
  outside: 'no log that is read',
}
