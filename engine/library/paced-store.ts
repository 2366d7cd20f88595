// Reading stored files at somebody else's pace, across threads: the owner of the clock grants bytes, the readers take
// them and sleep while there are none. So a rate holds inside one large file too, and a pause takes effect at once.
import type { LibraryStore, OpenFile, Refusal } from './store.ts'

/** Shared by threads: bytes that may be read now (below zero: read on credit), and whether reading is over. */
export type Allowance = Int32Array<SharedArrayBuffer>

const available = 0
const over = 1

export const newAllowance = (): Allowance => new Int32Array(new SharedArrayBuffer(8))

/** Lets readers read so many bytes more; what nobody took is kept up to `most`. */
export function grant(allowance: Allowance, bytes: number, most: number): void {
  const room = Math.floor(most) - Atomics.load(allowance, available)
  if (room <= 0) return
  Atomics.add(allowance, available, Math.min(Math.floor(bytes), room))
  Atomics.notify(allowance, available)
}

/** Every read from now on is refused. */
export function endReading(allowance: Allowance): void {
  Atomics.store(allowance, over, 1)
  Atomics.store(allowance, available, 1) // a reader between its look and its sleep sees another value
  Atomics.notify(allowance, available)
}

const ended: Refusal = { refused: 'unreadable', reason: 'reading was ended' }

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
      if (typeof read === 'number') Atomics.sub(allowance, available, read)
      return read
    },
    close: () => file.close(),
  }
}

/** False when reading is over. */
function wait(allowance: Allowance): boolean {
  for (;;) {
    if (Atomics.load(allowance, over) === 1) return false
    const left = Atomics.load(allowance, available)
    if (left > 0) return true
    Atomics.wait(allowance, available, left)
  }
}
