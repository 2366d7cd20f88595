import { expect, it } from 'vitest'
import { pacer } from '../../../agent/library/pacer.ts'
import { newAllowance, type Allowance } from '../../../engine/library/paced-store.ts'
import { manualClock } from '../../support/manual-clock.ts'

const rate = 1_000_000

/** Takes what is granted, as readers do: in reads of up to 300 KB, on credit. @returns bytes */
function read(allowance: Allowance): number {
  let bytes = 0
  for (let size = 70_000; Atomics.load(allowance, 0) > 0; size = (size * 7) % 300_000) {
    Atomics.sub(allowance, 0, size)
    bytes += size
  }
  return bytes
}

it('holds the rate over any mix of sizes; a pause is not made up for', async () => {
  const clock = manualClock()
  let paused = false
  const allowance = newAllowance()
  pacer(clock, () => rate).begin(allowance, () => paused)
  let bytes = 0
  for (let step = 0; step < 400; step++) {
    paused = step >= 100 && step < 300
    await clock.advance(50)
    bytes += read(allowance)
  }
  const seconds = 200 * 0.05
  expect(Math.abs(bytes / seconds / rate - 1)).toBeLessThan(0.1)
})

it('gives everything to who began last, and goes back to the other when that one is done', async () => {
  const clock = manualClock()
  const background = newAllowance()
  const arrival = newAllowance()
  const grants = pacer(clock, () => rate)
  grants.begin(background, () => false)
  const done = grants.begin(arrival, () => false)
  await clock.advance(100)
  expect([read(background), read(arrival)]).toEqual([0, expect.any(Number)])
  expect(Atomics.load(arrival, 0)).toBeLessThan(0)
  done()
  await clock.advance(100)
  expect(read(background)).toBeGreaterThan(0)
})

it('takes a new rate at once', async () => {
  const clock = manualClock()
  let now = rate
  const allowance = newAllowance()
  pacer(clock, () => now).begin(allowance, () => false)
  await clock.advance(50)
  const slow = Atomics.load(allowance, 0)
  now = rate * 4
  await clock.advance(50)
  expect(Atomics.load(allowance, 0) - slow).toBe(slow * 4)
})
