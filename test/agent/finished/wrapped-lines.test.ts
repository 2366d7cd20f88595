import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { wrappedLines } from '../../../agent/finished/wrapped-lines.ts'
import { entryRecogniser } from '../../../agent/recognise-entry.ts'
import { entryReader } from '../../../parsers/entry-reader.ts'
import { lineSplitter } from '../../../parsers/lines.ts'
import type { LogEntry } from '../../../parsers/log-entry.ts'
import { repository } from '../../support/sources.ts'

const pkgXferMgr = entryRecogniser('PkgXferMgr.log')
const { recognise } = pkgXferMgr

function entriesOf(text: string, form: 'framed' | 'view'): readonly LogEntry[] {
  const splitter = lineSplitter({})
  const reader = entryReader({ form })
  const lines = [...splitter.push(Buffer.from(text)), ...splitter.end()]
  return [...lines.flatMap((line) => reader.push(line)), ...reader.end()]
}

function rejoined(entries: readonly LogEntry[], recogniser = pkgXferMgr): readonly LogEntry[] {
  const wrapped = wrappedLines(recogniser)
  return [...wrapped.take(entries), ...wrapped.end()]
}

const joined = (text: string, recogniser = pkgXferMgr): readonly LogEntry[] =>
  rejoined(entriesOf(text, 'view'), recogniser)

const head = 'SMS_PACKAGE_TRANSFER_MANAGER 5744 (0x1670) '
const file = '[D:\\SCCMContentLib\\FileLib\\B53B\\B53B6F96]'

describe('a message that an article wrapped', () => {
  it('is one entry again, with the bytes of both lines', () => {
    const text = `${head}~Sending completed\n${file}\n${head}CSendFileAction::AddFile failed; 0x80041001\n`
    const [first, second, ...more] = joined(text)
    expect(more).toEqual([])
    expect(first).toMatchObject({ offset: 0, message: `~Sending completed ${file}`, thread: 5744 })
    expect(first === undefined ? undefined : recognise(first)?.signature).toBe('PX-022')
    expect((first?.length ?? 0) + (second?.length ?? 0)).toBe(text.length)
  })

  it('is so wherever the published log of PkgXferMgr wraps one', () => {
    const text = readFileSync(
      join(repository, 'test/corpus/docs/troubleshoot-content-distribution.PkgXferMgr.log'),
      'utf8',
    )
    const before = entriesOf(text, 'view')
    const after = rejoined(before)
    expect(before.length - after.length).toBe(3)
    expect(after.filter((entry) => recognise(entry) === undefined)).toEqual([])
    expect(after.reduce((bytes, { length }) => bytes + length, 0)).toBe(Buffer.byteLength(text))
  })
})

/** As the text of the PDF of Microsoft's troubleshooting article prints it, wrapped at some 80 columns. */
const pdf = `    ${head}~ExecStaticMethod failed (80041001)
    SMS_DistributionPoint, AddFile
    ${head}CSendFileAction::AddFile failed;
    0x80041001
    ${head}~Deleting remote file
    \\\\DPNAME.CONTOSO.COM\\SMS_DP$\\Content_b034813c-bc60-4a16-b471-7a0dc3d9662b.1-
    B53B6F96ECC3FB2AF59D02C84A2D31434904BACF2F9C90D80107B6602860BCFD
 ${head}~ Sending failed. Failure count =
 1, Restart time = 12/4/2014 6:14:27 AM Eastern Standard Time
`

const told = (entries: readonly LogEntry[], recogniser = pkgXferMgr) =>
  entries.map((entry) => {
    const event = recogniser.recognise(entry)
    return event === undefined ? entry.message.trim() : [event.signature, event.fields]
  })

