import { describe, expect, it } from 'vitest'
import {
  readClientStamp,
  readCutServerStamp,
  readOldServerStamp,
  readProviderStamp,
  readServerStamp,
  readShownStamp,
  wallClock,
} from '../../parsers/timestamp.ts'
import { latin } from '../support/recorded-logs.ts'

const serverStamp = (text: string) => readServerStamp(latin(text), 0, text.length)

describe('site-server stamp', () => {
  it.each([
    ['06-14-2018 06:26:25.828-60', Date.UTC(2018, 5, 14, 6, 26, 25, 828), -60],
    ['08-22-2016 04:15:01.917+420', Date.UTC(2016, 7, 22, 4, 15, 1, 917), 420],
    ['02-29-2024 23:59:59.999+0', Date.UTC(2024, 1, 29, 23, 59, 59, 999), 0],
    ['12-31-2025 00:00:00.000-000', Date.UTC(2025, 11, 31), 0],
    ['07-01-2020 12:00:00.000-0330', Date.UTC(2020, 6, 1, 12), -330],
  ])('%s', (text, localTime, biasMinutes) => {
    expect(serverStamp(text)).toEqual({ localTime, biasMinutes, precision: 'ms', generation: 3 })
  })

  it.each([
    ['02-30-2018 06:26:25.828-60', 'a day that does not exist'],
    ['13-01-2018 06:26:25.828-60', 'a month that does not exist'],
    ['06-14-2018 24:26:25.828-60', 'an hour that does not exist'],
    ['06-14-0018 06:26:25.828-60', 'a year before all logs'],
  ])('%s has no time: %s', (text) => {
    expect(serverStamp(text)).toMatchObject({ localTime: undefined, biasMinutes: -60 })
  })

  it('with a bias beyond a day has none', () => {
    expect(serverStamp('06-14-2018 06:26:25.828-9999')).toMatchObject({ biasMinutes: undefined })
  })

  it.each([
    '06-14-2018 06:26:25.828',
    '06-14-2018 06:26:25.828-',
    '06-14-2018 06:26:25.828-12345',
    '06-14-2018 06:26:25.828+-60',
    '6-14-2018 06:26:25.828-60',
    '06/14/2018 06:26:25.828-60',
    '06-14-2018 06:26:25.8x8-60',
    '06-14-2018 06:26:2x.828-60',
    'x6-14-2018 06:26:25.828-60',
    '06-14-2018 06:26:25.82x-60',
    '',
  ])('is not "%s"', (text) => {
    expect(serverStamp(text)).toBeUndefined()
  })

  it('is found within other bytes', () => {
    const text = 'x06-14-2018 06:26:25.828-60>y'
    expect(readServerStamp(latin(text), 1, text.length - 2)).toMatchObject({ biasMinutes: -60 })
  })

  it('that the end of the line cut has a time and no bias', () => {
    expect(readCutServerStamp('06-14-2018 06:26:25.828-6')).toMatchObject({
      localTime: Date.UTC(2018, 5, 14, 6, 26, 25, 828),
      biasMinutes: undefined,
      precision: 'ms',
    })
    expect(readCutServerStamp('06-14-2018 06:26:25.8')).toMatchObject({
      localTime: Date.UTC(2018, 5, 14, 6, 26, 25),
      precision: 's',
    })
    expect(readCutServerStamp('06-14-2018 06:26:25')).toMatchObject({ precision: 's' })
    expect(readCutServerStamp('06-14-2018 06:26')).toBeUndefined()
  })
})

describe('stamps of the old generations', () => {
  it.each([
    ['Mon Dec 04 15:41:46 1995~', Date.UTC(1995, 11, 4, 15, 41, 46), 's', 1],
    ['Fri Oct 15 17:09:46.507 1999 Pacific Daylight Time', Date.UTC(1999, 9, 15, 17, 9, 46, 507), 'ms', 2],
    ['Fri Oct 15 17:09:46.677 1999', Date.UTC(1999, 9, 15, 17, 9, 46, 677), 'ms', 2],
    ['Fr Foo 15 17:09:46.677 1999', undefined, 'ms', 2],
  ])('%s', (text, localTime, precision, generation) => {
    expect(readOldServerStamp(text)).toEqual({ localTime, biasMinutes: undefined, precision, generation })
  })

  it.each(['Oct 15 17:09:46.507 1999', 'Fri Oct 15 17:09 1999', `Fri ${'x'.repeat(200)} 15 17:09:46.507 1999`])(
    'are not "%s"',
    (text) => {
      expect(readOldServerStamp(text)).toBeUndefined()
    },
  )
})

