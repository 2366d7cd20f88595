import { expect, test } from 'vitest'
import { noFacts } from '../../../engine/checks/facts.ts'
import { judge } from '../../../engine/checks/judge-library.ts'
import { totalsOf } from '../../../engine/checks/totals.ts'
import { viewOf } from '../../../engine/checks/view.ts'
import { diffLibraries } from '../../../engine/inspect/diff.ts'
import { memoryStore } from '../../../engine/library/memory-store.ts'
import { inlineCrew, type Crew, type Task } from '../../../engine/scan/crew.ts'
import { encodeChange, replayJournal } from '../../../engine/scan/index-change.ts'
import type { LibraryIndex } from '../../../engine/scan/library-index.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { decodeIndex, encodeIndex } from '../../../engine/scan/snapshot.ts'
import { updateIndex } from '../../../engine/scan/update.ts'
import { buildLibrary, randomPackages } from '../../support/library-builder.ts'
import { seededRandom } from '../../support/random.ts'

const drives = ['D:', 'E:']
const now = Date.UTC(2026, 0, 1)

function library(seed: number) {
  const built = buildLibrary(randomPackages(80, seed), drives, (hash) => (hash < '8' ? 'D:' : 'E:'))
  return { files: built.files, store: memoryStore(drives, { ...built, modified: now - 86_400_000 }) }
}

/** Counts what was read, so that an update which reads everything again does not pass. */
function counted(crew: Crew): Crew & { names: number } {
  const counting = {
    ...crew,
    names: 0,
    run: (task: Task) => {
      if ('names' in task) counting.names += task.names.length
      return crew.run(task)
    },
  }
  return counting
}

const account = (index: LibraryIndex) => ({
  totals: totalsOf(viewOf(index)),
  findings: judge(index, noFacts(now, 1))
    .findings.map(({ id, detail, evidence }) => [id, detail, ...evidence].join('|'))
    .sort(),
})

test('an index that is brought up to date equals a fresh scan, whatever came or went, and after each restart', async () => {
  const seed = Number(process.env['SEED'] ?? 1)
  const random = seededRandom(seed)
  const { files, store } = library(seed)
  const crew = inlineCrew(store)
  let { index } = await scanLibrary(crew, { level: 1, now })
  for (let round = 0; round < 60; round++) {
    for (let change = 0; change <= random.below(4); change++) {
      const path = random.pick(Object.keys(files))
      if (random.chance(0.5)) store.remove(path)
      else {
        store.remove(path)
        store.write(path, files[path] ?? '', now - 1_000_000 + round)
      }
    }
    await updateIndex(crew, index, { now })
    const fresh = await scanLibrary(crew, { level: 1, now })
    expect(account(index), `seed ${seed} round ${round}`).toEqual(account(fresh.index))
    expect(diffLibraries(viewOf(index), viewOf(fresh.index))).toEqual([])
    if (round % 10 !== 0) continue
    const decoded = decodeIndex(Buffer.concat(encodeIndex(index)))
    if (decoded.index === undefined) throw new Error(`the snapshot is ${decoded.fault}`)
    expect(account(decoded.index)).toEqual(account(index))
    index = decoded.index
  }
})

test('a package that comes back stands where it stood: the first owner of a content is in the ids of its findings', async () => {
  const content = { id: '6f2d1c3a-9b4e-4d77-8a10-000000000001', files: { 'a.txt': 'a', 'b.txt': 'b' } }
  const owners = ['ABC00001', 'ABC00002'].map((id) => ({ id, contents: [content] }))
  const built = buildLibrary(owners, ['D:'])
  const store = memoryStore(['D:'], { ...built, modified: now - 86_400_000 })
  const crew = inlineCrew(store)
  store.remove(`D:/SCCMContentLib/DataLib/${content.id}/a.txt.INI`)
  const { index } = await scanLibrary(crew, { level: 1, now })
  const before = account(index)
  expect(before.findings.length).toBeGreaterThan(0)
  const first = 'D:/SCCMContentLib/PkgLib/ABC00001.INI'
  store.remove(first)
  await updateIndex(crew, index, { now })
  expect(account(index)).not.toEqual(before)
  store.write(first, built.files[first] ?? '', now - 1_000_000)
  await updateIndex(crew, index, { now })
  expect(account(index)).toEqual(before)
})

test('an update reads what changed and nothing else', async () => {
  const { files, store } = library(3)
  const crew = counted(inlineCrew(store))
  const { index } = await scanLibrary(crew, { level: 1, now })
  crew.names = 0
  expect(await updateIndex(crew, index, { now })).toEqual({ changed: 0, complete: true })
  expect(crew.names).toBe(0)
  const entry = Object.keys(files).find((path) => /DataLib\/ABC[^/]+\/[^/]+\.INI$/.test(path)) ?? ''
  store.remove(entry)
  await updateIndex(crew, index, { now })
  // One content, and the buckets of the stored files it needs or needed.
  expect(crew.names).toBeGreaterThan(1)
  expect(crew.names).toBeLessThan(20)
})

