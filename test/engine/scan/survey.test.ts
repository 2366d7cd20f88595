import { expect, test } from 'vitest'
import { memoryStore } from '../../../engine/library/memory-store.ts'
import { totalsOf } from '../../../engine/checks/totals.ts'
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
