import { describe, expect, it } from 'vitest'
import { randomPlan, randomRollover } from '../../support/random-plan.ts'
import { roundTrip } from '../../support/round-trip.ts'

// A few of each kind of trouble; CMDP_ROUND_TRIPS tries so many from CMDP_ROUND_TRIP_FROM on.
const count = Number(process.env['CMDP_ROUND_TRIPS'] ?? 0)
const first = Number(process.env['CMDP_ROUND_TRIP_FROM'] ?? 1)
const seeds =
  count > 0
    ? Array.from({ length: count }, (_, index) => first + index)
    : [2, 6, 16, 1, 21, 33, 42, 61, 100, 162, 203, 381]

describe('random hierarchies with faults, skewed clocks, zones and rollovers, read back from their logs and libraries alone', () => {
  it.each(seeds)('seed %i', async (seed) => {
    const options = { lasting: 9 * 60 * 60_000, rolloverBytes: randomRollover(seed) }
    const { wrong } = await roundTrip(randomPlan(seed), options)
    expect(wrong).toEqual([])
  })
})
