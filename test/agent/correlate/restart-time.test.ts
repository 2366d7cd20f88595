import { expect, it } from 'vitest'
import { readRestartTime } from '../../../agent/correlate/restart-time.ts'

const local = (text: string): number => Date.parse(`${text}Z`)

it.each([
  // printed, wall clock of the line, its bias, the instant meant
  ['14/06/2018 06:56:25 GMT Daylight Time', '2018-06-14T06:26:25.828', -60, '2018-06-14T05:56:25Z'],
  ['1/10/2019 2:00:42 AM Eastern Standard Time', '2019-01-10T01:40:42', 300, '2019-01-10T07:00:42Z'],
  ['12/4/2014 6:14:27 AM Eastern Standard Time', '2014-12-04T05:44:27', 300, '2014-12-04T11:14:27Z'],
  ['3/15/2016 8:30:08 AM Mountain Daylight Time', '2016-03-15T08:00:08', 360, '2016-03-15T14:30:08Z'],
  ['05.01.2026 09:00:00 Mitteleuropäische Zeit', '2026-01-05T08:30:00', -60, '2026-01-05T08:00:00Z'],
  // the clock is set back, or forward, between the line and the next try
  ['11/5/2023 1:20:01 AM Eastern Standard Time', '2023-11-05T01:50:01', 240, '2023-11-05T06:20:01Z'],
  ['3/12/2023 3:15:01 AM Eastern Daylight Time', '2023-03-12T01:45:01', 300, '2023-03-12T07:15:01Z'],
  ['29.10.2023 02:20:01 Mitteleuropäische Zeit', '2023-10-29T02:50:01', -120, '2023-10-29T01:20:01Z'],
  // a zone name far from the line's bias is another account's: the line's own bias stays
  ['1/5/2026 9:00:00 AM Pacific Standard Time', '2026-01-05T08:30:00', -60, '2026-01-05T08:00:00Z'],
])('reads %s', (printed, at, bias, expected) => {
  const read = readRestartTime(printed, local(at), bias)
  expect(read === undefined ? undefined : new Date(read).toISOString()).toBe(expected.replace('Z', '.000Z'))
})

it.each(['<timestamp>', '', 'never', '99/99/9999 99:99:99'])('gives nothing for "%s"', (printed) => {
  expect(readRestartTime(printed, local('2026-01-05T08:30:00'), 0)).toBeUndefined()
})
