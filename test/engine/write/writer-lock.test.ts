import { expect, test } from 'vitest'
import { applyPlan } from '../../../engine/operations/apply.ts'
import { factsOf } from '../../../engine/operations/contents/library-facts.ts'
import { takeLock, writersAt, type LockTools, type Writer } from '../../../engine/write/writer-lock.ts'
import type { MemoryWriter } from '../../../engine/write/memory-writer.ts'
import { inShort, judged } from '../../support/library-account.ts'
import {
  change,
  emptyLibrary,
  folderOf,
  noPause,
  planOf,
  viewOfStore,
  type Operation,
} from '../../support/operation-world.ts'

const writer = (process: number): Writer => ({ host: 'DP1', process, started: 'Monday', since: '2026-01-05T08:00:00Z' })
const tools = (token: string, lives: LockTools['lives'] = () => true): LockTools => ({ token, lives, pause: noPause })
const folder = 'D:/SCCMContentLib/cmdp-operation/'

test('the second writer hears who the first one is, and leaves nothing', async () => {
  const store = emptyLibrary(['D:'])
  const first = await takeLock(store, writer(1), tools('b'))
  const before = [...store.everything().keys()]
  // Whichever token is smaller: who came first keeps it.
  for (const token of ['a', 'c']) {
    expect((await takeLock(store, writer(2), tools(token))).held).toMatchObject({ writer: { process: 1, host: 'DP1' } })
  }
  expect([...store.everything().keys()]).toEqual(before)
  if (first.held === undefined) first.release()
  expect(store.everything().has(folder)).toBe(false)
})

test('of two that come at the same time one gets it', async () => {
  const store = emptyLibrary(['D:'])
  const steps: (() => void)[] = []
  const pause = (): Promise<void> => new Promise((resolve) => steps.push(resolve))
  const both = Promise.all([
    takeLock(store, writer(1), { ...tools('a'), pause }),
    takeLock(store, writer(2), { ...tools('b'), pause }),
  ])
  for (let turn = 0; turn < 50; turn++) {
    await Promise.resolve()
    steps.splice(0).forEach((step) => step())
  }
  const held = (await both).map((lock) => lock.held?.writer?.process)
  expect(held.filter((process) => process === undefined)).toHaveLength(1)
})

test('the lock of a process that is gone, or whose number another one has now, counts for nothing', async () => {
  const store = emptyLibrary(['D:'])
  await takeLock(store, writer(1), tools('a'))
  store.put(`${folder}writer-zz.lock.new`, Buffer.from('{"ho'))
  expect(writersAt(store)).toHaveLength(1)
  const now = await takeLock(
    store,
    writer(2),
    tools('b', ({ process, started }) => process !== 1 && started === 'Monday'),
  )
  expect(now.held).toBeUndefined()
  expect(writersAt(store).map(({ writer: one }) => one?.process)).toEqual([2])
  if (now.held === undefined) now.release()
  expect(store.everything().has(folder)).toBe(false)
})

test.each(['', '\0'.repeat(120), '{"host":"DP1","pro'])(
  'a torn lock %j is left over only when it is old',
  async (torn) => {
    const store = emptyLibrary(['D:'])
    const path = `${folder}writer-zz.lock`
    store.put(path, Buffer.from(torn))
    const isLeftOver = (old: boolean) => (modified: number) => {
      expect(modified).toBe(0)
      return old
    }
    const held = { path, writer: undefined }
    expect(
      (
        await takeLock(
          store,
          writer(2),
          tools('b', () => false),
        )
      ).held,
    ).toMatchObject(held)
    expect((await takeLock(store, writer(2), { ...tools('b'), isLeftOver: isLeftOver(false) })).held).toMatchObject(
      held,
    )
    expect((await takeLock(store, writer(2), { ...tools('b'), isLeftOver: isLeftOver(true) })).held).toBeUndefined()
    expect(store.everything().has(path)).toBe(false)
  },
)

test('a power loss never leaves a lock without its bytes', async () => {
  const store = emptyLibrary(['D:'])
  await takeLock(store, writer(1), tools('a'))
  store.powerLoss({ keepsName: () => true, keepsBytes: () => new Uint8Array(0) })
  expect(writersAt(store).map(({ writer: one }) => one)).toEqual([writer(1)])
})

const first: Operation = { kind: 'add', packageId: 'ABC00001', files: { 'setup.exe': 'shared' } }
const others = ['ABC00002', 'ABC00003'].map((packageId): Operation => ({
  kind: 'add',
  packageId,
  files: { 'other.exe': 'shared', 'more.exe': packageId },
}))

/** Both look, then both write, the second one some turns later: what the lock keeps apart. */
async function togetherWithoutLock(store: MemoryWriter, turns: number): Promise<void> {
  store.putFolder(folder.slice(0, -1))
  const facts = factsOf(await viewOfStore(store), store, 0)
  await Promise.all(
    others.map(async (operation, at) => {
      const plan = await planOf(facts, operation)
      for (let turn = 0; turn < at * turns; turn++) await Promise.resolve()
      const source = folderOf('files' in operation ? operation.files : {})
      await applyPlan(store, plan, { places: { source }, pause: noPause })
    }),
  )
}

test('without the lock two writers lose a user, with it they do not', async () => {
  const found = new Set<string>()
  for (let turns = 0; turns < 40; turns++) {
    const unlocked = emptyLibrary(['D:'])
    await change(unlocked, first)
    await togetherWithoutLock(unlocked, turns)
    for (const finding of inShort(await judged(unlocked, 2, 0))) found.add(finding)
  }
  expect([...found]).toContain('I12 risk')
  const locked = emptyLibrary(['D:'])
  for (const operation of [first, ...others]) await change(locked, operation)
  expect(inShort(await judged(locked, 2, 0))).toEqual([])
})

test.each([0, -1, 1.5])(
  'a lock of process %d, which cannot be, is told as unreadable, with the file to delete',
  async (process) => {
    const store = emptyLibrary(['D:'])
    store.putFolder(folder.slice(0, -1))
    store.put(`${folder}writer-zz.lock`, Buffer.from(JSON.stringify(writer(process))))
    expect(writersAt(store)).toMatchObject([{ token: 'zz', writer: undefined }])
  },
)
