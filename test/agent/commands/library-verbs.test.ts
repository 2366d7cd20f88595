// What an administrator reads: each reading verb of `cmdp library` on the worked example, sound and damaged.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeExample } from '../../support/example-library.ts'
import { runCmdp } from '../../support/run-cmdp.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-verbs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sound = join(folder, 'sound')
writeExample(sound)
/** The stored file that both packages need has another byte, and a share folder of a package is left over. */
const damaged = join(folder, 'damaged')
writeExample(damaged)
const hash = 'D08F918F29DDBD4443B737A4F9274A08C3C49142270893E9582D2459E88D5F55'
writeFileSync(join(damaged, 'D/SCCMContentLib/FileLib/D08F', hash), Buffer.alloc(36))
mkdirSync(join(damaged, 'E/SMSPKGE$/ABC00777'), { recursive: true })
writeFileSync(join(damaged, 'E/SMSPKGE$/ABC00777/setup.exe'), '12345')

/** The entry of a source file is cut off. */
const torn = join(folder, 'torn')
writeExample(torn)
writeFileSync(join(torn, 'D/SCCMContentLib/DataLib/ABC00001.2/docs/readme.txt.INI'), '')
/** A content that PkgLib names is gone with all it had in DataLib. */
const hollow = join(folder, 'hollow')
writeExample(hollow)
rmSync(join(hollow, 'D/SCCMContentLib/DataLib/ABC00001.2'), { recursive: true })
rmSync(join(hollow, 'D/SCCMContentLib/DataLib/ABC00001.2.INI'))

const library = (root: string, ...words: string[]) =>
  runCmdp(['library', ...words, '--library', join(root, 'D/SCCMContentLib'), '--drive', `E:=${join(root, 'E')}`])

test('status is one screen: packages by verdict, drives, oldest verification', async () => {
  const { code, stdout } = await library(sound, 'status')
  expect(code).toBe(0)
  expect(stdout.split('\n').length).toBeLessThan(25)
  expect(stdout).toMatch(/^ok +2$/m)
  expect(stdout).toMatch(/^D: \(primary\) +3 +/m)
  expect(stdout).toContain('Every stored file verified since: never')
})

test('tree shows a package as its source was, with size, hash and drive', async () => {
  const { stdout } = await library(sound, 'tree', 'ABC00001')
  expect(stdout).toMatch(/^ABC00001 version 2$/m)
  expect(stdout).toMatch(/^ +logo\.bin {2}256 bytes {2}40AFF2E9[0-9A-F]+… {2}E:$/m)
  expect((await library(sound, 'tree', 'ABC00999')).code).toBe(1)
})

test('find prints rows as CSV, and nothing found is exit 1', async () => {
  const { stdout } = await library(sound, 'find', 'setup.exe', '--csv')
  expect(stdout.trimEnd().split(/\r?\n/)).toHaveLength(3)
  expect(stdout).toContain(`installer\\SETUP.EXE,${hash},36,`)
  expect((await library(sound, 'find', 'nothing.txt')).code).toBe(1)
})

test('verify tells one damaged stored file once, with both packages; rows and what was read stay apart', async () => {
  const { code, stdout, stderr } = await library(damaged, 'verify', 'ABC0000A', '--csv')
  expect(code).toBe(1)
  const [head, ...rows] = stdout.trimEnd().split(/\r?\n/)
  expect(head).toBe(
    'id,rule,severity,kind,packageId,contentId,path,hash,drive,bytes,packagesAffected,transient,detail,suggestedAction',
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]).toContain(`,I10,fatal,stored-file,,,FileLib\\D08F\\${hash},${hash},D:,36,ABC00001 ABC0000A,false,`)
  expect(stderr).toContain('2 of 2 stored files hashed')
  expect(stderr).toContain('Inferred: 3 stored files')
})

