// A command that was cut off after its decision, and typed again: the recovery finishes it, and then there is nothing
// left to do. That is no refusal.
import type { Applied } from '../../../engine/operations/apply.ts'
import type { Plan } from '../../../engine/operations/plan.ts'
import type { Recovery } from '../../../engine/operations/recover.ts'

/** What is refused when what was asked for is done: it is there already, or gone already. */
const saysDone: ReadonlySet<string> = new Set(['present', 'absent'])

export type DoneByRecovery = { readonly plan: Plan; readonly applied: Applied }

/** @returns undefined when there is something to do, or to refuse */
export function doneByRecovery(plan: Plan, recovery: Recovery | undefined): DoneByRecovery | undefined {
  if (recovery?.outcome !== 'finished' || recovery.operation !== plan.operation) return undefined
  const why = updateIsDone(plan, recovery) ?? refusalSaysDone(plan, recovery)
  if (why === undefined) return undefined
  const remarks = why.map((detail) => `nothing is left to do: ${detail}`)
  return {
    plan: { ...plan, subject: recovery.subject, prepare: [], finish: [], refusals: [], remarks },
    applied: {
      outcome: 'applied',
      totals: { counts: {}, bytes: { written: 0, freed: 0 } },
      problems: [],
      changes: [],
    },
  }
}

/** An update is never refused for being done, since each makes a version: the one that was asked for is there. */
function updateIsDone({ operation, sameAs }: Plan, { subject }: Recovery): readonly string[] | undefined {
  return operation === 'update' && sameAs === subject ? [`${subject} has these files`] : undefined
}

function refusalSaysDone({ refusals, subject }: Plan, recovery: Recovery): readonly string[] | undefined {
  if (refusals.length === 0 || !refusals.every(({ reason }) => saysDone.has(reason))) return undefined
  // A move is told by its target; what it was about is the whole library.
  const same = recovery.subject === subject || recovery.subject.endsWith(subject)
  return same ? refusals.map(({ detail }) => detail) : undefined
}
