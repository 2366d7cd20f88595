import { canonicalCode } from '../../parsers/result-code.ts'
import { failingLines, type DecisionRule } from './decision-order.ts'
import type { FailureFacts, FailureLine } from './failure-facts.ts'
import { markOf } from './flow-nodes.ts'

/** A code and the line it stands in; no line when only the tracker kept the code. */
export type Coded<Line extends FailureLine> = { readonly line: Line | undefined; readonly code: string | undefined }

/** Lines whose code belongs to the failure, in their order; codes that mean success are left out. */
export function codedLines<Line extends FailureLine>(
  lines: readonly Line[],
): readonly (Coded<Line> & { code: string })[] {
  return lines
    .filter((line) => failingLines.includes(markOf(line)))
    .map((line) => ({ line, code: codeOf(line) }))
    .filter((coded): coded is { line: Line; code: string } => coded.code !== undefined && !/^0x0+$/.test(coded.code))
}

/** `text` carries the code of the IIS lines DM-156 and DM-157: "IDispatch error #3603". */
export function codeOf({ fields }: FailureLine): string | undefined {
  const printed = fields?.['resultCode'] ?? fields?.['text']
  return printed === undefined ? undefined : canonicalCode(String(printed))
}

/** Does the row speak of this line, within this attempt? */
export function applies<Line extends FailureLine>(
  rule: DecisionRule,
  { line, code }: Coded<Line>,
  attempt: readonly Line[],
  facts: FailureFacts<Line>,
): boolean {
  return (
    (rule.codes === undefined || (code !== undefined && rule.codes.includes(code))) &&
    (rule.level === undefined || rule.level === facts.level) &&
    (rule.pull === undefined || facts.pull) &&
    (rule.manyThreads === undefined || facts.threadsOnJob > 1) &&
    (rule.beside === undefined || attempt.some((other) => rule.beside?.includes(markOf(other)))) &&
    lineSays(rule, line)
  )
}

function lineSays({ marks, gaugeFull, naming, field }: DecisionRule, line: FailureLine | undefined): boolean {
  if (line === undefined) return [marks, gaugeFull, naming, field].every((condition) => condition === undefined)
  const { fields = {} } = line
  return (
    (marks === undefined || marks.includes(markOf(line))) &&
    (gaugeFull === undefined || (fields['n'] !== undefined && String(fields['n']) === String(fields['m']))) &&
    (naming === undefined || Object.values(fields).some((value) => String(value).toLowerCase().includes(naming))) &&
    (field === undefined || String(fields[field[0]]) === field[1])
  )
}
