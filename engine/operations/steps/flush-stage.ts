// Makes a whole stage survive a power loss: one flush of each drive where the system has it and the stage is large,
// else one call for each file and folder.
import { StoreError, type WritableStore } from '../../write/writable-store.ts'
import { flushAll } from './hand-out.ts'
import type { Hands } from './hands.ts'

/** Fewer files than this are flushed one by one: a flush of the whole drive also waits for what others wrote. */
const worthWhole = 64

export type Touched = {
  /** Store paths of files that were written. */
  readonly files: readonly string[]
  /** Of folders in which a name came or went. */
  readonly folders: ReadonlySet<string>
}

/** The folders of many paths, each once. Most paths lie where the one before does, and need no text of their own. */
export class FolderSet {
  readonly all = new Set<string>()
  private last = ''

  addParentOf(path: string): void {
    const end = path.lastIndexOf('/')
    if (end === this.last.length && path.startsWith(this.last)) return
    this.last = path.slice(0, end)
    this.all.add(this.last)
  }
}

/**
 * @param hands  share the files of a drive that cannot be flushed as a whole, so that the disk has several at a time
 * @throws StoreError
 */
export async function flushTouched(store: WritableStore, { files, folders }: Touched, hands?: Hands): Promise<void> {
  const few = files.length + folders.size < worthWhole
  const whole = new Set(few ? [] : drivesOf(files, folders).filter((drive) => store.flushDrive(drive)))
  const single = whole.size === 0 ? files : files.filter((path) => !isBelow(whole, path))
  if (hands !== undefined && single.length >= hands.fewest) await flushAll(hands, single)
  else for (const path of single) store.flushFile(path)
  for (const path of folders) if (!isBelow(whole, path)) flushFolder(store, path)
}

/** A folder that the stage itself removed needs no flush; the one it lay in gets it. */
function flushFolder(store: WritableStore, path: string): void {
  try {
    store.flushFolder(path)
  } catch (error) {
    if (!(error instanceof StoreError) || error.fault !== 'missing') throw error
  }
}

/** The folder of a drive may be its root, `E:`. */
const driveOf = (path: string): string => path.split('/', 1)[0] ?? path

const isBelow = (drives: ReadonlySet<string>, path: string): boolean => drives.size > 0 && drives.has(driveOf(path))

function drivesOf(...all: readonly Iterable<string>[]): readonly string[] {
  const drives = new Set<string>()
  let last: string | undefined
  for (const paths of all) {
    for (const path of paths) {
      if (last !== undefined && path.startsWith(last)) continue
      drives.add(driveOf(path))
      last = `${driveOf(path)}/`
    }
  }
  return [...drives]
}
