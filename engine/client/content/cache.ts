// The client's cache: what is in it, what may go when room is needed (flows.md 3; CPD-2 to CPD-4).

const megabyte = 1024 ** 2
const minute = 60_000

export type CachedContent = {
  readonly contentId: string
  readonly version: number
  readonly bytes: number
  readonly complete: boolean
  /** In use just now. */
  readonly locked: boolean
  /** PERSIST_IN_CACHE */
  readonly persisted: boolean
  /** When it was last used; milliseconds since 1970. */
  readonly lastUsed: number
}

export type Cache = {
  /** Bytes of the whole cache. */
  readonly size: number
  /** How long content is kept at least; milliseconds, at most a week. */
  readonly keepFor: number
  readonly contents: readonly CachedContent[]
}

export const usualCache: Omit<Cache, 'contents'> = { size: 5120 * megabyte, keepFor: 1440 * minute }

/** Longest time that content can be made to stay. */
export const longestKeep = 10_080 * minute

/** A required download asks again every four hours, eighteen times. */
export const cacheRetry = { every: 4 * 60 * minute, times: 18 } as const

export const isCached = (cache: Cache, contentId: string, version: number): boolean =>
  cache.contents.some((one) => one.contentId === contentId && one.version === version && one.complete)

/** What must go so that `bytes` fit, oldest first; undefined when even that is not enough. */
export function roomFor(cache: Cache, bytes: number, now: number): readonly CachedContent[] | undefined {
  const used = cache.contents.reduce((sum, one) => sum + one.bytes, 0)
  let missing = bytes - (cache.size - used)
  const going: CachedContent[] = []
  const keep = Math.min(cache.keepFor, longestKeep)
  const movable = cache.contents
    .filter((one) => !one.locked && !one.persisted && now - one.lastUsed > keep)
    .toSorted((one, other) => one.lastUsed - other.lastUsed)
  for (const one of movable) {
    if (missing <= 0) break
    going.push(one)
    missing -= one.bytes
  }
  return missing <= 0 ? going : undefined
}
