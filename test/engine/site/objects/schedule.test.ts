import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ObjectError } from '../../../../engine/site/objects/errors.ts'
import { readSchedule, writeSchedule } from '../../../../engine/site/objects/schedule-string.ts'
import { nextTime, nextTimeOf } from '../../../../engine/site/objects/schedule-times.ts'
import type { ScheduleToken } from '../../../../engine/site/objects/schedule-token.ts'

const plain = { isGmt: false, dayDuration: 0, hourDuration: 0, minuteDuration: 0 }

// The sample of the documentation of ReadFromString (object-model.md 8).
const sample = '791378800008000055147880001B200055177880001E2000'

describe('an interval string', () => {
  it('reads as the documented sample says', () => {
    expect(readSchedule(sample)).toEqual([
      { ...plain, kind: 'once', start: Date.UTC(2004, 6, 19, 8, 30) },
      { ...plain, kind: 'weekly', start: Date.UTC(2004, 6, 20, 8, 21), weekday: 3, weeks: 1 },
      { ...plain, kind: 'weekly', start: Date.UTC(2004, 6, 23, 8, 21), weekday: 6, weeks: 1 },
    ])
  })

  it('is written as the documented sample', () => {
    expect(writeSchedule(readSchedule(sample))).toBe(sample)
  })

  it('of any tokens reads back as these tokens', () => {
    fc.assert(
      fc.property(fc.array(anyToken(), { maxLength: 15 }), (tokens) => {
        expect(readSchedule(writeSchedule(tokens))).toEqual(tokens)
      }),
    )
  })

  it('that can be read is written as it was, but for bits that no type uses', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-F]{16}$/), (text) => {
        const tokens = readOrRefuse(text)
        if (tokens === undefined) return
        expect(readSchedule(writeSchedule(tokens))).toEqual(tokens)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    '7913788',
    `${sample}0`,
    'G'.repeat(16),
    '7913788000000000',
    '0'.repeat(16),
    '79137880003FFFFF',
    '0'.repeat(256),
  ])('%s is none', (text) => {
    expect(() => readSchedule(text)).toThrow(ObjectError)
  })
})

describe('a token is due', () => {
  const monday = Date.UTC(2026, 0, 5, 8)

  it('once', () => {
    const once: ScheduleToken = { ...plain, kind: 'once', start: monday }
    expect([nextTime(once, monday - 1), nextTime(once, monday), nextTime(once, monday + 1)]).toEqual([
      monday,
      monday,
      undefined,
    ])
  })

  it('every so many days, hours and minutes', () => {
    const interval: ScheduleToken = { ...plain, kind: 'interval', start: monday, days: 1, hours: 12, minutes: 0 }
    expect(nextTime(interval, monday + 1)).toBe(Date.UTC(2026, 0, 6, 20))
    expect(nextTime({ ...interval, days: 0, hours: 0 }, monday + 1)).toBeUndefined()
  })

  it('every other Tuesday', () => {
    const weekly: ScheduleToken = { ...plain, kind: 'weekly', start: monday, weekday: 3, weeks: 2 }
    expect(nextTime(weekly, monday)).toBe(Date.UTC(2026, 0, 6, 8))
    expect(nextTime(weekly, Date.UTC(2026, 0, 6, 8, 1))).toBe(Date.UTC(2026, 0, 20, 8))
  })

  it('on the second and on the last Friday of a month', () => {
    const monthly = { ...plain, kind: 'monthly-by-weekday', start: monday, weekday: 6, months: 1 } as const
    expect(nextTime({ ...monthly, weekOrder: 2 }, monday)).toBe(Date.UTC(2026, 0, 9, 8))
    expect(nextTime({ ...monthly, weekOrder: 0 }, monday)).toBe(Date.UTC(2026, 0, 30, 8))
    expect(nextTime({ ...monthly, weekOrder: 2 }, Date.UTC(2026, 0, 10))).toBe(Date.UTC(2026, 1, 13, 8))
  })

  it('on the last day of a month, and on a day that some months lack', () => {
    const monthly = { ...plain, kind: 'monthly-by-date', start: monday, months: 1 } as const
    expect(nextTime({ ...monthly, monthDay: 0 }, Date.UTC(2026, 1, 1))).toBe(Date.UTC(2026, 1, 28, 8))
    expect(nextTime({ ...monthly, monthDay: 31 }, Date.UTC(2026, 1, 1))).toBe(Date.UTC(2026, 1, 28, 8))
    expect(nextTime({ ...monthly, monthDay: 5, months: 3 }, Date.UTC(2026, 0, 6))).toBe(Date.UTC(2026, 3, 5, 8))
  })

  it('never before it starts or before the time asked for, and the earliest of several counts', () => {
    fc.assert(
      fc.property(
        fc.array(anyToken(), { maxLength: 4 }),
        fc.integer({ min: 0, max: Date.UTC(2033, 0) }),
        (tokens, from) => {
          const times = tokens.map((token) => nextTime(token, from))
          times.forEach((time, index) => {
            expect(time === undefined || (time >= from && time >= tokens[index]!.start)).toBe(true)
          })
          const known = times.filter((time) => time !== undefined)
          expect(nextTimeOf(tokens, from)).toBe(known.length === 0 ? undefined : Math.min(...known))
        },
      ),
    )
  })
})

function readOrRefuse(text: string): readonly ScheduleToken[] | undefined {
  try {
    return readSchedule(text)
  } catch (error) {
    expect(error).toBeInstanceOf(ObjectError)
    return undefined
  }
}

function anyToken(): fc.Arbitrary<ScheduleToken> {
  const upTo = (least: number, most: number): fc.Arbitrary<number> => fc.integer({ min: least, max: most })
  const base = {
    start: upTo(0, Date.UTC(2033, 11, 31) / 60_000).map((minutes) => minutes * 60_000),
    isGmt: fc.boolean(),
    dayDuration: upTo(0, 31),
    hourDuration: upTo(0, 23),
    minuteDuration: upTo(0, 59),
  }
  const months = upTo(1, 12)
  return fc.oneof(
    fc.record({ ...base, kind: fc.constant('once' as const) }),
    fc.record({
      ...base,
      kind: fc.constant('interval' as const),
      days: upTo(0, 31),
      hours: upTo(0, 23),
      minutes: upTo(0, 59),
    }),
    fc.record({ ...base, kind: fc.constant('weekly' as const), weekday: upTo(1, 7), weeks: upTo(1, 4) }),
    fc.record({
      ...base,
      kind: fc.constant('monthly-by-weekday' as const),
      weekday: upTo(1, 7),
      months,
      weekOrder: upTo(0, 4),
    }),
    fc.record({ ...base, kind: fc.constant('monthly-by-date' as const), monthDay: upTo(0, 31), months }),
  )
}
