// What one entry is, in each form.
import { describe, expect, it } from 'vitest'
import { parseZone } from '../../parsers/zone.ts'
import { clientRecordText, coveredBytes, entriesOf, readEntries, serverLine } from '../support/recorded-logs.ts'

describe('site-server form', () => {
  it('gives time, thread, component and message of a line', () => {
    const [entry] = entriesOf(serverLine('CSendFileAction::AddFile failed; 0x80041002'))
    expect(entry).toEqual({
      form: 'site-server',
      offset: 0,
      length: serverLine('CSendFileAction::AddFile failed; 0x80041002').length,
      line: 1,
      time: Date.UTC(2018, 5, 14, 5, 26, 25, 828),
      localTime: Date.UTC(2018, 5, 14, 6, 26, 25, 828),
      biasMinutes: -60,
      precision: 'ms',
      component: 'SMS_PACKAGE_TRANSFER_MANAGER',
      thread: 9112,
      severity: 'unknown',
      fragment: false,
      message: 'CSendFileAction::AddFile failed; 0x80041002',
      raw: 'CSendFileAction::AddFile failed; 0x80041002  $$<SMS_PACKAGE_TRANSFER_MANAGER><06-14-2018 06:26:25.828-60><thread=9112 (0x2398)>',
      statusMessage: undefined,
    })
  })

  it('splits a torn write behind each complete trailer; the second piece has lost its start', () => {
    const [whole = '', torn = ''] = [serverLine('first').trimEnd(), serverLine('t of the second', undefined, 5008)]
    const { entries, reader } = readEntries(whole + torn)
    expect(
      entries.map(({ message, thread, fragment, offset, length, line }) => [
        message,
        thread,
        fragment,
        offset,
        length,
        line,
      ]),
    ).toEqual([
      ['first', 9112, false, 0, whole.length, 1],
      ['t of the second', 5008, true, whole.length, torn.length, 1],
    ])
    expect(reader.counts).toMatchObject({ records: 2, fragments: 1, orphans: 0 })
  })

  it('keeps text behind the last trailer as an orphan piece', () => {
    const line = `${serverLine('whole').trimEnd()}start of a write that was cut\r\n`
    const { entries, reader } = readEntries(line + serverLine('next'))
    expect(entries.map(({ form, message, fragment }) => [form, message, fragment])).toEqual([
      ['site-server', 'whole', false],
      ['unframed', 'start of a write that was cut', true],
      ['site-server', 'next', false],
    ])
    expect(reader.counts).toMatchObject({ orphans: 1, fragments: 1 })
    expect(coveredBytes(entries)).toBe(line.length + serverLine('next').length)
  })

  it('anchors on the last trailer, whatever markup the message holds', () => {
    const message = 'odd $$<not><a trailer> and <thread=1 (0x1)> and $<x'
    expect(entriesOf(serverLine(message))[0]).toMatchObject({ message, thread: 9112, fragment: false })
  })

  it('counts a trailer that contradicts itself, and does not believe its thread', () => {
    const { entries, reader } = readEntries(serverLine('x').replace('0x2398', '0x2399'))
    expect(entries[0]).toMatchObject({ form: 'site-server', message: 'x', thread: undefined, biasMinutes: -60 })
    expect(reader.counts.damagedFrames).toBe(1)
  })

  it('reads the two older generations, whose zone is no number', () => {
    const lines = [
      'Loaded data dictionary   $$<SMS_DESPOOLER><Mon Dec 04 15:41:46 1995~><thread=E0>\r\n',
      'Start deleting the package 61000012...  $$<SMS_DISTRIBUTION_MANAGER><Fri Oct 15 17:09:46.677 1999 Pacific Daylight Time><thread=297 (0x129)>\r\n',
    ].join('')
    expect(entriesOf(lines)).toMatchObject([
      { thread: 224, localTime: Date.UTC(1995, 11, 4, 15, 41, 46), time: undefined, precision: 's' },
      { thread: 297, localTime: Date.UTC(1999, 9, 15, 17, 9, 46, 677), time: undefined, precision: 'ms' },
    ])
    expect(entriesOf(lines, { zone: parseZone('America/Los_Angeles') }).map(({ time }) => time)).toEqual([
      Date.UTC(1995, 11, 4, 23, 41, 46),
      Date.UTC(1999, 9, 16, 0, 9, 46, 677),
    ])
  })
})

