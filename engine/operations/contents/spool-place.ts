// How much of a source may be written ahead to the primary drive, and what of it the library holds already.
import { isInPlace } from '../../checks/view.ts'
import { liveStored } from '../../scan/library-index.ts'
import type { WritableStore } from '../../write/writable-store.ts'
import { heldFrom, type Held } from '../spool.ts'
import type { SpoolPlace } from './content-source.ts'
import type { LibraryFacts } from './library-facts.ts'

/** @param writes  `new`: only what the library does not hold yet is going to be written */
export function spoolPlace(facts: LibraryFacts, store: WritableStore, writes: 'new' | 'all'): SpoolPlace {
  const [primary] = facts.rooms
  const free = primary?.usable === true ? (primary.freeBytes ?? Number.POSITIVE_INFINITY) : 0
  const room = Math.max(0, free - facts.reserveBytes)
  return { store, room, held: writes === 'all' ? undefined : heldIn(facts) }
}

function heldIn({ view: { index } }: LibraryFacts): Held {
  const { stored, hashes } = index.tables
  const all: string[] = []
  const sizes: number[] = []
  for (const row of liveStored(index)) {
    if (!isInPlace(index, row)) continue
    all.push(hashes.text(stored.hash.at(row)))
    sizes.push(stored.size.at(row))
  }
  return heldFrom(all, sizes)
}
