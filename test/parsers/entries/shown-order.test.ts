import { describe, expect, it } from 'vitest'
import { entryReader } from '../../../parsers/entry-reader.ts'
import { lineSplitter } from '../../../parsers/lines.ts'
import type { LogEntry } from '../../../parsers/log-entry.ts'

/** Local times of a viewer copy whose lines show these dates; '' is a blank line. */
function entriesOf(dates: readonly string[]): LogEntry[] {
  const splitter = lineSplitter()
  const reader = entryReader({ form: 'view' })
  const text = dates.map((date) => (date === '' ? '\n' : `x\tSMS_EXECUTIVE\t${date}\t776 (0x308)\n`)).join('')
  const entries: LogEntry[] = []
  splitter.each(Buffer.from(text), (line) => reader.push(line, entries))
  for (const line of splitter.end()) reader.push(line, entries)
  entries.push(...reader.end())
  expect(entries.reduce((sum, { length }) => sum + length, 0)).toBe(Buffer.byteLength(text))
  return entries
}

const daysOf = (dates: readonly string[]): (string | undefined)[] =>
  entriesOf(dates).map(({ localTime }) =>
    localTime === undefined ? undefined : new Date(localTime).toISOString().slice(0, 16),
  )

describe('the dates of a copy', () => {
  it.each([
    [
      ['10/03/2026 09:00', '13/03/2026 09:00'],
      ['2026-03-10T09:00', '2026-03-13T09:00'],
    ],
    [
      ['3/10/2026 9:00:07 AM', '3/13/2026 9:00:07 PM', '3/4/2026 12:00:00 AM'],
      ['2026-03-10T09:00', '2026-03-13T21:00', '2026-03-04T00:00'],
    ],
    [
      ['3/4/26 9:00', '3/31/26 9:00'],
      ['2026-03-04T09:00', '2026-03-31T09:00'],
    ],
    [
      ['10/03/26 09:00', '23/03/26 09:00'],
      [undefined, undefined],
    ],
    [
      ['10/10/2026 09:00', '10/03/2026 09:00'],
      ['2026-10-10T09:00', undefined],
    ],
    [
      ['32/03/10 09:00', '31/03/10 09:00'],
      ['2032-03-10T09:00', '2031-03-10T09:00'],
    ],
    [['10.03.95 09:00'], ['1995-03-10T09:00']],
    [
      ['10.03.2569 09:00', '1447/09/21 09:00', '10.03.2026 오 9:00'],
      [undefined, undefined, undefined],
    ],
    [
      ['10.13.2026 09:00', '10.03.2026 25:00'],
      [undefined, undefined],
    ],
    [
      ['10/03/2026 09:00', '2026/03/13 09:00'],
      [undefined, '2026-03-13T09:00'],
    ],
  ])('%j are told by all lines together', (dates, days) => {
    expect(daysOf(dates)).toEqual(days)
  })

  it('keep their lines, blank ones too, in order while they wait', () => {
    const waiting = entriesOf(['10/03/2026 09:00', '', '11/03/2026 09:00', '13/03/2026 09:00'])
    expect(waiting.map(({ line }) => line)).toEqual([1, 3, 4])
    expect(waiting.every(({ localTime }) => localTime !== undefined)).toBe(true)
  })

  it('that never tell are handed out without a time, and not kept without end', () => {
    const reader = entryReader({ form: 'view' })
    const splitter = lineSplitter()
    let handedOut = 0
    const line = Buffer.from('x\tSMS_EXECUTIVE\t10/03/2026 09:00\t776 (0x308)\n')
    for (let n = 0; n < 6000; n++) {
      const entries: LogEntry[] = []
      splitter.each(line, (one) => reader.push(one, entries))
      handedOut += entries.length
    }
    expect(handedOut).toBeGreaterThan(5000)
    expect(reader.resumeLine).toBeLessThanOrEqual(6000)
    expect(reader.firstTime).toBeUndefined()
  })
})
