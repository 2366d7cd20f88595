// Makes a whole stage survive a power loss: one flush of each drive where the system has it and the stage is large,
// else one call for each file and folder.
import { StoreError, type WritableStore } from '../../write/writable-store.ts'
import { flushAll } from './hand-out.ts'
import type { Hands } from './hands.ts'

/** Fewer files than this are flushed one by one: a flush of the whole drive also waits for what others wrote. */
const worthWhole = 64

export type Touched = {
  /** Store paths of files that were written. */
  readonly files: ReadonlySet<string>
  /** Of folders in which a name came or went. */
  readonly folders: ReadonlySet<string>
}

/**
 * @param hands  share the files of a drive that cannot be flushed as a whole, so that the disk has several at a time
 * @throws StoreError
 */
export async function flushTouched(store: WritableStore, { files, folders }: Touched, hands?: Hands): Promise<void> {
  const drives = files.size + folders.size < worthWhole ? [] : [...drivesOf(files), ...drivesOf(folders)]
  const whole = new Set([...new Set(drives)].filter((drive) => store.flushDrive(drive)))
  const single = whole.size === 0 ? [...files] : [...files].filter((path) => !whole.has(driveOf(path)))
  if (hands !== undefined && single.length >= hands.fewest) await flushAll(hands, single)
  else for (const path of single) store.flushFile(path)
  for (const path of folders) if (!whole.has(driveOf(path))) flushFolder(store, path)
}

/** A folder that the stage itself removed needs no flush; the one it lay in gets it. */
function flushFolder(store: WritableStore, path: string): void {
  try {
    store.flushFolder(path)
  } catch (error) {
    if (!(error instanceof StoreError) || error.fault !== 'missing') throw error
  }
}

const driveOf = (path: string): string => path.slice(0, path.indexOf('/'))
const drivesOf = (paths: ReadonlySet<string>): readonly string[] => Array.from(paths, driveOf)
