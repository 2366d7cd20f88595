// One half of many steps: first by all hands, when there are some and enough to do, then what is left, one by one.
import type { WritableStore } from '../../write/writable-store.ts'
import { isOfTheDisk, StageError, wordsFor } from './failure-words.ts'
import { handOut } from './hand-out.ts'
import { patiently, type Run } from './operation-run.ts'
import type { Performed } from './perform-step.ts'
import type { Step } from './step.ts'

export type Stage = {
  readonly run: Run
  readonly name: string
  readonly total: number
  /** `stop` at the first one; `go on` with the other steps, and fail at the end. */
  readonly onFailure: 'stop' | 'go on'
  /** What failed, in words. */
  readonly problems: string[]
  readonly failed: Set<Step>
}

export type Half = (store: WritableStore, step: Step) => Performed | Promise<Performed>

/**
 * In the order of the steps.
 *
 * @param take  is given every step that was done
 * @throws StoreError, SourceError, StageError, when the first failure ends the stage
 */
export async function doSteps(
  stage: Stage,
  steps: readonly Step[],
  half: Half,
  take: (step: Step, performed: Performed) => void,
): Promise<void> {
  const { run } = stage
  for (const step of steps) {
    const turning = mayGoOn(stage)
    if (turning !== undefined) await turning
    let performed: Performed | undefined
    try {
      const first = half(run.store, step)
      performed = first instanceof Promise ? await first : first
    } catch (error) {
      performed = await again(stage, step, half, error)
    }
    if (performed === undefined) continue
    account(run, performed)
    take(step, performed)
  }
}

/** A step that failed, tried again while that may pass; undefined when it failed and the others go on. */
async function again(stage: Stage, step: Step, half: Half, failed: unknown): Promise<Performed | undefined> {
  const { run } = stage
  try {
    return await patiently(run, () => half(run.store, step), failed)
  } catch (error) {
    if (stage.onFailure === 'stop' || !isOfTheDisk(error)) throw error
    stage.problems.push(wordsFor(error))
    stage.failed.add(step)
    return undefined
  }
}

/**
 * In any order.
 *
 * @returns the steps that are left to be done here, in order
 */
export async function shareSteps(
  stage: Stage,
  kind: 'write' | 'name',
  steps: readonly Step[],
  take: (step: Step, performed: Performed) => void,
): Promise<readonly Step[]> {
  const { hands } = stage.run.tools
  if (hands === undefined || steps.length < hands.fewest) return steps
  const left = await handOut(hands, steps, {
    kind,
    stoppable: stage.onFailure === 'stop',
    mayGoOn: () => mayGoOn(stage),
    take(step, performed) {
      account(stage.run, performed)
      take(step, performed)
    },
  })
  return left.size === 0 ? [] : steps.filter((step) => left.has(step))
}

/** Before the decision an interruption ends the stage; after it nothing does. @returns what must be waited for */
export function mayGoOn({ run: { tools }, onFailure }: Stage): Promise<void> | undefined {
  if (onFailure !== 'stop') return undefined
  const endWhenAsked = (): void => {
    if (tools.signal?.aborted === true) throw new StageError('it was interrupted')
  }
  const turning = tools.turn?.()
  if (turning !== undefined) return turning.then(endWhenAsked)
  endWhenAsked()
  return undefined
}

function account({ bytes, changes }: Run, { written, freed, change }: Performed): void {
  bytes.written += written
  bytes.freed += freed
  if (change !== undefined) changes.push(change)
}
