/** Wakes whoever waits; a call made while nobody waits is not lost. */
export type Doorbell = { ring(): void; wait(): Promise<void> }

export function createDoorbell(): Doorbell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    async wait() {
      if (!rung) await new Promise<void>((resolve) => (wake = resolve))
      rung = false
      wake = undefined
    },
  }
}
