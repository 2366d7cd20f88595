// What nobody is known to need is not yet unneeded: entries that cannot be read, and levels that do not read them.
import { expect, test } from 'vitest'
import { noFacts } from '../../../engine/checks/facts.ts'
import { findOrphans } from '../../../engine/inspect/orphans.ts'
import { writeUsersIni } from '../../../engine/library/ini-records.ts'
import { storedPath } from '../../../engine/library/layout.ts'
import { memoryStore, type MemoryStore } from '../../../engine/library/memory-store.ts'
import { sweepCandidates } from '../../../engine/upkeep/sweep/candidates.ts'
import { copyOf, look } from '../../support/changing-library.ts'
import { buildLibrary, sha256 } from '../../support/library-builder.ts'

const now = Date.UTC(2026, 0, 1)
const library = 'D:/SCCMContentLib'
const entry = `${library}/DataLib/ABC00001.1/image.wim.INI`
const image = storedPath('D:', sha256(Buffer.from('the image')), 'data')
const bucket = image.slice(0, image.lastIndexOf('/'))
const unused = storedPath('D:', sha256(Buffer.from('of nobody')), 'data')

function imagePackage(): MemoryStore {
  const built = buildLibrary(
    [
      {
        id: 'ABC00001',
        version: 1,
        contents: [{ id: 'ABC00001.1', files: { 'image.wim': 'the image', 'a.txt': 'alpha' } }],
      },
      { id: 'ABC00002', version: 1, contents: [{ id: 'ABC00002.1', files: { 'b.txt': 'beta' } }] },
    ],
    ['D:', 'E:'],
    () => 'D:',
  )
  return memoryStore(['D:', 'E:'], { ...built, modified: 1 })
}

const kinds = async (store: MemoryStore, level = 1): Promise<readonly string[]> =>
  (await look(store, level)).findings.map(({ rule, severity, kind }) => `${rule} ${severity} ${kind}`).sort()

async function swept(store: MemoryStore): Promise<readonly string[]> {
  const { view, findings } = await look(store)
  const orphans = findOrphans(view, findings, noFacts(now, 1)).orphans.map((one) => one.class)
  return [...orphans, ...sweepCandidates({ view, store }, findings, noFacts(now, 1)).map((one) => one.class)]
}

test.each([
  ['empty', (store: MemoryStore) => store.write(`${image}.INI`, '')],
  ['without users', (store: MemoryStore) => store.write(`${image}.INI`, '[Users]\r\n')],
  ['gone', (store: MemoryStore) => store.remove(`${image}.INI`)],
])(
  'bytes whose entry cannot be read and whose list is %s are told with the entry, and nobody sweeps them',
  async (_how, harm) => {
    const store = imagePackage()
    store.write(entry, '')
    harm(store)
    expect(await kinds(store)).toEqual(['I7 fatal fileIniUnusable'])
    expect((await look(store)).findings[0]?.evidence.join()).toContain(
      `${sha256(Buffer.from('the image'))} has no user`,
    )
    expect(await swept(store)).toEqual([])
  },
)

test('more files without user than entries that cannot be read: all are told, none is called deletable', async () => {
  const store = imagePackage()
  store.write(entry, '')
  store.write(`${image}.INI`, '')
  store.write(unused, 'of nobody')
  expect(await kinds(store)).toEqual(['I13 waste noUserInDoubt', 'I13 waste noUserInDoubt', 'I7 fatal fileIniUnusable'])
  expect((await look(store)).findings.at(-1)?.suggestedAction).toMatch(/^Repair the contents that are not whole first/)
  expect(await swept(store)).toEqual([])
})

test('a file without user beside a content that lost an entry is told with the doubt; once it is whole, without', async () => {
  const store = imagePackage()
  store.write(unused, 'of nobody')
  expect(await kinds(store)).toEqual(['I13 waste noUser'])
  expect(await swept(store)).toEqual(['O1', 'O1'])
  store.remove(entry)
  expect(await kinds(store)).toEqual(['I11 waste userInDoubt', 'I13 waste noUserInDoubt', 'I15 fatal treeDiffers'])
})

test('a list on another drive that names a content with unreadable entries is not called a leftover', async () => {
  const store = imagePackage()
  store.write(entry, '')
  store.move(`${image}.INI`, image.replace('D:', 'E:') + '.INI')
  const { findings } = await look(store)
  expect(findings.map(({ kind }) => kind).sort()).toEqual(['fileIniUnusable', 'strayList'])
  expect(findings.find(({ kind }) => kind === 'strayList')?.evidence).toEqual(['ABC00001.1 is listed only here'])
})

