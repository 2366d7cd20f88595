import { describeResultCode, requestAborted } from '../../parsers/result-code.ts'
import { describeStatusMessage } from '../../parsers/status-meanings.ts'
import { fileOrPathMissing } from './decision-order.ts'
import type { FailureFacts, FailureLine } from './failure-facts.ts'
import { failureClasses, type FailureClass, type FailureClassRow } from './failure-classes.ts'
import { fillNames } from './fill-names.ts'
import { flowNodeOf, markOf } from './flow-nodes.ts'
import { judge, type Verdict } from './judge.ts'

/** What a failure is, why, and what to do; DESIGN 5 `failure`. */
export type Diagnosis<Line extends FailureLine = FailureLine> = {
  readonly class: FailureClass
  /** 0x + 8 upper-case digits. */
  readonly code: string | undefined
  readonly codeName: string | undefined
  readonly cause: string
  readonly remedy: string
  readonly transient: boolean
  /** Flowchart node: `PCD-26`. */
  readonly node: string | undefined
  /** The lines that decided, a subset of `lines` and `dpLines` (same objects), in their order. */
  readonly decidedBy: readonly Line[]
}

/** From the facts of a failure to its class, cause and remedy. Never throws: what fits nothing is `unknown`. */
export function failureClass<Line extends FailureLine>(facts: FailureFacts<Line>): Diagnosis<Line> {
  const verdict = refine(judge(facts), facts)
  const row: FailureClassRow = failureClasses[verdict.class]
  const known = [...facts.lines, { signature: '', fields: facts.names }]
  return {
    class: verdict.class,
    code: verdict.code,
    codeName: verdict.code === undefined ? undefined : describeResultCode(verdict.code)?.name,
    cause: fillNames(row.cause, verdict.decidedBy, known) + wordsOfCode(verdict) + wordsOfStatus(verdict, facts),
    remedy: fillNames(row.remedy, verdict.decidedBy, known) + hintAtLogLevel(verdict, facts),
    transient: row.transience === 'yes' || row.transience === 'often' || verdict.code === requestAborted,
    node: row.node ?? verdict.decidedBy.map(flowNodeOf).find((node) => node !== undefined),
    decidedBy: verdict.decidedBy,
  }
}

/**
 * A folder that another package has read looks like a missing source, a queue full of failed downloads like a full one:
 * only who looks at more than the one failure can tell.
 */
function refine<Line extends FailureLine>(verdict: Verdict<Line>, facts: FailureFacts<Line>): Verdict<Line> {
  const { observations = [] } = facts
  const filesGone = verdict.class === 'source-access' && fileOrPathMissing.includes(verdict.code ?? '')
  if (filesGone && observations.includes('shared-source')) return { ...verdict, class: 'source-shared-folder' }
  const isQueue = verdict.class === 'pull-capacity' || (verdict.class === 'unknown' && tellsOfDownload(facts))
  if (isQueue && observations.includes('pull-jobs-piled-up')) return { ...verdict, class: 'pull-stalled' }
  return verdict
}

const tellsOfDownload = <Line extends FailureLine>({ lines }: FailureFacts<Line>): boolean =>
  lines.some((line) => ['PD-021', 'DT-001'].includes(markOf(line)))

/** An unknown failure still has a code that Windows explains. */
function wordsOfCode<Line extends FailureLine>(verdict: Verdict<Line>): string {
  const words = verdict.class === 'unknown' && verdict.code ? describeResultCode(verdict.code)?.words : undefined
  return words === undefined ? '' : ` The code says: ${words}`
}

/** Some status messages only say that it failed (2302, 2328, 8203, 8211): nobody told why, and so it stays unknown. */
function wordsOfStatus<Line extends FailureLine>(
  verdict: Verdict<Line>,
  { lines }: Pick<FailureFacts<Line>, 'lines'>,
): string {
  if (verdict.class !== 'unknown' || verdict.code !== undefined) return ''
  const told = lines.map((line) => /^status (\d{1,5})$/.exec(markOf(line))?.[1]).findLast((id) => id !== undefined)
  const meaning = told === undefined ? undefined : describeStatusMessage(Number(told))
  return meaning === undefined ? '' : ` Status message ${meaning.id} says only: ${meaning.means}.`
}

/** At LoggingLevel 2 and 3 the information lines that name a reason are not written (log-formats.md 7). */
function hintAtLogLevel<Line extends FailureLine>(
  verdict: Verdict<Line>,
  { logLevel = 1 }: FailureFacts<Line>,
): string {
  if (verdict.class !== 'unknown' || logLevel < 2) return ''
  return ` The log is written at level ${String(logLevel)}, so the line with the reason may be missing: set LoggingLevel to 1 under HKLM\\SOFTWARE\\Microsoft\\SMS\\Tracing\\<component>.`
}
