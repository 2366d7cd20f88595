// Entries of whole files: their times, logs that grow, records that nobody wants, bytes that are no text.
import { describe, expect, it } from 'vitest'
import { entryReader } from '../../parsers/entry-reader.ts'
import { parseZone } from '../../parsers/zone.ts'
import {
  clientRecordText,
  coveredBytes,
  entriesOf,
  latin,
  linesOf,
  readEntries,
  serverLine,
} from '../support/recorded-logs.ts'

describe('times', () => {
  const statmsg = (gmt: string): string =>
    `STATMSG: ID=2301 SEV=I LEV=M SOURCE="SMS Server" COMP="X" SYS=S SITE=PS1 PID=1 TID=2 GMTDATE=${gmt} ISTR0=""`

  it('come from local time and bias; GMTDATE is checked against them', () => {
    const { entries, reader } = readEntries(
      serverLine(statmsg('Thu Jun 14 05:26:25.812 2018')) + serverLine(statmsg('Thu Jun 14 07:26:25.828 2018')),
    )
    expect(entries.map(({ time }) => time)).toEqual([
      Date.UTC(2018, 5, 14, 5, 26, 25, 828),
      Date.UTC(2018, 5, 14, 5, 26, 25, 828),
    ])
    expect(reader.counts).toMatchObject({ gmtAgreed: 1, gmtDisagreed: 1 })
  })

  it('come from GMTDATE where no bias is written, before any zone', () => {
    const line = `[66C][Thu 06/14/2018 06:26:25]:${statmsg('Thu Jun 14 05:26:25.812 2018')}\r\n`
    expect(entriesOf(line, { zone: parseZone('+240') })[0]).toMatchObject({
      time: Date.UTC(2018, 5, 14, 5, 26, 25, 812),
      precision: 'ms',
    })
  })

  it('are not known without bias, GMTDATE and zone', () => {
    expect(entriesOf('[66C][Thu 09/04/2014 11:30:28]:x\r\n')[0]).toMatchObject({ time: undefined, precision: 's' })
  })

  it('keep the order of the file in the hour that autumn repeats', () => {
    const clocks = ['02:30:00', '02:59:58', '02:00:01', '02:30:00', '03:00:00']
    const lines = clocks.map((clock) => `[66C][Sun 10/26/2014 ${clock}]:x\r\n`).join('')
    const times = entriesOf(lines, { zone: parseZone('Europe/Berlin') }).map(({ time }) => time)
    expect(times).toEqual([
      Date.UTC(2014, 9, 26, 0, 30),
      Date.UTC(2014, 9, 26, 0, 59, 58),
      Date.UTC(2014, 9, 26, 1, 0, 1),
      Date.UTC(2014, 9, 26, 1, 30),
      Date.UTC(2014, 9, 26, 2, 0),
    ])
  })
})

describe('reading as a log grows', () => {
  const lines = linesOf(latin(`${serverLine('one')}more of one\r\n${serverLine('two')}<![LOG[three\r\n`))

  it('holds the last entry back until it is known to be whole', () => {
    const reader = entryReader({ form: 'framed' })
    const handedOut = lines.map((line) => reader.push(line).map(({ message }) => message))
    expect(handedOut).toEqual([[], [], ['one\nmore of one'], ['two']])
    expect(reader.resumeOffset).toBe(lines[3]?.offset)
    expect(reader.resumeLine).toBe(4)
    expect(reader.settle()).toEqual([])
    expect(reader.end().map(({ message, fragment }) => [message, fragment])).toEqual([['three', true]])
    expect(reader.resumeOffset).toBe((lines[3]?.offset ?? 0) + (lines[3]?.length ?? 0))
  })

  it('hands out what it holds when there is no more for now', () => {
    const reader = entryReader({ form: 'framed' })
    expect(lines.slice(0, 1).flatMap((line) => reader.push(line))).toEqual([])
    expect(reader.resumeOffset).toBe(0)
    expect(reader.settle().map(({ message }) => message)).toEqual(['one'])
    expect(reader.resumeOffset).toBe(lines[1]?.offset)
    expect(reader.settle()).toEqual([])
  })

  it('goes on in the middle of a file', () => {
    const [, , two] = lines
    const reader = entryReader({ form: 'framed', firstLine: 3, firstOffset: two?.offset })
    expect([reader.resumeOffset, reader.resumeLine]).toEqual([two?.offset, 3])
    const entries = [...lines.slice(2).flatMap((line) => reader.push(line)), ...reader.end()]
    expect(entries.map(({ message, line, offset }) => [message, line, offset])).toEqual([
      ['two', 3, two?.offset],
      ['three', 4, lines[3]?.offset],
    ])
  })
})

