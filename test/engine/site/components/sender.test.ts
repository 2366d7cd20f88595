import { describe, expect, it } from 'vitest'
import { namedHashes } from '../../../../agent/lab/hashes.ts'
import { loadScenario } from '../../../../agent/lab/scenario/load-scenario.ts'
import { simulate } from '../../../../engine/site/simulation.ts'

/** Milliseconds that the sender needs for ten megabytes between two sites. */
function sendingTime(latency: string): number {
  const loaded = loadScenario(
    `
sites: [{ code: CS1, kind: cas }, { code: PS1, parent: CS1 }]
links: [{ from: CS1, to: PS1, bandwidth: 10MB, latency: ${latency} }]
distributionPoints: [{ name: PS1DP1.CONTOSO.COM, site: PS1 }]
packages: [{ id: CS100001, site: CS1, files: { count: 1, size: 10MB..10MB } }]
actions: [{ do: distribute, package: all, to: all }]
`,
    'links.yaml',
  )
  if (loaded.scenario === undefined) throw new Error(JSON.stringify(loaded.problems))
  const times = new Map<unknown, number>()
  const { world } = simulate(loaded.scenario.plan, namedHashes, {
    line: ({ what, at }) => void (times.has(what) || times.set(what, at)),
  })
  while (world.step());
  return (times.get('file complete') ?? Number.NaN) - (times.get('file block begun') ?? Number.NaN)
}

describe('the sender', () => {
  it('waits for the answer to each block: eleven of them, and the first', () => {
    expect(sendingTime('1s') - sendingTime('0s')).toBeCloseTo(12_000, -1)
    expect(sendingTime('0s')).toBeCloseTo(1_000, -1)
  })
})
