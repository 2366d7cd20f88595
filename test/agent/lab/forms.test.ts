import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gmtDate, renderEntry, restartTime, type WrittenEntry } from '../../../agent/lab/forms.ts'
import { readEntries } from './read-entries.ts'

/** Text that a component could write: no frame of any form inside, no blanks or marks at the ends. */
const message = fc
  .string({ minLength: 1, maxLength: 60, unit: 'grapheme-ascii' })
  .filter((text) => text === text.trim() && !/\$\$?<|\]LOG\]!>|<!\[LOG\[|^\[[0-9a-f]+\]\[/i.test(text))

const entry: fc.Arbitrary<WrittenEntry> = fc.record({
  at: fc.integer({ min: Date.UTC(1995, 0), max: Date.UTC(2099, 0) }),
  biasMinutes: fc.integer({ min: -14 * 60, max: 12 * 60 }),
  component: fc.constantFrom('SMS_DISTRIBUTION_MANAGER', 'SMS_PACKAGE_TRANSFER_MANAGER', 'Configuration Manager Setup'),
  thread: fc.integer({ min: 4, max: 999_999 }),
  message,
})

describe('renderEntry', () => {
  it('writes the lines of the published examples', () => {
    const published = { at: Date.UTC(2018, 5, 14, 5, 26, 25, 828), biasMinutes: -60, component: 'SMS_X', thread: 9112 }
    expect(renderEntry['site-server']({ ...published, message: 'Failed' })).toBe(
      'Failed  $$<SMS_X><06-14-2018 06:26:25.828-60><thread=9112 (0x2398)>\r\n',
    )
    const pacific = { ...published, at: Date.UTC(2016, 7, 22, 11, 15, 1, 917), biasMinutes: 420, thread: 2868 }
    expect(renderEntry['site-server']({ ...pacific, message: 'two\r\nlines' })).toBe(
      'two~lines  $$<SMS_X><08-22-2016 04:15:01.917+420><thread=2868 (0xB34)>\r\n',
    )
    const dp = { at: Date.UTC(2014, 8, 4, 10, 30, 28), biasMinutes: -60, component: '', thread: 0x66c }
    expect(renderEntry.bracket({ ...dp, message: 'RegReadDWord failed; 0x80070002' })).toBe(
      '[66C][Thu 09/04/2014 11:30:28]:RegReadDWord failed; 0x80070002\r\n',
    )
    const monitor = { at: Date.UTC(2016, 6, 15, 23, 38, 47, 34), biasMinutes: -120, component: 'M', thread: 12172 }
    expect(renderEntry.ccm({ ...monitor, message: 'Report' })).toBe(
      '<![LOG[Report]LOG]!><time="01:38:47.034-120" date="07-16-2016" component="M" context="" type="1" thread="12172" file="">\r\n',
    )
  })

  it.each(['site-server', 'ccm'] as const)('%s: what is written is what is read', (form) => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 5 }), (written) => {
        const text = written.map((one) => renderEntry[form](one)).join('')
        const { entries, counts } = readEntries(text)
        expect(entries.map((read) => ({ ...partsOf(read), form: read.form }))).toEqual(
          written.map((one) => ({ ...one, form })),
        )
        expect(entries.reduce((sum, { length }) => sum + length, 0)).toBe(Buffer.byteLength(text))
        expect(counts).toMatchObject({ records: written.length, orphans: 0, fragments: 0 })
      }),
    )
  })

  it('bracket: what is written is what is read, in whole seconds of local time', () => {
    fc.assert(
      fc.property(entry, (written) => {
        const [read] = readEntries(renderEntry.bracket(written)).entries
        const localTime = Math.floor((written.at - written.biasMinutes * 60_000) / 1_000) * 1_000
        const { message: text, thread } = written
        expect(read).toMatchObject({ form: 'bracket', message: text, thread, localTime, precision: 's' })
      }),
    )
  })
})

const partsOf = ({
  time,
  biasMinutes,
  component,
  thread,
  message: text,
}: ReturnType<typeof readEntries>['entries'][0]) => ({
  at: time,
  biasMinutes,
  component,
  thread,
  message: text,
})

describe('times inside messages', () => {
  it('GMTDATE is UTC', () => {
    expect(gmtDate(Date.UTC(2016, 4, 16, 19, 26, 58, 642))).toBe('Mon May 16 19:26:58.642 2016')
    expect(gmtDate(Date.UTC(2026, 0, 5, 8, 0, 0, 7))).toBe('Mon Jan 05 08:00:00.007 2026')
  })

  it.each([
    [Date.UTC(2019, 0, 7, 21, 6, 4), 300, '1/7/2019 4:06:04 PM'],
    [Date.UTC(2019, 0, 10, 7, 0, 42), 300, '1/10/2019 2:00:42 AM'],
    [Date.UTC(2026, 0, 5, 11, 30, 0), -60, '1/5/2026 12:30:00 PM'],
    [Date.UTC(2026, 0, 4, 23, 5, 9), -60, '1/5/2026 12:05:09 AM'],
  ])('a restart time is local, with twelve hours', (at, bias, expected) => {
    expect(restartTime(at, bias, 'Eastern Standard Time')).toBe(`${expected} Eastern Standard Time`)
  })
})
