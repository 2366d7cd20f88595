import { describe, expect, it } from 'vitest'
import { forecastFromScenario } from '../../../agent/forecast/from-scenario.ts'
import { loadScenario } from '../../../agent/lab/scenario/load-scenario.ts'

function minutes(text: string, threads: string): number {
  const loaded = loadScenario(text, 'queue')
  if (loaded.scenario === undefined) throw new Error(JSON.stringify(loaded.problems))
  const [packages, perPackage] = threads.split('x').map(Number) as [number, number]
  const { plan } = loaded.scenario
  const { finish } = forecastFromScenario(plan, { packages, perPackage })
  return ((finish?.expected ?? Infinity) - plan.start) / 60_000
}

const queue = (dps: number, packages: number, size: string): string => `
sites: [{ code: PS1 }]
distributionPoints: [{ name: 'PS1DP{n}.CONTOSO.COM', count: ${dps}, site: PS1, bandwidth: 1000MB, drives: { 'D:': 1TB } }]
packages: [{ id: PS100001, count: ${packages}, files: { count: 3, size: ${size} } }]
actions: [{ do: distribute, package: all, to: all }]
`

describe('thread settings where no line is the bottleneck', () => {
  it('for one new DP and 150 packages: many packages at once beat many threads for each', () => {
    const text = queue(1, 150, '1MB..10MB')
    const slow = minutes(text, '5x100')
    expect(minutes(text, '20x25')).toBeLessThan(slow / 2)
    expect(minutes(text, '50x10')).toBeLessThan(slow / 2)
  })

  it('for five packages to 120 DPs: the product counts', () => {
    const text = queue(120, 5, '20GB')
    const wide = minutes(text, '5x100')
    expect(Math.abs(minutes(text, '20x25') / wide - 1)).toBeLessThan(0.1)
    expect(minutes(text, '3x5')).toBeGreaterThan(5 * wide)
  })
})

describe('a forecast from a scenario', () => {
  it('names the line that holds the queue up, and the drive that fills', () => {
    const loaded = loadScenario(
      `
sites: [{ code: PS1 }]
distributionPoints:
  - { name: PS1DP1.CONTOSO.COM, site: PS1 }
  - { name: PS1DP2.CONTOSO.COM, site: PS1, bandwidth: 256KB, drives: { 'D:': 1GB, 'E:': 2GB } }
packages: [{ id: PS100001, count: 30, files: { count: 1, size: 20MB } }]
actions: [{ do: distribute, package: all, to: all }]
`,
      'queue',
    )
    const forecast = forecastFromScenario(loaded.scenario!.plan, undefined)
    expect(forecast.bottleneck).toBe('line of PS1DP2.CONTOSO.COM')
    expect(forecast.threads).toBe('3x5')
    expect(forecast.bytes).toBe(2 * 30 * 20 * 1024 ** 2)
    const [, slow] = forecast.distributionPoints
    // 600 MB over 256 KB a second.
    expect((slow!.finish! - forecast.asOf) / 60_000).toBeGreaterThan(39)
    expect(slow!.drives).toEqual([
      { drive: 'D:', freeBytes: (1024 - 600) * 1024 ** 2, daysToReserve: expect.closeTo((424 - 50) / 600, 5) },
      { drive: 'E:', freeBytes: 2 * 1024 ** 3, daysToReserve: undefined },
    ])
  })

  it('has no finish where something never ends', () => {
    const loaded = loadScenario(
      `
sites: [{ code: PS1 }]
distributionPoints: [{ name: PS1PULL1.CONTOSO.COM, site: PS1, kind: pull }]
packages: [{ id: PS100001 }]
actions: [{ do: distribute, package: all, to: all }]
`,
      'queue',
    )
    expect(forecastFromScenario(loaded.scenario!.plan, undefined).finish).toBeUndefined()
  })
})
