// Threads that share the reading, writing and naming of a changing command. They start when there is enough to do.
import type { DriveRoot } from '../../../engine/library/disk-store.ts'
import type { ChangeWorkerSetup, PlaceOnDisk } from '../../../engine/operations/change-worker.ts'
import type { HandAnswer, Hands, HandTask } from '../../../engine/operations/steps/hands.ts'
import { bundledWorker, threadPool, type ThreadPool } from '../thread-pool.ts'

export type WorkerHands = Hands & { close(): Promise<void> }

/** Starting two threads takes as long as a hundred small files. */
const worthThreads = 64

export type WorkerHandsPlan = {
  /** The drives that are written to. */
  readonly roots: readonly DriveRoot[]
  /** Every place of origins, besides `library`. */
  readonly places: Readonly<Record<string, PlaceOnDisk>>
  readonly size: number
  /** Aborts what may be stopped, in the middle of a large file, too. */
  readonly signal: AbortSignal
}

/** @param file  the worker's program; tests and benchmarks that run the sources build their own */
export function workerHands(plan: WorkerHandsPlan, file = bundledWorker('change-worker')): WorkerHands {
  const { roots, places, size, signal } = plan
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const halt = (): void => void Atomics.store(stop, 0, 1)
  signal.addEventListener('abort', halt, { once: true })
  let pool: ThreadPool<HandTask, HandAnswer> | undefined
  return {
    size,
    fewest: worthThreads,
    run(task) {
      const setup: ChangeWorkerSetup = { roots, places, stop }
      pool ??= threadPool<HandTask, HandAnswer>(file, size, setup)
      return pool.run(task)
    },
    async close() {
      signal.removeEventListener('abort', halt)
      await pool?.close()
    },
  }
}
