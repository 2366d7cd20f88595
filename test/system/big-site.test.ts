// What a site of 1,000 packages on 300 DPs costs the part of the agent that follows it: 300,000 distributions at once, in a
// process of its own. The bounds are what was measured (95 MB and 191 MB), and a fifth more.
import { expect, it } from 'vitest'
import { runProgram } from '../support/child-program.ts'
import type { BigSite, BigSiteCost } from '../support/big-site.ts'

async function costOf(site: Omit<BigSite, 'packages' | 'dps'>): Promise<BigSiteCost> {
  const { code, stdout, stderr } = await runProgram('big-site', { packages: 1_000, dps: 300, ...site })
  expect(stderr).toBe('')
  expect(code).toBe(0)
  const cost = JSON.parse(stdout) as BigSiteCost
  console.log(
    `300,000 distributions (${site.reach}, ${cost.open} open): ${Math.round(cost.heap / 1e6)} MB live, ${Math.round(cost.peakResident / 1e6)} MB resident at most, ${cost.series} series, ${Math.round(cost.seconds)} s of CPU`,
  )
  return cost
}

it('finished, one of a hundred failing: at most 120 MB', async () => {
  const { known, open, heap, series } = await costOf({ failing: 100, reach: 'installed' })
  expect([known, open]).toEqual([300_000, 3_000])
  expect(heap).toBeLessThan(120e6)
  expect(series).toBeLessThan(10_000)
}, 600_000)

it('all waiting in the queue at once: at most 230 MB', async () => {
  const { known, open, heap, series } = await costOf({ failing: 0, reach: 'queued' })
  expect([known, open]).toEqual([300_000, 300_000])
  expect(heap).toBeLessThan(230e6)
  expect(series).toBeLessThan(10_000)
}, 600_000)
