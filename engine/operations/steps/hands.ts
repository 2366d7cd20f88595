// Who does the reading, writing and naming of an operation: the calling thread, or several threads at once. Tasks are
// plain values, dozens of files each: a message for every file would cost more than the work.
import type { FolderReader } from '../../library/disk-folder.ts'
import type { Signer } from '../../rdc/signer.ts'
import { StoreError, type WritableStore } from '../../write/writable-store.ts'
import { readSourceFile, type FileReading, type ReadTools, type Spooler } from '../contents/source-file.ts'
import type { Spool } from '../spool.ts'
import { isOfTheDisk, StageError } from './failure-words.ts'
import { putInPlace, writeBytes, type Performed, type Places } from './perform-step.ts'
import type { Step } from './step.ts'

export type HandTask =
  | {
      readonly kind: 'read'
      readonly place: string
      readonly paths: readonly string[]
      readonly signed: boolean
      readonly spool: Spool | undefined
    }
  /** One half of each step, in order, up to the first that fails. */
  | { readonly kind: 'write' | 'name'; readonly steps: readonly Step[]; readonly stoppable: boolean }
  | { readonly kind: 'flush'; readonly files: readonly string[] }

export type HandAnswer =
  | { readonly kind: 'read'; readonly files: readonly FileReading[] }
  /** Fewer than the steps: one failed, and neither it nor those behind it are done. */
  | { readonly kind: 'performed'; readonly done: readonly Performed[] }
  | { readonly kind: 'flushed'; readonly failure: Failure | undefined }

/** A StoreError as a plain value. */
export type Failure = Pick<StoreError, 'fault' | 'call' | 'path' | 'code'>

export interface Hands {
  /** How many tasks are worked on at the same time. */
  readonly size: number
  /** Fewer steps than this are not worth handing out. */
  readonly fewest: number
  run(task: HandTask): Promise<HandAnswer>
}

/** Where the hands of one thread work. */
export type Workplace = {
  /** undefined while nothing is going to be written. */
  readonly store: WritableStore | undefined
  readonly places: Places
  readonly folders: Readonly<Record<string, FolderReader>>
  readonly signer: (() => Signer) | undefined
  /** Lets timers and signals through. */
  readonly turn?: (() => Promise<unknown> | undefined) | undefined
  readonly isStopped: () => boolean
}

export async function runHandTask(at: Workplace, task: HandTask, number: number): Promise<HandAnswer> {
  if (task.kind === 'read') return { kind: 'read', files: await readFiles(at, task, number) }
  if (task.kind === 'flush') return { kind: 'flushed', failure: flushFiles(at, task.files) }
  return { kind: 'performed', done: await performAll(at, task) }
}

async function readFiles(
  at: Workplace,
  { place, paths, signed, spool }: Extract<HandTask, { kind: 'read' }>,
  number: number,
): Promise<readonly FileReading[]> {
  const folder = at.folders[place]
  if (folder === undefined) throw new TypeError(`nobody knows the folder ${place}`)
  const goOn = async (): Promise<boolean> => {
    await at.turn?.()
    return !at.isStopped()
  }
  const spooler = spool && at.store && newSpooler(at.store, spool, number)
  const tools: ReadTools = { folder, signer: signed ? at.signer : undefined, spooler, goOn }
  const files: FileReading[] = []
  for (const path of paths) {
    if (at.isStopped()) break
    const reading = readSourceFile(path, tools)
    files.push(reading instanceof Promise ? await reading : reading)
  }
  return files
}

const newSpooler = (store: WritableStore, spool: Spool, number: number): Spooler => ({
  store,
  spool,
  prefix: String(number),
  room: spool.room,
})

async function performAll(
  { store, places, isStopped }: Workplace,
  { kind, steps, stoppable }: Extract<HandTask, { kind: 'write' | 'name' }>,
): Promise<readonly Performed[]> {
  if (store === undefined) throw new TypeError('nothing can be written here')
  const done: Performed[] = []
  const goOn = (): void => {
    if (stoppable && isStopped()) throw new StageError('it was interrupted')
  }
  try {
    for (const step of steps) {
      goOn()
      done.push(kind === 'write' ? await writeBytes(store, places, step, goOn) : putInPlace(store, step))
    }
  } catch (error) {
    // Who gave out the task tries again, patiently, and tells.
    if (!isOfTheDisk(error)) throw error
  }
  return done
}

/** A flush that failed must not be asked for again, since the system tells a lost page only once. */
function flushFiles({ store }: Workplace, files: readonly string[]): Failure | undefined {
  try {
    for (const path of files) store?.flushFile(path)
    return undefined
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    const { fault, call, path, code } = error
    return { fault, call, path, code }
  }
}

/** The calling thread alone. */
export function inlineHands(at: Workplace, fewest = Number.POSITIVE_INFINITY): Hands {
  let number = 0
  return { size: 1, fewest, run: (task) => runHandTask(at, task, number++) }
}
