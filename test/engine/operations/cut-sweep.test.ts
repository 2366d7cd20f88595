// Operations that are cut off: a part of the sweep, which the system tests run as a whole.
import { expect, test } from 'vitest'
import { callsOf, cuts, scenarios, sweepCase } from '../../support/cut-sweep.ts'

test.each(scenarios)(
  '$name: cut off anywhere, with one hand or several, it is there completely or not at all',
  async (scenario) => {
    const calls = await callsOf(scenario)
    let cases = 0
    for (const [which, cut] of Object.keys(cuts).entries()) {
      for (let at = 1 + which; at <= calls + 1; at += 19) {
        expect(await sweepCase({ scenario, cut, at })).toEqual([])
        expect(await sweepCase({ scenario, cut, at, handsSeed: at })).toEqual([])
        cases++
      }
    }
    expect(cases).toBeGreaterThan(4)
  },
)
