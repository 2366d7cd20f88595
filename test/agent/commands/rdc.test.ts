// `cmdp rdc` as it is typed: files, messages and exit codes.
import { existsSync, linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lcgBytes, published, sha256Hex, vectorFiles } from '../../support/rdc-vectors.ts'
import { runCmdp, type Ended } from '../../support/run-cmdp.ts'

let folder: string
const at = (name: string): string => join(folder, name)
const rdc = (...args: string[]): Promise<Ended> => runCmdp(['rdc', ...args], { folder })
const { a, inserted } = vectorFiles()

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdp-rdc-'))
  writeFileSync(at('example'), published().source)
  writeFileSync(at('a'), a)
  writeFileSync(at('inserted'), inserted)
  writeFileSync(at('empty'), '')
  writeFileSync(at('ten'), lcgBytes(7, 3_000_000))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('signature writes the published example byte for byte', async () => {
  const ended = await rdc('signature', 'example', '--out', 'example.SIG', '--window', '16', '--horizon', '512')
  expect(ended).toMatchObject({
    code: 0,
    stderr: '',
    stdout: 'example: 32.7 KB\nlevel 1: 6 chunks, 132 B, in example.SIG\n',
  })
  expect(readFileSync(at('example.SIG'))).toEqual(published().signature)
})

test('signature uses the parameters of the Windows library, and takes an empty file', async () => {
  expect(await rdc('signature', 'empty', '--out', 'empty.SIG')).toMatchObject({ code: 0 })
  expect(sha256Hex(readFileSync(at('empty.SIG')))).toBe(
    '1d375832844ec0eeb91a71de5a0db544b7e9f9e70c21903216bc9fb46e0508f8',
  )
})

test('signature of two levels gives the topmost, and the one below beside it', async () => {
  const ended = await rdc('signature', 'ten', '--out', 'ten.SIG', '--levels', '2', '--json')
  const level = (number: number, path: string, bytes: number, chunks: number, sha256: string): object => ({
    ...{ level: number, path, bytes, chunks, sha256 },
    ...(number === 1 ? { window: 48, horizon: 1024 } : { window: 2, horizon: 128 }),
  })
  expect(JSON.parse(ended.stdout)).toEqual({
    file: 'ten',
    bytes: 3_000_000,
    levels: [
      level(1, 'ten.SIG.1', 26_250, 1_457, '4b718d4831102810700d52ec389c79adab7ed4310ecf6a1fc65bcef55a08777e'),
      level(2, 'ten.SIG', 1_752, 96, '4182ea895a633dd5e52af092a16a14fe26dbba3c6fd379a9ca596d008f5443cf'),
    ],
    similarity: null,
  })
  expect(sha256Hex(readFileSync(at('ten.SIG')))).toBe(
    '4182ea895a633dd5e52af092a16a14fe26dbba3c6fd379a9ca596d008f5443cf',
  )
})

test('delta and patch rebuild the new version and say what they took from where', async () => {
  const made = await rdc('delta', 'a', 'inserted', '--out', 'delta')
  expect(made).toMatchObject({
    code: 0,
    stdout: '253 KB of inserted are in a, 3.4 KB are new\ndelta: 3.6 KB in 3 records\n',
  })
  const ended = await rdc('patch', 'a', 'delta', '--out', 'rebuilt')
  expect(ended).toMatchObject({
    code: 0,
    stderr: '',
    stdout: `rebuilt: 256 KB, SHA-256 ${sha256Hex(inserted)} as announced; 253 KB from a, 3.4 KB from the delta\n`,
  })
  expect(readFileSync(at('rebuilt')).equals(inserted)).toBe(true)
})

test('patch of another seed ends with 1 and writes nothing', async () => {
  await rdc('delta', 'a', 'inserted', '--out', 'delta')
  const ended = await rdc('patch', 'ten', 'delta', '--out', 'wrong')
  expect(ended).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `cmdp: The delta delta cannot be applied: it was made from another file than ten: from one with SHA-256 ${sha256Hex(a)}\n`,
  })
  expect(existsSync(at('wrong'))).toBe(false)
})

test.each([
  [['signature', 'none', '--out', 'x'], 'none does not exist\n'],
  [
    ['signature', 'a', '--out', 'x', '--window', '47'],
    'rdc signature: the window is an even number of bytes from 2 to 96, not 47\n',
  ],
  [
    ['signature', 'a', '--out', 'x', '--horizon', '1e3'],
    'rdc signature: the horizon is a number of bytes from 128 to 16384, not 1e3\n',
  ],
  [['signature', 'a', '--out', 'x', '--levels', '9'], 'rdc signature: levels is a number from 1 to 8, not 9\n'],
  [['delta', 'a', 'inserted', '--out', '.'], '. is a folder, not a file\n'],
  [['patch', 'a', '.', '--out', 'x'], '. is a folder, not a file\n'],
])('%j could not look', async (args, words) => {
  const ended = await rdc(...args)
  expect(ended).toMatchObject({ code: 2, stdout: '', stderr: `cmdp: ${words}` })
  expect(existsSync(at('x'))).toBe(false)
})

test('no command overwrites what it reads, whatever its name', async () => {
  for (const name of ['old', 'new']) writeFileSync(at(name), a)
  linkSync(at('new'), at('twin'))
  await rdc('delta', 'old', 'inserted', '--out', 'old.delta')
  for (const args of [
    ['signature', 'old', '--out', './old'],
    ['delta', 'old', 'new', '--out', 'old'],
    ['delta', 'old', 'new', '--out', 'twin'],
    ['patch', 'old', 'old.delta', '--out', 'old.delta'],
  ])
    expect(await rdc(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('would overwrite') as string })
  expect([readFileSync(at('old')), readFileSync(at('new'))]).toEqual([a, a])
})

test('patch takes a seed that differs only where nothing is taken from it: the SHA-256 of the target decides', async () => {
  writeFileSync(at('longer'), Buffer.concat([a, Buffer.from('x')]))
  await rdc('delta', 'a', 'inserted', '--out', 'of-a.delta')
  expect(await rdc('patch', 'longer', 'of-a.delta', '--out', 'from-longer')).toMatchObject({ code: 0 })
  expect(readFileSync(at('from-longer'))).toEqual(Buffer.from(inserted))
})
