// The only place that asks for the time and starts timers. Everything else is handed a Clock.

export interface Clock {
  /** Wall clock; milliseconds since 1970 UTC. May jump when somebody sets it. */
  now(): number
  /** Milliseconds that only grow; for measuring how long something took. */
  elapsed(): number
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Runs `action` once after `ms` milliseconds. Returns the way to call it off. */
  after(ms: number, action: () => void): () => void
}

/** Longest delay a Node timer takes; a longer one would fire at once. */
const longestTimer = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) => sleepOn(after, ms, signal),
  after,
}

function after(ms: number, action: () => void): () => void {
  let timer: NodeJS.Timeout
  const arm = (left: number): void => {
    const part = Math.min(left, longestTimer)
    timer = setTimeout(() => (left > part ? arm(left - part) : action()), part)
  }
  arm(Math.max(0, ms))
  return () => clearTimeout(timer)
}

/** Sleep in terms of `after`, so that a clock turned by hand sleeps the same way. */
export function sleepOn(startTimer: Clock['after'], ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve()
  return new Promise((resolve) => {
    const wake = (): void => {
      cancel()
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const cancel = startTimer(ms, wake)
    signal?.addEventListener('abort', wake, { once: true })
  })
}
