// Bytes per second, kept on average and without gushes: a bucket that fills at the rate and holds at most a quarter of a
// second. Reading is the reason to wait, never the loop that hashes.

export type TokenBucket = {
  /** Takes so many bytes out (it may go below zero) and tells how long to wait before reading them; milliseconds. */
  take(bytes: number, now: number): number
}

/** @param bytesPerSecond  above zero */
export function tokenBucket(bytesPerSecond: number): TokenBucket {
  const most = bytesPerSecond / 4
  let filled = 0
  let at: number | undefined
  return {
    take(bytes, now) {
      filled = Math.min(most, filled + ((now - (at ?? now)) * bytesPerSecond) / 1000)
      at = now
      const wait = filled >= 0 ? 0 : (-filled * 1000) / bytesPerSecond
      filled -= bytes
      return wait
    },
  }
}
