// The hierarchy of the public articles as a scenario: what they did there, one after the other.
import { loadScenario } from '../../agent/lab/scenario/load-scenario.ts'
import type { HierarchyPlan } from '../../engine/site/model/hierarchy-plan.ts'

const scenario = `
seed: 11
sites:
  - { code: CS1, kind: cas, bias: 240 }
  - { code: PS1, parent: CS1, bias: 240, sqlTrace: true, logging: verbose }
  - { code: PS2, parent: CS1, bias: 240 }
  - { code: SS1, kind: secondary, parent: PS1, bias: 240 }
links:
  - { from: CS1, to: PS1 }
  - { from: CS1, to: PS2 }
  - { from: PS1, to: SS1 }
distributionPoints:
  - { name: PS1SITE.CONTOSO.COM, site: PS1 }
  - { name: PS1DP1.CONTOSO.COM, site: PS1 }
  - { name: PS1DP2.CONTOSO.COM, site: PS1 }
  - { name: PS1SYS.CONTOSO.COM, site: PS1, kind: pull, pxe: true, sources: [PS1DP1.CONTOSO.COM] }
  - { name: PS1PDP1.CONTOSO.COM, site: PS1, kind: pull, client: true, sources: [PS1DP1.CONTOSO.COM] }
  - { name: PS2DP1.CONTOSO.COM, site: PS2 }
  - { name: SS1DP1.CONTOSO.COM, site: SS1 }
packages:
  - { id: CS100014, name: Dummy1, site: CS1, files: { count: 1, size: 200MB } }
  - { id: PS100039, name: Dummy2, site: PS1, files: { count: 1, size: 200MB } }
  - { id: PS10003A, name: Tools, kind: application, site: PS1, files: { count: 1, size: 2MB } }
  - { id: PS10003B, name: Updates, kind: updates, site: PS1, files: { count: 2, size: 2MB } }
actions:
  - { do: install-dp, to: [PS1DP1.CONTOSO.COM, PS1SYS.CONTOSO.COM, PS1PDP1.CONTOSO.COM] }
  - { at: 5m, do: create, package: CS100014 }
  - { at: 15m, do: distribute, package: CS100014, to: PS1DP1.CONTOSO.COM }
  - { at: 25m, do: distribute, package: PS100039, to: all }
  - { at: 30m, do: distribute, package: PS10003A, to: PS1DP1.CONTOSO.COM }
  - { at: 40m, do: update, package: PS10003A }
  - { at: 45m, do: distribute, package: PS10003A, to: PS1PDP1.CONTOSO.COM }
  - { at: 50m, do: distribute, package: PS10003B, to: [PS1DP1.CONTOSO.COM] }
  - { at: 60m, do: distribute, package: PS10003B, to: [PS1SYS.CONTOSO.COM, PS1PDP1.CONTOSO.COM] }
  - { at: 2h, do: update, package: PS10003B }
  - { at: 3h, do: update, package: PS100039 }
  - { at: 4h, do: update, package: CS100014 }
  - { at: 5h, do: redistribute, package: PS100039, to: [PS1DP1.CONTOSO.COM, PS1DP2.CONTOSO.COM] }
  - { at: 5h, do: redistribute, package: PS10003A, to: PS1PDP1.CONTOSO.COM }
  - { at: 7h, do: upgrade-dps, site: PS1 }
  - { at: 8h, do: change-dp, to: PS1DP2.CONTOSO.COM }
  - { at: 9h, do: remove-dp, to: PS1SYS.CONTOSO.COM }
faults:
  - { at: 45m, for: 10m, class: pull-no-source, on: PS1PDP1.CONTOSO.COM }
  - { at: 60m, for: 30m, class: pull-capacity, on: PS1SYS.CONTOSO.COM }
  - { at: 60m, for: 30m, class: pull-status-lost, on: PS1PDP1.CONTOSO.COM }
  - { at: 4h, for: 10m, class: waiting-intersite, on: PS1 }
`

export function articleHierarchy(): HierarchyPlan {
  const loaded = loadScenario(scenario, 'article')
  if (loaded.scenario === undefined) throw new Error(JSON.stringify(loaded.problems))
  return loaded.scenario.plan
}

export const articleLasting = 10 * 60 * 60_000
