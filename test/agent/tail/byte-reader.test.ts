import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openBytes, shows, type ByteReader } from '../../../agent/tail/byte-reader.ts'
import { anchorAt } from '../../../agent/tail/identity.ts'
import { openHandles } from '../../support/open-handles.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function reading(
  content: string | Buffer,
  room = 8,
  name = 'distmgr.log',
): Promise<{ path: string; reader: ByteReader }> {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  const reader = await openBytes(path, Buffer.alloc(room))
  onTestFinished(() => reader.close())
  return { path, reader }
}

test('bytes are read at any position, as they are', async () => {
  const bytes = Buffer.from(Array.from({ length: 20 }, (_, n) => 240 + n))
  const { reader } = await reading(bytes)
  for (const position of [0, 8, 3, 19]) {
    const read = await reader.read(position)
    expect(read).toEqual({ bytes: bytes.subarray(position, position + 8), position, isEnd: position + 8 > 20 })
  }
})

test('the end is an empty read, until the file grows', async () => {
  const { path, reader } = await reading('abc')
  expect(await reader.read(3)).toMatchObject({ bytes: Buffer.alloc(0), isEnd: true })
  expect(await reader.read(99)).toMatchObject({ bytes: Buffer.alloc(0), isEnd: true })
  appendFileSync(path, 'd')
  expect((await reader.read(3)).bytes.toString()).toBe('d')
})

test('peeking gives a copy that a read does not overwrite', async () => {
  const { reader } = await reading('0123456789')
  const peeked = await reader.peek(2, 3)
  await reader.read(0)
  expect(peeked.toString()).toBe('234')
  expect((await reader.peek(8, 5)).toString()).toBe('89')
  expect(await reader.peek(4, 0)).toEqual(Buffer.alloc(0))
})

test('an anchor is shown by the bytes that end at it', async () => {
  const { reader } = await reading('0123456789')
  expect(await shows(reader, anchorAt(5, Buffer.from('234')))).toBe(true)
  expect(await shows(reader, anchorAt(5, Buffer.from('235')))).toBe(false)
  expect(await shows(reader, anchorAt(12, Buffer.from('89')))).toBe(false)
  expect(await shows(reader, anchorAt(0, Buffer.alloc(0)))).toBe(true)
})

test('a name does not make it another kind of file', async () => {
  const { reader } = await reading('no archive', 64, 'distmgr.gz')
  expect((await reader.read(0)).bytes.toString()).toBe('no archive')
})

test('what is asked for at once is done one after the other', async () => {
  const { reader } = await reading('0123456789')
  const [first, second, peeked] = await Promise.all([reader.read(0), reader.read(5), reader.peek(1, 2)])
  expect([first.position, first.isEnd]).toEqual([0, false])
  expect([second.position, second.isEnd, second.bytes.toString()]).toEqual([5, true, '56789'])
  expect(peeked.toString()).toBe('12')
})

test('closing waits for a read under way, then no handle is left', async () => {
  const { path, reader } = await reading('0123456789')
  const read = reader.read(0)
  await reader.close()
  expect((await read).bytes.toString()).toBe('01234567')
  expect(openHandles(path)).toEqual([])
})

test('opening what is not there rejects with the error of the system', async () => {
  await expect(openBytes(join(temporaryFolder(), 'distmgr.log'), Buffer.alloc(8))).rejects.toMatchObject({
    code: 'ENOENT',
  })
})
