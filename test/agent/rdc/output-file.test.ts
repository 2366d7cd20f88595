import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withOutput } from '../../../agent/rdc/output-file.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('the file appears when the work is done, and not before', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'out')
  writeFileSync(path, 'old')
  await withOutput(path, async (output) => {
    await output.write(Buffer.from('ne'))
    await output.write(Buffer.from('w'))
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(output.bytes).toBe(3)
  })
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(readdirSync(folder)).toEqual(['out'])
})

test('work that fails leaves what was there, and nothing else', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'out')
  writeFileSync(path, 'old')
  const work = withOutput(path, async (output) => {
    await output.write(Buffer.from('new'))
    throw new Error('enough')
  })
  await expect(work).rejects.toThrow('enough')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['out'])
})

test('what is no file is never replaced', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'sub'))
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'link'))
  const write = (name: string): Promise<void> =>
    withOutput(join(folder, name), (output) => output.write(Buffer.from('x')))
  await expect(write('sub')).rejects.toMatchObject({
    code: 'notAFile',
    message: expect.stringContaining('is a folder'),
  })
  await expect(write('link')).rejects.toMatchObject({ code: 'notAFile', message: expect.stringContaining('is a link') })
  await expect(write('none/out')).rejects.toMatchObject({
    exitCode: 2,
    message: `Could not write ${join(folder, 'none/out')}: its folder does not exist`,
  })
  expect(readdirSync(folder).sort()).toEqual(['link', 'sub'])
})
