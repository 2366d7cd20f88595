// Reading stored files at somebody else's pace, across threads: the owner of the clock grants bytes, the readers take
// them and sleep while there are none. So a rate holds inside one large file too, and a pause takes effect at once.
import type { LibraryStore, OpenFile, Refusal } from './store.ts'

/** Shared by threads: bytes that may be read now (below zero: read on credit), which mode holds, KiB read so far. */
export type Allowance = Int32Array<SharedArrayBuffer>

const available = 0
const mode = 1
const done = 2
const modes = { paced: 0, free: 1, over: 2 } as const

export const newAllowance = (): Allowance => new Int32Array(new SharedArrayBuffer(12))

/** Whole KiB of stored files read so far, as bytes: moves within one large file, too. */
export const bytesRead = (allowance: Allowance): number => (Atomics.load(allowance, done) >>> 0) * 1024

/** Reads are not held up any more. */
export const readFreely = (allowance: Allowance): void => change(allowance, modes.free)

/** Reads wait for what is granted. */
export const readPaced = (allowance: Allowance): void => change(allowance, modes.paced)

/** Every read from now on is refused. */
export const endReading = (allowance: Allowance): void => change(allowance, modes.over)

function change(allowance: Allowance, next: number): void {
  Atomics.store(allowance, mode, next)
  Atomics.add(allowance, available, 1) // a reader between its look and its sleep sees another value
  Atomics.notify(allowance, available)
}

/** Lets readers read so many bytes more; what nobody took is kept up to `most`. */
export function grant(allowance: Allowance, bytes: number, most: number): void {
  const room = Math.floor(most) - Atomics.load(allowance, available)
  if (room <= 0) return
  Atomics.add(allowance, available, Math.min(Math.floor(bytes), room))
  Atomics.notify(allowance, available)
}

const ended: Refusal = { refused: 'unreadable', reason: 'reading was ended' }

/** Was a read refused only because reading is over? */
export const isEnded = (refusal: Refusal | undefined): boolean => refusal?.reason === ended.reason

/** The same store, whose stored files are read within the allowance. Lists and INIs are not held up. */
export const pacedStore = (store: LibraryStore, allowance: Allowance): LibraryStore => ({
  ...store,
  open(path) {
    const file = store.open(path)
    return 'read' in file ? paced(file, allowance) : file
  },
})

function paced(file: OpenFile, allowance: Allowance): OpenFile {
  return {
    read(buffer) {
      if (!wait(allowance)) return ended
      const read = file.read(buffer)
      if (typeof read !== 'number') return read
      if (Atomics.load(allowance, mode) === modes.paced) Atomics.sub(allowance, available, read)
      Atomics.add(allowance, done, read >>> 10)
      return read
    },
    close: () => file.close(),
  }
}

/** False when reading is over. */
function wait(allowance: Allowance): boolean {
  for (;;) {
    const now = Atomics.load(allowance, mode)
    if (now !== modes.paced) return now === modes.free
    const left = Atomics.load(allowance, available)
    if (left > 0) return true
    Atomics.wait(allowance, available, left)
  }
}
