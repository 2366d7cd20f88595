// Grants bytes to the threads that hash: a rate for all of them together, nothing while they pause.
import { grant, type Allowance } from '../../engine/library/paced-store.ts'
import type { Clock } from '../clock.ts'

/** How often bytes are granted; milliseconds. */
const every = 50

export type Pacer = {
  /** Grants to this allowance until the way back is called. The one that began last gets everything. */
  begin(allowance: Allowance, isPaused: () => boolean): () => void
}

/** @param bytesPerSecond  asked each time, so that a new setting holds at once */
export function pacer(clock: Pick<Clock, 'elapsed' | 'after'>, bytesPerSecond: () => number): Pacer {
  const readers: { readonly allowance: Allowance; readonly isPaused: () => boolean }[] = []
  let callOff: (() => void) | undefined
  let last = 0

  const give = (): void => {
    const now = clock.elapsed()
    const rate = bytesPerSecond()
    // What a machine that slept did not read is not made up for.
    const bytes = (Math.min(now - last, 1_000) * rate) / 1_000
    last = now
    const reader = readers.findLast(({ isPaused }) => !isPaused())
    if (reader !== undefined) grant(reader.allowance, bytes, Math.max(rate / 4, 64 * 1024))
    callOff = readers.length > 0 ? clock.after(every, give) : undefined
  }
  return {
    begin(allowance, isPaused) {
      const reader = { allowance, isPaused }
      readers.push(reader)
      if (callOff === undefined) {
        last = clock.elapsed()
        callOff = clock.after(every, give)
      }
      return () => void readers.splice(readers.indexOf(reader), 1)
    },
  }
}
