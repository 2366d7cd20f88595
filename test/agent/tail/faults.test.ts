// What a tail of this kind is known to get wrong: the numbered list of faults of tail-file 1.4.16, each provoked, and
// each survived by what is built around it. One test per fault, for both ways to treat handles.
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { logDisk, type LogDisk } from '../../../agent/tail/find.ts'
import { LogTail } from '../../../agent/tail/log-tail.ts'
import { LogFolder } from '../../support/log-folder.ts'

const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`)
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

describe.each(['keep', 'release'] as const)('handles: %s', (handles) => {
  test('1: lines appended between the last read and the rollover', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles })
    logs.append(text(numbered(1, 500)))
    await reader.poll()
    logs.append(text(numbered(501, 700)))
    logs.roll(text(numbered(701, 710)))
    await reader.poll()
    expect(reader.lines).toEqual(numbered(1, 710))
    expect(reader.gaps).toEqual([])
  })

  test('2: two rollovers before it looks', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles })
    logs.append(text(numbered(1, 10)))
    await reader.poll()
    logs.roll(text(numbered(11, 20)))
    logs.roll(text(numbered(21, 30)))
    await reader.poll()
    expect(reader.lines).toEqual(numbered(1, 30))
    expect(reader.gaps, 'nobody can know that there were not three').toEqual([0])
  })

  test('2: three rollovers before it looks', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles })
    logs.append(text(numbered(1, 10)))
    await reader.poll()
    for (const from of [11, 21, 31]) logs.roll(text(numbered(from, from + 9)))
    await reader.poll()
    expect(reader.told).toEqual([
      ...numbered(1, 10).map((line) => ({ text: line })),
      { lostBytes: 0 },
      ...numbered(21, 40).map((line) => ({ text: line })),
    ])
  })

  test('3: an unterminated last line at the rollover', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles })
    logs.append('line 1\nline 2')
    await reader.poll()
    expect(reader.lines).toEqual(['line 1'])
    logs.roll('line 3\n')
    await reader.poll()
    expect(reader.lines).toEqual(numbered(1, 3))
  })

  test('4: truncated, and grown past the old position', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles })
    logs.append(text(numbered(1, 10)))
    await reader.poll()
    writeFileSync(logs.log, text(numbered(101, 140)))
    await reader.poll()
    expect(reader.lines).toEqual([...numbered(1, 10), ...numbered(101, 140)])
    expect(reader.gaps).toEqual([0])
    expect(reader.seen).toContain('truncated')
  })

  test('4: written anew with as many bytes as before', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles })
    logs.append(text(numbered(100, 109)))
    await reader.poll()
    writeFileSync(logs.log, text(numbered(200, 209)))
    await reader.poll()
    expect(reader.lines).toEqual([...numbered(100, 109), ...numbered(200, 209)])
  })

  test.each([10, 200])('4: truncated to a part of %i lines', async (kept) => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles })
    logs.append(text(numbered(1, 300)))
    await reader.poll()
    truncateSync(logs.log, text(numbered(1, kept)).length)
    await reader.poll()
    logs.append(text(numbered(301, 310)))
    await reader.poll()
    expect(reader.lines, 'what was kept does not come twice').toEqual(numbered(1, 310))
    expect(reader.gaps).toEqual([0])
  })

  test('4: copied away and truncated', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles })
    logs.append(text(numbered(1, 10)))
    await reader.poll()
    writeFileSync(logs.rolled, text(numbered(1, 15)))
    writeFileSync(logs.log, text(numbered(16, 60)))
    await reader.poll()
    expect(reader.lines).toEqual(numbered(1, 60))
    expect(reader.gaps).toEqual([])
  })

  test('5: a rollover while lines are still being read', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles, chunkBytes: 100 })
    logs.append(text(numbered(1, 300)))
    let batches = 0
    await reader.poll((event) => {
      if (event.kind === 'lines' && ++batches === 3) logs.roll(text(numbered(301, 400)))
      return false
    })
    expect(reader.lines).toEqual(numbered(1, 400))
    expect(reader.gaps).toEqual([])
  })

  test('6: a character whose bytes arrive in two writes', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles })
    const line = Buffer.from('Größe €\n')
    for (const byte of line) {
      logs.append(Buffer.of(byte))
      await reader.poll()
    }
    expect(reader.lines).toEqual([Buffer.from('Größe €').toString('latin1')])
  })

  test.each(['beginning', 'end'] as const)('7: a position is a byte offset (started at the %s)', async (startAt) => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles, startAt })
    logs.append('Größe €\n')
    await reader.poll()
    logs.append('größer €\n')
    await reader.poll()
    reader.commit()
    await reader.restart()
    logs.append('am größten\n')
    await reader.poll()
    const told = reader.lines.map((line) => Buffer.from(line, 'latin1').toString())
    expect(told).toEqual([...(startAt === 'end' ? [] : ['Größe €']), 'größer €', 'am größten'])
  })

  test('8: a rollover while the agent is down', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles })
    logs.append(text(numbered(1, 10)))
    await reader.poll()
    reader.commit()
    logs.append(text(numbered(11, 20)))
    logs.roll(text(numbered(21, 30)))
    await reader.restart()
    await reader.poll()
    expect(reader.lines).toEqual(numbered(1, 30))
    expect(reader.gaps).toEqual([])
  })

  test('9: no event ever arrives', async () => {
    const logs = new LogFolder()
    const reader = logs.reader({ handles })
    await reader.poll()
    logs.append(text(numbered(1, 2)))
    await reader.poll()
    expect(reader.lines).toEqual(numbered(1, 2))
  })

  test('10: the folder is missing, appears, is removed and made again', async () => {
    const logs = new LogFolder()
    rmSync(logs.folder, { recursive: true })
    const reader = logs.reader({ handles })
    await reader.poll()
    expect(reader.troubles).toEqual(['missing'])
    mkdirSync(logs.folder)
    logs.append(text(numbered(1, 5)))
    await reader.poll()
    rmSync(logs.folder, { recursive: true })
    await reader.poll()
    mkdirSync(logs.folder)
    logs.append(text(numbered(6, 9)))
    await reader.poll()
    expect(reader.lines).toEqual(numbered(1, 9))
    expect(reader.seen.filter((kind) => kind === 'up' || kind === 'down')).toEqual(['down', 'up', 'down', 'up'])
  })

  test.each(numbered(1, 20))('11: nothing is delivered after close, with a rollover in flight (%s)', async (nth) => {
    const logs = new LogFolder()
    logs.append(text(numbered(1, 300)))
    const tail = new LogTail({ path: logs.log, start: undefined, startAt: 'beginning', handles, chunkBytes: 64 })
    const polling = (async () => {
      const told: number[] = []
      for await (const event of tail.poll()) if (event.kind === 'lines') told.push(performance.now())
      return told
    })()
    for (let turns = Number(nth.slice(5)); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
    logs.roll(text(numbered(301, 310)))
    await tail.close()
    const closed = performance.now()
    const told = await polling
    expect(told.filter((at) => at > closed)).toEqual([])
    for await (const event of tail.poll()) expect.unreachable(`told ${event.kind} after close`)
  })

  test('12: file numbers that only differ beyond 2^53', async () => {
    const logs = new LogFolder()
    expect(Number('9007199254740992')).toBe(Number('9007199254740993'))
    const reader = logs.reader({ handles, disk: numberedFiles(['9007199254740992', '9007199254740993']) })
    logs.append('')
    await reader.poll()
    logs.append(text(numbered(1, 3)))
    logs.roll(text(numbered(4, 6)))
    await reader.poll()
    expect(reader.lines).toEqual(numbered(1, 6))
    expect(reader.gaps, 'the empty file that was seen is known again by its number alone').toEqual([])
  })

  test('13: a consumer that does not ask is not read for', async () => {
    const logs = new LogFolder()
    logs.append(text(numbered(1, 1000)))
    let reads = 0
    const disk: LogDisk = {
      ...logDisk,
      async open(path, buffer) {
        const reader = await logDisk.open(path, buffer)
        return reader && { ...reader, read: (position) => (reads++, reader.read(position)) }
      },
    }
    const tail = new LogTail({ path: logs.log, start: undefined, startAt: 'beginning', handles, chunkBytes: 100, disk })
    const events = tail.poll()
    for (let batch = 0; batch < 5; batch++) await events.next()
    const soFar = reads
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(reads).toBe(soFar)
    expect(soFar).toBeLessThan(10)
    await tail.close()
  })
})

/** The real disk, with each file's number replaced by the next of `numbers`. */
function numberedFiles(numbers: readonly string[]): LogDisk {
  const given = new Map<string, string>()
  const number = <T extends { readonly id: { readonly dev: string; readonly ino: string } }>(file: T): T => {
    const ino = given.get(file.id.ino) ?? numbers[given.size] ?? file.id.ino
    given.set(file.id.ino, ino)
    return { ...file, id: { ...file.id, ino } }
  }
  return {
    stamp: async (path) => {
      const stamp = await logDisk.stamp(path)
      return stamp && number(stamp)
    },
    open: async (path, buffer) => {
      const reader = await logDisk.open(path, buffer)
      return reader && number(reader)
    },
  }
}
