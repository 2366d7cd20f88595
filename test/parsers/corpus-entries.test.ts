// What the READMEs of the recorded logs say about their form, read with expressions of the test's own.
import { describe, expect, it } from 'vitest'
import type { LogEntry } from '../../parsers/log-entry.ts'
import { parseZone } from '../../parsers/zone.ts'
import { coveredBytes, readEntries, recorded, recordedNames } from '../support/recorded-logs.ts'

const logs = recordedNames('raw', /\.log$/)
const copies = recordedNames('raw', /\.view\.txt$/)
const articles = recordedNames('docs', /\.(log|txt)$/)

/** Files whose records are not one per line. */
const records: Readonly<Record<string, number>> = { 'raw/other-02.log': 6, 'raw/other-05.log': 6 }

const linesIn = (bytes: Buffer): string[] =>
  bytes
    .toString('latin1')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)

it('there are as many recorded files as their README says', () => {
  expect([logs.length, copies.length]).toEqual([14, 26])
  expect(articles.length).toBeGreaterThan(70)
})

describe.each(logs)('%s', (name) => {
  const bytes = recorded(name)
  const { entries, reader } = readEntries(bytes)

  it('has one record per line, and no orphan', () => {
    expect(entries).toHaveLength(records[name] ?? linesIn(bytes).length)
    expect(reader.counts).toMatchObject({
      records: entries.length,
      orphans: 0,
      fragments: name === 'raw/other-05.log' ? 1 : 0,
    })
    expect(reader.counts).toMatchObject({ damagedFrames: 0, doubtfulZones: 0, invalidBytes: 0, nulBytes: 0 })
  })

  it('is covered by its records', () => {
    expect(coveredBytes(entries)).toBe(bytes.length)
    expect(entries.map(({ offset, length }) => offset + length)).toEqual([
      ...entries.slice(1).map(({ offset }) => offset),
      bytes.length,
    ])
  })

  it('has in its records the bytes they stand for', () => {
    for (const { offset, length, raw } of entries) {
      const text = bytes.toString('latin1', offset, offset + length)
      expect(text.replaceAll('\r\n', '\n').trimEnd()).toBe(raw.trimEnd())
    }
  })

  it('has a time exactly where a bias is written, right to the millisecond', () => {
    for (const entry of entries) expect([entry.time, entry.localTime]).toEqual(writtenTimes(entry))
  })

  it('has every time in the zone of its machine', () => {
    for (const entry of readEntries(bytes, { zone: parseZone('+75') }).entries) {
      const [time, localTime = NaN] = writtenTimes(entry)
      expect(entry.time).toBe(time ?? localTime + 75 * 60_000)
    }
  })

  it('has GMTDATEs that agree with its biases', () => {
    const dated = entries.filter(({ statusMessage }) => statusMessage?.gmt !== undefined)
    expect(dated).toHaveLength(linesIn(bytes).filter((line) => line.includes('GMTDATE=')).length)
    expect(reader.counts).toMatchObject({ gmtAgreed: dated.length, gmtDisagreed: 0 })
  })

  it('has the thread that its lines print twice', () => {
    for (const { raw, thread } of entries) {
      const decimal = /thread=(\d+) \(0x/.exec(raw)?.[1] ?? /thread="(\d+)"/.exec(raw)?.[1]
      const hex = /thread=([0-9A-F]+)>$/.exec(raw)?.[1] ?? /^\[([0-9A-F]+)\]/.exec(raw)?.[1]
      expect(thread).toBe(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal))
    }
  })
})

