import { appendFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withInput } from '../../../agent/rdc/input-file.ts'
import { lcgBytes } from '../../support/rdc-vectors.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test.each([0, 1, 1_048_576, 1_048_577, 3_000_000])('all %i bytes come in order', async (size) => {
  const path = join(temporaryFolder(), 'in')
  const bytes = lcgBytes(1, size)
  writeFileSync(path, bytes)
  const blocks: Buffer[] = []
  await withInput(path, async (input) => {
    expect(input.size).toBe(size)
    for await (const block of input.blocks()) blocks.push(Buffer.from(block))
    await input.requireUnchanged()
  })
  expect(Buffer.concat(blocks).equals(bytes)).toBe(true)
})

test('a place is read exactly, and a file that lost bytes is told', async () => {
  const path = join(temporaryFolder(), 'in')
  writeFileSync(path, 'hello world')
  await withInput(path, async (input) => {
    const into = Buffer.alloc(5)
    input.fill(into, 6)
    expect(into.toString()).toBe('world')
    truncateSync(path, 8)
    expect(() => input.fill(into, 6)).toThrow(`Could not read ${path}: it was changed while it was read`)
  })
})

test('a file that grows meanwhile is told', async () => {
  const path = join(temporaryFolder(), 'in')
  writeFileSync(path, 'hello')
  await withInput(path, async (input) => {
    appendFileSync(path, '!')
    await expect(input.requireUnchanged()).rejects.toMatchObject({ exitCode: 2 })
  })
})

test('reading may be given up half way', async () => {
  const path = join(temporaryFolder(), 'in')
  writeFileSync(path, lcgBytes(1, 3_000_000))
  await withInput(path, async (input) => {
    for await (const block of input.blocks()) {
      expect(block.length).toBeGreaterThan(0)
      break
    }
  })
})

test.each([
  ['.', 'is a folder, not a file'],
  ['none', 'does not exist'],
])('%s is no input', async (name, words) => {
  const path = join(temporaryFolder(), name)
  await expect(withInput(path, () => expect.unreachable())).rejects.toMatchObject({
    message: expect.stringContaining(words),
  })
})
