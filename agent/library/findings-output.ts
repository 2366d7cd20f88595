// Findings for people and for programs.
import { libraryAccount } from '../../engine/checks/account.ts'
import type { Finding } from '../../engine/checks/findings.ts'
import type { NotEvaluated } from '../../engine/checks/not-evaluated.ts'
import { totalsOf } from '../../engine/checks/totals.ts'
import { coloursFor } from '../terminal/colours.ts'
import { print, printCsv, printJson, printLines, tell } from '../terminal/output.ts'
import { printableLine } from '../terminal/printable.ts'
import { csvOf, sizeWords } from '../terminal/rows.ts'
import { hashedJson, soundWords, type HashRun } from './hash-run.ts'
import type { Judged, Session } from './library-session.ts'

/** @param run  undefined when the level asks for no bytes */
export async function printFindings(session: Session, judged: Judged, run: HashRun | undefined): Promise<void> {
  const { view, judgement, facts } = judged
  const { json, csv } = session.options
  if (json) return printJson({ ...libraryAccount(view, judgement), verified: hashedJson(run) })
  if (csv) await printCsv(findingsCsv(judgement.findings))
  else {
    const totals = totalsOf(view)
    await printLines([
      `${totals.packages} packages, ${totals.contents} contents, ${totals.references} source files in ${totals.storedFiles} stored files`,
      `${sizeWords(totals.referencedBytes)} referenced, ${sizeWords(totals.storedBytes)} stored, ${sizeWords(totals.savedBytes)} saved by sharing`,
      '',
    ])
    await print(findingsText(judgement.findings, soundWords(facts.level, run)))
    await printLines(notEvaluatedLines(judgement.notEvaluated))
  }
  if (run !== undefined) await printHashed(session, run)
}

/** One line for each reason. */
function notEvaluatedLines(rules: readonly NotEvaluated[]): readonly string[] {
  const reasons = new Map<string, string[]>()
  for (const { rule, because } of rules) reasons.set(because, [...(reasons.get(because) ?? []), rule])
  const lines = [...reasons].map(([reason, same]) => `    ${same.join(' ')}: ${reason}`)
  return [`Not evaluated:${lines.length === 0 ? ' nothing' : ''}`, ...lines]
}

/** What was read of the bytes, and what was not; beside rows and objects on standard error. */
export async function printHashed({ options }: Session, run: HashRun): Promise<void> {
  if (options.json) return
  const rate = run.bytes / Math.max(0.001, run.seconds)
  const sample = run.sample === undefined ? '' : `, a sample of ${run.sample * 100}%`
  const lines = [
    `${run.hashed} of ${run.asked} stored files hashed${sample}, ${sizeWords(run.bytes)} at ${sizeWords(rate)}/s`,
    ...(run.stopped === undefined ? [] : [`Ended early: ${run.stopped}; the other files were not looked at`]),
  ]
  if (options.csv) tell(lines)
  else await printLines(lines)
}

const severityColour = { fatal: 'red', risk: 'yellow', waste: 'cyan', info: 'dim' } as const

/** Gravest first; one block for each finding. @param sound  what may be said when there is none */
export function findingsText(findings: readonly Finding[], sound: string): string {
  if (findings.length === 0) return `${sound}\n`
  const colours = coloursFor(process.stdout, undefined)
  const blocks = findings.map((one) => {
    const packages = some(one.packagesAffected)
    const lines = [
      ` ${one.rule} ${one.detail}${one.transient ? ' (still changing)' : ''}`,
      ...(packages === '' ? [] : [`    packages: ${packages}`]),
      ...(one.bytes === 0 ? [] : [`    bytes: ${one.bytes}`]),
      ...one.evidence.slice(0, 5).map((line) => `    ${line}`),
      `    ${one.suggestedAction} [${one.id}]`,
    ]
    return colours[severityColour[one.severity]](one.severity) + lines.map(printableLine).join('\n')
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
