// Levels 1 and 2 together: which finding explains which other.
import { expect, test } from 'vitest'
import { storedPath } from '../../../engine/library/layout.ts'
import { memoryStore, type MemoryStore } from '../../../engine/library/memory-store.ts'
import { copyOf, look } from '../../support/changing-library.ts'
import { buildLibrary, sha256 } from '../../support/library-builder.ts'

const text = 'shared by two packages'
const data = storedPath('E:', sha256(Buffer.from(text)), 'data')
const copy = storedPath('D:', sha256(Buffer.from(text)), 'data')
const entry = 'D:/SCCMContentLib/DataLib/ABC00002.1/all.txt.INI'

function twoPackages(more = 0): MemoryStore {
  const own = Object.fromEntries(Array.from({ length: more }, (_, at) => [`${at}.txt`, `file ${at}`]))
  const built = buildLibrary(
    ['ABC00001', 'ABC00002'].map((id) => ({
      id,
      version: 1,
      contents: [{ id: `${id}.1`, files: { 'all.txt': text, ...own } }],
    })),
    ['D:', 'E:'],
    () => 'E:',
  )
  return memoryStore(['D:', 'E:'], { ...built, modified: 1 })
}

const found = async (store: MemoryStore): Promise<readonly string[]> =>
  (await look(store, 2)).findings
    .map(({ rule, severity, subject, packagesAffected }) =>
      [rule, severity, subject.drive ?? '-', ...packagesAffected].join(' '),
    )
    .sort()

const flip = (store: MemoryStore, path: string): void => store.write(path, text.replace('s', 'S'))
const misstate = (store: MemoryStore): void =>
  store.write(entry, copyOf(store, entry).toString('latin1').replace(`Size=${text.length}`, 'Size=5'))

test('one entry with a wrong size hides neither wrong bytes nor a wrong signature', async () => {
  const store = twoPackages()
  misstate(store)
  expect(await found(store)).toEqual(['I9 fatal E: ABC00002'])
  store.write(`${data}.SIG`, '')
  expect(await found(store)).toEqual(['I14 info E: ABC00001 ABC00002', 'I9 fatal E: ABC00002'])
  flip(store, data)
  expect(await found(store)).toEqual(['I10 fatal E: ABC00001 ABC00002', 'I9 fatal E: ABC00002'])
})

test('a copy that is cut does not hide that the other one is damaged', async () => {
  const store = twoPackages()
  store.write(copy, copyOf(store, data))
  flip(store, copy)
  store.write(data, text.slice(0, 5))
  expect(await found(store)).toEqual([
    'I10 fatal D: ABC00001 ABC00002',
    'I8 waste - ABC00001 ABC00002',
    'I9 fatal E: ABC00001 ABC00002',
  ])
})

test('an entry that two copies contradict is one finding', async () => {
  const store = twoPackages()
  store.write(copy, copyOf(store, data))
  misstate(store)
  expect((await found(store)).filter((line) => line.startsWith('I9'))).toEqual(['I9 fatal D: ABC00002'])
})

test.each(['', 'garbage'])('signatures that are all %j are one finding of the library', async (bytes) => {
  const store = twoPackages(20)
  for (let at = 0; at < 20; at++) {
    store.write(`${storedPath('E:', sha256(Buffer.from(`file ${at}`)), 'sig')}`, bytes)
  }
  const { findings } = await look(store, 2)
  expect(findings.map(({ rule, severity, subject }) => [rule, severity, subject.kind])).toEqual([
    ['I14', 'info', 'library'],
  ])
  expect(findings[0]?.detail).toContain('of 21 sound stored files 20: 20 of an unknown form')
})

test('beside wrong bytes a signature is right to differ', async () => {
  const store = twoPackages(20)
  for (let at = 0; at < 20; at++) store.write(storedPath('E:', sha256(Buffer.from(`file ${at}`)), 'data'), `wile ${at}`)
  expect(new Set((await look(store, 2)).findings.map(({ rule }) => rule))).toEqual(new Set(['I10']))
})
