// Random sequences of operations against a model of a few lines. The system tests run thousands of seeds.
import { expect, test } from 'vitest'
import { runModel } from '../../support/model-run.ts'

test('after each of many random operations the library holds exactly what it must', { timeout: 240_000 }, async () => {
  let applied = 0
  for (let seed = 1; seed <= 25; seed++) {
    const run = await runModel(seed, 8)
    expect(run.wrong).toEqual([])
    applied += run.applied
  }
  expect(applied).toBeGreaterThan(80)
})
