// The decision order (reference: failure-taxonomy.md 1):
//   1. a marker line decides alone;
//   2. else the innermost code, mapped by the line it stands in;
//   3. a generic code is replaced by what the distribution point's own log says;
//   4. else lines that tell without a code, else what others observed, else `unknown`.
// A failure that was tried several times is judged by its newest try that says anything.
import { canonicalCode } from '../../parsers/result-code.ts'
import * as order from './decision-order.ts'
import type { FailureFacts, FailureLine } from './failure-facts.ts'
import type { FailureClass } from './failure-classes.ts'
import { markOf } from './flow-nodes.ts'
import { applies, codedLines, codeOf, type Coded } from './rule-match.ts'

export type Verdict<Line extends FailureLine> = {
  readonly class: FailureClass
  readonly code: string | undefined
  readonly decidedBy: readonly Line[]
}

export function judge<Line extends FailureLine>(facts: FailureFacts<Line>): Verdict<Line> {
  if (facts.observations?.includes('cancelled-by-administrator')) return bare('cancelled')
  const attempts = attemptsNewestFirst(facts.lines)
  for (const attempt of attempts) {
    const verdict = byMarker(attempt, facts) ?? byInnermostCode(attempt, facts)
    if (verdict !== undefined) return verdict
  }
  return byCodeAlone(facts) ?? byLastResort(attempts, facts) ?? bySight(facts) ?? unknown(facts.code, facts.lines)
}

/** Cut after every line that ends a try; the lines after the last such end are the newest try. */
function attemptsNewestFirst<Line extends FailureLine>(lines: readonly Line[]): readonly (readonly Line[])[] {
  const attempts: Line[][] = [[]]
  for (const line of lines) {
    attempts.at(-1)?.push(line)
    if (order.attemptEnds.includes(markOf(line))) attempts.push([])
  }
  return attempts.filter((attempt) => attempt.length > 0).reverse()
}

function byMarker<Line extends FailureLine>(attempt: readonly Line[], facts: FailureFacts<Line>) {
  const innermost = codedLines(attempt)[0]
  // Several threads explain a locked file or silence, not a code that says something else.
  const rules = order.markers.filter((rule) => rule.manyThreads === undefined || innermost === undefined)
  return firstRule(rules, attempt, facts, innermost)
}

function byInnermostCode<Line extends FailureLine>(attempt: readonly Line[], facts: FailureFacts<Line>) {
  const innermost = codedLines(attempt)[0]
  if (innermost === undefined) return undefined
  const deciding = withoutGeneric(innermost, facts.dpLines)
  const rule = order.codeRules.find((candidate) => applies(candidate, deciding, attempt, facts))
  if (rule !== undefined) return verdictOf(rule, deciding, [...attempt, ...facts.dpLines], innermost)
  return firstRule(order.lastResorts, attempt, facts, deciding) ?? unknown(deciding.code, attempt, deciding.line)
}

/** No line of the site server carries a code: the DP's log, or the code the tracker kept. */
function byCodeAlone<Line extends FailureLine>(facts: FailureFacts<Line>): Verdict<Line> | undefined {
  const kept = facts.code && { line: undefined, code: canonicalCode(facts.code) ?? facts.code }
  const found = codedLines(facts.dpLines)[0] ?? kept
  if (!found) return undefined
  const deciding = withoutGeneric(found, facts.dpLines)
  const rule = order.codeRules.find((candidate) => applies(candidate, deciding, facts.lines, facts))
  return rule && verdictOf(rule, deciding, facts.dpLines, deciding)
}

function byLastResort<Line extends FailureLine>(attempts: readonly (readonly Line[])[], facts: FailureFacts<Line>) {
  for (const attempt of attempts) {
    const verdict = firstRule(order.lastResorts, attempt, facts, undefined)
    if (verdict !== undefined) return verdict
  }
  return undefined
}

function bySight<Line extends FailureLine>({ observations = [] }: FailureFacts<Line>): Verdict<Line> | undefined {
  const seen = order.observationClasses.find(([observation]) => observations.includes(observation))
  return seen && bare(seen[1])
}

/** Rule 3: `0x80041001` says only "failed"; the DP's provider wrote the reason at the same time. */
function withoutGeneric<Line extends FailureLine>(found: Coded<Line>, dpLines: readonly Line[]): Coded<Line> {
  if (found.code !== undefined && !order.genericCodes.includes(found.code)) return found
  return codedLines(dpLines).find(({ code }) => !order.genericCodes.includes(code)) ?? found
}

function firstRule<Line extends FailureLine>(
  rules: readonly order.DecisionRule[],
  attempt: readonly Line[],
  facts: FailureFacts<Line>,
  innermost: Coded<Line> | undefined,
): Verdict<Line> | undefined {
  for (const rule of rules) {
    const line = attempt.find((candidate) =>
      applies(rule, { line: candidate, code: codeOf(candidate) }, attempt, facts),
    )
    if (line !== undefined) return verdictOf(rule, { line, code: innermost?.code }, attempt, innermost)
  }
  return undefined
}

function verdictOf<Line extends FailureLine>(
  rule: order.DecisionRule,
  deciding: Coded<Line>,
  lines: readonly Line[],
  innermost: Coded<Line> | undefined,
): Verdict<Line> {
  const speaks = (line: Line) =>
    line === deciding.line || line === innermost?.line || (rule.beside?.includes(markOf(line)) ?? false)
  return { class: rule.class, code: deciding.code, decidedBy: lines.filter(speaks) }
}

/** The code as printed, and the three lines around it. */
function unknown<Line extends FailureLine>(code: string | undefined, lines: readonly Line[], at?: Line): Verdict<Line> {
  const found = at === undefined ? lines.length - 1 : lines.indexOf(at)
  return { class: 'unknown', code, decidedBy: lines.slice(Math.max(0, found - 1), found + 2) }
}

const bare = (name: FailureClass): Verdict<never> => ({ class: name, code: undefined, decidedBy: [] })
