import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { namedHashes } from '../../../agent/lab/hashes.ts'
import { loadScenario } from '../../../agent/lab/scenario/load-scenario.ts'
import { truthOf } from '../../../agent/lab/truth.ts'
import { faultClasses, type HierarchyPlan } from '../../../engine/site/model/hierarchy-plan.ts'
import { simulate } from '../../../engine/site/simulation.ts'
import { roundTrip } from '../../support/round-trip.ts'

const folder = join(import.meta.dirname, '../../../agent/lab/scenarios')

function planOf(name: string): HierarchyPlan {
  const loaded = loadScenario(readFileSync(join(folder, name), 'utf8'), name)
  if (loaded.scenario === undefined) throw new Error(JSON.stringify(loaded.problems, null, 1))
  return loaded.scenario.plan
}

const hour = 3_600_000
const reading = { rolloverBytes: 50_000_000, zone: '0' }

describe('the scenarios that come along', () => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))('%s has no mistake', (name) => {
    expect(planOf(name).sites.length).toBeGreaterThan(0)
  })
})

describe('every-fault.yaml', () => {
  const plan = planOf('every-fault.yaml')

  it('has every fault once', () => {
    expect(plan.faults.map((fault) => fault.class).sort()).toEqual(Object.keys(faultClasses).sort())
  })

  it('shows while they last, in what the site servers write', () => {
    const { world, hierarchy } = simulate(plan, namedHashes)
    const seen: string[] = []
    for (const hours of [0.3, 0.6, 1.01]) {
      world.runUntil(plan.start + hours * hour)
      const { distributions, packages, distributionPoints } = truthOf(hierarchy)
      for (const { failure } of [...distributions, ...packages, ...distributionPoints])
        if (failure !== null) seen.push(failure.class)
    }
    // Damage on disk and lists that differ show nowhere in logs, which is what makes them faults.
    const silent = ['hash-mismatch-content', 'library-wmi-mismatch', 'targeted-not-present']
    const expected = Object.keys(faultClasses).filter((name) => !silent.includes(name))
    expect([...new Set(seen)].sort()).toEqual([...expected, 'schedule-closed', 'throttled'].sort())
  })

  it.each([0.6, 1.01, 1.4, 7])('is told as it is after %d hours', async (hours) => {
    expect((await roundTrip(plan, { ...reading, lasting: hours * hour })).wrong).toEqual([])
  })
})

describe('three-sites.yaml', () => {
  it('ends well, and is told so', async () => {
    expect((await roundTrip(planOf('three-sites.yaml'), { ...reading, lasting: 6 * hour })).wrong).toEqual([])
  })
})
