// A crew of worker threads over the drives of one library.
import { Worker } from 'node:worker_threads'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DriveRoot } from '../../engine/library/disk-store.ts'
import type { WorkerReply, WorkerRequest, WorkerSetup } from '../../engine/library/library-worker.ts'
import type { Allowance } from '../../engine/library/paced-store.ts'
import type { Answer, Crew, Task } from '../../engine/scan/crew.ts'

/** The bundle of the worker lies beside the main one; a part of the main one lies a folder deeper. */
function bundledWorker(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  return join(basename(here) === 'parts' ? dirname(here) : here, 'library-worker.mjs')
}

type Waiting = { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }
type Member = { readonly worker: Worker; readonly waiting: Map<number, Waiting> }

/** Names live as long as a task: with room for those of one task, nearly nothing is copied to the old generation. */
const maxYoungGenerationSizeMb = 64

/**
 * @param size  threads; each is given the next task as soon as it has answered one
 * @param file  the worker's program; tests that run the sources build their own
 * @param allowance  when stored files are to be read at the pace of somebody else
 */
export function workerCrew(
  roots: readonly DriveRoot[],
  size: number,
  file = bundledWorker(),
  allowance?: Allowance,
): Crew {
  const members = Array.from({ length: size }, () => startMember(file, { roots, allowance }))
  let number = 0
  return {
    size,
    run: (task: Task) =>
      new Promise((resolve, reject) => {
        const idlest = members.reduce((best, member) => (member.waiting.size < best.waiting.size ? member : best))
        const request: WorkerRequest = { number: ++number, task }
        idlest.waiting.set(request.number, { resolve, reject })
        idlest.worker.postMessage(request)
      }),
    async close() {
      await Promise.all(members.map(({ worker }) => worker.terminate()))
    },
  }
}

function startMember(file: string, setup: WorkerSetup): Member {
  const waiting = new Map<number, Waiting>()
  const worker = new Worker(file, { workerData: setup, resourceLimits: { maxYoungGenerationSizeMb } })
  worker.on('message', ({ number, answer }: WorkerReply) => {
    waiting.get(number)?.resolve(answer)
    waiting.delete(number)
  })
  // A fault in the worker is ours: everybody who waits hears of it.
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  })
  return { worker, waiting }
}
