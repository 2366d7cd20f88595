import { expect, it } from 'vitest'
import { withoutCopies } from '../../../agent/finished/same-content.ts'
import type { FinishedLog } from '../../../agent/finished/finished-log.ts'

const line = (second: number): string =>
  `Sending thread complete~  $$<SMS_PACKAGE_TRANSFER_MANAGER><01-05-2026 08:00:${String(second).padStart(2, '0')}.000+000><thread=9112 (0x2398)>\r\n`
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => line(from + index)).join('')

/** Blocks cut at other places for each log, so that none end together. */
const log = (path: string, text: string, host = ''): FinishedLog => ({
  path,
  file: path.split('/').at(-1) ?? path,
  host,
  place: path,
  rereadable: true,
  async *blocks() {
    const size = 7 + path.length
    for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size))
  },
})

const readOf = async (...logs: FinishedLog[]): Promise<readonly string[]> =>
  (await withoutCopies({ logs, leftOut: [] })).logs.map(({ path }) => path)

it('leaves out a copy, and says of what', async () => {
  const found = await withoutCopies({
    logs: [log('PkgXferMgr - Copy.log', lines(0, 9)), log('PkgXferMgr.log', lines(0, 9))],
    leftOut: [],
  })
  expect(found.logs.map(({ path }) => path)).toEqual(['PkgXferMgr.log'])
  expect(found.leftOut).toEqual([
    { path: 'PkgXferMgr - Copy.log', reason: 'the same lines as PkgXferMgr.log', failed: false },
  ])
})

it('leaves out the beginning of a log that has grown since', async () => {
  expect(await readOf(log('PkgXferMgr.lo_', lines(0, 5)), log('PkgXferMgr.log', lines(0, 9)))).toEqual([
    'PkgXferMgr.log',
  ])
  expect(await readOf(log('PkgXferMgr.lo_', lines(0, 9)), log('PkgXferMgr.log', lines(0, 5)))).toEqual([
    'PkgXferMgr.lo_',
  ])
})

it.each([
  ['generations', log('PkgXferMgr.lo_', lines(0, 5)), log('PkgXferMgr.log', lines(5, 9))],
  ['logs of two machines', log('a/PkgXferMgr.log', lines(0, 5), 'a'), log('b/PkgXferMgr.log', lines(0, 5), 'b')],
  ['two kinds of logs', log('distmgr.log', lines(0, 5)), log('PkgXferMgr.log', lines(0, 5))],
  ['excerpts from a viewer', log('x.distmgr.log', 'ConfigureDP\r\n'), log('y.distmgr.log', 'ConfigureDP\r\n')],
  ['empty logs', log('PkgXferMgr.lo_', ''), log('PkgXferMgr.log', '')],
])('reads both of %s', async (_what, one, other) => {
  expect(await readOf(one, other)).toEqual([one.path, other.path])
})
