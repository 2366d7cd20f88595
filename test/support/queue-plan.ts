// Queues to forecast: many packages to many DPs, lines and sizes as chance has it.
import type { HierarchyPlan } from '../../engine/site/model/hierarchy-plan.ts'
import { chance } from '../../engine/site/world/chance.ts'
import { loadScenario } from '../../agent/lab/scenario/load-scenario.ts'

export function queuePlan(seed: number): HierarchyPlan {
  const random = chance(seed)
  const of = <Item>(items: readonly Item[]): Item => items[random.between(0, items.length - 1)]!
  const dps = random.between(4, 16)
  const slow = random.next() < 0.4 ? random.between(1, 2) : 0
  const text = `
seed: ${seed}
sites: [{ code: PS1, bias: ${of([0, -60, 240])}, threads: ${of(['3x5', '5x10', '2x3', '10x5'])} }]
distributionPoints:
  - { name: 'PS1DP{n}.CONTOSO.COM', count: ${dps}, site: PS1, bias: -60, bandwidth: ${of(['2MB', '8MB', '20MB'])} }
${slow === 0 ? '' : `  - { name: 'PS1SLOW{n}.CONTOSO.COM', count: ${slow}, site: PS1, bias: -60, bandwidth: 512KB }`}
packages: [{ id: PS100001, count: ${random.between(40, 90)}, files: { count: ${random.between(1, 4)}, size: ${of(['1MB..10MB', '5MB..40MB', '200KB..2MB'])} } }]
actions: [{ do: distribute, package: all, to: all }]
${random.next() < 0.3 ? `faults: [{ at: 2m, for: 10m, class: network-path, on: PS1DP1.CONTOSO.COM, probability: 0.3 }]` : ''}
`
  const loaded = loadScenario(text, 'queue')
  if (loaded.scenario === undefined) throw new Error(JSON.stringify(loaded.problems))
  return loaded.scenario.plan
}
