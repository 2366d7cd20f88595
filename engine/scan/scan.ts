// store -> index: the first, complete walk of a library.
import type { Answer, Crew, Task } from './crew.ts'
import { runAll } from './crew.ts'
import { applyChange } from './index-change.ts'
import { newIndex, type LibraryIndex } from './library-index.ts'
import type { PackageEntry } from './entries.ts'
import type { ContentNames } from './scan-content.ts'
import type { Neighbours } from './read-neighbours.ts'
import { withoutForeign, type Survey } from './survey.ts'

export type ScanOptions = {
  /** 0 names only, 1 the INIs too. */
  readonly level: number
  /** When the scan begins; milliseconds since 1970 UTC. */
  readonly now: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: ScanProgress) => void) | undefined
}

export type ScanProgress = {
  /** Contents and buckets. */
  readonly done: number
  readonly total: number
  /** Source files and stored files so far. */
  readonly entries: number
}

/** Contents, buckets and packages in one task; the first hold some dozen files, the others a handful or one. */
const contentsPerTask = 256
const bucketsPerTask = 2_048
const packagesPerTask = 500

/** Where everything is, and what PkgLib says. */
export async function survey(crew: Crew): Promise<Survey> {
  const answer = await crew.run({ kind: 'survey' })
  if (answer.kind !== 'survey') throw new TypeError('a survey was answered with something else')
  const { packageFiles, remarks, ...roots } = answer.roots
  const packages: PackageEntry[] = []
  const found = [...remarks]
  await runAll(
    crew,
    inParts(packageFiles, packagesPerTask, (files) => ({ kind: 'packages', files })),
    (part) => {
      if (part.kind !== 'packages') return
      packages.push(...part.packages)
      found.push(...part.remarks)
    },
  )
  packages.sort((a, b) => (a.packageId < b.packageId ? -1 : 1)) // not in the order the workers answered
  return withoutForeign({ ...roots, packages, remarks: found })
}

function* inParts<Item>(items: readonly Item[], most: number, task: (some: readonly Item[]) => Task): Generator<Task> {
  for (let at = 0; at < items.length; at += most) yield task(items.slice(at, at + most))
}

/** What lies beside the library in the roots of its drives, as the facts of a judgement hold it. */
export async function lookBeside(crew: Crew, index: LibraryIndex | undefined): Promise<Neighbours> {
  const packages = (index?.survey.packages ?? []).map(({ packageId }) => packageId)
  const answer = await crew.run({ kind: 'neighbours', packages })
  if (answer.kind !== 'neighbours') throw new TypeError('a look beside the library was answered with something else')
  return answer.neighbours
}

/** Resolves with what was read; `complete` is false when the signal came first. */
export async function scanLibrary(
  crew: Crew,
  options: ScanOptions,
): Promise<{ index: LibraryIndex; complete: boolean }> {
  const found = await survey(crew)
  const index = newIndex(found, options.level, options.now)
  const tasks = [...contentTasks(found, found.contents, options.level), ...allBucketTasks(found, options.level)]
  return { index, complete: await readTasks(crew, index, tasks, options) }
}

export function* contentTasks(found: Survey, contents: readonly ContentNames[], level: number): Generator<Task> {
  const dataLib = found.drives[0]?.parts.DataLib?.path
  if (dataLib === undefined) return
  yield* inParts(contents, contentsPerTask, (names) => ({ kind: 'contents', dataLib, names, level }))
}

function* allBucketTasks(found: Survey, level: number): Generator<Task> {
  for (const [drive, { buckets }] of found.drives.entries()) yield* bucketTasks(found, drive, buckets, level)
}

/** @param drive  number of the drive in the survey */
export function* bucketTasks(found: Survey, drive: number, names: readonly string[], level: number): Generator<Task> {
  const fileLib = found.drives[drive]?.parts.FileLib?.path
  if (fileLib === undefined) return
  yield* inParts(names, bucketsPerTask, (some) => ({ kind: 'buckets', fileLib, drive, names: some, level }))
}

/** Reads what the tasks name into the index. */
export function readTasks(
  crew: Crew,
  index: LibraryIndex,
  tasks: readonly Task[],
  { signal, onProgress }: Pick<ScanOptions, 'signal' | 'onProgress'>,
): Promise<boolean> {
  const total = tasks.reduce((sum, task) => sum + namesIn(task), 0)
  let done = 0
  const take = (answer: Answer, task: Task): void => {
    if (answer.kind === 'tables') applyChange(index, { kind: 'tables', tables: answer.tables })
    done += namesIn(task)
    onProgress?.({ done, total, entries: index.tables.files.folder.length + index.tables.stored.hash.length })
  }
  return runAll(crew, tasks, take, signal)
}

const namesIn = (task: Task): number => ('names' in task ? task.names.length : 0)
