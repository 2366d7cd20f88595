// Takes back the first half of an operation: its steps in reverse order, none of them left out because another failed.
import type { WritableStore } from '../../write/writable-store.ts'
import { wordsFor } from './failure-words.ts'
import { flushTouched, FolderSet } from './flush-stage.ts'
import { newPatience } from './patience.ts'
import { patiently, type Tools } from './operation-run.ts'
import { undoStep, type UndoableStep } from './undo-step.ts'

/** @returns what could not be taken back, in words; the next start tries again */
export async function takeBack(
  store: WritableStore,
  steps: readonly UndoableStep[],
  tools: Pick<Tools, 'pause'>,
): Promise<readonly string[]> {
  const failed: string[] = []
  const folders = new FolderSet()
  const patience = newPatience()
  for (const step of [...steps].reverse()) {
    try {
      await patiently({ patience, tools }, () => undoStep(store, step))
      folders.addParentOf(step.path)
    } catch (error) {
      failed.push(wordsFor(error))
    }
  }
  try {
    await flushTouched(store, { files: [], folders: folders.all })
  } catch (error) {
    failed.push(wordsFor(error))
  }
  return failed
}
