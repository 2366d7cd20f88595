// A users INI without its stored file: what it means depends on the contents it lists.
import { expect, test } from 'vitest'
import { memoryStore, type MemoryStore } from '../../../engine/library/memory-store.ts'
import { writeUsersIni } from '../../../engine/library/ini-records.ts'
import { look } from '../../support/changing-library.ts'
import { buildLibrary, sha256 } from '../../support/library-builder.ts'

const now = Date.UTC(2026, 0, 1)
const library = 'D:/SCCMContentLib'
const hash = sha256(Buffer.from('bytes that are nowhere'))
const bucket = `${library}/FileLib/${hash.slice(0, 4)}`

function storeWith(users: readonly string[]): MemoryStore {
  const built = buildLibrary(
    [
      { id: 'ABC00001', version: 2, contents: [{ id: 'ABC00001.2', files: { 'a.txt': 'alpha', 'b.txt': 'beta' } }] },
      { id: 'ABC00002', version: 1, contents: [{ id: 'ABC00002.1', files: { 'c.txt': 'gamma' } }] },
    ],
    ['D:'],
  )
  const store = memoryStore(['D:'], { ...built, modified: now - 86_400_000 })
  store.write(`${bucket}/${hash}.INI`, writeUsersIni(users), now - 80_000_000)
  return store
}

const judged = async (store: MemoryStore) =>
  (await look(store, 1, now)).findings.map(({ rule, severity, bytes, packagesAffected, subject }) => ({
    rule,
    severity,
    bytes,
    packagesAffected,
    subject: subject.hash ?? subject.contentId,
  }))

test.each([[['ABC00001.2']], [['ABC00099.1']], [['ABC00001.2', 'ABC00099.1']], [[]]])(
  'that lists %j, none of which needs it, is a leftover',
  async (users) => {
    expect(await judged(storeWith(users))).toEqual([
      { rule: 'I14', severity: 'waste', bytes: 0, packagesAffected: [], subject: hash },
    ])
  },
)

test('that lists a content whose folder is gone belongs to that finding', async () => {
  const store = storeWith(['ABC00002.1'])
  store.remove(`${library}/DataLib/ABC00002.1`)
  const found = (await judged(store)).map(({ rule, subject }) => ({ rule, subject }))
  expect(found).toEqual([{ rule: 'I3', subject: 'ABC00002.1' }])
  store.remove(`${library}/DataLib/ABC00002.1.INI`)
  expect((await judged(store)).map(({ rule }) => rule)).toEqual(['I3'])
})

test('that lists a content of which an entry is unreadable is a loss, of nobody knows how many bytes', async () => {
  const store = storeWith(['ABC00001.2', 'ABC00002.1'])
  store.write(`${library}/DataLib/ABC00001.2/a.txt.INI`, '', now - 80_000_000)
  expect(await judged(store)).toContainEqual({
    rule: 'I8',
    severity: 'fatal',
    bytes: 0,
    packagesAffected: ['ABC00001'],
    subject: hash,
  })
})
