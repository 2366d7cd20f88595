// Does what a plan says. The order is all there is to it:
//
//   look         what is there already under the names that are going to be made
//   journal      what may have to be taken back, flushed
//   prepare      stage by stage: bytes under temporary names, flush, names, flush; at last the bytes of later INIs
//   decide       the journal gets its second name, flushed
//   finish       stage by stage, in the same way
//   end          the journal goes
//
// A failure before the decision takes everything back; one after it leaves the journal for the next start.
import type { WritableStore } from '../write/writable-store.ts'
import { beginJournal, decideJournal, endJournal, reopenJournal, undoableSteps } from './journal.ts'
import { asFound } from './as-found.ts'
import type { Plan, PlanTotals } from './plan.ts'
import { wordsFor } from './steps/failure-words.ts'
import { newRun, patiently, type Run, type Tools } from './steps/operation-run.ts'
import { runStage, writeAhead } from './steps/run-stage.ts'
import { takeBack } from './steps/take-back.ts'
import type { UndoableStep } from './steps/undo-step.ts'

export type Applied = {
  /** `unfinished`: the next start of a changing command finishes it, or takes it back. */
  readonly outcome: 'applied' | 'rolled-back' | 'unfinished'
  /** What was really done; nothing when it was taken back. */
  readonly totals: PlanTotals
  /** What failed, each in words. */
  readonly problems: readonly string[]
  /** What was found changed since the plan was made. */
  readonly changes: readonly string[]
}

const nothing: PlanTotals = { counts: {}, bytes: { written: 0, freed: 0 } }

/** Never throws for what the disk does: that is the outcome. The caller holds the lock. */
export async function applyPlan(store: WritableStore, plan: Plan, tools: Tools): Promise<Applied> {
  if (plan.refusals.length > 0) throw new TypeError('a plan with refusals must not be applied')
  const run = newRun(store, tools)
  const found = await begin(run, plan)
  if (typeof found === 'string') return undo(run, [], found)
  const problem = await prepare(run, found)
  if (problem !== undefined) return undo(run, undoableSteps(found), problem)
  const problems = await finish(run, found)
  const { counts, bytes, changes } = run
  return { outcome: problems.length === 0 ? 'applied' : 'unfinished', totals: { counts, bytes }, problems, changes }
}

/** @returns the plan as the journal has it, or what failed, in words: then not one step has begun */
async function begin(run: Run, plan: Plan): Promise<Plan | string> {
  try {
    const found = asFound(run.store, plan)
    await patiently(run, () => beginJournal(run.store, found))
    return found
  } catch (error) {
    return wordsFor(error)
  }
}

/** @returns what failed, in words */
async function prepare(run: Run, plan: Plan): Promise<string | undefined> {
  try {
    for (const stage of plan.prepare) await runStage(run, stage, 'stop')
    await writeAhead(run, plan.finish)
    await run.tools.turn?.()
    if (run.tools.signal?.aborted === true) return 'it was interrupted'
    await patiently(run, () => decideJournal(run.store))
    return undefined
  } catch (error) {
    return wordsFor(error)
  }
}

/** @param steps  those that may have begun */
async function undo(run: Run, steps: readonly UndoableStep[], problem: string): Promise<Applied> {
  const { store, tools } = run
  const problems = [problem, ...(await told(run, () => reopenJournal(store)))]
  if (problems.length === 1) problems.push(...(await takeBack(store, steps, tools)))
  if (problems.length === 1) problems.push(...(await told(run, () => endJournal(store))))
  return { outcome: problems.length === 1 ? 'rolled-back' : 'unfinished', totals: nothing, problems, changes: [] }
}

async function finish(run: Run, { finish }: Plan): Promise<readonly string[]> {
  try {
    for (const stage of finish) await runStage(run, stage, 'go on')
    return await told(run, () => endJournal(run.store))
  } catch (error) {
    return [wordsFor(error)]
  }
}

async function told(run: Run, work: () => void): Promise<readonly string[]> {
  try {
    await patiently(run, work)
    return []
  } catch (error) {
    return [wordsFor(error)]
  }
}