describe('bracket stamp', () => {
  const stamp = (weekday: string, first: number, second: number) =>
    readProviderStamp(weekday, [first, second, 2014, 11, 30, 28]).localTime

  it('is month first, on a day-first machine too', () => {
    expect(stamp('Thu', 9, 4)).toBe(Date.UTC(2014, 8, 4, 11, 30, 28))
  })

  it('is day first when the weekday says so', () => {
    expect(stamp('Thu', 4, 9)).toBe(Date.UTC(2014, 8, 4, 11, 30, 28))
  })

  it('is day first when there is no such month', () => {
    expect(stamp('Wed', 24, 9)).toBe(Date.UTC(2014, 8, 24, 11, 30, 28))
  })

  it('stays month first when the weekday fits neither reading, or is in another language', () => {
    expect(stamp('Sun', 9, 4)).toBe(Date.UTC(2014, 8, 4, 11, 30, 28))
    expect(stamp('Do', 4, 9)).toBe(Date.UTC(2014, 3, 9, 11, 30, 28))
  })

  it('has no time on a day that does not exist', () => {
    expect(stamp('Thu', 31, 31)).toBeUndefined()
  })
})

describe('CCM stamp', () => {
  const local = Date.UTC(2016, 6, 16, 1, 38, 47, 34)
  it.each([
    ['01:38:47.034-120', '07-16-2016', local, -120, false],
    ['01:38:47.034+000', '07-16-2016', local, 0, false],
    ['1:38:47.034 -120', '7-16-2016', local, -120, false],
    ['01:38:47.034+-420', '07-16-2016', local, undefined, true],
    ['01:38:47.034 420', '07-16-2016', local, undefined, true],
    ['01:38:47.034420', '07-16-2016', local, undefined, true],
    ['01:38:47.034-9999', '07-16-2016', local, undefined, true],
    ['01:38:47.0341289', '07-16-2016', local, undefined, false],
    ['01:38:47.034', '07-16-2016', local, undefined, false],
  ])('%s %s', (time, date, localTime, biasMinutes, doubtfulZone) => {
    expect(readClientStamp(time, date)).toEqual({ localTime, biasMinutes, precision: 'ms', doubtfulZone })
  })

  it('of whole seconds', () => {
    expect(readClientStamp('01:38:47', '07-16-2016')).toMatchObject({ precision: 's', doubtfulZone: false })
  })

  it.each([
    ['01:38', '07-16-2016'],
    ['01:38:47.034-120', '2016-07-16'],
    ['', ''],
    ['0'.repeat(50), '07-16-2016'],
  ])('is not "%s" "%s"', (time, date) => {
    expect(readClientStamp(time, date)).toBeUndefined()
  })
})

describe('a date as a viewer shows it', () => {
  it.each([
    ['07.08.2012', '00:12:55', undefined, { monthFirst: undefined, dayFirst: Date.UTC(2012, 7, 7, 0, 12, 55) }],
    ['9/14/2016', '3:11:09', 'PM', { monthFirst: Date.UTC(2016, 8, 14, 15, 11, 9), dayFirst: undefined }],
    [
      '04/09/2014',
      '11:30:26',
      undefined,
      { monthFirst: Date.UTC(2014, 3, 9, 11, 30, 26), dayFirst: Date.UTC(2014, 8, 4, 11, 30, 26) },
    ],
    ['2016-05-11', '14:36:57', undefined, { monthFirst: Date.UTC(2016, 4, 11, 14, 36, 57), dayFirst: undefined }],
    ['5/16/2016', '12:00:01', 'AM', { monthFirst: Date.UTC(2016, 4, 16, 0, 0, 1), dayFirst: undefined }],
    ['5/16/2016', '13:00:01', 'PM', { monthFirst: undefined, dayFirst: undefined }],
  ])('%s %s %s', (date, time, half, readings) => {
    expect(readShownStamp(date, time, half, undefined)).toEqual(readings)
  })
})

it('a wall clock knows leap years', () => {
  expect(wallClock(2023, 2, 29, 0, 0, 0, 0)).toBeUndefined()
  expect(wallClock(2024, 2, 29, 0, 0, 0, 0)).toBe(Date.UTC(2024, 1, 29))
  expect(wallClock(2023, 2, 29, 0, 0, 0, 0)).toBeUndefined()
})
