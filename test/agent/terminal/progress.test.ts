import { expect, it } from 'vitest'
import { timeLeft } from '../../../agent/terminal/progress.ts'

it.each([
  [0, 100, 5_000, ''],
  [100, 100, 5_000, ''],
  [10, 100, 500, ''],
  [50, 100, 10_000, ' | 10s left'],
  [10, 100, 20_000, ' | 3m 00s left'],
  [1, 100, 100_000, ' | 2h 45m left'],
])('%i of %i after %i ms', (done, total, elapsed, words) => {
  expect(timeLeft(done, total, elapsed)).toBe(words)
})