test('verify tells what is wrong beside the bytes: of all, or of what was asked for', async () => {
  const rules = async (...words: string[]): Promise<[number | null, string[]]> => {
    const { code, stdout } = await library(torn, 'verify', ...words, '--json')
    return [code, (JSON.parse(stdout) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule)]
  }
  expect(await rules()).toEqual([1, ['I7']])
  expect(await rules('ABC00001')).toEqual([1, ['I7']])
  expect(await rules('ABC00001.2')).toEqual([1, ['I7']])
  expect(await rules('docs/readme.txt')).toEqual([1, ['I7']])
  expect(await rules('ABC0000A')).toEqual([0, []])
  expect(await rules(hash)).toEqual([0, []])
  const { stdout } = await library(torn, 'verify')
  expect(stdout).toContain('Read: names and INIs of PkgLib, DataLib and FileLib\n')
  expect(stdout).not.toContain('Nothing is wrong')
})

test('verify of a package whose content is gone altogether is no package that nothing matches', async () => {
  const { code, stdout } = await library(hollow, 'verify', 'ABC00001')
  expect(code).toBe(1)
  expect(stdout).toContain('fatal I3 ')
})

test('verify of a sample says how many were hashed and how many were not', async () => {
  const { stdout } = await library(sound, 'verify', '--sample', '40%')
  expect(stdout).toContain('2 of 5 stored files hashed, a sample of 40%,')
  expect(stdout).toContain('No fault found; 2 of 5 stored files were hashed.')
  const cut = await library(sound, 'verify', '--max-duration', '0s')
  expect(cut.stdout).toContain('Ended early: time is up')
})

test('orphans by class, with what goes at once', async () => {
  const { stdout } = await library(damaged, 'orphans', '--class', 'O9,O10', '--csv')
  expect(stdout.trimEnd().split(/\r?\n/)).toEqual([
    'class,packageId,contentId,hash,drive,path,freedNow,freedTogether,detail',
    'O9,ABC00777,,,E:,SMSPKGE$\\ABC00777,5,5,ABC00777: classic share folder without package',
  ])
})

test('drives tells what lies where and which drive is next; one that is gone is exit 1', async () => {
  const { code, stdout } = await library(sound, 'drives', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    drives: [
      { drive: 'D:', primary: true, present: true, storedFiles: 3, marker: false, gone: false, daysToReserve: null },
      { drive: 'E:', primary: false, storedFiles: 2 },
    ],
    nextPick: 'D:',
  })
  const gone = await runCmdp([
    'library',
    'drives',
    '--library',
    join(sound, 'D/SCCMContentLib'),
    '--drive',
    `E:=${join(folder, 'unplugged')}`,
  ])
  expect(gone.code).toBe(1)
})

test('diff prints each value under its heading', async () => {
  const { stdout } = await library(
    sound,
    'diff',
    join(hollow, 'D/SCCMContentLib'),
    '--other-drive',
    `E:=${join(hollow, 'E')}`,
    '--csv',
  )
  const [head, first] = stdout.split('\r\n')
  expect(head).toBe('level,what,packageId,contentId,path,hash,here,there,newer')
  expect(first).toBe('content,onlyHere,,ABC00001.2,,,,,')
  const turned = await library(
    hollow,
    'diff',
    join(torn, 'D/SCCMContentLib'),
    '--other-drive',
    `E:=${join(torn, 'E')}`,
    '--csv',
  )
  expect(turned.stdout).toContain('content,onlyThere,,ABC00001.2,,,,,\r\n')
  const entry = await library(
    torn,
    'diff',
    join(sound, 'D/SCCMContentLib'),
    '--other-drive',
    `E:=${join(sound, 'E')}`,
    '--csv',
  )
  expect(entry.stdout).toMatch(
    /^file,differs,,ABC00001\.2,docs\\readme\.txt,,unreadable,"[0-9A-F]{64} \d+ bytes, attributes [^"]+",/m,
  )
})

test('export says of what it wrote whether its tree hash holds', async () => {
  const whole = await library(sound, 'export', 'ABC00001.2', join(folder, 'whole'))
  expect(whole).toMatchObject({ code: 0 })
  expect(whole.stdout).toContain('tree hash of what was written holds')
  const part = await library(damaged, 'export', 'ABC00001.2', join(folder, 'part'))
  expect(part.code).toBe(1)
  expect(part.stdout).toContain('tree hash of what was written does not hold')
  const json = await library(damaged, 'export', 'ABC00001.2', join(folder, 'part2'), '--json')
  expect(JSON.parse(json.stdout)).toMatchObject({ contents: [{ contentId: 'ABC00001.2', treeHash: 'differs' }] })
})

