// At the next start: an operation that was cut off before it was decided is taken back, one that was cut off after it
// is finished. Both may themselves be cut off and begun again.
import type { WritableStore } from '../write/writable-store.ts'
import { endJournal, readJournal } from './journal.ts'
import { operationPath } from './operation-folder.ts'
import { emptySpool } from './spool.ts'
import { isRefusal } from '../library/store.ts'
import { wordsFor } from './steps/failure-words.ts'
import { newRun, patiently, type Tools } from './steps/operation-run.ts'
import { runStage } from './steps/run-stage.ts'
import { takeBack } from './steps/take-back.ts'

export type Recovery = {
  readonly operation: string
  readonly subject: string
  readonly outcome: 'finished' | 'taken-back' | 'failed'
  /** What failed, each in words. */
  readonly problems: readonly string[]
}

/**
 * The caller holds the lock.
 *
 * @returns undefined when there was nothing to recover
 * @throws JournalError when there is a journal that cannot be used; StoreError
 */
export async function recover(store: WritableStore, tools: Tools): Promise<Recovery | undefined> {
  if (isRefusal(store.status(operationPath(store)))) return undefined
  emptySpool(store)
  const journal = readJournal(store)
  const run = newRun(store, tools)
  if (journal === undefined) {
    // One that was cut off before it had its name: nothing had begun.
    await patiently(run, () => endJournal(store))
    return undefined
  }
  const { operation, subject, decided, prepare, finish } = journal
  const problems: string[] = []
  try {
    if (decided) for (const stage of finish) await runStage(run, stage, 'go on')
    else problems.push(...(await takeBack(store, prepare, tools)))
    if (problems.length === 0) await patiently(run, () => endJournal(store))
  } catch (error) {
    problems.push(wordsFor(error))
  }
  const outcome = problems.length > 0 ? 'failed' : decided ? 'finished' : 'taken-back'
  return { operation, subject, outcome, problems }
}
