// What is under way in a library, or was cut off there. Reads only.
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isRefusal, type LibraryStore } from '../../../engine/library/store.ts'
import { JournalError, readJournal } from '../../../engine/operations/journal.ts'
import { operationPath } from '../../../engine/operations/operation-folder.ts'
import { mayWrite, writersAt, type Other, type Writer } from '../../../engine/write/writer-lock.ts'
import { lockJudge } from './process-start.ts'

export type OpenOperation = {
  /** `add ABC00001.1`; null when the journal cannot be read or there is none yet. */
  readonly operation: string | null
  /** Cut off now, the rest is done at the next start; else it is taken back. */
  readonly decided: boolean
  /** Who is at work; null when nobody is, and the operation was cut off. */
  readonly writer: Writer | null
}

/** undefined when nobody is at work and nothing was cut off. @param now  milliseconds since 1970 UTC */
export function openOperation(store: LibraryStore, now: number): OpenOperation | undefined {
  if (isRefusal(store.status(operationPath(store)))) return undefined
  const writer = writersAt(store).find((other) => mayWrite(other, lockJudge(now)))?.writer ?? null
  try {
    const journal = readJournal(store)
    if (journal === undefined) return writer === null ? undefined : { operation: null, decided: false, writer }
    return { operation: `${journal.operation} ${journal.subject}`, decided: journal.decided, writer }
  } catch (error) {
    if (!(error instanceof JournalError)) throw error
    return { operation: null, decided: false, writer }
  }
}

/** Why nothing can be changed now, and what to do when it cannot be so. */
export function heldWords(store: LibraryStore, { path, writer }: Other): string {
  const file = join(store.drives[0]?.location ?? '', ...path.split('/').slice(2))
  if (writer === undefined)
    return `${file} says that the library is being changed, but cannot be read; when no cmdp changes this library, on whatever host, delete that file`
  const held = `the library is being changed by ${writerWords(writer)}`
  if (writer.host.toLowerCase() === hostname().toLowerCase()) return held
  return `${held}; when no such process runs there any more, delete ${file}`
}

export const writerWords = ({ host, process: number, since }: Writer): string =>
  `process ${number} on ${host} since ${since}`

export function operationWords({ operation, decided, writer }: OpenOperation): string {
  const what = operation ?? 'An operation'
  if (writer !== null) return `The library is being changed by ${writerWords(writer)}`
  return `${what} was cut off; the next command with --apply ${decided ? 'finishes it' : 'takes it back'}`
}
