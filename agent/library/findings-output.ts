// Findings for people and for programs.
import { libraryAccount } from '../../engine/checks/account.ts'
import type { Finding, Rule } from '../../engine/checks/findings.ts'
import { reasonFor } from '../../engine/checks/judge-library.ts'
import { totalsOf } from '../../engine/checks/totals.ts'
import { coloursFor } from '../terminal/colours.ts'
import { print, printCsv, printJson, tell } from '../terminal/output.ts'
import { printable } from '../terminal/printable.ts'
import { csvOf, sizeWords } from '../terminal/rows.ts'
import type { HashRun } from './hash-run.ts'
import type { Judged, Session } from './library-session.ts'

export async function printFindings(session: Session, { view, judgement }: Judged): Promise<void> {
  const { json, csv } = session.options
  if (json) return printJson(libraryAccount(view, judgement))
  if (csv) return printCsv(findingsCsv(judgement.findings))
  const totals = totalsOf(view)
  await print(
    `${totals.packages} packages, ${totals.contents} contents, ${totals.references} source files in ${totals.storedFiles} stored files\n`,
  )
  await print(
    `${sizeWords(totals.referencedBytes)} referenced, ${sizeWords(totals.storedBytes)} stored, ${sizeWords(totals.savedBytes)} saved by sharing\n\n`,
  )
  await print(findingsText(judgement.findings))
  await print(notEvaluatedText(judgement.notEvaluated))
}

/** One line for each reason. */
function notEvaluatedText(rules: readonly Rule[]): string {
  const reasons = new Map<string, Rule[]>()
  for (const rule of rules) reasons.set(reasonFor(rule), [...(reasons.get(reasonFor(rule)) ?? []), rule])
  const lines = [...reasons].map(([reason, same]) => `    ${same.join(' ')}: ${reason}`)
  return `Not evaluated:${lines.length === 0 ? ' nothing' : ''}\n${lines.map((line) => `${line}\n`).join('')}`
}

/** What was read of the bytes, and what was not; beside rows and objects on standard error. */
export async function printHashed({ options }: Session, run: HashRun): Promise<void> {
  if (options.json) return
  const rate = run.bytes / Math.max(0.001, run.seconds)
  const hashed = run.results.filter(({ actual }) => actual !== undefined).length
  const lines = [
    `${hashed} of ${run.wanted} stored files hashed, ${sizeWords(run.bytes)} at ${sizeWords(rate)}/s`,
    ...(run.stopped === undefined ? [] : [`Ended early: ${run.stopped}; the other files were not looked at`]),
  ]
  if (options.csv) tell(lines)
  else await print(`${lines.join('\n')}\n`)
}

const severityColour = { fatal: 'red', risk: 'yellow', waste: 'cyan', info: 'dim' } as const

/** Gravest first; one block for each finding. */
export function findingsText(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing is wrong.\n'
  const colours = coloursFor(process.stdout, undefined)
  const blocks = findings.map((one) => {
    const packages = some(one.packagesAffected)
    const lines = [
      `${colours[severityColour[one.severity]](one.severity)} ${one.rule} ${printable(one.detail)}${one.transient ? ' (still changing)' : ''}`,
      ...(packages === '' ? [] : [`    packages: ${packages}`]),
      ...(one.bytes === 0 ? [] : [`    bytes: ${one.bytes}`]),
      ...one.evidence.slice(0, 5).map((line) => `    ${printable(line)}`),
      `    ${one.suggestedAction} [${one.id}]`,
    ]
    return lines.join('\n')
  })
  const count = `${findings.length} finding${findings.length === 1 ? '' : 's'}`
  return `${blocks.join('\n')}\n\n${count}\n`
}

const some = (names: readonly string[]): string =>
  names.length <= 10 ? names.join(' ') : `${names.slice(0, 10).join(' ')} and ${names.length - 10} more`

const columns = [
  'id',
  'rule',
  'severity',
  'kind',
  'packageId',
  'contentId',
  'path',
  'hash',
  'drive',
  'bytes',
  'packagesAffected',
  'transient',
  'detail',
  'suggestedAction',
]

export const findingsCsv = (findings: readonly Finding[]): string =>
  csvOf(
    columns,
    findings.map((one) => {
      const { subject } = one
      return [
        one.id,
        one.rule,
        one.severity,
        subject.kind,
        subject.packageId,
        subject.contentId,
        subject.path,
        subject.hash,
        subject.drive,
        one.bytes,
        one.packagesAffected.join(' '),
        String(one.transient),
        one.detail,
        one.suggestedAction,
      ]
    }),
  )