test('a list of users that is rewritten in place is read again when its content comes or goes', async () => {
  const { store } = library(4)
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level: 1, now })
  const added = buildLibrary(
    [{ id: 'XYZ00001', version: 1, contents: [{ id: 'XYZ00001.1', files: { 'a.txt': 'abc' } }] }],
    ['D:'],
  )
  for (const [path, bytes] of Object.entries(added.files)) store.write(path, bytes, now - 5_000_000)
  await updateIndex(crew, index, { now })
  const hash = 'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD'
  store.write(
    `D:/SCCMContentLib/FileLib/BA78/${hash}.INI`,
    '[Users]\r\nXYZ00001.1=\r\nXYZ00002.1=\r\n',
    now - 4_000_000,
  )
  const next = buildLibrary(
    [{ id: 'XYZ00002', version: 1, contents: [{ id: 'XYZ00002.1', files: { 'b.txt': 'abc' } }] }],
    ['D:'],
  )
  for (const [path, bytes] of Object.entries(next.files))
    if (!path.includes('/FileLib/')) store.write(path, bytes, now - 4_000_000)
  await updateIndex(crew, index, { now })
  expect(judge(index, noFacts(now, 1)).findings).toEqual([])
})

test('a snapshot with any byte changed, cut or of another version is refused, never half believed', async () => {
  const { store } = library(5)
  const { index } = await scanLibrary(inlineCrew(store), { level: 1, now })
  const bytes = Buffer.concat(encodeIndex(index))
  const random = seededRandom(5)
  for (let round = 0; round < 50; round++) {
    const broken = Buffer.from(bytes)
    const at = 12 + random.below(bytes.length - 12)
    broken[at] = (broken[at] ?? 0) ^ (1 << random.below(8))
    expect(decodeIndex(broken).index).toBeUndefined()
    expect(decodeIndex(bytes.subarray(0, random.below(bytes.length))).index).toBeUndefined()
  }
  const later = Buffer.from(bytes)
  later.write('CMDPIDX3', 'latin1')
  expect(decodeIndex(later)).toEqual({ index: undefined, fault: 'an index of another version' })
})

test('two drives that go away together are each told with what lay on them, also after restarts and from a journal', async () => {
  const three = ['D:', 'E:', 'F:']
  const driveOf = (hash: string): string => (hash < '6' ? 'D:' : hash < 'B' ? 'E:' : 'F:')
  const built = buildLibrary(randomPackages(80, 5), three, driveOf)
  const store = memoryStore(three, { ...built, modified: now - 86_400_000 })
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level: 1, now })
  const saved = restarted(index)
  for (const drive of ['E:', 'F:']) store.remove(`${drive}/SCCMContentLib`)
  await updateIndex(crew, saved, { now })
  const bytesOn = (drive: string): number =>
    Object.entries(built.files)
      .filter(([path]) => path.startsWith(drive) && !/\.(INI|SIG)$/.test(path))
      .reduce((sum, [, bytes]) => sum + bytes.length, 0)
  const exact = ['E:', 'F:'].map((drive) => ({ rule: 'I1', subject: { kind: 'drive', drive }, bytes: bytesOn(drive) }))
  expect(judge(saved, noFacts(now, 1)).findings).toMatchObject(exact)
  const journal = (saved.unsaved ?? []).flatMap((change) => encodeChange(change, 7))
  const replayed = restarted(index)
  expect(replayJournal(replayed, Buffer.concat(journal), 7)).toBe(true)
  expect(judge(replayed, noFacts(now, 1)).findings).toMatchObject(exact)
  expect(judge(restarted(saved), noFacts(now, 1)).findings).toMatchObject(exact)
  // Nobody can know without an earlier look: all of it is counted once, and the other finding says where.
  const fresh = judge((await scanLibrary(crew, { level: 1, now })).index, noFacts(now, 1)).findings
  expect(fresh).toMatchObject([
    { subject: { drive: 'E:' }, bytes: bytesOn('E:') + bytesOn('F:') },
    { subject: { drive: 'F:' }, bytes: 0, detail: expect.stringContaining('counted with E:') as string },
  ])
})

function restarted(index: LibraryIndex): LibraryIndex {
  const decoded = decodeIndex(Buffer.concat(encodeIndex(index)))
  if (decoded.index === undefined) throw new Error(decoded.fault)
  return decoded.index
}
