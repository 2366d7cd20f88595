// One operation under way: what it works with, and what it really came to.
import type { WritableStore } from '../../write/writable-store.ts'
import type { Hands } from './hands.ts'
import { newPatience, type Patience } from './patience.ts'
import type { Places } from './perform-step.ts'
import type { Step } from './step.ts'

export type Tools = {
  /** Where the origins of steps lead. */
  readonly places: Places
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>
  /** Before the decision everything is taken back; after it the operation is finished anyway. */
  readonly signal?: AbortSignal | undefined
  /**
   * Lets the event loop turn, so that a signal can arrive at all: the calls to the disk are synchronous. undefined when
   * the last turn was only just.
   */
  readonly turn?: (() => Promise<unknown> | undefined) | undefined
  /** Threads that share the work of large stages; all of it is done here without them. */
  readonly hands?: Hands | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

export type Progress = { readonly stage: string; readonly done: number; readonly total: number }

export type Run = {
  readonly store: WritableStore
  readonly tools: Tools
  readonly patience: Patience
  readonly counts: Record<string, number>
  readonly bytes: { written: number; freed: number }
  readonly changes: string[]
  /** Steps of the second half whose bytes were written, and flushed, in the first. */
  readonly written: Set<Step>
}

export const newRun = (store: WritableStore, tools: Tools): Run => ({
  store,
  tools,
  patience: newPatience(),
  counts: {},
  bytes: { written: 0, freed: 0 },
  changes: [],
  written: new Set(),
})

/**
 * Tries again what may pass by itself.
 *
 * @param failed  how it failed the first time, when it was tried already
 */
export async function patiently<Answer>(
  { patience, tools }: { readonly patience: Patience; readonly tools: Pick<Tools, 'pause'> },
  work: () => Answer | Promise<Answer>,
  failed?: unknown,
): Promise<Answer> {
  let error = failed
  for (let failures = 0; ;) {
    if (error !== undefined) {
      const delay = patience.next(error, ++failures)
      if (delay === undefined) throw error
      await tools.pause(delay)
    }
    try {
      return await work()
    } catch (again) {
      error = again
    }
  }
}
