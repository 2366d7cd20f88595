// Gives the steps of a stage to several threads, dozens at a time, and waits until none of them is at work any more.
import { StoreError } from '../../write/writable-store.ts'
import type { HandAnswer, Hands } from './hands.ts'
import type { Performed } from './perform-step.ts'
import type { Step } from './step.ts'

/** A task ends after so many steps or bytes, whichever comes first. */
const most = { steps: 128, bytes: 16 * 1024 * 1024 }

export type HandedOut = {
  readonly kind: 'write' | 'name'
  /** An interruption ends it: nothing is decided yet. */
  readonly stoppable: boolean
  /** Throws when no more is to be given out. */
  readonly mayGoOn: () => Promise<void> | undefined
  readonly take: (step: Step, performed: Performed) => void
}

/**
 * The order of the steps is not kept.
 *
 * @returns the steps that were not done; whoever asked does them, tries again and tells
 * @throws what `mayGoOn` throws, when all threads have come to rest
 */
export async function handOut(hands: Hands, steps: readonly Step[], out: HandedOut): Promise<ReadonlySet<Step>> {
  const left = new Set<Step>()
  const { kind, stoppable } = out
  await allTasks(hands, batchesOf(steps), out.mayGoOn, async (batch) => {
    const { done } = answered(await hands.run({ kind, steps: batch, stoppable }), 'performed')
    batch.forEach((step, at) => {
      const performed = done[at]
      if (performed === undefined) left.add(step)
      else out.take(step, performed)
    })
  })
  return left
}

/** Each file by itself. @throws StoreError */
export async function flushAll(hands: Hands, files: readonly string[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(files.length / most.steps) }, (_, at) =>
    files.slice(at * most.steps, (at + 1) * most.steps),
  )
  await allTasks(
    hands,
    batches,
    () => undefined,
    async (some) => {
      const { failure } = answered(await hands.run({ kind: 'flush', files: some }), 'flushed')
      if (failure !== undefined) throw new StoreError(failure.fault, failure.call, failure.path, failure.code)
    },
  )
}

/** Two tasks for each thread, so that none waits for its next. */
async function allTasks<Batch>(
  { size }: Hands,
  batches: readonly Batch[],
  mayGoOn: () => Promise<void> | undefined,
  work: (batch: Batch) => Promise<void>,
): Promise<void> {
  let next = 0
  let ended = false
  const one = async (): Promise<void> => {
    try {
      for (; !ended && next < batches.length;) {
        await mayGoOn()
        const batch = batches[next++]
        if (batch !== undefined) await work(batch)
      }
    } finally {
      ended ||= next < batches.length
    }
  }
  const all = await Promise.allSettled(Array.from({ length: size * 2 }, one))
  const failed = all.find((one) => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

function batchesOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const batches: Step[][] = []
  let bytes = 0
  for (const step of steps) {
    const last = batches.at(-1)
    if (last === undefined || last.length === most.steps || bytes + step.bytes > most.bytes) {
      batches.push([step])
      bytes = step.bytes
    } else {
      last.push(step)
      bytes += step.bytes
    }
  }
  return batches
}

function answered<Kind extends HandAnswer['kind']>(
  answer: HandAnswer,
  kind: Kind,
): Extract<HandAnswer, { kind: Kind }> {
  if (answer.kind === kind) return answer as Extract<HandAnswer, { kind: Kind }>
  throw new TypeError(`${answer.kind} is no answer that was asked for`)
}
