import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadIndex, saveIndex } from '../../../agent/library/index-file.ts'
import { noFacts } from '../../../engine/checks/facts.ts'
import { judge } from '../../../engine/checks/judge-library.ts'
import { viewOf } from '../../../engine/checks/view.ts'
import { diffLibraries } from '../../../engine/inspect/diff.ts'
import { memoryStore } from '../../../engine/library/memory-store.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import type { LibraryIndex } from '../../../engine/scan/library-index.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { updateIndex } from '../../../engine/scan/update.ts'
import { buildLibrary, randomPackages } from '../../support/library-builder.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-index-'))
afterAll(() => rmSync(folder, { recursive: true }))
const now = Date.UTC(2026, 0, 1)
const roots = [{ drive: 'D:', library: 'D:', root: undefined }]

async function kept(name: string, seed = 7) {
  const built = buildLibrary(randomPackages(700, seed), ['D:'])
  const store = memoryStore(['D:'], { ...built, modified: now - 86_400_000 })
  const crew = inlineCrew(store)
  const path = join(folder, name)
  const { index } = await scanLibrary(crew, { level: 1, now })
  saveIndex(path, index)
  const entries = Object.keys(built.files).filter((one) => /DataLib\/[^/]+\/.+\.INI$/.test(one))
  /** Removes one entry, brings the index up to date and saves it. */
  const change = async (): Promise<void> => {
    store.remove(entries.pop() ?? '')
    await updateIndex(crew, index, { now })
    saveIndex(path, index)
  }
  return { path, index, change }
}

const findings = (index: LibraryIndex): readonly string[] => judge(index, noFacts(now, 1)).findings.map(({ id }) => id)

test('changes go to the journal, the snapshot stays, and both together are the index', async () => {
  const { path, index, change } = await kept('a')
  const snapshot = readFileSync(path)
  for (let round = 0; round < 3; round++) {
    await change()
    expect(readFileSync(path).equals(snapshot)).toBe(true)
    const loaded = loadIndex(path, roots)
    if (loaded === undefined) throw new Error('not loaded')
    expect(diffLibraries(viewOf(loaded), viewOf(index))).toEqual([])
    expect(findings(loaded)).toEqual(findings(index))
  }
  expect(statSync(`${path}.journal`).size).toBeGreaterThan(100)
})

test('a journal that has grown becomes a new snapshot', async () => {
  const { path, index, change } = await kept('b')
  const snapshot = readFileSync(path)
  for (let round = 0; round < 200 && readFileSync(path).equals(snapshot); round++) await change()
  expect(readFileSync(path).equals(snapshot)).toBe(false)
  expect(existsSync(`${path}.journal`)).toBe(false)
  expect(findings(loadIndex(path, roots)!)).toEqual(findings(index))
})

test('a torn record is dropped, and what is saved after it is not lost behind it', async () => {
  const { path, index, change } = await kept('c')
  await change()
  const whole = findings(index)
  await change()
  truncateSync(`${path}.journal`, statSync(`${path}.journal`).size - 5)
  const loaded = loadIndex(path, roots)
  if (loaded === undefined) throw new Error('not loaded')
  expect(findings(loaded).length).toBeGreaterThanOrEqual(whole.length)
  saveIndex(path, loaded)
  expect(existsSync(`${path}.journal`)).toBe(false)
  expect(findings(loadIndex(path, roots)!)).toEqual(findings(loaded))
})

test('a journal of another snapshot is passed over', async () => {
  const { path, change } = await kept('d')
  await change()
  const old = readFileSync(`${path}.journal`)
  const other = await kept('e', 8)
  appendFileSync(`${other.path}.journal`, old)
  expect(findings(loadIndex(other.path, roots)!)).toEqual(findings(other.index))
})

test('what is no index, or of another library, is passed over and said', async () => {
  const { path } = await kept('f')
  expect(loadIndex(join(folder, 'none'), roots)).toBeUndefined()
  expect(loadIndex(path, [{ drive: 'D:', library: '/elsewhere', root: undefined }])).toBeUndefined()
  writeFileSync(join(folder, 'text'), 'not an index')
  expect(loadIndex(join(folder, 'text'), roots)).toBeUndefined()
})
