import { eventQueue } from './event-queue.ts'
import type { Condition, World } from './world.ts'

/** A line that all who send over it share evenly. */
export type SharedLine = {
  /** Bytes per second. */
  readonly rate: number
  /** Until something sent has been answered; milliseconds. */
  readonly latency: number
  /** Transfers under way. */
  readonly busy: number
  /** Milliseconds in which somebody sent. */
  readonly busyTime: number
  /** Holds when so many bytes have been carried. */
  carry(bytes: number): Condition
  setRate(bytesPerSecond: number): void
}

/**
 * Fluid sharing: of n transfers each gets the n-th part at every moment. Kept as the bytes that one transfer would have
 * got since the beginning; a transfer ends when that has grown by its size.
 *
 * @param bytesPerSecond  Infinity: nothing takes time
 */
export function sharedLine(world: World, bytesPerSecond: number, latency = 0): SharedLine {
  const ends = eventQueue<() => void>()
  let rate = bytesPerSecond
  let busy = 0
  let served = 0
  let since = world.now()
  let plan = 0
  let busyTime = 0

  const update = (): void => {
    const now = world.now()
    if (busy > 0) {
      served += ((now - since) * rate) / 1_000 / busy
      busyTime += now - since
    }
    since = now
  }
  const finish = (): void => {
    update()
    // A millisecond of slack: the clock's numbers are not exact at this size.
    const slack = busy === 0 ? 0 : rate / 1_000 / busy
    for (let end = ends.next(); end !== undefined && end <= served + slack; end = ends.next()) {
      busy--
      ends.take()?.()
    }
    planNext()
  }
  const planNext = (): void => {
    const end = ends.next()
    const own = ++plan
    if (end === undefined) return
    const wait = Math.max(0, ((end - served) * busy * 1_000) / rate)
    world.at(world.now() + wait, () => {
      if (own === plan) finish()
    })
  }
  return {
    latency,
    get rate() {
      return rate
    },
    get busy() {
      return busy
    },
    get busyTime() {
      return busyTime
    },
    carry: (bytes) => ({
      join(resume) {
        if (rate === Infinity || bytes === 0) return world.at(world.now(), resume)
        update()
        busy++
        ends.put(served + bytes, () => world.at(world.now(), resume))
        planNext()
      },
    }),
    setRate(bytesPerSecond) {
      update()
      rate = bytesPerSecond
      planNext()
    },
  }
}
