import type { World } from '../world/world.ts'

/** For how long something was at its limit while work waited for it; by name. */
export type Gauges = {
  mark(name: string, isFull: boolean): void
  /** Milliseconds. */
  fullTime(name: string): number
  names(): Iterable<string>
}

export function createGauges(world: World): Gauges {
  const gauges = new Map<string, { since: number | undefined; total: number }>()
  return {
    mark(name, isFull) {
      const one = gauges.get(name) ?? { since: undefined, total: 0 }
      gauges.set(name, one)
      if (isFull) one.since ??= world.now()
      else if (one.since !== undefined) {
        one.total += world.now() - one.since
        one.since = undefined
      }
    },
    fullTime(name) {
      const one = gauges.get(name)
      if (one === undefined) return 0
      return one.total + (one.since === undefined ? 0 : world.now() - one.since)
    },
    names: () => gauges.keys(),
  }
}
