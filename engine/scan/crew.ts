// Who does the reading. A crew takes tasks and answers them, in worker threads or in the calling thread; what a task
// does is the same (runTask). Tasks are batches of hundreds of files: one message each would cost more than the work.
import type { LibraryStore } from '../library/store.ts'
import { hashStoredFiles, type HashTask, type HashResult } from '../verify/hash-stored.ts'
import { readNeighbours, type Neighbours } from './read-neighbours.ts'
import { readPackages, type PackageFile, type PackageReading } from './read-packages.ts'
import { packTables, type PackedTables } from './library-index.ts'
import { clearedTables, newTables } from './index-tables.ts'
import { scanBucket } from './scan-bucket.ts'
import { scanContent, type ContentNames } from './scan-content.ts'
import { surveyRoots, type Roots } from './survey.ts'
import { findChanged, findYounger, type ChangeTask, type YoungerTask } from './find-changed.ts'

export type Task =
  | { readonly kind: 'survey' }
  | { readonly kind: 'packages'; readonly files: readonly PackageFile[] }
  | { readonly kind: 'neighbours'; readonly packages: readonly string[] }
  | {
      readonly kind: 'contents'
      readonly dataLib: string
      readonly names: readonly ContentNames[]
      readonly level: number
    }
  | {
      readonly kind: 'buckets'
      readonly fileLib: string
      /** Number of the drive in the store. */
      readonly drive: number
      readonly names: readonly string[]
      readonly level: number
    }
  | ChangeTask
  | YoungerTask
  | HashTask

export type Answer =
  | { readonly kind: 'survey'; readonly roots: Roots }
  | ({ readonly kind: 'packages' } & PackageReading)
  | { readonly kind: 'tables'; readonly tables: PackedTables }
  | { readonly kind: 'changed'; readonly paths: readonly string[] }
  | { readonly kind: 'neighbours'; readonly neighbours: Neighbours }
  | { readonly kind: 'hashed'; readonly results: readonly HashResult[] }

export interface Crew {
  /** How many tasks run at the same time. */
  readonly size: number
  run(task: Task): Promise<Answer>
  /** Ends the workers; nothing may be run afterwards. */
  close(): Promise<void>
}

/** The tables of one task, which ends before another begins; the next one finds their room made. */
const room = newTables()

export function runTask(store: LibraryStore, task: Task): Answer {
  if (task.kind === 'survey') return { kind: 'survey', roots: surveyRoots(store) }
  if (task.kind === 'packages') return { kind: 'packages', ...readPackages(store, task.files) }
  if (task.kind === 'changed') return { kind: 'changed', paths: findChanged(store, task) }
  if (task.kind === 'neighbours')
    return { kind: 'neighbours', neighbours: readNeighbours(store, new Set(task.packages)) }
  if (task.kind === 'younger') return { kind: 'changed', paths: findYounger(store, task) }
  if (task.kind === 'hash') return { kind: 'hashed', results: hashStoredFiles(store, task) }
  const tables = clearedTables(room)
  if (task.kind === 'contents') {
    for (const names of task.names) scanContent(store, tables, task.dataLib, names, task.level)
  } else {
    const numbers = new Map<string, number>()
    for (const name of task.names) scanBucket(store, tables, numbers, task.fileLib, task.drive, name, task.level)
  }
  return { kind: 'tables', tables: packTables(tables) }
}

/** A crew of one, in the calling thread: for stores in memory, and for tests. */
export const inlineCrew = (store: LibraryStore): Crew => ({
  size: 1,
  run: (task) => Promise.resolve(runTask(store, task)),
  close: () => Promise.resolve(),
})

/**
 * Runs all tasks, two for each member at a time so that none waits for its next, and hands each answer over as it comes;
 * stops giving out tasks when the signal aborts. Resolves with false then.
 */
export async function runAll(
  crew: Crew,
  tasks: Iterable<Task>,
  take: (answer: Answer, task: Task) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<boolean> {
  const waiting = tasks[Symbol.iterator]()
  const work = async (): Promise<void> => {
    for (;;) {
      if (signal?.aborted === true) return
      const { value: task, done } = waiting.next()
      if (done === true) return
      await take(await crew.run(task), task)
    }
  }
  await Promise.all(Array.from({ length: crew.size * 2 }, work))
  return signal?.aborted !== true
}
