import { describe, expect, it } from 'vitest'
import type { FinishedLog } from '../../../agent/finished/finished-log.ts'
import { openLog, type ReadOptions } from '../../../agent/finished/read-log.ts'
import type { LogEntry } from '../../../parsers/log-entry.ts'
import { entriesOf, latin, recorded, serverLine } from '../../support/recorded-logs.ts'

/** A log whose one buffer is used for every block, as a file's is. */
function logOf(bytes: Buffer, rereadable = true, size = 1000): FinishedLog & { readonly reads: () => number } {
  let reads = 0
  async function* blocks(): AsyncIterable<Buffer> {
    reads++
    const buffer = Buffer.alloc(size)
    for (let at = 0; at < bytes.length; at += size) {
      buffer.fill(0x58)
      yield buffer.subarray(0, bytes.copy(buffer, 0, at, at + size))
    }
  }
  return { path: 'a.log', file: 'a.log', host: '', place: 'a.log', blocks, rereadable, reads: () => reads }
}

async function read(log: FinishedLog, options?: ReadOptions) {
  const { batches, summary } = openLog(log, options)
  const entries: LogEntry[] = []
  for await (const batch of batches) entries.push(...batch)
  return { entries, summary: summary() }
}

describe.each([
  ['a log that can be read again', true],
  ['a log that flows by once', false],
])('%s', (_what, rereadable) => {
  it.each([
    'raw/reconstructed/distmgr-update.log',
    'raw/distmgr-05.view.txt',
    'raw/other-02.log',
    'raw/smsdpprov-01.log',
  ])('gives the entries of %s', async (name) => {
    const log = logOf(recorded(name), rereadable)
    expect((await read(log)).entries).toEqual(entriesOf(recorded(name)))
    expect(log.reads()).toBe(rereadable ? 2 : 1)
  })

  it('is read as framed when only its last line is', async () => {
    const text = 'copied line\r\n'.repeat(1000) + serverLine('x')
    const { entries, summary } = await read(logOf(latin(text), rereadable))
    expect(entries.at(-1)).toMatchObject({ form: 'site-server', message: 'x' })
    expect(summary).toMatchObject({ form: 'site-server', counts: { records: 1, orphans: 1000 } })
  })

  it('sums up what it was, when its last records are skipped too', async () => {
    const line = (clock: string): string => serverLine('x', `06-14-2018 ${clock}-60`)
    const bytes = latin(line('06:00:00.000') + line('06:10:00.000').repeat(50) + line('06:20:00.000'))
    const { entries, summary } = await read(logOf(bytes, rereadable), { wanted: () => false })
    expect(entries).toEqual([])
    expect(summary).toMatchObject({
      form: 'site-server',
      firstTime: Date.UTC(2018, 5, 14, 5),
      lastTime: Date.UTC(2018, 5, 14, 5, 20),
      counts: { records: 52, skipped: 52 },
    })
  })

  it('without text has no form', async () => {
    expect((await read(logOf(latin(''), rereadable))).summary).toMatchObject({
      form: undefined,
      counts: { records: 0 },
    })
  })
})

it('a log that flows by is a view when its first 4 MiB show no other form', async () => {
  const text = `${'copied line\r\n'.repeat(400_000)}${serverLine('x')}`
  const { summary } = await read(logOf(latin(text), false, 65_536))
  expect(summary).toMatchObject({ form: 'view', counts: { records: 400_001 } })
})
