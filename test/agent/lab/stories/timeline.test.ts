import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeline } from '../../../../agent/lab/stories/timeline.ts'

describe('timeline', () => {
  it('runs what is due first, and of equals what was put first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (times) => {
        const clock = timeline()
        const ran: [number, number][] = []
        times.forEach((time, index) => clock.at(time, (now) => void ran.push([now, index])))
        while (clock.step());
        const expected = times.map((time, index) => [time, index] as [number, number])
        expect(ran).toEqual(expected.sort(([a, i], [b, j]) => a - b || i - j))
      }),
    )
  })

  it('lets an action put more on it', () => {
    const clock = timeline()
    const ran: string[] = []
    clock.at(1, (now) => clock.at(now + 1, () => ran.push('second')))
    clock.at(1, () => ran.push('first'))
    expect(clock.next()).toBe(1)
    while (clock.step());
    expect(ran).toEqual(['first', 'second'])
    expect(clock.next()).toBeUndefined()
  })
})
