// Users lists: which of them count, who is missing in them, and what lies where it does not belong.
import { expect, test } from 'vitest'
import { writeUsersIni } from '../../../engine/library/ini-records.ts'
import { storedPath } from '../../../engine/library/layout.ts'
import { memoryStore, type MemoryStore } from '../../../engine/library/memory-store.ts'
import { copyOf, look } from '../../support/changing-library.ts'
import { buildLibrary, sha256 } from '../../support/library-builder.ts'

const shared = sha256(Buffer.from('shared by all'))
const onE = storedPath('E:', shared, 'data')
const onD = storedPath('D:', shared, 'data')
const users = ['ABC00001.1', 'ABC00002.1', 'ABC00003.1']

/** Three packages with one shared file, which lies on E:, and two files each of their own, on D:. */
function threePackages(): MemoryStore {
  const built = buildLibrary(
    ['ABC00001', 'ABC00002', 'ABC00003'].map((id) => ({
      id,
      version: 1,
      contents: [
        { id: `${id}.1`, files: { 'all.txt': 'shared by all', 'a.txt': `a of ${id}`, 'b.txt': `b of ${id}` } },
      ],
    })),
    ['D:', 'E:', 'F:'],
    (hash) => (hash === shared ? 'E:' : 'D:'),
  )
  return memoryStore(['D:', 'E:', 'F:'], { ...built, modified: 1 })
}

const found = async (store: MemoryStore, level = 1): Promise<readonly string[]> =>
  (await look(store, level)).findings
    .map(({ rule, severity, subject, packagesAffected }) =>
      [rule, severity, subject.drive ?? '-', ...packagesAffected].join(' '),
    )
    .sort()

const list = (store: MemoryStore, data: string, ...names: readonly string[]): void =>
  store.write(`${data}.INI`, writeUsersIni(names))

test('a list on a drive without the bytes counts for nothing: the user that only it names is missing', async () => {
  const store = threePackages()
  list(store, onE, 'ABC00001.1', 'ABC00002.1')
  list(store, onD, ...users)
  expect(await found(store)).toEqual(['I12 risk E: ABC00003', 'I14 waste D:'])
  const { findings } = await look(store)
  expect(findings.find(({ rule }) => rule === 'I14')).toMatchObject({
    evidence: ['ABC00003.1 is listed only here'],
    suggestedAction: expect.stringMatching(/^Bring the users that need the file/) as string,
  })
  expect(findings.find(({ rule }) => rule === 'I12')?.subject.path).toBe(
    `FileLib\\${shared.slice(0, 4)}\\${shared}.INI`,
  )
})

test('a list that is only on another drive leaves the bytes without any user', async () => {
  const store = threePackages()
  store.remove(`${onE}.INI`)
  list(store, onD, ...users)
  expect(await found(store)).toEqual(['I12 risk E: ABC00001 ABC00002 ABC00003', 'I14 waste D:'])
})

test.each(['INI', 'SIG'])('a stray %s on another drive is a leftover, its users are nobody', async (part) => {
  const store = threePackages()
  store.write(`${onD}.${part}`, part === 'INI' ? writeUsersIni([...users, 'ABC00009.1']) : copyOf(store, `${onE}.SIG`))
  expect(await found(store)).toEqual(['I14 waste D:'])
  expect((await look(store)).findings[0]?.suggestedAction).toBe('Delete the leftover')
})

test('each of two copies must list every content that needs the file, and the advice is to bring the lists together', async () => {
  const store = threePackages()
  store.write(onD, copyOf(store, onE))
  list(store, onD, 'ABC00001.1', 'ABC00002.1')
  expect(await found(store)).toEqual(['I12 risk D: ABC00003', 'I8 waste - ABC00001 ABC00002 ABC00003'])
  const twice = (await look(store)).findings.find(({ rule }) => rule === 'I8')
  expect(twice?.suggestedAction).toContain('bring the users of all lists')
  expect(twice?.evidence.map((line) => line.split(', ').at(-1))).toEqual(['2 users listed', '3 users listed'])
})

test('a user too many is told at the copy that lists it', async () => {
  const store = threePackages()
  store.write(onD, copyOf(store, onE))
  list(store, onD, ...users)
  list(store, onE, ...users, 'ABC00009.1')
  expect(await found(store)).toEqual(['I11 waste E:', 'I8 waste - ABC00001 ABC00002 ABC00003'])
})

test('a content that no list names is one finding, also where it was the only user', async () => {
  const store = threePackages()
  list(store, onE, 'ABC00001.1', 'ABC00002.1')
  for (const text of ['a of ABC00003', 'b of ABC00003']) {
    list(store, storedPath('D:', sha256(Buffer.from(text)), 'data'))
  }
  const { findings } = await look(store)
  expect(findings.map(({ rule, subject }) => [rule, subject.kind, subject.contentId])).toEqual([
    ['I12', 'content', 'ABC00003.1'],
  ])
  expect(findings[0]?.evidence).toHaveLength(3)
})

test('a stray copy is its own finding beside a lost list, one for each place', async () => {
  const store = threePackages()
  store.write(`D:/SCCMContentLib/FileLib/1111/${shared}`, 'x')
  store.write(`F:/SCCMContentLib/FileLib/2222/${shared}`, 'yy')
  expect(await found(store)).toEqual(['I14 waste D:', 'I14 waste F:'])
  store.remove(`${onE}.INI`)
  expect(await found(store)).toEqual(['I12 risk E: ABC00001 ABC00002 ABC00003', 'I14 waste D:', 'I14 waste F:'])
})

test('a stray copy is its own finding beside a stored file without user', async () => {
  const store = threePackages()
  const hash = sha256(Buffer.from('of nobody'))
  store.write(storedPath('E:', hash, 'data'), 'of nobody')
  list(store, storedPath('E:', hash, 'data'))
  store.write(`D:/SCCMContentLib/FileLib/0000/${hash}`, 'of nobody')
  expect(await found(store)).toEqual(['I13 waste E:', 'I14 waste D:'])
})

test('a list that moved into a wrong bucket is the lost list', async () => {
  const store = threePackages()
  store.move(`${onE}.INI`, `E:/SCCMContentLib/FileLib/0000/${shared}.INI`)
  expect(await found(store)).toEqual(['I12 risk E: ABC00001 ABC00002 ABC00003'])
  expect((await look(store)).findings[0]?.evidence).toContain(
    'a list lies in E: FileLib\\0000, where it does not count',
  )
})