test('the only copy in a wrong bucket is kept while a content with unreadable entries may need it', async () => {
  const store = imagePackage()
  store.write(entry, '')
  store.write(`${library}/FileLib/0000/${sha256(Buffer.from('the image'))}`, copyOf(store, image))
  for (const part of ['', '.INI', '.SIG']) store.remove(image + part)
  expect(await kinds(store)).toEqual(['I14 risk misplacedInDoubt', 'I7 fatal fileIniUnusable'])
  store.write(`${library}/DataLib/ABC00001.1/image.wim.INI`, copyOf(imagePackage(), entry))
  expect(await kinds(store)).toEqual(['I8 fatal storedFileMissing'])
})

test.each(['.INI', '.SIG'])(
  'at level 0 nobody knows whether the file of a lone %s is needed, and nothing is said of deleting',
  async (part) => {
    const store = imagePackage()
    store.remove(image)
    store.remove(image + (part === '.INI' ? '.SIG' : '.INI'))
    expect(await kinds(store, 0)).toEqual(['I14 risk lonePartsUnread'])
    expect((await look(store, 0)).findings[0]?.suggestedAction).toMatch(/^Scan at level 1/)
    expect(await kinds(store, 1)).toEqual(['I8 fatal storedFileMissing'])
  },
)

test('at level 0 the only copy, in a wrong bucket, is kept', async () => {
  const store = imagePackage()
  store.move(image, `${library}/FileLib/0000/${image.slice(bucket.length + 1)}`)
  expect(await kinds(store, 0)).toEqual(['I14 risk misplacedInDoubt'])
})

test('a list that cannot be read is that, and no lost list', async () => {
  const store = imagePackage()
  const denied = { refused: 'denied', reason: 'access is denied' } as const
  const guarded: MemoryStore = {
    ...store,
    read: (path, limit) => (path === `${image}.INI` ? denied : store.read(path, limit)),
  }
  expect(await kinds(guarded)).toEqual(['I25 fatal unreadable'])
})

test('a list that cannot be read is no leftover where its bytes are gone', async () => {
  const store = imagePackage()
  store.write(`${unused}.INI`, writeUsersIni(['ABC00001.1']))
  expect(await kinds(store)).toEqual(['I14 waste loneParts'])
  const denied = { refused: 'denied', reason: 'access is denied' } as const
  const guarded: MemoryStore = {
    ...store,
    read: (path, limit) => (path === `${unused}.INI` ? denied : store.read(path, limit)),
  }
  expect(await kinds(guarded)).toEqual(['I14 risk lonePartsUnread', 'I25 fatal unreadable'])
})

test('a sweep of stale users leaves the bytes while an entry that cannot be read may need them', async () => {
  const store = imagePackage()
  store.write(`${image}.INI`, writeUsersIni(['ABC00009.1']))
  store.write(entry, '')
  const { view, findings } = await look(store)
  const actions = sweepCandidates({ view, store }, findings, noFacts(now, 1)).flatMap((one) =>
    one.kind === 'steps' ? one.steps.map(([, step]) => step.action) : [],
  )
  expect(actions).toEqual(['drop-users'])
})

test('a user of a content that an unreadable package file may name is not called stale', async () => {
  const store = imagePackage()
  store.write(`${library}/PkgLib/ABC00002.INI`, '')
  store.remove(`${library}/DataLib/ABC00002.1`)
  store.remove(`${library}/DataLib/ABC00002.1.INI`)
  expect(await kinds(store)).toEqual(['I11 waste userInDoubt', 'I2 fatal packageUnreadable'])
})

test('what a removal left behind is one finding, and nobody is told to add it as a user', async () => {
  const store = imagePackage()
  store.remove(`${library}/PkgLib/ABC00001.INI`)
  store.remove(`${library}/DataLib/ABC00001.1.INI`)
  store.move(`${library}/DataLib/ABC00001.1`, `${library}/DataLib/ABC00001.1.removing`)
  expect(await kinds(store)).toEqual(['I5 waste removalLeft'])
  expect((await look(store)).findings[0]?.bytes).toBe('the image'.length + 'alpha'.length)
  store.write(`${image}.INI`, writeUsersIni([]))
  expect(await kinds(store)).toEqual(['I5 waste removalLeft'])
  expect(await swept(store)).toEqual(['O3', 'O3'])
})

test('an orphan whose stored files are gone frees nothing', async () => {
  const store = imagePackage()
  store.remove(`${library}/PkgLib/ABC00002.INI`)
  const before = await look(store)
  const freed = ({ view, findings }: typeof before) => {
    const { orphans, freedTogether } = findOrphans(view, findings, noFacts(now, 1))
    return [...orphans.map(({ freedNow }) => freedNow), freedTogether.O3]
  }
  expect(freed(before)).toEqual([4, 4])
  const beta = storedPath('D:', sha256(Buffer.from('beta')), 'data')
  for (const part of ['', '.INI', '.SIG']) store.remove(beta + part)
  const after = await look(store)
  expect(freed(after)).toEqual([0, 0])
  expect(after.findings.find(({ rule }) => rule === 'I4')?.bytes).toBe(0)
})
