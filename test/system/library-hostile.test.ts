// The system calls of a scan over a library full of links that lead out: nothing outside is opened, nothing is written.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { hostileCases } from '../support/hostile-libraries.ts'
import { writeExample } from '../support/example-library.ts'
import { repository } from '../support/sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-strace-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const hasStrace = spawnSync('strace', ['-V']).status === 0

test('a scan opens nothing outside the library and nothing for writing', () => {
  if (!hasStrace) {
    console.log('not run: strace is not installed')
    return expect(process.env['CI']).not.toBe('true')
  }
  const outside = join(folder, 'outside')
  const library = join(folder, 'D', 'SCCMContentLib')
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret'), 'TOP SECRET')
  writeExample(folder)
  let made = 0
  for (const { make } of hostileCases.filter(({ rule }) => rule === 'I29' || rule === 'I24')) {
    try {
      make(library, outside)
      made++
    } catch (error) {
      // Two cases may want the same name; the first one has it.
      expect((error as NodeJS.ErrnoException).code).toBe('EEXIST')
    }
  }
  expect(made).toBeGreaterThan(20)
  execFileSync(process.execPath, [join(repository, 'agent', 'cmdp.mjs'), '--version'])
  const log = join(folder, 'calls.txt')
  const run = spawnSync('strace', [
    '-f',
    '-qq',
    '-s',
    '4096',
    '-e',
    'trace=open,openat,openat2,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,truncate,link,linkat,symlink,symlinkat,chmod,fchmodat,utimensat',
    '-o',
    log,
    process.execPath,
    join(repository, 'agent', 'cmdp.mjs'),
    'library',
    'scan',
    '--level',
    '3',
    '--json',
    '--library',
    library,
    '--drive',
    `E:=${join(folder, 'E')}`,
  ])
  expect(run.status).toBe(1)
  const inTest = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes(folder))
  expect(inTest.length).toBeGreaterThan(30)
  expect(inTest.filter((line) => line.includes(outside))).toEqual([])
  expect(
    inTest.filter((line) => /O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)/.test(line) || !/\b(open|openat|openat2)\(/.test(line)),
  ).toEqual([])
  expect(run.stdout.toString()).not.toContain('TOP SECRET')
  return undefined
})
