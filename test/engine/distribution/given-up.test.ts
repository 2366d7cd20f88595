import { describe, expect, it } from 'vitest'
import { givenUpAt } from '../../../engine/distribution/retry.ts'

const minute = 60_000
const next = Date.UTC(2018, 5, 14, 5, 56, 25)

describe('when a job is given up', () => {
  it.each([
    ['76 tries every 30 minutes', 76, next - 30 * minute, next + 75 * 30 * minute],
    ['the line is milliseconds later than the time it prints', 76, next - 30 * minute + 828, next + 75 * 30 * minute],
    ['the site tries every 5 minutes', 3, next - 5 * minute, next + 10 * minute],
    ['the next try is the last', 1, next - 30 * minute, next],
    ['the line has no time: the usual delay', 2, undefined, next + 20 * minute],
    ['a clock set back between line and try: the usual delay', 2, next + 90 * minute, next + 20 * minute],
  ])('%s', (_name, triesLeft, printedAt, expected) => {
    expect(givenUpAt({ nextRetry: next, triesLeft }, printedAt, 20 * minute)).toBe(expected)
  })

  it('is not known without a next try, and over with the last', () => {
    expect(givenUpAt({ nextRetry: undefined, triesLeft: 3 }, next, minute)).toBeUndefined()
    expect(givenUpAt({ nextRetry: next, triesLeft: undefined }, next, minute)).toBeUndefined()
    expect(givenUpAt({ nextRetry: next, triesLeft: 0 }, next, minute)).toBeUndefined()
  })
})
