import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { logDisk, UnreadableLog, type LogDisk } from '../../../agent/tail/find.ts'
import { LogTail } from '../../../agent/tail/log-tail.ts'
import type { ReadFailure, TailEvent } from '../../../agent/tail/tail-event.ts'
import { LogFolder } from '../../support/log-folder.ts'
import { openHandles } from '../../support/open-handles.ts'

describe('the first start', () => {
  const before = (logs: LogFolder): void => {
    logs.append('old 1\nold 2\n')
    logs.roll('new 1\nnew ')
  }
  test('at the beginning reads .lo_ first, then the log', async () => {
    const logs = new LogFolder()
    before(logs)
    const reader = logs.reader({ startAt: 'beginning' })
    await reader.poll()
    expect(reader.lines).toEqual(['old 1', 'old 2', 'new 1'])
    expect(reader.gaps).toEqual([])
    expect(reader.seen).toEqual(['up', 'lines', 'rotated', 'lines', 'idle'])
  })
  test('at the end reads neither, but a line that is being written comes whole', async () => {
    const logs = new LogFolder()
    before(logs)
    const reader = logs.reader({ startAt: 'end' })
    await reader.poll()
    expect(reader.lines).toEqual([])
    logs.append('2\nnew 3\n')
    logs.roll('newer 1\n')
    await reader.poll()
    expect(reader.lines).toEqual(['new 2', 'new 3', 'newer 1'])
    expect(reader.gaps).toEqual([])
  })
  test.each(['beginning', 'end'] as const)(
    'a log that appears later is read from its first byte (%s)',
    async (startAt) => {
      const logs = new LogFolder()
      const reader = logs.reader({ startAt })
      await reader.poll()
      logs.append('line 1\n')
      logs.roll('line 2\n')
      await reader.poll()
      expect(reader.lines).toEqual(['line 1', 'line 2'])
      expect(reader.gaps).toEqual([])
    },
  )
  test('in the middle of UTF-16 text begins at a whole line', async () => {
    const logs = new LogFolder()
    // U+0A0A and U+0D0A: bytes that look like line ends and are none.
    logs.append(Buffer.from('\ufeffline 1\r\n\u0a0a\u0d0a half', 'utf16le'))
    const reader = logs.reader({ startAt: 'end' })
    await reader.poll()
    logs.append(Buffer.from(' line\r\nline 3\r\n', 'utf16le'))
    await reader.poll()
    expect(reader.lines.map((line) => Buffer.from(line, 'latin1').toString())).toEqual([
      '\u0a0a\u0d0a half line',
      'line 3',
    ])
  })
})

describe('what is not a log, or cannot be read, is a state with a reason', () => {
  test('a log that is missing, and one that goes', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles: 'release' })
    await reader.poll()
    await reader.poll()
    expect(reader.seen).toEqual(['down', 'idle', 'idle'])
    logs.append('line 1\n')
    await reader.poll()
    rmSync(logs.log)
    await reader.poll()
    expect(reader.seen.slice(3)).toEqual(['up', 'lines', 'idle', 'down', 'idle'])
    expect(reader.troubles).toEqual(['missing', 'missing'])
  })
  test.each<[ReadFailure, (path: string) => void]>([
    ['directory', (path) => mkdirSync(path)],
    ['not-a-file', (path) => execFileSync('mkfifo', [path])],
  ])('%s: every try is a read error, the log is down once, and up again later', async (reason, make) => {
    const logs = new LogFolder()
    make(logs.log)
    const reader = logs.reader()
    await reader.poll()
    await reader.poll()
    expect(reader.seen).toEqual(['read-error', 'down', 'read-error'])
    expect(reader.troubles).toEqual([reason, reason, reason])
    rmSync(logs.log, { recursive: true })
    logs.append('line 1\n')
    await reader.poll()
    expect(reader.lines).toEqual(['line 1'])
  })
  test.each<ReadFailure>(['permission', 'busy', 'too-many-files', 'io'])(
    '%s: nothing is lost meanwhile',
    async (reason) => {
      const logs = new LogFolder()
      const disk = failingDisk()
      const reader = logs.reader({ disk, handles: 'release' })
      logs.append('line 1\n')
      await reader.poll()
      disk.failures.set(logs.log, reason)
      logs.append('line 2\n')
      await reader.poll()
      logs.roll('line 3\n')
      await reader.poll()
      disk.failures.clear()
      await reader.poll()
      expect(reader.lines).toEqual(['line 1', 'line 2', 'line 3'])
      expect(reader.gaps).toEqual([])
      expect(reader.troubles).toEqual([reason, reason, reason])
    },
  )
  test('a .lo_ that cannot be read is waited for, and given up as a gap after a while', async () => {
    const logs = new LogFolder()
    const disk = failingDisk()
    const reader = logs.reader({ disk, handles: 'release' })
    logs.append('line 1\nhalf a line')
    await reader.poll()
    disk.failures.set(logs.rolled, 'permission')
    logs.roll('line 3\n')
    for (let polls = 0; polls < 60; polls++) await reader.poll()
    expect(reader.lines).toEqual(['line 1'])
    await reader.poll()
    await reader.poll()
    expect(reader.told).toEqual([{ text: 'line 1' }, { lostBytes: 11 }, { text: 'line 3' }])
  })
  test('a folder in place of .lo_ holds up nothing', async () => {
    const logs = new LogFolder()
    mkdirSync(logs.rolled)
    logs.append('line 1\n')
    const reader = logs.reader()
    await reader.poll()
    expect(reader.lines).toEqual(['line 1'])
  })
})

