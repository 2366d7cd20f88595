import { expect, test } from 'vitest'
import { viewOf } from '../../../engine/checks/view.ts'
import { trace, type Trace } from '../../../engine/inspect/trace.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { exampleHash, exampleStore } from '../../support/example-library.ts'

const { index } = await scanLibrary(inlineCrew(exampleStore()), { level: 1, now: 0 })
const view = viewOf(index)
const without = ({ query: _, ...rest }: Trace): Omit<Trace, 'query'> => rest
const shared = exampleHash('D08F')

test.each([
  ['DataLib\\ABC00001.2\\docs\\readme.txt.INI', 'docs\\readme.txt'],
  ['DataLib\\ABC00001.2\\docs\\readme.txt', 'docs\\readme.txt'],
  ['datalib/abc00001.2/docs/README.TXT.ini', 'docs\\readme.txt'],
  ['DataLib\\ABC00001.2', 'ABC00001.2'],
  ['DataLib\\ABC00001.2\\', 'ABC00001.2'],
  ['DataLib\\ABC00001.2.INI', 'ABC00001.2'],
  ['PkgLib\\ABC0000A.INI', 'ABC0000A'],
  [`FileLib\\D08F\\${shared}`, shared],
  [`FileLib\\D08F\\${shared}.INI`, shared],
  [`FileLib\\D08F\\${shared.toLowerCase()}.sig`, shared],
  [`D: FileLib\\D08F\\${shared}`, shared],
  [`D:\\SCCMContentLib\\FileLib\\D08F\\${shared}`, shared],
  [`\\\\DP1\\SCCMContentLib$\\FileLib\\D08F\\${shared}`, shared],
  ['/mnt/d/SCCMContentLib/DataLib/ABC00001.2/setup.exe.INI', 'ABC00001.2\\setup.exe'],
])('%s traces as %s does', (path, name) => {
  const found = trace(view, path)
  expect(found.storedFiles.length).toBeGreaterThan(0)
  expect(without(found)).toEqual(without(trace(view, name)))
})

test('only the file of the content in the path is meant', () => {
  expect(trace(view, 'DataLib\\ABC00001.2\\setup.exe.INI').files.map(({ contentId }) => contentId)).toEqual([
    'ABC00001.2',
  ])
})

test.each([
  'DataLib',
  'DataLib\\',
  'FileLib\\D08F',
  'DataLib\\ABC00999.1',
  'PkgLib\\ABC00999.INI',
  '\\',
  'FileLib\\D08F\\x',
])('%s matches nothing', (path) => {
  const { packages, contents, files, storedFiles } = trace(view, path)
  expect([packages, contents, files, storedFiles]).toEqual([[], [], [], []])
})

test('every users list of a stored file is told for itself, and only those beside bytes count', async () => {
  const store = exampleStore()
  store.write(`E:/SCCMContentLib/FileLib/D08F/${shared}.INI`, '[Users]\r\nABC00009.1=\r\n')
  const { index: changed } = await scanLibrary(inlineCrew(store), { level: 1, now: 0 })
  const [stored] = trace(viewOf(changed), shared).storedFiles
  const both = ['ABC00001.2', 'Content_6f2d1c3a-9b4e-4d77-8a10-5c0e2b7f9d31.1']
  expect(stored?.users).toEqual(both)
  expect(stored?.lists.map(({ drive, counts, users }) => [drive, counts, users])).toEqual([
    ['D:', true, both],
    ['E:', false, ['ABC00009.1']],
  ])
})
