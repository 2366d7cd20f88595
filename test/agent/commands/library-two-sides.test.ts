// diff, export and the lists from outside: what differs, is missing or cannot be used is said, and never passed over.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { writeExample } from '../../support/example-library.ts'
import { runCmdp, type Ended } from '../../support/run-cmdp.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-two-sides-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sound = join(folder, 'sound')
writeExample(sound)
let root = sound
let made = 0
beforeEach(() => {
  root = join(folder, String(++made))
  cpSync(sound, root, { recursive: true })
})

const inside = (path: string): string => join(root, 'D/SCCMContentLib', path)
const hash = 'D08F918F29DDBD4443B737A4F9274A08C3C49142270893E9582D2459E88D5F55'
const library = (of: string, ...words: string[]): Promise<Ended> =>
  runCmdp(['library', ...words, '--library', join(of, 'D/SCCMContentLib'), '--drive', `E:=${join(of, 'E')}`])
const diff = (...words: string[]): Promise<Ended> =>
  library(sound, 'diff', inside(''), '--other-drive', `E:=${join(root, 'E')}`, ...words)

const differences = async (): Promise<unknown> => {
  const { code, stdout } = await diff('--json')
  expect(code).toBe(1)
  return (JSON.parse(stdout) as { differences: unknown }).differences
}

test('diff of two that hold the same says what it did not compare', async () => {
  writeFileSync(inside(`FileLib/D08F/${hash}`), Buffer.alloc(36))
  const { code, stdout } = await diff()
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Both hold the same packages, .* bytes were not compared/)
})

test('diff tells a folder without files, the topmost one only', async () => {
  rmSync(inside('DataLib/ABC00001.2/drivers'), { recursive: true })
  mkdirSync(inside('DataLib/ABC00001.2/docs/new/below'), { recursive: true })
  expect(await differences()).toMatchObject([
    { level: 'folder', what: 'onlyThere', contentId: 'ABC00001.2', path: 'docs\\new' },
    { level: 'folder', what: 'onlyHere', contentId: 'ABC00001.2', path: 'drivers' },
  ])
})

test('diff tells a content of which one half is gone', async () => {
  rmSync(inside('DataLib/ABC00001.2.INI'))
  expect(await differences()).toMatchObject([
    { level: 'content', what: 'differs', contentId: 'ABC00001.2', there: 'no INI' },
  ])
})

test('diff tells one user that differs', async () => {
  const users = inside(`FileLib/D08F/${hash}.INI`)
  writeFileSync(users, readFileSync(users, 'utf8').replace('ABC00001.2=', 'ABC00009.1='))
  expect(await differences()).toMatchObject([
    { level: 'stored-file', what: 'differs', hash, here: 'users ABC00001.2', there: 'users ABC00009.1' },
  ])
})

test('export of a package whose file in PkgLib says nothing is no success', async () => {
  writeFileSync(inside('PkgLib/ABC00001.INI'), '')
  const { code, stdout } = await library(root, 'export', 'ABC00001', join(root, 'out'))
  expect(code).toBe(1)
  expect(stdout).toContain('Nothing was exported: PkgLib\\ABC00001.INI names no content')
  expect(stdout).toContain('DataLib holds ABC00001.2')
  const { stdout: json } = await library(root, 'export', 'ABC00001', join(root, 'out'), '--json')
  expect(JSON.parse(json)).toMatchObject({ contents: [], faults: [expect.stringContaining('ABC00001.INI')] })
})

test.each(['99999', '9223372036854775807'])(
  'export counts the bytes it wrote, not the %s of the entry, which is a fault',
  async (size) => {
    const entry = inside('DataLib/ABC00001.2/setup.exe.INI')
    writeFileSync(entry, readFileSync(entry, 'latin1').replace(/Size=\d+/, `Size=${size}`))
    const { code, stdout } = await library(root, 'export', 'ABC00001.2', join(root, 'out'), '--json')
    expect(code).toBe(1)
    const { contents } = JSON.parse(stdout) as { contents: { bytes: number; faults: string[]; treeHash: string }[] }
    expect(contents[0]?.faults).toEqual([expect.stringContaining('setup.exe: 36 bytes, but its entry says 9')])
    expect(contents[0]?.bytes).toBeLessThan(1000)
    expect(contents[0]?.treeHash).toBe('holds')
  },
)

test('an expected list that cannot be used is refused, and columns that say nothing are named', async () => {
  const list = join(root, 'expected.csv')
  writeFileSync(list, 'packageId,name\r\nABC00001,"Tools\r\nABC00010,Bar\r\n')
  const torn = await library(root, 'scan', '--expected', list)
  expect(torn.code).toBe(2)
  expect(torn.stderr).toContain(`${list}: line 2: a quotation mark is never closed`)
  writeFileSync(list, 'PackageID,Version\r\nABC00001,9\r\n')
  const { code, stderr } = await library(root, 'scan', '--expected', list)
  expect(code).toBe(0)
  expect(stderr).toContain(`${list}: not used: Version`)
})

test('every content of a package that is expected and not here is named, in one finding', async () => {
  const list = join(root, 'expected.csv')
  writeFileSync(list, 'packageId,contentId,bytes\r\nABC0000A,ABC0000A.7,5\r\nABC0000A,ABC0000A.8,6\r\n')
  const { stdout } = await library(root, 'scan', '--expected', list, '--json')
  const found = (JSON.parse(stdout) as { findings: { rule: string; detail: string; bytes: number }[] }).findings
  expect(found.filter(({ rule }) => rule === 'I18')).toEqual([
    expect.objectContaining({ detail: expect.stringMatching(/ABC0000A\.7; .*ABC0000A\.8$/) as string, bytes: 11 }),
  ])
})
