import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { notFileKind, whyNotReadable } from '../../agent/readable-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-readable-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('finds nothing wrong with a file', async () => {
  writeFileSync(join(folder, 'distmgr.log'), '')
  expect(await whyNotReadable(join(folder, 'distmgr.log'))).toBeUndefined()
})

it('names a folder, a missing file, and a pipe, which it does not open', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')])
  expect(await whyNotReadable(folder)).toMatchObject({ code: 'notAFile', data: { kind: 'a folder' } })
  expect(await whyNotReadable(join(folder, 'pipe'))).toMatchObject({ code: 'notAFile', data: { kind: 'a pipe' } })
  expect(await whyNotReadable(join(folder, 'none'))).toMatchObject({ code: 'fileMissing' })
  expect(await whyNotReadable(join(folder, 'distmgr.log', 'below'))).toMatchObject({ code: 'fileMissing' })
})

it('has a word for everything else', () => {
  const no = (): boolean => false
  expect(notFileKind({ isFile: no, isDirectory: no, isFIFO: no, isSocket: () => true })).toBe('a socket')
  expect(notFileKind({ isFile: no, isDirectory: no, isFIFO: no, isSocket: no })).toBe('a device')
})
