// A command that was cut off after its decision, and typed again: the recovery finishes it, and then there is nothing
// left to do. That is no refusal.
import type { Applied } from '../../../engine/operations/apply.ts'
import type { Plan } from '../../../engine/operations/plan.ts'
import type { Recovery } from '../../../engine/operations/recover.ts'

/** What is refused when what was asked for is done: it is there already, or gone already. */
const saysDone: ReadonlySet<string> = new Set(['present', 'absent'])

export type DoneByRecovery = { readonly plan: Plan; readonly applied: Applied }

/** @returns undefined when it is a refusal like any other */
export function doneByRecovery(plan: Plan, recovery: Recovery | undefined): DoneByRecovery | undefined {
  if (recovery?.outcome !== 'finished' || recovery.operation !== plan.operation) return undefined
  if (plan.refusals.length === 0 || !plan.refusals.every(({ reason }) => saysDone.has(reason))) return undefined
  // A move is told by its target; what it was about is the whole library.
  const same = recovery.subject === plan.subject || recovery.subject.endsWith(plan.subject)
  if (!same) return undefined
  const remarks = plan.refusals.map(({ detail }) => `nothing is left to do: ${detail}`)
  return {
    plan: { ...plan, refusals: [], remarks },
    applied: {
      outcome: 'applied',
      totals: { counts: {}, bytes: { written: 0, freed: 0 } },
      problems: [],
      changes: [],
    },
  }
}
