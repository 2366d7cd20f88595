import { describe, expect, it } from 'vitest'
import { chance } from '../../../../engine/site/world/chance.ts'

const numbers = (seed: number): number[] =>
  Array.from(
    { length: 1_000 },
    (
      (random) => () =>
        random.next()
    )(chance(seed)),
  )

describe('chance', () => {
  it('is decided by its seed', () => {
    expect(numbers(7)).toEqual(numbers(7))
    expect(numbers(7)).not.toEqual(numbers(8))
  })

  it('spreads evenly from 0 to below 1', () => {
    const drawn = numbers(1)
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...drawn)).toBeLessThan(1)
    const perTenth = Array.from({ length: 10 }, (_, tenth) => drawn.filter((n) => Math.floor(n * 10) === tenth).length)
    expect(Math.min(...perTenth)).toBeGreaterThan(60)
  })

  it('gives whole numbers with both ends, and text of an alphabet', () => {
    const random = chance(3)
    expect([...new Set(Array.from({ length: 200 }, () => random.between(2, 4)))].sort()).toEqual([2, 3, 4])
    expect(random.text(8, 'AB')).toMatch(/^[AB]{8}$/)
  })

  it('forks into parts that do not touch each other', () => {
    const one = chance(5)
    one.next()
    expect(one.fork('threads').next()).toBe(chance(5).fork('threads').next())
    expect(chance(5).fork('threads').next()).not.toBe(chance(5).fork('waits').next())
  })
})
