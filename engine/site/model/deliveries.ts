import type { Delivery } from './package-delivery.ts'

/** All deliveries of the world, in the order they began. */
export type Deliveries = {
  add(delivery: Delivery): void
  all(): Iterable<Delivery>
  readonly count: number
}

export function createDeliveries(): Deliveries {
  const list: Delivery[] = []
  return {
    add: (delivery) => void list.push(delivery),
    all: () => list,
    get count() {
      return list.length
    },
  }
}