describe('handles', () => {
  test('release: none is open between two polls, nor while a batch is being worked on', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles: 'release', chunkBytes: 20 })
    const isClosed = () => {
      expect(openHandles(logs.folder)).toEqual([])
      return false
    }
    logs.append('line 1\nline 2\nline 3\nline 4\nline 5\nline 6\n')
    await reader.poll(isClosed)
    logs.append('line 7\n')
    logs.roll('line 8\n')
    await reader.poll(isClosed)
    renameSync(logs.log, logs.rolled)
    await reader.poll(isClosed)
    expect(reader.lines).toHaveLength(8)
    isClosed()
  })
  test('keep: the one of the log, and of nothing else', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles: 'keep' })
    logs.append('line 1\n')
    await reader.poll()
    expect(openHandles(logs.folder)).toEqual([logs.log])
    logs.roll('line 2\n')
    await reader.poll()
    await reader.poll()
    expect(openHandles(logs.folder)).toEqual([logs.log])
    await reader.close()
    expect(openHandles(logs.folder)).toEqual([])
  })
  test('keep: the rest of a log that was removed is read', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles: 'keep' })
    logs.append('line 1\n')
    await reader.poll()
    logs.append('line 2\n')
    rmSync(logs.log)
    logs.append('line 3\n')
    await reader.poll()
    expect(reader.lines).toEqual(['line 1', 'line 2', 'line 3'])
    expect(reader.gaps, 'it is found nowhere').toEqual([0])
  })
  test('keep: the rest of a log that was rolled over twice is read', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles: 'keep' })
    logs.append('line 1\n')
    await reader.poll()
    logs.append('line 2\n')
    logs.roll('line 3\n')
    logs.roll('line 4\n')
    await reader.poll()
    expect(reader.lines).toEqual(['line 1', 'line 2', 'line 3', 'line 4'])
  })
})

describe('a rollover in steps', () => {
  test('what is still written to .lo_ before there is a new log is read', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles: 'release' })
    logs.append('line 1\n')
    await reader.poll()
    renameSync(logs.log, logs.rolled)
    writeFileSync(logs.rolled, 'line 1\nline 2\n')
    await reader.poll()
    expect(reader.lines).toEqual(['line 1', 'line 2'])
    logs.append('line 3\n')
    await reader.poll()
    expect(reader.lines).toEqual(['line 1', 'line 2', 'line 3'])
    expect(reader.gaps).toEqual([])
  })
  test('an unterminated line is not delivered before its generation has ended', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles: 'release' })
    logs.append('line 1\nline')
    await reader.poll()
    renameSync(logs.log, logs.rolled)
    await reader.poll()
    expect(reader.lines).toEqual(['line 1'])
    logs.append('line 3\n')
    await reader.poll()
    expect(reader.lines).toEqual(['line 1', 'line', 'line 3'])
  })
})

test('events carry offsets, line numbers, sizes, and a name for the generation', async () => {
  const logs = new LogFolder()
  const line = 'a  $$<SMS_DISTRIBUTION_MANAGER><01-05-2026 08:00:00.123+000><thread=1 (0x1)>\r\n'
  logs.append(`${line}${line}half`)
  logs.roll(line)
  const tail = new LogTail({ path: logs.log, start: undefined, startAt: 'beginning' })
  const events: TailEvent[] = []
  for await (const event of tail.poll()) events.push(event)
  await tail.close()
  const places = events.flatMap((event) => {
    if (!('position' in event)) return []
    const { ordinal, offset, line: next, size } = event.position
    return [[event.kind, ordinal, offset, next, size]]
  })
  const length = line.length
  expect(places).toEqual([
    ['lines', 1, 2 * length, 3, 2 * length + 4],
    ['lines', 1, 2 * length + 4, 4, 2 * length + 4],
    ['rotated', 2, 0, 1, 0],
    ['lines', 2, length, 2, length],
    ['idle', 2, length, 2, length],
  ])
  const names = events.flatMap((event) => (event.kind === 'lines' ? [event.position.generation] : []))
  expect(new Set(names).size, 'equal beginnings have equal names').toBe(1)
  const terminated = events.flatMap((event) => (event.kind === 'lines' ? event.lines.map((one) => one.terminated) : []))
  expect(terminated).toEqual([true, true, false, true])
})

test('a restart in the middle of an unfinished entry delivers its lines again, and no others', async () => {
  const logs = new LogFolder()
  const reader = logs.reader()
  logs.append('line 1\nline 2\nline 3\nline 4\n')
  await reader.poll()
  logs.append('line 5\nline 6\n')
  await reader.poll((event) => {
    if (event.kind === 'lines') reader.commit(2)
    return false
  })
  await reader.restart()
  expect(reader.lines).toEqual(['line 1', 'line 2', 'line 3', 'line 4'])
  await reader.poll()
  expect(reader.lines).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'line 5', 'line 6'])
})

test('a path of more than 260 characters is read', async () => {
  const logs = new LogFolder()
  const folder = join(logs.folder, ...Array.from({ length: 12 }, () => 'a'.repeat(30)))
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'distmgr.log')
  writeFileSync(path, 'line 1\n')
  const reader = logs.reader({ path })
  await reader.poll()
  expect(reader.lines).toEqual(['line 1'])
})

/** The real disk, but what stands under a path of `failures` cannot be read. */
function failingDisk(): LogDisk & { readonly failures: Map<string, ReadFailure> } {
  const failures = new Map<string, ReadFailure>()
  const check = (path: string): void => {
    const reason = failures.get(path)
    if (reason !== undefined) throw new UnreadableLog(path, reason)
  }
  return {
    failures,
    async stamp(path) {
      check(path)
      return logDisk.stamp(path)
    },
    async open(path, buffer) {
      check(path)
      return logDisk.open(path, buffer)
    },
  }
}