describe('records that nobody wants', () => {
  const wanted = (bytes: Buffer, start: number): boolean => bytes[start] === 0x57 // W

  it('are counted, and their continuation lines go with them', () => {
    const text = `${serverLine('Wanted 1')}${serverLine('other')}trace of the other\r\n${serverLine('Wanted 2')}trace of it\r\n${serverLine('other', '06-14-2018 06:30:00.000-60')}`
    const { entries, reader } = readEntries(text, { wanted })
    expect(entries.map(({ message }) => message)).toEqual(['Wanted 1', 'Wanted 2\ntrace of it'])
    expect(reader.counts).toMatchObject({ records: 4, skipped: 2, orphans: 0 })
  })

  it('count for the first and the last time of the log', () => {
    const lines = ['06:00:00.000', '06:10:00.000', '06:20:00.000'].map((clock, index) =>
      serverLine(index === 1 ? 'Wanted' : 'other', `06-14-2018 ${clock}-60`),
    )
    const { reader } = readEntries(lines.join(''), { wanted })
    expect([reader.firstTime, reader.lastTime]).toEqual([Date.UTC(2018, 5, 14, 5), Date.UTC(2018, 5, 14, 5, 20)])
  })

  it('are skipped in the other forms too', () => {
    const text = `[66C][Thu 09/04/2014 11:30:28]:other\r\n[66C][Thu 09/04/2014 11:30:28]:Wanted\r\n${clientRecordText('other')}\r\n${clientRecordText('Wanted')}\r\n`
    const { entries, reader } = readEntries(text, { wanted })
    expect(entries.map(({ form, message }) => [form, message])).toEqual([
      ['bracket', 'Wanted'],
      ['ccm', 'Wanted'],
    ])
    expect(reader.counts).toMatchObject({ records: 4, skipped: 2 })
  })
})

describe('bytes that are no text', () => {
  it('are decoded line by line: UTF-8 where it is valid, else the code page', () => {
    const bytes = Buffer.concat([Buffer.from(serverLine('Größe é'), 'utf8'), latin(serverLine('Größe é \x80'))])
    expect(entriesOf(bytes).map(({ message }) => message)).toEqual(['Größe é', 'Größe é €'])
  })

  it('are counted when they mean nothing', () => {
    const { reader } = readEntries(latin('[1][Thu 09/04/2014 11:30:28]:\x81\xff\r\n'))
    expect(reader.counts.invalidBytes).toBe(1)
  })

  it('follow the code page that is configured', () => {
    const bytes = latin('[1][Thu 09/04/2014 11:30:28]:\xcf\xf0\xe8\r\n')
    expect(entriesOf(bytes, { codePage: 'windows-1251' })[0]?.message).toBe('При')
  })

  it('that are NUL do not hide a record', () => {
    const { entries, reader } = readEntries(latin(`\0\0\0${serverLine('x')}\0\0`))
    expect(entries.map(({ message }) => message)).toEqual(['x'])
    expect(coveredBytes(entries)).toBe(serverLine('x').length + 5)
    expect(reader.counts.nulBytes).toBe(5)
  })
})
