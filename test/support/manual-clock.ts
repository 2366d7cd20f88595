import { sleepOn, type Clock } from '../../agent/clock.ts'

export type ManualClock = Clock & {
  /** Moves time on; every timer due on the way runs at its own time, and what it set off is given a turn. */
  advance(ms: number): Promise<void>
  /** Sets the wall clock without running any timer, as an administrator or a time service does. */
  jumpTo(now: number): void
  /** How many timers wait. */
  waiting(): number
}

/** A clock that stands still until a test turns it. `start`: milliseconds since 1970 UTC. */
export function manualClock(start = 0): ManualClock {
  let elapsed = 0
  let base = start
  const timers = new Set<{ readonly due: number; readonly action: () => void }>()

  const after: Clock['after'] = (ms, action) => {
    const timer = { due: elapsed + Math.max(0, ms), action }
    timers.add(timer)
    return () => timers.delete(timer)
  }
  const next = (): number => Math.min(...[...timers].map((timer) => timer.due))

  return {
    now: () => base + elapsed,
    elapsed: () => elapsed,
    after,
    sleep: (ms, signal) => sleepOn(after, ms, signal),
    async advance(ms) {
      const goal = elapsed + ms
      await turn()
      while (next() <= goal) {
        elapsed = next()
        const due = [...timers].find((timer) => timer.due === elapsed)
        if (due !== undefined) {
          timers.delete(due)
          due.action()
        }
        await turn()
      }
      elapsed = goal
      await turn()
    },
    jumpTo(now) {
      base = now - elapsed
    },
    waiting: () => timers.size,
  }
}

/** Lets everything that is ready to run, run: microtasks and the callbacks of finished input and output. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