describe('lines without frame', () => {
  const orphans = 'no record before\r\n'

  it('continue the record before them', () => {
    const text = `${serverLine('A call failed:')}at X.Y()\r\n  at Z()\r\n`
    const { entries, reader } = readEntries(text + serverLine('next'))
    expect(entries.map(({ message }) => message)).toEqual(['A call failed:\nat X.Y()\n  at Z()', 'next'])
    expect(entries[0]).toMatchObject({ offset: 0, length: text.length, line: 1 })
    expect(entries[1]).toMatchObject({ line: 4 })
    expect(reader.counts).toMatchObject({ records: 2, orphans: 0 })
  })

  it('are orphans before the first record, kept and counted', () => {
    const { entries, reader } = readEntries(orphans + serverLine('x'))
    expect(entries.map(({ form, message, offset, length }) => [form, message, offset, length])).toEqual([
      ['unframed', 'no record before', 0, 18],
      ['site-server', 'x', 18, serverLine('x').length],
    ])
    expect(reader.counts).toMatchObject({ records: 1, orphans: 1 })
  })

  it('continue a record for 200 lines', () => {
    const { entries, reader } = readEntries(serverLine('x') + 'more\n'.repeat(203))
    expect(entries[0]?.message.split('\n')).toHaveLength(201)
    expect(entries.slice(1).map(({ form }) => form)).toEqual(['unframed', 'unframed', 'unframed'])
    expect(reader.counts.orphans).toBe(3)
  })

  it('continue a record for 64 KiB', () => {
    const { entries } = readEntries(serverLine('x') + `${'m'.repeat(40_000)}\n`.repeat(2))
    expect(entries.map(({ form, message }) => [form, message.length])).toEqual([
      ['site-server', 40_002],
      ['unframed', 40_000],
    ])
  })

  it('that say ROLLOVER belong to no record', () => {
    const { entries } = readEntries(`${serverLine('x')}ROLLOVER\r\n`)
    expect(entries.map(({ form, message }) => [form, message])).toEqual([
      ['site-server', 'x'],
      ['unframed', 'ROLLOVER'],
    ])
  })

  it('that are blank lengthen the record before them and not its text', () => {
    const { entries, reader } = readEntries(`\r\n${serverLine('x')}\r\n  \r\n${serverLine('y')}\r\n`)
    expect(entries.map(({ form, message }) => [form, message])).toEqual([
      ['unframed', ''],
      ['site-server', 'x'],
      ['site-server', 'y'],
    ])
    expect(coveredBytes(entries)).toBe(2 + serverLine('x').length + 6 + serverLine('y').length + 2)
    expect(reader.counts).toMatchObject({ blankLines: 4, orphans: 0 })
  })

  it('keep a blank line between two that continue', () => {
    expect(entriesOf(`${serverLine('x')}one\r\n\r\ntwo\r\n`)[0]?.message).toBe('x\none\n\ntwo')
  })
})

