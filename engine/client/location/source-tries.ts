// How a client goes through its sources: two minutes each, round and round, while the pool grows (flows.md 6c; CLF-25).
import type { Ranked } from './source-order.ts'

const minute = 60_000

/** How long a client tries one source before the next one. */
export const triesEachSourceFor = 2 * minute

/**
 * Two minutes each, round and round, over the sources that are in the pool by then; a source that comes into the pool
 * counts from the next try on. Ends when every source of the whole pool has been tried after the last one came in.
 */
export function trying(
  sources: readonly Ranked[],
  works: (source: Ranked, at: number) => boolean,
): {
  /** Answer of CLF-25: this source serves, the next one, or there is none just now. */
  next(): 'next' | 'no' | 'none'
  waitForMore(): boolean
  chosen(): Ranked | undefined
  now(): number
} {
  let now = 0
  let tried = new Set<string>()
  let found: Ranked | undefined
  const open = (): readonly Ranked[] => sources.filter(({ from }) => from <= now)
  return {
    next() {
      let source = open().find(({ name }) => !tried.has(name))
      if (source === undefined && open().length < sources.length) {
        // A round is over and more is to come: begin another one.
        tried = new Set()
        source = open()[0]
      }
      if (source === undefined) return 'none'
      tried.add(source.name)
      if (works(source, now)) {
        found = source
        return 'next'
      }
      now += triesEachSourceFor
      return 'no'
    },
    waitForMore() {
      const later = sources.filter(({ from }) => from > now).map(({ from }) => from)
      if (later.length === 0) return false
      now = Math.min(...later)
      return true
    },
    chosen: () => found,
    now: () => now,
  }
}

/** A number from 0 to 1 that depends on the words alone: the same client meets the same order again. */
export function chanceOf(seed: string): (name: string) => number {
  return (name) => {
    let hash = 2166136261
    for (const letter of `${seed} ${name}`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619)
    // FNV alone leaves near names near each other; two more rounds spread them.
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507)
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909)
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
  }
}
