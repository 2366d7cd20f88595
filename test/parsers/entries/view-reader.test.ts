// What one line of a copy is, whatever it went through on its way.
import { describe, expect, it } from 'vitest'
import { coveredBytes, readEntries } from '../../support/recorded-logs.ts'

const framed =
  'CSendFileAction::AddFile failed; 0x80041002  $$<SMS_PACKAGE_TRANSFER_MANAGER><06-14-2018 06:26:25.828-60><thread=9112 (0x2398)>'
const client =
  '<![LOG[CSendFileAction::AddFile failed; 0x80041002]LOG]!><time="06:26:25.828-60" date="06-14-2018" component="SMS_PACKAGE_TRANSFER_MANAGER" context="" type="3" thread="9112" file="">'
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const whole = {
  form: 'view',
  time: Date.UTC(2018, 5, 14, 5, 26, 25, 828),
  component: 'SMS_PACKAGE_TRANSFER_MANAGER',
  thread: 9112,
  message: 'CSendFileAction::AddFile failed; 0x80041002',
}

describe('a record that was copied as written', () => {
  it.each([
    ['quoted in a mail', `> ${framed}`, '>'],
    ['from the source of a page', escaped(framed), undefined],
    ['quoted, and escaped', `&gt; ${escaped(framed)}`.replace('&gt;', '>'), '>'],
    ['of the CCM form, escaped', escaped(client), undefined],
    [
      'of the bracket form, quoted',
      "> [B8C][Tue 03/02/2021 08:15:01]:Content 'XYZ0001A.4' for package 'XYZ0001A' has been added to content library successfully",
      '>',
    ],
  ] as const)('%s: keeps time, thread and message', (what, text, mark) => {
    const { entries } = readEntries(`${text}\r\n`, { form: 'view', mark })
    const expected = what.startsWith('of the bracket')
      ? { form: 'view', thread: 0xb8c, localTime: Date.UTC(2021, 2, 2, 8, 15, 1) }
      : whole
    expect(entries).toMatchObject([{ ...expected, raw: text, offset: 0, length: text.length + 2 }])
  })

  it('with its trailer cut behind the component keeps that', () => {
    const text = 'Sending thread complete~  $$<SMS_PACKAGE_TRANSFER_MANAGER>\n'
    expect(readEntries(text, { form: 'view' }).entries).toMatchObject([
      { message: 'Sending thread complete~', component: whole.component, thread: undefined },
    ])
  })
})

describe('a copy in other characters', () => {
  const text = '> Content ‘XYZ0001A.4’ for package ‘XYZ0001A’ …\r\n\r\n> 9112 (0x2398) “x”\u200b'

  it('is shown as copied and read as written, and its bytes add up', () => {
    const { entries } = readEntries(Buffer.from(text), { form: 'view', mark: '>' })
    expect(entries.map(({ message, thread }) => [message, thread])).toEqual([
      ["Content 'XYZ0001A.4' for package 'XYZ0001A' …", undefined],
      ['"x"', 9112],
    ])
    expect(entries.map(({ raw }) => raw)).toEqual(text.split('\r\n\r\n'))
    expect(coveredBytes(entries)).toBe(Buffer.byteLength(text))
    expect(entries[1]?.offset).toBe(Buffer.byteLength(text.slice(0, text.lastIndexOf('>'))))
  })

  it('tells that the last line may be cut, where no line end follows', () => {
    const ends = (input: string) => readEntries(input, { form: 'view' }).entries.map(({ endsFile }) => endsFile)
    expect(ends('one\ntwo')).toEqual([undefined, true])
    expect(ends('one\ntwo\n')).toEqual([undefined, undefined])
    expect(ends('one\tSMS_DISTRIBUTION_MANAGER\t9/14/2016 3:11:09 PM\t3776 (0x0EC0)')).toEqual([undefined])
  })
})

describe('a log as written', () => {
  it('keeps quotes, entities and marks as they are', () => {
    const text = `- “x” &lt;y&gt; ${framed}\n`
    const [entry] = readEntries(Buffer.from(text)).entries
    expect(entry).toMatchObject({ form: 'site-server', message: `- “x” &lt;y&gt; ${whole.message}` })
  })
})
