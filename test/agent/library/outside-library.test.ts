import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { insideOf, requireApart } from '../../../agent/library/outside-library.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-outside-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const library = join(folder, 'D', 'SCCMContentLib')
mkdirSync(join(library, 'DataLib', 'ABC00001.2'), { recursive: true })
mkdirSync(join(folder, 'SCCMContentLib2'))
symlinkSync(join(library, 'DataLib'), join(folder, 'data'))
symlinkSync(join(library, 'PkgLib', 'not there yet.idx'), join(folder, 'dangling.idx'))
symlinkSync(join(folder, 'dangling.idx'), join(folder, 'twice.idx'))
symlinkSync(join(folder, 'D'), join(folder, 'root'))
mkdirSync(join(folder, 'E'))
symlinkSync(join(folder, 'loop'), join(folder, 'loop'))

const roots = [{ library: join(folder, 'E', 'SCCMContentLib') }, { library }]

test.each([
  ['D/SCCMContentLib'],
  ['D/SCCMContentLib/x.idx'],
  ['D/SCCMContentLib/not/there/yet'],
  ['D/../D/SCCMContentLib/DataLib/ABC00001.2/x'],
  ['data/x'],
  ['data/ABC00001.2'],
  ['dangling.idx'],
  ['twice.idx'],
])('%s lies inside the library', (path) => {
  expect(insideOf(roots, join(folder, path))).toBe(library)
})

test.each([['D'], ['D/x.idx'], ['SCCMContentLib2/x'], ['D/SCCMContentLibX/new'], ['loop'], ['data.idx'], ['E/new']])(
  '%s lies outside',
  (path) => {
    expect(insideOf(roots, join(folder, path))).toBeUndefined()
  },
)

test.each([
  ['D/SCCMContentLib'],
  ['data'],
  ['D/SCCMContentLib/x'],
  ['D'],
  ['.'],
  ['E'],
  ['E/SCCMContentLib'],
  ['root'],
])('%s has something in common with the library: no source and no target of a command that changes it', (path) => {
  const text = expect.stringMatching(/lies inside the library|contains the library/) as string
  expect(() => requireApart(roots, '--source', join(folder, path))).toThrow(
    expect.objectContaining({ code: 'badUsage', message: text }) as Error,
  )
})

test.each([['SCCMContentLib2'], ['D/other'], ['E/other'], ['loop'], ['not there']])(
  '%s has nothing in common with it',
  (path) => {
    expect(() => requireApart(roots, '--source', join(folder, path))).not.toThrow()
  },
)
