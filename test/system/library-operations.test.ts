// Operations that change a library, in memory: everything of which the unit tests run a part.
import { expect, test } from 'vitest'
import { callsOf, cuts, scenarios, sweepCase } from '../support/cut-sweep.ts'
import { faultCases, runFault } from '../support/fault-cases.ts'
import { runModel } from '../support/model-run.ts'

test('5,000 random sequences agree with the model after each operation', { timeout: 900_000 }, async () => {
  const sum = { applied: 0, refused: 0 }
  const wrong: string[] = []
  for (let seed = 1; seed <= 5_000; seed++) {
    const run = await runModel(seed * 7919, 3 + (seed % 4))
    sum.applied += run.applied
    sum.refused += run.refused
    wrong.push(...run.wrong)
  }
  process.stdout.write(`5000 seeds: ${sum.applied} applied, ${sum.refused} refused, ${wrong.length} bad\n`)
  expect(wrong).toEqual([])
})

/** Every so many cuts are tried with several hands too, in an order of their own. */
const severalEvery = 3

test(
  'cut off before any call, killed or without power: complete or absent, and nothing is lost',
  { timeout: 900_000 },
  async () => {
    let cases = 0
    const wrong: string[] = []
    for (const scenario of scenarios) {
      const calls = await callsOf(scenario)
      for (const cut of Object.keys(cuts)) {
        for (let at = 1; at <= calls + 1; at++) {
          wrong.push(...(await sweepCase({ scenario, cut, at })))
          cases++
          if (at % severalEvery !== 0) continue
          wrong.push(...(await sweepCase({ scenario, cut, at, handsSeed: at })))
          cases++
        }
      }
    }
    process.stdout.write(`${cases} cuts, ${wrong.length} bad\n`)
    expect(wrong).toEqual([])
    expect(cases).toBeGreaterThan(600)
  },
)

test(
  'full, failing, locked and vanished disks: done after a while or taken back, told clearly, nothing lost',
  { timeout: 900_000 },
  async () => {
    const cases = faultCases()
    const outcomes: Record<string, number> = {}
    const wrong: string[] = []
    for (const one of cases) {
      const { outcome, wrong: found } = await runFault(one)
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      wrong.push(...found)
    }
    process.stdout.write(`${cases.length} faults: ${JSON.stringify(outcomes)}, ${wrong.length} bad\n`)
    expect(wrong).toEqual([])
    expect(cases.length).toBeGreaterThan(100)
  },
)
