import { describe, expect, it } from 'vitest'
import { looksViewed, readViewedLine } from '../../../parsers/layouts/viewer.ts'

const DM = 'SMS_DISTRIBUTION_MANAGER'

describe('a line copied from a viewer', () => {
  it.each([
    [`${DM} 2624 (0xa40) Found it`, { component: DM, thread: 2624, message: 'Found it' }],
    [
      `${DM}    7076 (0x1ba4)    ~Failed to take snapshot`,
      { component: DM, thread: 7076, message: '~Failed to take snapshot' },
    ],
    [`${DM}\t7076 (0x1BA4)\tx`, { component: DM, thread: 7076, message: 'x' }],
    ['SMS Provider 22172 (0x569c) Context: x~', { component: 'SMS Provider', thread: 22172, message: 'Context: x~' }],
    ['2020 (0x7e4) Started process x', { component: undefined, thread: 2020, message: 'Started process x' }],
    [
      '4688 (0x1250)        Successfully notified PullDP',
      { component: undefined, thread: 4688, message: 'Successfully notified PullDP' },
    ],
    [`Date Time    ${DM}    7280 (0x1c70)    Found it`, { component: DM, thread: 7280, message: 'Found it' }],
    [`${DM} 2624 (0xa40)`, { component: DM, thread: 2624, message: '' }],
  ])('has its columns in front: %s', (line, viewed) => {
    expect(readViewedLine(line)).toEqual({ ...viewed, shown: undefined })
  })

  it.each([
    [
      `x failed; 0x80070003 ${DM} 07.08.2012 00:12:55 3472 (0x0D90)`,
      {
        message: 'x failed; 0x80070003',
        shown: { date: '07.08.2012', time: '00:12:55', half: undefined, ms: undefined },
      },
      3472,
    ],
    [
      `AVAL0="PS100003"\t${DM}\t9/14/2016 3:11:09 PM\t4636 (0x121C)`,
      { message: 'AVAL0="PS100003"', shown: { date: '9/14/2016', time: '3:11:09', half: 'PM', ms: undefined } },
      4636,
    ],
    [
      `IISPortsList in the SCF is "80".${DM}04/09/2014 11:30:263776 (0x0EC0)`,
      {
        message: 'IISPortsList in the SCF is "80".',
        shown: { date: '04/09/2014', time: '11:30:26', half: undefined, ms: undefined },
      },
      3776,
    ],
    [
      `ConfigureDP${DM}04/09/2014 11:30:26PM3776 (0x0EC0)`,
      { message: 'ConfigureDP', shown: { date: '04/09/2014', time: '11:30:26', half: 'PM', ms: undefined } },
      3776,
    ],
    [
      `${DM}04/09/2014 11:30:263776 (0x0EC0)`,
      { message: '', shown: { date: '04/09/2014', time: '11:30:26', half: undefined, ms: undefined } },
      3776,
    ],
    [
      `x  ${DM}  5/11/2016 2:36:57.123 PM  4636 (0x121C)`,
      { message: 'x', shown: { date: '5/11/2016', time: '2:36:57', half: 'PM', ms: '123' } },
      4636,
    ],
  ])('has its columns behind: %s', (line, viewed, thread) => {
    expect(readViewedLine(line)).toEqual({ ...viewed, component: DM, thread })
  })

  it.each([
    `SMS_EXECUTIVE started ${DM} as thread ID 3648 (0xE40)`,
    'Starting the DP Manager thread, thread ID = 0x5D8 (1496)',
    `${DM} 2624 (0xa41) hex and decimal differ`,
    'Unknown Component 2624 (0xa40) x',
    'Processing 5 (0x5) items',
    `x ${DM} 07.08.2012 00:12:55 3472 (0x0D91)`,
    "Path to smsdp.dll is 'C:\\smsdp.dll' 05-11-2016 14:36:57.000 PXE performance counters have been initialized",
    'CcmInstallPXE',
  ])('is a bare message: %s', (line) => {
    expect(readViewedLine(line)).toEqual({ message: line, component: undefined, thread: undefined, shown: undefined })
  })

  it.each([
    ['2026/03/10 09:00:07', { date: '2026/03/10', time: '09:00:07' }],
    ['2026-03-10T09:00:07.1234567', { date: '2026-03-10', time: '09:00:07', ms: '123' }],
    ['10.03.26 09:00:07', { date: '10.03.26', time: '09:00:07' }],
    ['10/03/26 09:00', { date: '10/03/26', time: '09:00' }],
    ['2026. 03. 10. 09:00:07', { date: '2026. 03. 10.', time: '09:00:07' }],
    ['10. 03. 2026 9:00:07', { date: '10. 03. 2026', time: '9:00:07' }],
    ['10. 3. 2026. 9:00:07', { date: '10. 3. 2026.', time: '9:00:07' }],
    ['10.3.2026 9.00.07', { date: '10.3.2026', time: '9.00.07' }],
    ['10 03 2026 09:00:07', { date: '10 03 2026', time: '09:00:07' }],
    ['10.03.2026, 09:00:07', { date: '10.03.2026', time: '09:00:07' }],
    ['3/10/26 9:00:07\u202fAM', { date: '3/10/26', time: '9:00:07', half: 'AM' }],
    ['10/3/2026 9:00:07 p. m.', { date: '10/3/2026', time: '9:00:07', half: 'PM' }],
    ['2026-03-10 오후 9:00:07', { date: '2026-03-10', time: '9:00:07', half: 'PM' }],
    ['2026/3/10 上午 9:00:07', { date: '2026/3/10', time: '9:00:07', half: 'AM' }],
    ['2026/03/10 午後9:00:07', { date: '2026/03/10', time: '9:00:07', half: 'PM' }],
    ['10/3/2026 9:00:07 πμ', { date: '10/3/2026', time: '9:00:07', half: 'AM' }],
    ['AM 3/10/2026 9:00:07 xyz', { date: '3/10/2026', time: '9:00:07', half: 'unknown' }, 'AM'],
    ['\u200e10/\u200e03/\u200e2026 09:00', undefined],
    ['10-Mär-26 09:00:07', undefined],
    ['٢٠٢٦/٠٣/١٠ 9:00', undefined],
  ])('has a date of any region behind: %s', (when, shown, rest = '') => {
    const read = { ms: undefined, half: undefined }
    expect(readViewedLine(`x y\t${DM}\t${when}\t5392 (0x1510)`)).toEqual({
      message: rest === '' ? 'x y' : `x y\t${DM}\t${rest}`,
      component: rest === '' ? DM : undefined,
      thread: 5392,
      shown: shown && { ...read, ...shown },
    })
  })

  it.each([
    '10/03/2026 09:00',
    '2026/03/10 9:00:07',
    '2026. 03. 10. 9:00:07',
    '10.03.26 09:00:07',
    '3/10/2026 9:00:07 PM',
  ])('has a date that lost its tabs: %s', (when) => {
    expect(readViewedLine(`x 1.${DM}${when}776 (0x0308)`)).toMatchObject({
      message: 'x 1.',
      component: DM,
      thread: 776,
    })
  })

  it.each([
    [`x ${DM} 10-Mär-26 09:00:07 776 (0x0308)`, true],
    [`SMS_EXECUTIVE started ${DM} as thread ID 3648 (0xE40)`, false],
    [`x at 10-Mär-26 09:00:07 776 (0x0308)`, false],
    [`x ${DM} 10-Mär-26 09:00:07 776 (0x0309)`, false],
  ])('that could not be taken apart is known to be one: %s', (line, looks) => {
    expect(readViewedLine(line).thread).toBeUndefined()
    expect(looksViewed(line)).toBe(looks)
  })
})
