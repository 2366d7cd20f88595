// The thread of a changing command that shares its work: reads sources, writes bytes, gives names. Only such a command
// starts it, and only while it holds the lock of the library.
import { parentPort, workerData } from 'node:worker_threads'
import { diskFolder, type FolderReader } from '../library/disk-folder.ts'
import { diskStore, type DriveRoot } from '../library/disk-store.ts'
import { createSigner } from '../rdc/sign.ts'
import { diskWriter } from '../write/disk-writer.ts'
import { runHandTask, type HandAnswer, type HandTask, type Workplace } from './steps/hands.ts'
import type { Reader } from './steps/write-whole.ts'

/** Where a place of origins lies on this host. */
export type PlaceOnDisk =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'library'; readonly roots: readonly DriveRoot[] }

export type ChangeWorkerSetup = {
  /** The drives that are written to. */
  readonly roots: readonly DriveRoot[]
  readonly places: Readonly<Record<string, PlaceOnDisk>>
  /** Its first number is 1 when what may be stopped must stop. Shared. */
  readonly stop: Int32Array
}

export type HandRequest = { readonly number: number; readonly task: HandTask }
export type HandReply = { readonly number: number; readonly answer: HandAnswer }

const { roots, places, stop } = workerData as ChangeWorkerSetup
const store = diskWriter(roots)
const readers: Record<string, Reader> = { library: store }
const folders: Record<string, FolderReader> = {}
for (const [name, place] of Object.entries(places)) {
  if (place.kind === 'library') readers[name] = diskStore(place.roots)
  else readers[name] = folders[name] = diskFolder(place.path)
}
const at: Workplace = {
  store,
  places: readers,
  folders,
  signer: () => createSigner(),
  isStopped: () => Atomics.load(stop, 0) === 1,
}

// One after the other: the memory into which files are read belongs to one task at a time.
let last = Promise.resolve()
parentPort?.on('message', ({ number, task }: HandRequest) => {
  last = last.then(async () => {
    const reply: HandReply = { number, answer: await runHandTask(at, task, number) }
    parentPort?.postMessage(reply)
  })
})
