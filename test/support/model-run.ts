// One random sequence of operations, compared with the model after each.
import type { LibraryView } from '../../engine/checks/view.ts'
import { libraryOn } from '../../engine/library/layout.ts'
import { allSteps, totalsOf } from '../../engine/operations/plan.ts'
import { compared, usersInModel, type LibraryModel } from './library-model.ts'
import type { MemoryWriter } from '../../engine/write/memory-writer.ts'
import { change, emptyLibrary, restart, type Changed, type Operation } from './operation-world.ts'
import { modelAfter, randomOperation } from './random-operations.ts'
import { seededRandom } from './random.ts'

export type ModelRun = { readonly wrong: string[]; applied: number; refused: number }

/** @returns everything that was wrong, and how many operations were applied and refused */
export async function runModel(seed: number, length: number): Promise<ModelRun> {
  const random = seededRandom(seed)
  const drives = ['D:', 'E:', 'F:', 'G:'].slice(0, 1 + random.below(4))
  const store = emptyLibrary(drives)
  // Small drives: the library spreads, and now and then nothing fits.
  for (const drive of drives) store.setCapacity(drive, 12_000 + random.below(120_000))
  let model: LibraryModel = new Map()
  let view: LibraryView | undefined
  const run: ModelRun = { wrong: [], applied: 0, refused: 0 }
  for (let at = 0; at < length && run.wrong.length === 0; at++) {
    const operation = randomOperation(random, model)
    const expected = modelAfter(model, operation)
    const changed = await change(store, operation, { reserveBytes: 1_000, view })
    const wrong = [...judgeOutcome(run, changed, expected), ...judgeWriting(operation, changed, model)]
    if (changed.applied?.outcome === 'unfinished') await makeRoom(store, drives)
    if (changed.applied !== undefined && changed.applied.outcome !== 'rolled-back') model = expected ?? model
    const found = await compared(store, model)
    view = found.view
    wrong.push(...found.wrong)
    if (store.everything().has(`${libraryOn('D:')}/cmdp-operation/`)) wrong.push('it leaves its folder')
    const what = `seed ${seed}, operation ${at + 1}, ${JSON.stringify(operation).slice(0, 300)}`
    run.wrong.push(...wrong.map((one) => `${what}: ${one}`))
  }
  return run
}

/** An operation that ran out of room after its decision is finished when there is some. */
async function makeRoom(store: MemoryWriter, drives: readonly string[]): Promise<void> {
  for (const drive of drives) store.setCapacity(drive, 10_000_000)
  await restart(store)
}

/** Done as announced, or refused; a full disk is the only reason to take something back. */
function judgeOutcome(
  run: ModelRun,
  { plan, applied }: Changed,
  expected: LibraryModel | undefined,
): readonly string[] {
  if (applied?.outcome === 'applied') {
    run.applied++
    const same = JSON.stringify(sorted(applied.totals)) === JSON.stringify(sorted(totalsOf(allSteps(plan))))
    return [
      ...(expected === undefined ? ['it was not refused'] : []),
      ...(same ? [] : [`announced ${JSON.stringify(totalsOf(allSteps(plan)))}, did ${JSON.stringify(applied.totals)}`]),
      ...applied.changes,
    ]
  }
  run.refused++
  const full =
    plan.refusals.some(({ reason }) => reason === 'noSpace') ||
    (applied?.problems ?? []).some((problem) => problem.includes('the disk is full'))
  return expected === undefined || full ? [] : [`${JSON.stringify(plan.refusals)} ${JSON.stringify(applied)}`]
}

const sorted = ({ counts, bytes }: ReturnType<typeof totalsOf>): object => [
  Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)),
  bytes,
]

/** What the library holds already is written by redistribute only. */
function judgeWriting(operation: Operation, { plan }: Changed, model: LibraryModel): readonly string[] {
  if (operation.kind === 'redistribute') return []
  const held = usersInModel(model)
  return allSteps(plan).flatMap((step) =>
    step.action === 'write-stored-file' && held.has(step.hash) ? [`it writes ${step.hash} again`] : [],
  )
}
