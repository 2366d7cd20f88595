// However much there is to read, memory stays as it is.
import { closeSync, openSync, writeSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LogTail } from '../../../agent/tail/log-tail.ts'
import { LogFolder } from '../../support/log-folder.ts'

const mebibyte = 1024 * 1024

type Sum = { lines: number; bytes: number; dropped: number; growth: number }

async function readThrough(path: string): Promise<Sum> {
  const sum: Sum = { lines: 0, bytes: 0, dropped: 0, growth: 0 }
  const before = process.memoryUsage.rss()
  const tail = new LogTail({ path, start: undefined, startAt: 'beginning' })
  for await (const event of tail.poll()) {
    if (event.kind !== 'lines') continue
    for (const line of event.lines) {
      sum.lines++
      sum.bytes += line.length
      sum.dropped += line.dropped
    }
    sum.growth = Math.max(sum.growth, process.memoryUsage.rss() - before)
  }
  await tail.close()
  return sum
}

function write(path: string, times: number, piece: Buffer, end = ''): void {
  const file = openSync(path, 'w')
  for (let written = 0; written < times; written++) writeSync(file, piece)
  writeSync(file, end)
  closeSync(file)
}

test('a line of 100 MB is cut, and what follows it is read', async () => {
  const logs = new LogFolder()
  write(logs.log, 100, Buffer.alloc(mebibyte, 'x'), '\nthe next line\n')
  const { lines, bytes, dropped, growth } = await readThrough(logs.log)
  expect([lines, bytes]).toEqual([2, 100 * mebibyte + 15])
  expect(dropped).toBe(100 * mebibyte - 64 * 1024 - 1024)
  expect(growth).toBeLessThan(50 * mebibyte)
})

test('a backlog of 200 MB', async () => {
  const logs = new LogFolder()
  const piece = Buffer.from(`${'x'.repeat(126)}\r\n`.repeat(8192))
  write(logs.log, 200, piece)
  const { lines, bytes, growth } = await readThrough(logs.log)
  expect([lines, bytes]).toEqual([200 * 8192, 200 * mebibyte])
  expect(growth).toBeLessThan(100 * mebibyte)
})
