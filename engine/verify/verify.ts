// Hashes stored files through a crew: in which order, how fast, how many, and until when.
import { runAll, type Answer, type Crew, type Task } from '../scan/crew.ts'
import { liveStored, type LibraryIndex } from '../scan/library-index.ts'
import { storedParts } from '../scan/index-tables.ts'
import { isInPlace, partPath, hashOfStored } from '../checks/view.ts'
import type { HashResult, HashTask } from './hash-stored.ts'

export type VerifyOptions = {
  /** Compare the RDC signatures too. */
  readonly signatures?: boolean
  /** Rows of the stored table in the order to hash; all stored files when undefined. */
  readonly rows?: readonly number[] | undefined
  /** Waits until so many bytes may be read; resolves with false to stop. */
  readonly admit?: ((bytes: number) => Promise<boolean>) | undefined
  readonly signal?: AbortSignal | undefined
  readonly onResults?: ((results: readonly HashResult[]) => void) | undefined
}

export type Verification = {
  readonly results: readonly HashResult[]
  /** False when the signal or `admit` ended it before all rows were hashed. */
  readonly complete: boolean
}

/** A task ends at so many files or bytes, whichever comes first. */
const filesPerTask = 400
const bytesPerTask = 64 * 1024 * 1024

export async function hashAll(crew: Crew, index: LibraryIndex, options: VerifyOptions = {}): Promise<Verification> {
  const rows = options.rows ?? [...liveStored(index)].filter((row) => isInPlace(index, row))
  const results: HashResult[] = []
  let stopped = false
  const limited: Crew =
    options.admit === undefined
      ? crew
      : {
          ...crew,
          run: async (task) => {
            if (stopped || (await options.admit?.(bytesOf(index, task))) === false) stopped = true
            return stopped ? { kind: 'hashed', results: [] } : crew.run(task)
          },
        }
  const take = (answer: Answer): void => {
    if (answer.kind !== 'hashed') return
    results.push(...answer.results)
    options.onResults?.(answer.results)
  }
  const finished = await runAll(limited, hashTasks(index, rows, options), take, options.signal)
  return { results, complete: finished && !stopped }
}

function* hashTasks(index: LibraryIndex, rows: readonly number[], options: VerifyOptions): Generator<Task> {
  // With a rate, small tasks: the reading comes in drops, not in gushes.
  const [mostFiles, mostBytes] = options.admit === undefined ? [filesPerTask, bytesPerTask] : [50, 1024 * 1024]
  let files: HashTask['files'][number][] = []
  let bytes = 0
  for (const row of rows) {
    const size = index.tables.stored.size.at(row)
    // A large file is a task of its own: what was hashed before it is told, and kept, without waiting for it.
    if (files.length >= mostFiles || (files.length > 0 && bytes + size > mostBytes)) {
      yield { kind: 'hash', files }
      files = []
      bytes = 0
    }
    files.push(hashItem(index, row, options.signatures === true))
    bytes += size
  }
  if (files.length > 0) yield { kind: 'hash', files }
}

const hashItem = (index: LibraryIndex, row: number, signatures: boolean): HashTask['files'][number] => ({
  row,
  path: partPath(index, row, 'data'),
  hash: hashOfStored(index, row),
  signature:
    signatures && (index.tables.stored.parts.at(row) & storedParts.sig) !== 0 ? partPath(index, row, 'sig') : undefined,
})

const bytesOf = ({ tables }: LibraryIndex, task: Task): number =>
  task.kind === 'hash' ? task.files.reduce((sum, { row }) => sum + tables.stored.size.at(row), 0) : 0

/** Hashes again what was found wrong, under the rows it has now: a file that was being replaced is sound by then. */
export async function hashAgain(
  crew: Crew,
  index: LibraryIndex,
  results: readonly HashResult[],
): Promise<readonly HashResult[]> {
  const wrong = new Set(
    results
      .filter(
        ({ row, actual, signature, signatureRefusal }) =>
          actual !== hashOfStored(index, row) || signature !== undefined || signatureRefusal !== undefined,
      )
      .map(({ row }) => index.tables.stored.hash.at(row)),
  )
  if (wrong.size === 0) return results
  const rows = [...liveStored(index)].filter(
    (row) => wrong.has(index.tables.stored.hash.at(row)) && isInPlace(index, row),
  )
  const again = await hashAll(crew, index, { rows, signatures: true })
  return [...results.filter(({ row }) => !wrong.has(index.tables.stored.hash.at(row))), ...again.results]
}
