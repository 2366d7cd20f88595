// A drive on which nothing fits any more: what frees something there must still be possible.
import { expect, test } from 'vitest'
import { takeLock, writersAt } from '../../../engine/write/writer-lock.ts'
import type { MemoryWriter } from '../../../engine/write/memory-writer.ts'
import { everythingGone } from '../../../engine/write/memory-writer.ts'
import { inShort, judged } from '../../support/library-account.ts'
import { change, emptyLibrary, noPause } from '../../support/operation-world.ts'
import { Cut, cutAt, troubled } from '../../support/troubled-store.ts'

const shared = { 'shared.exe': 'shared', 'docs/one.txt': 'one' }

/** Two packages that share a file, and not one byte left. */
async function full(): Promise<MemoryWriter> {
  const store = emptyLibrary(['D:'])
  await change(store, { kind: 'add', packageId: 'ABC00001', files: shared })
  await change(store, { kind: 'add', packageId: 'ABC00002', files: { 'shared.exe': 'shared', 'two.txt': 'two' } })
  store.powerLoss({ keepsName: () => true, keepsBytes: (bytes) => bytes })
  store.setCapacity(
    'D:',
    [...store.everything().values()].reduce((sum, { length }) => sum + length, 0),
  )
  return store
}

const paths = (store: MemoryWriter): readonly string[] => [...store.everything().keys()]

test('a package is removed from a completely full drive, and nothing of it is left', async () => {
  const store = await full()
  expect(store.freeBytes('D:')).toBe(0)
  const { applied } = await change(store, { kind: 'remove', what: 'ABC00001' })
  expect([applied?.outcome, applied?.problems]).toEqual(['applied', []])
  expect(inShort(await judged(store, 2, 0))).toEqual([])
  expect(paths(store).filter((path) => /ABC00001|cmdp/.test(path))).toEqual([])
})

test('what needs room there is refused clearly, and leaves everything as it was', async () => {
  const store = await full()
  const before = paths(store)
  const { applied, plan } = await change(store, { kind: 'add', packageId: 'ABC00003', files: { 'new.exe': 'new' } })
  expect([applied, plan.refusals[0]?.detail]).toEqual([undefined, expect.stringContaining('0x80070070')])
  expect(paths(store)).toEqual(before)
})

test('a removal without a journal that is cut off anywhere leaves waste, never a package without its files', async () => {
  const calls = troubled(await full(), () => undefined)
  await change(calls, { kind: 'remove', what: 'ABC00001' })
  for (let at = 1; at <= calls.calls(); at++) {
    for (const loss of [everythingGone, { keepsName: () => true, keepsBytes: (bytes: Uint8Array) => bytes }]) {
      const store = await full()
      await expect(change(troubled(store, cutAt(at)), { kind: 'remove', what: 'ABC00001' })).rejects.toThrow(Cut)
      store.powerLoss(loss)
      const fatal = (await judged(store, 2, 0)).filter(({ severity }) => severity === 'fatal')
      expect(fatal.map(({ rule, detail }) => `call ${at}: ${rule} ${detail}`)).toEqual([])
    }
  }
})

test('a writer on a full drive is seen by the next one, and by name when it is gone', async () => {
  const store = await full()
  const me = { host: 'DP1', process: 7, started: 'Monday', since: '2026-01-05T08:00:00Z' }
  const lives = (): boolean => true
  const first = await takeLock(store, me, { token: 'b', lives, pause: noPause })
  expect(writersAt(store).map(({ writer }) => writer)).toEqual([me])
  const second = await takeLock(store, { ...me, process: 8 }, { token: 'a', lives, pause: noPause })
  expect(second.held?.writer).toEqual(me)
  const third = await takeLock(store, { ...me, process: 9 }, { token: 'c', lives: () => false, pause: noPause })
  expect(third.held).toBeUndefined()
  for (const lock of [first, third]) if (lock.held === undefined) lock.release()
  expect(paths(store).filter((path) => path.includes('cmdp'))).toEqual([])
})

test('a lock that cannot be made at all leaves nothing behind', async () => {
  const store = await full()
  const me = { host: 'h'.repeat(300), process: 7, started: 'Monday', since: 'now' }
  const tools = { token: 'b', lives: () => true, pause: noPause }
  await expect(takeLock(store, me, tools)).rejects.toMatchObject({ fault: 'full' })
  expect(paths(store).filter((path) => path.includes('cmdp'))).toEqual([])
})