test.each([
  ['--index', ['scan', '--index', 'PkgLib/own.idx']],
  ['The folder', ['export', 'ABC00001', 'DataLib/x']],
  ['The folder', ['export', 'ABC00001', 'x/y']],
  ['--out', ['pack', 'ABC00001.2', '--out', 'FileLib/tools.cmdp']],
  ['--plan', ['sweep', '--plan', 'plan.json']],
])('%s inside the library is refused, also through a link, and nothing is written', async (option, words) => {
  const place = join(sound, 'D/SCCMContentLib')
  const link = join(folder, 'link')
  if (!existsSync(link)) symlinkSync(place, link)
  const before = readdirSync(place, { recursive: true })
  for (const root of [place, link, join(sound, 'E/../D/SCCMContentLib')]) {
    const { code, stdout, stderr } = await library(sound, ...words.slice(0, -1), join(root, words.at(-1) ?? ''))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`${option} `)
    expect(stderr).toContain('lies inside the library')
  }
  expect(readdirSync(place, { recursive: true })).toEqual(before)
})

test('tree as CSV has one row for each source file, under headings', async () => {
  const { stdout } = await library(hollow, 'tree', '--csv')
  const [head, ...rows] = stdout.trimEnd().split('\r\n')
  expect(head).toBe('packageId,version,contentId,current,path,hash,bytes,modified,attributes,drives,problem')
  expect(rows).toContain('ABC00001,2,ABC00001.2,true,,,,,,,missing')
  const file = rows.find((row) => row.includes('installer\\SETUP.EXE'))?.split(',') ?? []
  expect(file.slice(0, 1)).toEqual(['ABC0000A'])
  expect(file.slice(3, 7)).toEqual(['true', 'installer\\SETUP.EXE', hash, '36'])
})

test('status tells what changed since the kept index', async () => {
  const root = join(folder, 'drifts')
  writeExample(root)
  const index = join(folder, 'drifts.idx')
  const first = await library(root, 'status', '--index', index, '--json')
  expect(JSON.parse(first.stdout)).toMatchObject({ drift: null })
  expect((await library(root, 'status', '--index', index)).stdout).toMatch(/^Since 20.*Z: no change$/m)
  rmSync(join(root, 'D/SCCMContentLib/PkgLib/ABC0000A.INI'))
  rmSync(join(root, 'D/SCCMContentLib/FileLib/D08F', hash))
  const { stdout } = await library(root, 'status', '--index', index)
  expect(stdout).toMatch(/^Since 20.*Z: packages \+0 -1, 0 changed; stored files -1 \(-36 B\)$/m)
})

test('export keeps times to the nearest microsecond', async () => {
  const root = join(folder, 'times')
  writeExample(root)
  const entry = join(root, 'D/SCCMContentLib/DataLib/ABC00001.2/setup.exe.INI')
  // 2024-08-04T21:38:43.7132158Z
  writeFileSync(entry, readFileSync(entry, 'latin1').replace(/TimeModified=\d+/, 'TimeModified=133672811237132158'))
  expect((await library(root, 'export', 'ABC00001.2', join(folder, 'timed'))).code).toBe(0)
  const { mtimeNs } = statSync(join(folder, 'timed', 'setup.exe'), { bigint: true })
  expect(Math.abs(Number(mtimeNs - 1_722_807_523_713_215_800n))).toBeLessThanOrEqual(500)
})

test('an expected list makes a missing package the first finding', async () => {
  const list = join(folder, 'expected.csv')
  writeFileSync(list, 'packageId,name\r\nABC00001,Tools\r\n')
  appendFileSync(list, 'ABC00010,"Reader, signed"\r\n')
  const { code, stdout } = await library(sound, 'scan', '--expected', list)
  expect(code).toBe(1)
  expect(stdout).toMatch(/fatal I18 .*ABC00010 \(Reader, signed\)/)
})
