// What the lock keeps apart: somebody adds a content while a sweep, a transfer or a merge is under way.
import { expect, test } from 'vitest'
import { noFacts } from '../../../engine/checks/facts.ts'
import { storedPath } from '../../../engine/library/layout.ts'
import { applyPlan } from '../../../engine/operations/apply.ts'
import { factsOf } from '../../../engine/operations/contents/library-facts.ts'
import { operationPath } from '../../../engine/operations/operation-folder.ts'
import { planSweep } from '../../../engine/upkeep/sweep/plan-sweep.ts'
import { takeLock } from '../../../engine/write/writer-lock.ts'
import type { MemoryWriter } from '../../../engine/write/memory-writer.ts'
import type { WritableStore } from '../../../engine/write/writable-store.ts'
import { apply, exampleWriter, look } from '../../support/changing-library.ts'
import { sha256 } from '../../support/library-model.ts'
import { runMove, withDrives, type MoveWish } from '../../support/moving-library.ts'
import { folderOf, noPause, planOf, viewOfStore } from '../../support/operation-world.ts'

const later = Date.UTC(2026, 1, 1)
const text = 'somebody else needs this too'
const files = { 'new.txt': text }
const add = { kind: 'add', packageId: 'ABC00009', files } as const

const rulesOf = async (store: WritableStore, drives: readonly string[]): Promise<readonly string[]> =>
  (await look(withDrives(store, drives), 1, later)).findings.map(({ rule, severity }) => `${rule} ${severity}`)

/** The add as another process does it that asks nobody. */
async function addWithoutLock(store: WritableStore, plan: Awaited<ReturnType<typeof planOf>>): Promise<void> {
  store.makeFolder(operationPath(store))
  await applyPlan(store, plan, { places: { source: folderOf(files) }, pause: noPause })
}

function exampleWith(orphan?: string): MemoryWriter {
  const store = exampleWriter(['D:', 'E:', 'F:'])
  store.putFolder('F:')
  if (orphan === undefined) return store
  const path = storedPath('D:', sha256(orphan), 'data')
  store.put(path, Buffer.from(orphan))
  // The bucket stays when it goes.
  store.put(`${path.slice(0, path.lastIndexOf('/'))}/notes.txt`, Buffer.from('of an administrator'))
  return store
}

test('a sweep takes the bytes away that an add has just planned to share', async () => {
  const store = exampleWith(text)
  const own = withDrives(store, ['D:', 'E:'])
  const { view, findings } = await look(own, 1, later)
  const facts = { view, store: own, findings, facts: noFacts(later, 1), siteServer: undefined, unsettled: [] }
  const { plan } = planSweep(facts, { classes: ['O1'], olderThan: 0, maxItems: 100, maxBytes: Infinity })
  const addition = await planOf(factsOf(await viewOfStore(own), own, 0), add)
  await apply(own, plan)
  await addWithoutLock(own, addition)
  expect(await rulesOf(store, ['D:', 'E:'])).toContain('I8 fatal')
})

const transfer: MoveWish = {
  operation: 'transfer',
  drives: ['D:', 'E:'],
  from: ['D:'],
  to: 'F:',
  metadata: true,
  leave: true,
}
const merge: MoveWish = { ...transfer, operation: 'merge', to: 'E:' }

test.each([
  [transfer, ['F:', 'E:']],
  [merge, ['E:']],
] as const)('a $operation leaves behind what is added between its copy and its switch', async (wish, after) => {
  const store = exampleWith()
  const own = withDrives(store, wish.drives)
  const between = async (): Promise<void> =>
    addWithoutLock(own, await planOf(factsOf(await viewOfStore(own), own, 0), add))
  await runMove(store, wish, ([copy, ...others]) => [...(copy === undefined ? [] : [copy]), between, ...others])
  const { view } = await look(withDrives(store, after), 1, later)
  expect(view.index.survey.packages.map(({ packageId }) => packageId)).toEqual(['ABC00001', 'ABC0000A'])
})

test('with the lock the second one is told who is first', async () => {
  const store = exampleWith()
  const writer = { host: 'DP1', process: 1, started: 'Monday', since: '2026-01-05T08:00:00Z' }
  const tools = { lives: () => true, pause: noPause }
  const first = await takeLock(store, writer, { token: 'a', ...tools })
  const second = await takeLock(store, { ...writer, process: 2 }, { token: 'b', ...tools })
  expect([first.held, second.held?.writer?.process]).toEqual([undefined, 1])
})
