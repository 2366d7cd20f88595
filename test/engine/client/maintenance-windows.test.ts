import fc from 'fast-check'
import { expect, it } from 'vitest'
import { timeLeft, windowAnswer, type MaintenanceWindow } from '../../../engine/client/program/maintenance-windows.ts'

const hour = 60 * 60_000
const start = Date.UTC(2026, 0, 5, 22)
const nightly: MaintenanceWindow = {
  kind: 'interval',
  start,
  isGmt: false,
  days: 1,
  hours: 0,
  minutes: 0,
  dayDuration: 0,
  hourDuration: 4,
  minuteDuration: 0,
}

it('a window over midnight is open from its first to its last millisecond', () => {
  expect([-1, 0, 3 * hour, 4 * hour - 1, 4 * hour, 24 * hour].map((after) => timeLeft(nightly, start + after))).toEqual(
    [0, 4 * hour, hour, 1, 0, 4 * hour],
  )
})

it('a program starts only when it can end before the window closes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 48 * 60 }), fc.integer({ min: 1, max: 300 }), (after, minutes) => {
      const now = start + after * 60_000
      const answer = windowAnswer([nightly], minutes * 60_000, now)
      if (minutes > 240) expect(answer).toBe('never')
      else expect(answer).toBe(timeLeft(nightly, now) >= minutes * 60_000 ? 'yes' : 'no')
    }),
  )
})

it('no window is no limit', () => {
  expect(windowAnswer([], 1000 * hour, start)).toBe('yes')
})
