/** What is to happen when, in the world's time; milliseconds since the beginning. */
export type Timeline = {
  at(time: number, action: (now: number) => void): void
  /** Runs the earliest action (of equals the one that was put first); false when nothing is left. */
  step(): boolean
  /** Time of the earliest action. */
  next(): number | undefined
}

export function timeline(): Timeline {
  const waiting: { readonly time: number; readonly action: (now: number) => void }[] = []

  /** Index behind everything that is due at `time` or before; the list is kept in order. */
  const placeOf = (time: number): number => {
    let low = 0
    let high = waiting.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((waiting[middle]?.time ?? Infinity) <= time) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    at: (time, action) => void waiting.splice(placeOf(time), 0, { time, action }),
    step() {
      const due = waiting.shift()
      due?.action(due.time)
      return due !== undefined
    },
    next: () => waiting[0]?.time,
  }
}
