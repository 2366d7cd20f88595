// The worker thread of a crew: a store over real drives, and tasks by message. Blocking calls are right here, they are
// several times as fast as the others and block nobody else.
import { parentPort, workerData, type TransferListItem } from 'node:worker_threads'
import { runTask, type Answer, type Task } from '../scan/crew.ts'
import { diskStore, type DriveRoot } from './disk-store.ts'
import { pacedStore, type Allowance } from './paced-store.ts'

export type WorkerRequest = { readonly number: number; readonly task: Task }
export type WorkerReply = { readonly number: number; readonly answer: Answer }

export type WorkerSetup = { readonly roots: readonly DriveRoot[]; readonly allowance: Allowance | undefined }

const { roots, allowance } = workerData as WorkerSetup
const store = allowance === undefined ? diskStore(roots) : pacedStore(diskStore(roots), allowance)

parentPort?.on('message', ({ number, task }: WorkerRequest) => {
  const answer = runTask(store, task)
  const reply: WorkerReply = { number, answer }
  parentPort?.postMessage(reply, buffersOf(answer))
})

/** Columns change hands instead of being copied. */
const buffersOf = (answer: Answer): TransferListItem[] =>
  answer.kind === 'tables'
    ? [...new Set(Object.values(answer.tables.numbers).map(({ buffer }) => buffer as ArrayBuffer))]
    : []