describe('a copy wrapped at the width of a page', () => {
  it('of a document tells code, path and next try, and each line keeps its thread', () => {
    const entries = joined(pdf)
    expect(told(entries)).toEqual([
      ['PX-061', { resultCode: '0x80041001', class: 'SMS_DistributionPoint', method: 'AddFile' }],
      ['PX-062', { resultCode: '0x80041001' }],
      ['PX-054', { path: expect.stringMatching(/^\S+9662b\.1-B53B\S+BCFD$/) as string }],
      ['PX-060', { n: '1', restartTime: '12/4/2014 6:14:27 AM Eastern Standard Time' }],
    ])
    expect(new Set(entries.map(({ thread }) => thread))).toEqual(new Set([5744]))
    expect(entries.reduce((bytes, { length }) => bytes + length, 0)).toBe(Buffer.byteLength(pdf))
  })

  const nal = '["Display=\\\\PS1DP1.CONTOSO.COM\\"]MSWNET:["SMS_SITE=PS1"]\\\\PS1DP1.CONTOSO.COM\\'
  const status = `Sent status to the distribution manager for pkg XYZ0001A, version 3, status 4\nand distribution point\n${nal}\n`

  it.each([
    ['a mail without columns', `${status}Sending thread complete\n`, ['PX-030', 'PX-031']],
    ['a name broken behind its first part', status.replace('MSWNET:', 'MSWNET:\n'), ['PX-030']],
    ['one line behind another', `${status}Sending completed\nsuccessfully\n${status}`, ['PX-030', 'PX-025', 'PX-030']],
    [
      'a zone on the next line, and a question behind it',
      `${status}Sending failed. Failure count = 1, Restart time = 3/1/2021 11:30:07 AM Eastern\nStandard Time\nAny idea?\n`,
      ['PX-030', 'PX-060', 'Any idea?'],
    ],
    [
      'a column that breaks words',
      'Sending thread starting for Job: 5, package: XYZ0001A, Vers\nion: 3, Priority: 2, \nserver: PS1DP1.CONTOSO.COM, DPPri\nority: 200\n',
      ['PX-012'],
    ],
    ['columns alone on their line', `Date Time ${head}\nCSendFileAction::SendContent failed; 0x8007052e\n`, ['PX-065']],
    [
      'columns behind the last piece',
      'CSendFileAction::SendContent failed;\n0x8007052e\tSMS_PACKAGE_TRANSFER_MANAGER\t9/14/2016 3:11:09 PM\t5744 (0x1670)\n',
      ['PX-065'],
    ],
    [
      'columns that were broken themselves',
      'CSendFileAction::SendContent failed;\n0x8007052e\tSMS_PACKAGE_TRANSFER_MANAGER\t9/14/2016\n3:11:09 PM\t5744 (0x1670)\n',
      ['PX-065'],
    ],
    [
      'columns on a line behind a whole message',
      'Sending thread complete\nSMS_PACKAGE_TRANSFER_MANAGER\t9/14/2016 3:11:09 PM\t5744 (0x1670)\n',
      ['PX-031'],
    ],
    [
      'two messages broken one behind the other, of which the first can end in any text',
      `${status}Sending failed. Failure count = 1, Restart time = <restart time of the site server>\nSent status to the distribution manager for pkg XYZ0001A, version 3,\nstatus 4 and distribution point\n${nal}\n`,
      ['PX-030', 'PX-060', 'PX-030'],
    ],
  ])('%s', (_what, text, signatures) => {
    expect(told(joined(text)).map((one) => (typeof one === 'string' ? one : one[0]))).toEqual(signatures)
  })

  it('takes time and thread from the columns, on whichever piece they are', () => {
    const text =
      'CSendFileAction::SendContent failed;\n0x8007052e\tSMS_PACKAGE_TRANSFER_MANAGER\t9/14/2016 3:11:09 PM\t5744 (0x1670)\n'
    expect(joined(text)).toMatchObject([
      { thread: 5744, localTime: Date.UTC(2016, 8, 14, 15, 11, 9), offset: 0, length: text.length, line: 1 },
    ])
  })

  it('of a status message reads all its strings', () => {
    const text = `STATMSG: ID=8200 SEV=I LEV=M SOURCE="SMS Server"
COMP="SMS_PACKAGE_TRANSFER_MANAGER" SYS=P01SITE.CONTOSO.COM SITE=P01 PID=17252
TID=4712 GMTDATE=Mon Mar 01 10:00:10.000 2021 ISTR0="XYZ0001A" ISTR1="1"
ISTR2="PS1DP1.CONTOSO.COM" ISTR3="" ISTR4="" ISTR5="" ISTR6="" ISTR7="" ISTR8=""
ISTR9="" NUMATTRS=2 AID0=400 AVAL0="XYZ0001A" AID1=410 AVAL1="1"
`
    const [entry, ...more] = joined(`${status}${text}`).slice(1)
    expect(more).toEqual([])
    expect(entry).toMatchObject({
      time: Date.UTC(2021, 2, 1, 10, 0, 10),
      statusMessage: { id: 8200, attributes: { '400': 'XYZ0001A', '410': '1' } },
    })
  })

  it('is the same wherever the file is read in blocks', () => {
    const entries = entriesOf(pdf.repeat(3), 'view')
    const whole = rejoined(entries)
    for (let at = 0; at <= entries.length; at++) {
      const wrapped = wrappedLines(pkgXferMgr)
      const parts = [wrapped.take(entries.slice(0, at)), wrapped.take(entries.slice(at)), wrapped.end()]
      expect(parts.flat()).toEqual(whole)
    }
  })

  it('without its first columns has those of the line behind it', () => {
    const text = `CContentDefinition::TotalFileSizes failed; 0x8007052e\n${head}CSendFileAction::SendFiles failed; 0x8007052e\n`
    expect(joined(text).map(({ thread }) => thread)).toEqual([5744, 5744])
  })
})

describe('what stays as it is', () => {
  it.each([
    ['a second line that is a message of its own', `${head}~Sending completed\nSending thread complete\n`],
    ['a second line after a whole message', `${head}CSendFileAction::AddFile failed; 0x80041001\n${file}\n`],
    ['a second half without a first', `${file}\n`],
    ['two halves that are no message together', `${head}~Sending completed\nsomething else\n`],
    ['a piece behind a blank line', `${head}CSendFileAction::AddFile failed;\n\n0x80041001\n`],
    ['words behind a path', `${head}~Deleting remote file \\\\DP1\\SMS_DP$\\a.temp\nThat is what we see.\n`],
    ['a line with a thread of its own', `${head}~Sending completed\n${head}${file}\n`],
  ])('%s', (_what, text) => {
    const before = entriesOf(text, 'view')
    expect(rejoined(before)).toEqual(before)
  })

  it('is every entry of a log from a disk, as the same list', () => {
    const line =
      '~Sending completed  $$<SMS_PACKAGE_TRANSFER_MANAGER><06-14-2018 06:26:25.828-60><thread=9112 (0x2398)>\n'
    const before = entriesOf(`${line}${file}\n`, 'framed')
    expect(wrappedLines(pkgXferMgr).take(before)).toBe(before)
  })
})
