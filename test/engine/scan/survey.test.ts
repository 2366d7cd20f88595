import { expect, test } from 'vitest'
import { noFacts } from '../../../engine/checks/facts.ts'
import { judge } from '../../../engine/checks/judge-library.ts'
import { memoryStore } from '../../../engine/library/memory-store.ts'
import { totalsOf } from '../../../engine/checks/totals.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { look } from '../../support/changing-library.ts'
import { buildLibrary, type SourcePackage } from '../../support/library-builder.ts'

const now = Date.UTC(2026, 0, 1)
const dataLib = 'D:/SCCMContentLib/DataLib'
const files = { 'setup.exe': 'alpha', 'docs/readme.txt': 'beta' }

function lookAt(packages: readonly SourcePackage[], change: (files: Record<string, Uint8Array>) => void = () => {}) {
  const built = buildLibrary(packages, ['D:'])
  change(built.files)
  return look(memoryStore(['D:'], { ...built, modified: now - 1_000_000 }), 1, now)
}

const own: SourcePackage = { id: 'ABC00001', version: 7, contents: [{ id: 'ABC00001.7', files }] }

test.each(['Copy of ABC00001.7', 'ABC00001.7 - Copy', 'backup', 'ABC00001.7.old'])(
  '%s in DataLib, with all a content has, is foreign and counts for nothing',
  async (name) => {
    const clean = await lookAt([own])
    const { view, findings } = await lookAt([own], (files) => {
      for (const [path, bytes] of Object.entries(files)) {
        if (path.startsWith(`${dataLib}/`)) files[path.replace('ABC00001.7', name)] = bytes
      }
    })
    expect(findings.map(({ rule, severity, subject }) => ({ rule, severity, subject }))).toEqual([
      { rule: 'I26', severity: 'info', subject: { kind: 'library', drive: 'D:', path: `DataLib\\${name}` } },
    ])
    expect(totalsOf(view)).toEqual(totalsOf(clean.view))
  },
)

test.each([
  'ABC00002.1',
  'Content_6f2d1c3a-9b4e-4d77-8a10-5c0e2b7f9d31.1',
  '6f2d1c3a-9b4e-4d77-8a10-5c0e2b7f9d31',
  '6f2d1c3a-9b4e-4d77-8a10-5c0e2b7f9d31.2',
  'a form nobody has seen.1',
])('%s is a content where a package names it', async (id) => {
  const { view, findings } = await lookAt([
    own,
    { id: 'ABC00002', ...(id === 'ABC00002.1' && { version: 1 }), contents: [{ id, files }] },
  ])
  expect(findings).toEqual([])
  expect(totalsOf(view).contents).toBe(2)
})

test.each(['.temp', '.removing'])('a content whose name ends in %s stays one', async (suffix) => {
  const { view } = await lookAt([own], (files) => {
    for (const [path, bytes] of Object.entries(files)) {
      if (path.startsWith(`${dataLib}/ABC00001.7/`)) files[path.replace('.7/', `.9${suffix}/`)] = bytes
    }
  })
  expect(totalsOf(view).contents).toBe(2)
})

const rules = async (store: ReturnType<typeof memoryStore>) =>
  (await look(store, 1, now)).findings.map(({ rule, subject }) => `${rule} ${subject.path ?? subject.packageId ?? ''}`)

test.each(['FILELIB', 'filelib', 'DATALIB', 'PKGLIB'])(
  'an empty %s beside the part that is meant is told, once',
  async (name) => {
    const built = buildLibrary([own], ['D:'])
    for (const isFirst of [true, false]) {
      const store = memoryStore(['D:'], {
        ...(isFirst ? { files: {}, folders: [`D:/SCCMContentLib/${name}`] } : built),
        modified: 1,
      })
      if (isFirst) for (const [path, bytes] of Object.entries(built.files)) store.write(path, bytes)
      else store.makeFolder(`D:/SCCMContentLib/${name}`)
      expect(await rules(store)).toEqual([`I27 ${name}`])
    }
  },
)

test('a part in another case is read when it is the one that holds the library', async () => {
  const built = buildLibrary([own], ['D:'])
  const files = Object.entries(built.files).map(
    ([path, bytes]) => [path.replace('/PkgLib/', '/PKGLIB/'), bytes] as const,
  )
  const store = memoryStore(['D:'], {
    files: Object.fromEntries(files),
    folders: ['D:/SCCMContentLib/PkgLib'],
    modified: 1,
  })
  expect(await rules(store)).toEqual(['I27 PkgLib'])
})

test('a folder in the place of a package file is a package that cannot be used', async () => {
  const store = memoryStore(['D:'], { ...buildLibrary([own], ['D:']), modified: 1 })
  store.remove('D:/SCCMContentLib/PkgLib/ABC00001.INI')
  store.makeFolder('D:/SCCMContentLib/PkgLib/ABC00001.INI')
  const { findings } = await look(store, 1, now)
  expect(findings.map(({ rule, severity, packagesAffected }) => [rule, severity, packagesAffected])).toEqual([
    ['I2', 'fatal', ['ABC00001']],
  ])
  expect(findings[0]?.detail).toContain('it is no plain file')
})

test('a file in PkgLib that is named after no package is one finding, and WMI has nothing to do with it', async () => {
  const store = memoryStore(['D:'], { ...buildLibrary([own], ['D:']), modified: 1 })
  store.write('D:/SCCMContentLib/PkgLib/notes.INI', '[Packages]\r\nABC00001.7=\r\n[Info]\r\nVersion=7\r\n')
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level: 1, now })
  const { findings } = judge(index, { ...noFacts(now, 1), wmi: new Set(['ABC00001']) })
  expect(findings.map(({ kind }) => kind)).toEqual(['packageNameUnusable'])
})
