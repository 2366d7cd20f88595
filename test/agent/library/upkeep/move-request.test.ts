import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { knownTarget, moveRequest } from '../../../../agent/library/upkeep/move-request.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cmdp-apart-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
for (const part of ['PkgLib', 'DataLib', 'FileLib'])
  mkdirSync(join(folder, 'D', 'SCCMContentLib', part), { recursive: true })
for (const other of ['E', 'share']) mkdirSync(join(folder, other))
symlinkSync(join(folder, 'D', 'SCCMContentLib', 'FileLib'), join(folder, 'another-name'))
mkdirSync(join(folder, 'linked'))
symlinkSync(join(folder, 'D', 'SCCMContentLib'), join(folder, 'linked', 'SCCMContentLib'))
writeFileSync(join(folder, 'file'), '')
const root = (drive: string): { drive: string; library: string; root: string } => ({
  drive: `${drive}:`,
  library: join(folder, drive, 'SCCMContentLib'),
  root: join(folder, drive),
})
const place = { roots: [root('D'), root('E')], live: false, reserveBytes: 0, usableDrives: undefined }

const targetOf = (to: string, ...drive: string[]): string =>
  knownTarget({ place }, moveRequest({ from: 'D:', to, drive }, 'transfer').request).library

test.each([
  ['inside DataLib', 'D/SCCMContentLib/DataLib'],
  ['inside FileLib, by another name', 'another-name'],
  ['the library folder itself', 'D/SCCMContentLib'],
  ['the root of its drive', 'D'],
  ['the root of a drive of it that holds nothing yet', 'E'],
  ['a folder whose SCCMContentLib is a link to it', 'linked'],
])('a transfer into the library that is transferred is refused: %s', (_, path) => {
  const refused = expect.objectContaining({ code: 'badUsage' }) as Error
  expect(() => targetOf(join(folder, path))).toThrow(refused)
  expect(() => targetOf('F:', `F:=${join(folder, path)}`)).toThrow(refused)
})

test.each([['not there'], ['file']])(
  'a transfer to a folder that is %s is refused before anything is planned',
  (path) => {
    expect(() => targetOf(join(folder, path))).toThrow(/is no folder that is there/)
  },
)

test('a drive of the library, and a folder apart from it, take it', () => {
  expect(targetOf('E:')).toBe(join(folder, 'E', 'SCCMContentLib'))
  expect(targetOf(join(folder, 'share'))).toBe(join(folder, 'share', 'SCCMContentLib'))
})

test.each(['I99', 'foo', 'I10,', ''])('--accept %j names no rule, and is refused', (accept) => {
  expect(() => moveRequest({ from: 'D:', to: 'F:', accept }, 'transfer')).toThrow(/is no rule/)
})

test('--accept takes the rules that scan prints, in any case', () => {
  expect([...moveRequest({ from: 'D:', to: 'F:', accept: 'i10, I12' }, 'transfer').request.accepted]).toEqual([
    'I10',
    'I12',
  ])
})
