// Which failures pass by themselves, and how long we wait for it. On Windows a virus scanner or a client that downloads
// holds a file open for a moment, and renaming or deleting it fails with a sharing violation (0x80070020).
import { StoreError, type StoreFault } from '../../write/writable-store.ts'

const passing: ReadonlySet<StoreFault> = new Set(['busy', 'denied'])

/** Milliseconds before each further try of one step. */
const delays = [50, 100, 200, 400, 800, 1600] as const

/** What one operation may wait for altogether; a library full of locked files must not take days. Milliseconds. */
const mostWaiting = 60_000

export type Patience = {
  /** Milliseconds to wait before this step is tried again; undefined when it has failed. @param failures  so far */
  next(error: unknown, failures: number): number | undefined
}

export function newPatience(): Patience {
  let left = mostWaiting
  return {
    next(error, failures) {
      if (!(error instanceof StoreError) || !passing.has(error.fault)) return undefined
      const delay = delays[failures - 1]
      if (delay === undefined || delay > left) return undefined
      left -= delay
      return delay
    },
  }
}
