// What is kept, and what is forgotten when a log tells of more than a site can have.
import { describe, expect, it } from 'vitest'
import { createTracker, type Tracker } from '../../../../engine/distribution/tracker.ts'
import type { Happening } from '../../../../engine/distribution/distribution-event.ts'
import { parsePackageId } from '../../../../engine/ids.ts'
import { happens, subject } from '../../../support/distribution-events.ts'
import { someTime } from '../../../support/distribution-steps.ts'

const id = (number: number): string => `PS1${number.toString(16).toUpperCase().padStart(5, '0')}`

function tell(tracker: Tracker, number: number, happening: Happening): void {
  const of = { ...subject(1), packageId: parsePackageId(id(number)) }
  tracker.apply(happens(happening, { subject: of, at: someTime + number }))
}

const known = (tracker: Tracker): readonly string[] =>
  [...tracker.distributions()].map(({ run }) => run.packageId ?? '')

describe('beyond the limit', () => {
  it('what ended well is forgotten first, the oldest before the others', () => {
    const tracker = createTracker({ limits: { closed: 20 } })
    for (let number = 1; number <= 21; number += 1) tell(tracker, number, number <= 5 ? 'queued' : 'installed')
    expect(known(tracker)).toEqual([1, 2, 3, 4, 5, ...[9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]].map(id))
    expect(tracker.counts()).toEqual({ open: 5, known: 18, evicted: 3 })
  })

  it('of all, the oldest go, open or not: a log cannot fill the memory', () => {
    const tracker = createTracker({ limits: { closed: 20, most: 50 } })
    for (let number = 1; number <= 10_000; number += 1) tell(tracker, number, number % 2 === 0 ? 'queued' : 'givenUp')
    const { known: kept, open, evicted } = tracker.counts()
    expect(kept).toBeLessThanOrEqual(51)
    expect(kept).toBeGreaterThanOrEqual(45)
    expect([kept + evicted, open <= kept]).toEqual([10_000, true])
    expect(known(tracker)).toEqual(Array.from({ length: kept }, (_, at) => id(10_001 - kept + at)))
    expect([...tracker.present(someTime)]).toHaveLength(kept)
  })

  it('also of those that sleep, and what is told of a forgotten one begins anew', () => {
    const tracker = createTracker({ limits: { closed: 2_000, most: 6_000 } })
    for (let number = 1; number <= 20_000; number += 1) tell(tracker, number, 'queued')
    const { known: kept, open } = tracker.counts()
    expect(open).toBe(kept)
    expect(kept).toBeLessThanOrEqual(6_001)
    tell(tracker, 1, 'sendStarted')
    expect([...tracker.distributions()][0]?.run).toMatchObject({
      packageId: id(1),
      outcome: 'in-progress',
      ordinal: 1,
    })
    expect(tracker.counts().open).toBe(tracker.counts().known)
  })

  it('what is forgotten is no longer remembered over a restart', () => {
    const tracker = createTracker({ limits: { closed: 20, most: 50 } })
    const disk = new Map<string, unknown>()
    for (let number = 1; number <= 500; number += 1) {
      tell(tracker, number, 'queued')
      for (const { key, value } of tracker.stage()) {
        if (value === undefined) disk.delete(key)
        else disk.set(key, value)
      }
      tracker.committed()
    }
    const again = createTracker({ limits: { closed: 20, most: 50 } })
    again.restore([...disk].map(([key, value]) => ({ key, value })))
    expect(known(again)).toEqual(known(tracker))
  })
})