describe.each([...copies, ...articles])('%s', (name) => {
  const bytes = recorded(name)
  const { entries, reader } = readEntries(bytes)

  it('has one entry per line that holds text, and is covered by them', () => {
    expect(entries).toHaveLength(linesIn(bytes).filter((line) => line.trim() !== '').length)
    expect(coveredBytes(entries)).toBe(bytes.length)
    expect(reader.counts).toMatchObject({ orphans: 0, fragments: 0 })
  })

  it('has every status message read to its end, as far as it is there', () => {
    for (const { message, statusMessage } of entries) {
      if (!message.trim().startsWith('STATMSG')) continue
      expect(statusMessage?.id).toBe(Number(/ID=(\d+)/.exec(message)?.[1]))
      const strings = [...message.matchAll(/ ISTR\d="/g)].length
      expect(statusMessage?.strings).toHaveLength(message.includes('NUMATTRS') ? 10 : Math.max(0, strings))
    }
  })
})

describe('the copies of a viewer', () => {
  const entriesIn = (name: string): readonly LogEntry[] => readEntries(recorded(name)).entries

  it('in German are dated day first, and by the GMTDATE of a line', () => {
    expect(entriesIn('raw/distmgr-11.view.txt').map(({ time, localTime }) => [time, localTime])).toEqual([
      [Date.UTC(2012, 7, 6, 22, 12, 55, 329), Date.UTC(2012, 7, 7, 0, 12, 55)],
      ...Array.from({ length: 8 }, () => [undefined, Date.UTC(2012, 7, 7, 0, 12, 55)]),
    ])
  })

  it('that leave day and month open have no time', () => {
    const [entry] = entriesIn('raw/distmgr-14.view.txt')
    expect(entry).toMatchObject({
      message: 'ConfigureDP',
      component: 'SMS_DISTRIBUTION_MANAGER',
      thread: 3776,
      localTime: undefined,
    })
  })

  it('keep the words in a message that look like columns', () => {
    const [entry] = entriesIn('docs/components-and-threads.thread-start.distmgr.log')
    expect(entry).toMatchObject({
      thread: undefined,
      message: 'SMS_EXECUTIVE started SMS_DISTRIBUTION_MANAGER as thread ID 3648 (0xE40)',
    })
  })

  it('lose the words `Date Time` in front', () => {
    for (const entry of entriesIn('docs/package-distribution-to-remote-dp-fails.PkgXferMgr.log')) {
      expect(entry).toMatchObject({ component: 'SMS_PACKAGE_TRANSFER_MANAGER', form: 'view' })
      expect(entry.message).not.toMatch(/^Date Time/)
    }
  })
})

/** Instant and wall clock as written; an own reading of the three forms. */
function writtenTimes({ raw }: LogEntry): readonly [number | undefined, number | undefined] {
  const server = /<(\d\d)-(\d\d)-(\d{4}) (\d\d):(\d\d):(\d\d)\.(\d{3})([+-]\d+)>/.exec(raw)
  const client = /time="(\d\d):(\d\d):(\d\d)\.(\d{3})\d*([+-]\d+)?" date="(\d\d)-(\d\d)-(\d{4})"/.exec(raw)
  const bracket = /^\[\w+\]\[\w+ (\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d)\]/.exec(raw)
  const old = /<\w{3} (\w{3}) (\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{3}))? (\d{4})/.exec(raw)
  const at = (match: RegExpExecArray, order: readonly number[]): number => {
    const [year = 0, month = 0, ...rest] = order.map((index) => Number(match[index] ?? 0))
    return Date.UTC(year, month - 1, ...rest)
  }
  if (server !== null) {
    const local = at(server, [3, 1, 2, 4, 5, 6, 7])
    return [local + Number(server[8]) * 60_000, local]
  }
  if (client !== null) {
    const local = at(client, [8, 6, 7, 1, 2, 3, 4])
    return [client[5] === undefined ? undefined : local + Number(client[5]) * 60_000, local]
  }
  if (bracket !== null) return [undefined, at(bracket, [3, 1, 2, 4, 5, 6])]
  if (old === null) return [undefined, undefined]
  return [undefined, Date.parse(`${old[2]} ${old[1]} ${old[7]} ${old[3]}:${old[4]}:${old[5]}.${old[6] ?? '000'} UTC`)]
}
