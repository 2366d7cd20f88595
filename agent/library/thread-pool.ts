// Worker threads that answer tasks: each is given the next task as soon as it has answered one.
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

/** What goes to a thread and comes back from it. */
export type PoolRequest<Task> = { readonly number: number; readonly task: Task }
export type PoolReply<Answer> = { readonly number: number; readonly answer: Answer }

export type ThreadPool<Task, Answer> = {
  run(task: Task): Promise<Answer>
  close(): Promise<void>
}

/** The bundles of workers lie beside the main one; a part of the main one lies a folder deeper. */
export function bundledWorker(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url))
  return join(basename(here) === 'parts' ? dirname(here) : here, `${name}.mjs`)
}

/** Names live as long as a task: with room for those of one task, nearly nothing is copied to the old generation. */
const maxYoungGenerationSizeMb = 64

type Waiting<Answer> = { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }
type Member<Answer> = { readonly worker: Worker; readonly waiting: Map<number, Waiting<Answer>> }

/**
 * @param file  the worker's program
 * @param setup  what each thread is told at its start
 */
export function threadPool<Task, Answer>(file: string, size: number, setup: object): ThreadPool<Task, Answer> {
  const members = Array.from({ length: size }, () => startMember<Answer>(file, setup))
  let number = 0
  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        const idlest = members.reduce((best, member) => (member.waiting.size < best.waiting.size ? member : best))
        const request: PoolRequest<Task> = { number: ++number, task }
        idlest.waiting.set(request.number, { resolve, reject })
        idlest.worker.postMessage(request)
      }),
    async close() {
      await Promise.all(members.map(({ worker }) => worker.terminate()))
    },
  }
}

function startMember<Answer>(file: string, setup: object): Member<Answer> {
  const waiting: Member<Answer>['waiting'] = new Map()
  const worker = new Worker(file, { workerData: setup, resourceLimits: { maxYoungGenerationSizeMb } })
  worker.on('message', ({ number, answer }: PoolReply<Answer>) => {
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
