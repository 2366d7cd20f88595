import { expect, test } from 'vitest'
import { readPosition, resumeAt, type Position } from '../../../agent/tail/checkpoint.ts'
import { LogFolder } from '../../support/log-folder.ts'
import { LogTail } from '../../../agent/tail/log-tail.ts'

async function position(): Promise<Position> {
  const logs = new LogFolder()
  logs.append('line 1\nline 2\n')
  logs.roll('line 3\nline 4\n')
  const tail = new LogTail({ path: logs.log, start: undefined, startAt: 'beginning' })
  let last: Position | undefined
  for await (const event of tail.poll()) if ('position' in event) last = event.position
  await tail.close()
  if (last === undefined) throw new Error('nothing was read')
  return last
}

test('a position survives its way through JSON', async () => {
  const stored: unknown = JSON.parse(JSON.stringify(await position()))
  expect(readPosition(stored)).toEqual(
    await position().then((p) => ({ ...p, id: expect.anything(), before: expect.anything() })),
  )
  expect(readPosition(stored)).toBe(stored)
})

test('it says which line is next, in which generation, and what lies in .lo_', async () => {
  expect(await position()).toMatchObject({
    version: 1,
    ordinal: 2,
    offset: 14,
    line: 3,
    size: 14,
    before: { size: 14 },
  })
})

test.each<[string, (p: Record<string, unknown>) => unknown]>([
  ['another version', (p) => ({ ...p, version: 2 })],
  ['no version', ({ version: _, ...p }) => p],
  ['an offset behind what was delivered', (p) => ({ ...p, offset: 15 })],
  ['a negative offset', (p) => ({ ...p, offset: -1 })],
  ['half a byte', (p) => ({ ...p, offset: 1.5 })],
  ['a number in place of a file number', (p) => ({ ...p, id: { dev: 1, ino: 2 } })],
  ['no anchor', (p) => ({ ...p, end: undefined })],
  ['a list', (p) => [p]],
  ['text', () => 'version 1'],
  ['null', () => null],
])('%s is no position', async (_what, change) => {
  expect(readPosition(change({ ...(await position()) }))).toBeUndefined()
})

test('reading goes on at the first line of what is not complete', async () => {
  const delivered = await position()
  expect(resumeAt(delivered, 7, 2)).toEqual({ ...delivered, offset: 7, line: 2 })
  expect(readPosition(resumeAt(delivered, 7, 2))).toBeDefined()
})

test('a line whose number is not known has none, and reading never goes on behind what was delivered', async () => {
  const { line: _, ...delivered } = await position()
  expect(resumeAt({ ...delivered, line: 9 }, 99)).toEqual({ ...delivered, offset: 14 })
})
