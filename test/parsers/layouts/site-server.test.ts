import { describe, expect, it } from 'vitest'
import { firstServerFrame, serverFrame } from '../../../parsers/layouts/site-server.ts'
import { latin } from '../../support/recorded-logs.ts'

const stamp = '<06-14-2018 06:26:25.828-60>'
const thread = '<thread=9112 (0x2398)>'
const component = '<SMS_PACKAGE_TRANSFER_MANAGER>'

const frame = (text: string) => {
  const bytes = latin(text)
  const found = serverFrame(bytes, 0, bytes.length)
  return found && { ...found, message: text.slice(found.messageStart, found.messageEnd) }
}
const first = (text: string) => {
  const bytes = latin(text)
  const found = firstServerFrame(bytes, 0, bytes.length)
  return found && { ...found, message: text.slice(found.messageStart, found.messageEnd) }
}

describe('a trailer', () => {
  it.each([0, 1, 2, 3, 4, 40])('may stand behind %i blanks', (blanks) => {
    expect(frame(`x${' '.repeat(blanks)}$$${component}${stamp}${thread}`)).toMatchObject({ message: 'x', thread: 9112 })
  })

  it('may stand behind a tab, and blanks may stand behind it', () => {
    expect(frame(`x\t$$${component}${stamp}${thread} \t `)).toMatchObject({ message: 'x', thread: 9112 })
  })

  it('keeps the blanks in front of a message', () => {
    expect(frame(` Cmd>drop table #MachineIDs    $$${component}${stamp}${thread}`)?.message).toBe(
      ' Cmd>drop table #MachineIDs',
    )
  })

  it('may follow an empty message', () => {
    expect(frame(`$$${component}${stamp}${thread}`)?.message).toBe('')
  })

  it('may begin with a lone dollar sign', () => {
    expect(frame(`x  $${component}${stamp}${thread}`)).toMatchObject({ message: 'x', thread: 9112 })
  })

  it('may lack the thread', () => {
    expect(frame(`x  $$${component}${stamp}`)).toMatchObject({ message: 'x', thread: undefined, damaged: false })
  })

  it('may name a component with blanks', () => {
    expect(frame(`x  $$<Configuration Manager Setup>${stamp}${thread}`)?.component).toBe('Configuration Manager Setup')
  })

  it('follows a message that ends in a dollar sign', () => {
    expect(frame(`\\\\DP\\ADMIN$  $$${component}${stamp}${thread}`)?.message).toBe('\\\\DP\\ADMIN$')
  })

  it.each([
    ['9112 (0x2398)', 9112, false],
    ['2868 (0xB34)', 2868, false],
    ['2868 (0x0b34)', 2868, false],
    ['2868 (0xB35)', undefined, true],
    ['2868', undefined, true],
    ['E0', undefined, true],
    ['', undefined, true],
    ['2868 (0xB34', undefined, true],
    ['99999999999 (0x174876E7FF)', undefined, true],
  ])('with the thread "%s" names thread %s', (text, expected, damaged) => {
    expect(frame(`x  $$${component}${stamp}<thread=${text}>`)).toMatchObject({ thread: expected, damaged })
  })

  it('with an impossible date is damaged', () => {
    expect(frame(`x  $$${component}<02-30-2018 06:26:25.828-60>${thread}`)).toMatchObject({
      damaged: true,
      thread: 9112,
    })
  })

  it.each([
    `x ${component}${stamp}${thread}`,
    `x $$${component}<yesterday>${thread}`,
    `x $$${component}${thread}`,
    `x $$${stamp}${thread}`,
    `x $$<a<b>${stamp}${thread}`,
    `x $$${component}${stamp}${thread}y`,
    `x $$<${'c'.repeat(300)}>${stamp}${thread}`,
    '$$<><>',
    '>',
    '',
  ])('is not what ends %j', (text) => {
    expect(frame(text)).toBeUndefined()
  })

  it('does not reach back over the start of its piece', () => {
    const text = `$$${component}${stamp}${thread}`
    const bytes = latin(text)
    expect(serverFrame(bytes, 1, bytes.length)?.messageStart).toBe(1)
    expect(serverFrame(bytes, 2, bytes.length)).toBeUndefined()
  })
})

describe('the first trailer of a line', () => {
  it('ends the first piece of a torn write', () => {
    expect(first(`one  $$${component}${stamp}${thread}two  $$${component}${stamp}${thread}`)).toMatchObject({
      message: 'one',
      end: 5 + 2 + component.length - 2 + 2 + stamp.length + thread.length,
    })
  })

  it('is not a mark without a date', () => {
    expect(first(`odd $$<A><b> $<c $$${component}${stamp}${thread}`)?.message).toBe('odd $$<A><b> $<c')
  })

  it.each([
    [
      '~Deleted the package 61000012  $$<SMS_DISTRIBUTION_MANAGER><Fri Oct 15 17:09:46.677 1999',
      Date.UTC(1999, 9, 15, 17, 9, 46, 677),
      undefined,
    ],
    [`x  $$${component}<06-14-2018 06:26:25.828-6`, Date.UTC(2018, 5, 14, 6, 26, 25, 828), undefined],
    [`x  $$${component}${stamp}<thread=91`, Date.UTC(2018, 5, 14, 6, 26, 25, 828), -60],
    [`x  $$${component}${stamp}<thr`, Date.UTC(2018, 5, 14, 6, 26, 25, 828), -60],
    [`x  $$${component}${stamp}<`, Date.UTC(2018, 5, 14, 6, 26, 25, 828), -60],
  ])('may be cut by the end of the line: %s', (text, localTime, biasMinutes) => {
    expect(first(text)).toMatchObject({
      stamp: { localTime, biasMinutes },
      thread: undefined,
      damaged: true,
      end: text.length,
    })
  })

  it.each([`x  $$${component}<06-14-2018 06`, `x  $$${component}`, 'x  $$<SMS_PACK', 'x  $$'])(
    'is not there when the line ends before its time: %s',
    (text) => {
      expect(first(text)).toBeUndefined()
    },
  )
})
