/** What is to happen when, earliest first; of equal times the one that was put first. A binary heap, for millions. */
export type EventQueue<Item> = {
  put(time: number, item: Item): void
  /** Takes the earliest; undefined when nothing is left. */
  take(): Item | undefined
  /** Time of the earliest. */
  next(): number | undefined
  readonly size: number
}

export function eventQueue<Item>(): EventQueue<Item> {
  // Three arrays side by side: no object per event.
  const times: number[] = []
  const orders: number[] = []
  const items: (Item | undefined)[] = []
  let order = 0

  const isBefore = (one: number, other: number): boolean => {
    const difference = (times[one] ?? 0) - (times[other] ?? 0)
    return difference < 0 || (difference === 0 && (orders[one] ?? 0) < (orders[other] ?? 0))
  }
  const swap = (one: number, other: number): void => {
    exchange(times, one, other)
    exchange(orders, one, other)
    exchange(items, one, other)
  }
  const rise = (from: number): void => {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (!isBefore(at, parent)) return
      swap(at, parent)
      at = parent
    }
  }
  const sink = (): void => {
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      if (left >= times.length) return
      const right = left + 1
      const least = right < times.length && isBefore(right, left) ? right : left
      if (!isBefore(least, at)) return
      swap(least, at)
      at = least
    }
  }
  return {
    put(time, item) {
      times.push(time)
      orders.push(order++)
      items.push(item)
      rise(times.length - 1)
    },
    take() {
      if (times.length === 0) return undefined
      swap(0, times.length - 1)
      const item = items.pop()
      times.pop()
      orders.pop()
      sink()
      return item
    },
    next: () => times[0],
    get size() {
      return times.length
    },
  }
}

function exchange<Item>(list: Item[], one: number, other: number): void {
  const kept = list[one]
  list[one] = list[other] as Item
  list[other] = kept as Item
}
