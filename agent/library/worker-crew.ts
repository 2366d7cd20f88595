// A crew of worker threads over the drives of one library.
import type { DriveRoot } from '../../engine/library/disk-store.ts'
import type { WorkerSetup } from '../../engine/library/library-worker.ts'
import type { Allowance } from '../../engine/library/paced-store.ts'
import type { Answer, Crew, Task } from '../../engine/scan/crew.ts'
import { bundledWorker, threadPool } from './thread-pool.ts'

/**
 * @param size  threads; each is given the next task as soon as it has answered one
 * @param file  the worker's program; tests that run the sources build their own
 * @param allowance  when stored files are to be read at the pace of somebody else
 */
export function workerCrew(
  roots: readonly DriveRoot[],
  size: number,
  file = bundledWorker('library-worker'),
  allowance?: Allowance,
): Crew {
  const setup: WorkerSetup = { roots, allowance }
  return { size, ...threadPool<Task, Answer>(file, size, setup) }
}
