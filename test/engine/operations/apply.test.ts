import { expect, test } from 'vitest'
import { factsOf } from '../../../engine/operations/contents/library-facts.ts'
import { applyPlan, type Applied } from '../../../engine/operations/apply.ts'
import { writersAt } from '../../../engine/write/writer-lock.ts'
import { emptyLibrary, folderOf, noPause, planOf, viewOfStore } from '../../support/operation-world.ts'

const files = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}.bin`, `bytes ${at}`]))

/** @param after  turns of the event loop until the Ctrl-C comes */
async function interrupted(after: number): Promise<{ applied: Applied; left: readonly string[]; turns: number }> {
  const store = emptyLibrary(['D:'])
  store.putFolder('D:/SCCMContentLib/cmdp-operation')
  const before = new Set(store.everything().keys())
  const plan = await planOf(factsOf(await viewOfStore(store), store, 0), { kind: 'add', packageId: 'ABC00001', files })
  const stop = new AbortController()
  let turns = 0
  const turn = (): Promise<void> => {
    if (++turns === after) stop.abort()
    return Promise.resolve()
  }
  const tools = { places: { source: folderOf(files) }, pause: noPause, turn, signal: stop.signal }
  const applied = await applyPlan(store, plan, tools)
  expect(writersAt(store)).toEqual([])
  return { applied, left: [...store.everything().keys()].filter((path) => !before.has(path)), turns }
}

test('a Ctrl-C before the decision takes everything back, whenever it comes; there is none that is not seen', async () => {
  const { applied, turns, left } = await interrupted(Infinity)
  expect([applied.outcome, left.length > 80, turns > 80]).toEqual(['applied', true, true])
  for (let after = 1; after <= turns; after += 7) {
    const { applied: cut, left: rest } = await interrupted(after)
    expect([cut.outcome, cut.problems, rest]).toEqual(['rolled-back', ['it was interrupted'], []])
  }
})
