// A plan, and what became of it, for people and as the JSON of the data contract.
import type { Applied } from '../../../engine/operations/apply.ts'
import { allSteps, secondsFor, totalsOf, type Plan } from '../../../engine/operations/plan.ts'
import type { Recovery } from '../../../engine/operations/recover.ts'
import type { Action } from '../../../engine/operations/steps/step.ts'
import { windowsPath } from '../../../engine/library/layout.ts'
import { printJson, printLines, tell } from '../../terminal/output.ts'
import { sizeWords } from '../../terminal/rows.ts'
import type { Session } from '../library-session.ts'

export type ChangeResult = {
  readonly plan: Plan
  /** What an earlier run had left, and what became of it. */
  readonly recovery?: Recovery | undefined
  /** undefined when the plan was only made, or refused. */
  readonly applied?: Applied | undefined
}

export async function printChange({ options }: Session, result: ChangeResult): Promise<void> {
  if (options.json) return printJson(changeJson(result))
  const { plan, recovery, applied } = result
  if (recovery !== undefined) tell([recoveryWords(recovery)])
  await printLines(changeLines(plan, applied))
}

export function changeJson({ plan, recovery, applied }: ChangeResult): object {
  const steps = allSteps(plan)
  const { counts, bytes } = applied?.totals ?? totalsOf(steps)
  return {
    operation: plan.operation,
    subject: plan.subject,
    steps: steps.map((step) => ({ action: step.action, path: windowsPath(step.path), bytes: step.bytes })),
    counts,
    bytes,
    seconds: Math.round(secondsFor(steps) * 1000) / 1000,
    refusals: plan.refusals.map(({ reason, detail, path }) => ({ reason, detail, path: path ?? null })),
    ...(plan.remarks === undefined ? {} : { remarks: plan.remarks }),
    ...(applied === undefined
      ? {}
      : {
          applied: applied.outcome === 'applied',
          outcome: applied.outcome,
          problems: applied.problems,
          changes: applied.changes,
        }),
    ...(recovery === undefined ? {} : { recovery }),
  }
}

const recoveryWords = ({ operation, subject, outcome, problems }: Recovery): string =>
  ({
    finished: `${operation} ${subject} had been cut off; the rest of it was done`,
    'taken-back': `${operation} ${subject} had been cut off; it was taken back`,
    failed: `${operation} ${subject} had been cut off, and could not be recovered: ${problems.join('; ')}`,
  })[outcome]

const actionWords: Readonly<Record<Action, string>> = {
  'make-folder': 'folders made',
  'write-stored-file': 'stored files written',
  'write-file': 'INIs and signatures written',
  'add-users': 'stored files given a user',
  'drop-users': 'stored files that lose a user and stay',
  'remove-stored-file': 'stored files removed with their last user',
  rename: 'names changed',
  'remove-file': 'files removed',
  'remove-folder': 'folders removed',
}

const outcomeWords: Readonly<Record<Applied['outcome'], string>> = {
  applied: 'Done.',
  'rolled-back': 'It failed and was taken back; the library is as it was.',
  unfinished: 'It is not finished; the next command with --apply goes on with it.',
}

/** Remarks on one screen. */
const mostRemarks = 20

function changeLines(plan: Plan, applied: Applied | undefined): readonly string[] {
  const steps = allSteps(plan)
  const { counts, bytes } = applied?.totals ?? totalsOf(steps)
  const lines = [`${plan.operation} ${plan.subject}`]
  if (plan.refusals.length > 0) {
    lines.push('  refused:')
    for (const { detail, path } of plan.refusals) lines.push(`    ${path === undefined ? '' : `${path}: `}${detail}`)
    return lines
  }
  for (const [action, words] of Object.entries(actionWords)) {
    const times = counts[action]
    if (times !== undefined) lines.push(`  ${String(times).padStart(8)}  ${words}`)
  }
  const remarks = plan.remarks ?? []
  for (const remark of remarks.slice(0, mostRemarks)) lines.push(`  ${remark}`)
  if (remarks.length > mostRemarks) lines.push(`  and ${remarks.length - mostRemarks} more; --json prints all`)
  lines.push(`  ${sizeWords(bytes.written)} written, ${sizeWords(bytes.freed)} freed`)
  if (applied === undefined) {
    lines.push(`  takes about ${timeWords(secondsFor(steps))}; nothing was changed, --apply does it`)
    return lines
  }
  for (const problem of applied.problems) lines.push(`  failed: ${problem}`)
  for (const change of applied.changes.slice(0, 20)) lines.push(`  changed since it was planned: ${change}`)
  lines.push(outcomeWords[applied.outcome])
  return lines
}

const timeWords = (seconds: number): string =>
  seconds < 1 ? 'a second' : seconds < 120 ? `${Math.ceil(seconds)} seconds` : `${Math.ceil(seconds / 60)} minutes`
