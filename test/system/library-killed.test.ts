// `cmdp library verify` that is ended from outside: what was hashed is not hashed again.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { readIndexFile } from '../../agent/library/index-file.ts'
import { buildLibrary } from '../support/library-builder.ts'
import { onDisk, writeLibrary } from '../support/library-on-disk.ts'
import { repository } from '../support/sources.ts'

/** Small stored files come first; the large one takes minutes at the rate below. */
const folder = mkdtempSync(join(tmpdir(), 'cmdp-killed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const files = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`part${at}.cab`, randomBytes(20_000)]))
const content = { id: 'ABC00001.1', files: { ...files, 'install.wim': randomBytes(40_000_000) } }
writeLibrary(folder, buildLibrary([{ id: 'ABC00001', version: 1, contents: [content] }], ['D:']))

type Run = { readonly code: number | null; readonly told: string; readonly before: number; readonly after: number }

/** Ends the run once its index file holds verdicts. */
async function endedBy(signal: 'SIGTERM' | 'SIGKILL'): Promise<Run> {
  const index = join(folder, `${signal}.idx`)
  const words = [
    '--library',
    onDisk(folder, 'D:/SCCMContentLib'),
    '--rate',
    '400KB',
    '--workers',
    '1',
    '--index',
    index,
  ]
  const child = spawn(process.execPath, [join(repository, 'agent', 'cmdp.mjs'), 'library', 'verify', ...words])
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  while ((readIndexFile(index)?.verdicts.size ?? 0) === 0 && child.exitCode === null) await pause(100)
  const before = readIndexFile(index)?.verdicts.size ?? 0
  child.kill(signal)
  const code = await ended
  return { code, told, before, after: readIndexFile(index)?.verdicts.size ?? 0 }
}

it('SIGTERM keeps the verdicts as Ctrl-C does', async () => {
  const { code, told, before, after } = await endedBy('SIGTERM')
  expect(code).toBe(2)
  expect(told).toContain('Ended early: interrupted')
  expect(told).toContain(`${String(after)} of 21 stored files hashed`)
  expect(after).toBeGreaterThanOrEqual(before)
  expect(before).toBeGreaterThan(0)
})

it('SIGKILL leaves the verdicts that were written from time to time', async () => {
  const { code, before, after } = await endedBy('SIGKILL')
  expect(code).toBeNull()
  expect(before).toBeGreaterThan(0)
  expect(after).toBeGreaterThanOrEqual(before)
})