describe('CCM form', () => {
  it('reads a record over several lines, and two records on one line', () => {
    const [one, two] = [clientRecordText('first\nline two'), clientRecordText('second')]
    const { entries } = readEntries(`${one}${two}\r\n`)
    expect(entries.map(({ message, offset, length, line }) => [message, offset, length, line])).toEqual([
      ['first\nline two', 0, one.length, 1],
      ['second', one.length, two.length + 2, 2],
    ])
  })

  it('ends a text only at its closing mark, whatever it quotes', () => {
    const text = `quoted:\r\n${serverLine('a line of distmgr.log').trimEnd()}\r\n[66C][Thu 09/04/2014 11:30:28]:and this\r\n]LOG]!> <x="]]>`
    const [entry, ...others] = entriesOf(`${clientRecordText(text)}\r\n`)
    expect(entry).toMatchObject({ form: 'ccm', message: text.replaceAll('\r\n', '\n'), component: 'PullDP' })
    expect(others).toEqual([])
  })

  it('gives up a record that the next one interrupts', () => {
    const { entries, reader } = readEntries(`<![LOG[torn\r\noff\r\n${clientRecordText('whole')}\r\n`)
    expect(entries.map(({ form, message, fragment, time }) => [form, message, fragment, time !== undefined])).toEqual([
      ['ccm', 'torn\noff', true, false],
      ['ccm', 'whole', false, true],
    ])
    expect(reader.counts).toMatchObject({ fragments: 1, damagedFrames: 1 })
  })

  it('gives up a record that never ends where lines of another form follow, and reads them as what they are', () => {
    const lines = Array.from({ length: 300 }, (_, index) => serverLine(`line ${index}`))
    const text = `<![LOG[torn\r\n${lines.join('')}`
    const { entries, reader } = readEntries(text)
    expect(entries.map(({ message }) => message)).toEqual(['torn', ...lines.map((_, index) => `line ${index}`)])
    expect(entries.map(({ line }) => line)).toEqual(Array.from({ length: 301 }, (_, index) => index + 1))
    expect(coveredBytes(entries)).toBe(text.length)
    expect(reader.counts).toMatchObject({ records: 301, fragments: 1, orphans: 0 })
  })

  it('does not take a quoted opening mark for a record', () => {
    const lines = serverLine('<![LOG[ as the client writes it') + serverLine('next')
    expect(entriesOf(lines).map(({ form, message }) => [form, message])).toEqual([
      ['site-server', '<![LOG[ as the client writes it'],
      ['site-server', 'next'],
    ])
  })

  it('keeps head and end of a record over 1 MiB', () => {
    const lines = [
      `${'h'.repeat(60_000)}\r\n`,
      ...Array.from({ length: 40 }, () => `${'m'.repeat(60_000)}\r\n`),
      'the end',
    ]
    const text = `${clientRecordText(lines.join(''))}\r\n`
    const { entries, reader } = readEntries(text)
    expect(entries).toHaveLength(1)
    expect(entries[0]).toMatchObject({ length: text.length, component: 'PullDP', fragment: false })
    expect(entries[0]?.message).toHaveLength(1024 * 1024 + 1024)
    expect(entries[0]?.message).toMatch(/^h{60000}\nm.*m\nthe end$/s)
    expect(reader.counts.cutLines).toBe(1)
    expect(reader.counts.droppedBytes).toBe(60_000 * 41 + 41 + 7 - 1024 * 1024 - 1024)
  })

  it('keeps text before a record on the same line as an orphan piece', () => {
    const { entries } = readEntries(`lost start${clientRecordText('x')}\r\n`)
    expect(entries.map(({ form, message, fragment }) => [form, message, fragment])).toEqual([
      ['unframed', 'lost start', true],
      ['ccm', 'x', false],
    ])
  })
})

describe('files of several forms', () => {
  it('decide per line', () => {
    const text = `[66C][Thu 09/04/2014 11:30:28]:old build\r\n${clientRecordText('new build')}\r\n${serverLine('another writer')}`
    expect(entriesOf(text).map(({ form }) => form)).toEqual(['bracket', 'ccm', 'site-server'])
  })

  it('take a message that begins like the bracket form for what it is', () => {
    const message = '[08001][10054][Microsoft][SQL Server Native Client 11.0]Client unable to establish connection'
    expect(entriesOf(serverLine(message))[0]).toMatchObject({ form: 'site-server', message })
  })
})
