// Disks that fail in the middle of an operation: a part of the cases, which the system tests run as a whole.
import { expect, test } from 'vitest'
import { callsOf, cuts, scenarios, sweepCase, type Sabotage } from '../../support/cut-sweep.ts'
import { faultCases, runFault } from '../../support/fault-cases.ts'
import { sabotages } from '../../support/sabotages.ts'

test('full, failing and locked disks: done after a while or taken back, told clearly, nothing lost', async () => {
  const cases = faultCases().filter((_, at) => at % 6 === 0)
  const outcomes: Record<string, number> = {}
  const wrong: string[] = []
  for (const one of cases) {
    const { outcome, wrong: found } = await runFault(one)
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    wrong.push(...found)
  }
  expect(wrong).toEqual([])
  expect(Object.keys(outcomes).sort()).toEqual(['applied', 'rolled-back', 'unfinished'])
})

test.each(Object.entries(sabotages))('a sweep without %s fails', async (_, sabotage: Sabotage) => {
  expect(await firstWrong(sabotage)).not.toEqual([])
})

async function firstWrong(sabotage: Sabotage): Promise<readonly string[]> {
  for (const scenario of scenarios.filter(({ name }) => name === 'update' || name === 'add')) {
    const calls = await callsOf(scenario, sabotage)
    for (const cut of Object.keys(cuts)) {
      for (let at = calls; at >= 1; at -= 2) {
        const wrong = await sweepCase({ scenario, cut, at, sabotage })
        if (wrong.length > 0) return wrong
      }
    }
  }
  return []
}
