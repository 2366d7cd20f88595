/** So many may work at once; the others wait in line. */
export type Slots = {
  busy(): number
  take(now: number, work: (now: number) => void): void
  free(now: number): void
}

export function slots(count: number): Slots {
  const waiting: ((now: number) => void)[] = []
  let busy = 0
  return {
    busy: () => busy,
    take(now, work) {
      if (busy === count) return void waiting.push(work)
      busy++
      work(now)
    },
    free(now) {
      const next = waiting.shift()
      if (next === undefined) busy--
      else next(now)
    },
  }
}
