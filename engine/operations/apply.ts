// Does what a plan says. The order is all there is to it:
//
//   look         what is there already under the names that are going to be made
//   journal      what may have to be taken back, flushed
//   prepare      stage by stage: bytes under temporary names, flush, names, flush; at last the bytes of later INIs
//   decide       the journal gets its second name, flushed
//   finish       stage by stage, in the same way
//   end          the journal goes
//
// Only what frees a drive that is too full for the journal does without it: its stages are safe to cut by their order.
// A failure before the decision takes everything back; one after it leaves the journal for the next start.
import { StoreError, type WritableStore } from '../write/writable-store.ts'
import { beginJournal, decideJournal, endJournal, reopenJournal, undoableSteps } from './journal.ts'
import { asFound } from './as-found.ts'
import { allSteps, type Plan, type PlanTotals } from './plan.ts'
import { wordsFor } from './steps/failure-words.ts'
import { newRun, patiently, type Run, type Tools } from './steps/operation-run.ts'
import type { Action } from './steps/step.ts'
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
  if (found === 'no room') return withoutJournal(run, plan)
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
    const words = wordsFor(error)
    return error instanceof StoreError && error.fault === 'full' && freesOnly(plan) ? 'no room' : words
  }
}

const freeing: ReadonlySet<Action> = new Set(['remove-file', 'remove-folder', 'remove-stored-file', 'drop-users'])

/** It makes nothing new; what a cut leaves of it is waste, which `library sweep` takes away. */
const freesOnly = (plan: Plan): boolean =>
  allSteps(plan).every((step) => freeing.has(step.action) || (step.action === 'rename' && step.goes === true))

/**
 * A full drive on which something is freed: not even the journal fits. Once more from the begin for what needed room
 * itself, when there is some: every step may be done again.
 */
async function withoutJournal(run: Run, plan: Plan): Promise<Applied> {
  const first = [...(await told(run, () => endJournal(run.store))), ...(await finish(run, plan))]
  const { freed } = run.bytes
  if (first.length > 0 && freed > 0) for (const action of Object.keys(run.counts)) run.counts[action] = 0
  const problems = first.length > 0 && freed > 0 ? await finish(run, plan) : first
  const { counts, bytes, changes } = run
  return { outcome: problems.length === 0 ? 'applied' : 'unfinished', totals: { counts, bytes }, problems, changes }
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
