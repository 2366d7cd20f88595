// A wait that ends at its time, or earlier when somebody rings; a ring while nobody waits is not lost.
import type { Clock } from '../../clock.ts'

export type Alarm = {
  ring(): void
  /** Milliseconds. */
  wait(ms: number): Promise<void>
}

export function alarm(clock: Pick<Clock, 'sleep'>): Alarm {
  let bell = new AbortController()
  return {
    ring: () => bell.abort(),
    async wait(ms) {
      await clock.sleep(ms, bell.signal)
      bell = new AbortController()
    },
  }
}
