import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sourceAt } from '../../../../agent/library/change/source-place.ts'
import type { Session } from '../../../../agent/library/library-session.ts'
import { healSources } from '../../../../agent/library/upkeep/heal-sources.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cmdp-apart-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const library = (drive: string): string => join(folder, 'drives', drive, 'SCCMContentLib')
for (const drive of ['D', 'other']) {
  for (const part of ['PkgLib', 'DataLib', 'FileLib']) mkdirSync(join(library(drive), part), { recursive: true })
}
symlinkSync(join(folder, 'drives', 'D'), join(folder, 'another-name'))
mkdirSync(join(folder, 'source'))
const roots = [{ drive: 'D:', library: library('D'), root: join(folder, 'drives', 'D') }]
const session = { place: { roots } } as unknown as Session

test.each([
  ['its own folder', 'drives/D/SCCMContentLib'],
  ['the drive it lies on', 'drives/D'],
  ['another name of that drive', 'another-name'],
  ['a part of it', 'drives/D/SCCMContentLib/DataLib'],
  ['a folder above', 'drives'],
])('a library is not changed from itself: %s is refused as a source', (_, path) => {
  const refused = expect.objectContaining({ code: 'badUsage' }) as Error
  expect(() => sourceAt(session, [join(folder, path)])).toThrow(refused)
  expect(() => healSources(roots, [join(folder, path)], undefined)).toThrow(refused)
})

test.each([
  ['a plain folder', 'source'],
  ['another library beside it', 'drives/other'],
])('%s is a source', (_, path) => {
  expect(() => sourceAt(session, [join(folder, path)])).not.toThrow()
  expect(() => healSources(roots, [join(folder, path)], undefined)).not.toThrow()
})
