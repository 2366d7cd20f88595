// What a library shows against the logs, for people.
import type { Colours } from '../terminal/colours.ts'
import { printableLine } from '../terminal/printable.ts'
import type { LibraryTrouble } from '../diagnose/library-troubles.ts'
import type { Disagreement } from './disagreement.ts'
import type { LibraryCheck } from './logs-against-library.ts'

/** Findings that are shown; `library scan` has them all. */
const mostFindings = 40

export function libraryReport({ disagreements, judged, troubles }: LibraryCheck, colours: Colours): string {
  const { findings } = judged.judgement
  const grave = findings.filter(({ severity }) => severity === 'fatal' || severity === 'risk')
  const lines = grave
    .slice(0, mostFindings)
    .map(
      ({ severity, rule, detail, transient }) =>
        `${colours[severity === 'fatal' ? 'red' : 'yellow'](severity)} ${rule} ${printableLine(detail)}${transient ? ' (still changing)' : ''}`,
    )
  const more = grave.length > mostFindings ? [`… ${grave.length - mostFindings} more`] : []
  const rest = findings.length - grave.length
  const also =
    rest === 0 ? '' : `, and ${rest} that ${rest === 1 ? 'costs' : 'cost'} nothing but space or are worth knowing`
  const head = `Library: ${grave.length} ${grave.length === 1 ? 'finding that matters' : 'findings that matter'}${also}`
  const told = disagreements.map((one) => disagreementText(one, colours)).join('\n')
  const failed = troubles.slice(0, mostFindings).map((one) => troubleText(one, colours))
  const parts = [told, ...failed, [colours.bold(head), ...lines, ...more].join('\n')]
  return `${parts.filter((part) => part !== '').join('\n')}\n`
}

function troubleText({ packageId, class: name, cause, remedy, node, rules }: LibraryTrouble, colours: Colours): string {
  return [
    colours.bold(printableLine(`${packageId} in the library`)),
    `  ${colours.red(name)} (${rules.join(' ')})${node === null ? '' : `, at ${node}`}`,
    `  Why: ${printableLine(cause)}`,
    `  Do:  ${printableLine(remedy)}`,
    '',
  ].join('\n')
}

function disagreementText(one: Disagreement, colours: Colours): string {
  const { kind, packageId, contentId, dp, rules, logEvidence, libraryFacts } = one
  const lines = logEvidence.map(({ file, line, text }) => `    ${file}:${line}  ${text.split('\n')[0] ?? ''}`)
  return [
    colours.bold(
      printableLine(`${contentId ?? packageId} on ${dp ?? 'a distribution point'}: log and library disagree`),
    ),
    `  ${colours.red(kind)} (${rules.join(' ')})`,
    ...libraryFacts.slice(0, 5).map((fact) => `  Library: ${printableLine(fact)}`),
    ...lines.map((line) => colours.dim(printableLine(line))),
    '',
  ].join('\n')
}
