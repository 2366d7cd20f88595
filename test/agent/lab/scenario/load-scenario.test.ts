import { describe, expect, it } from 'vitest'
import { describeProblem } from '../../../../agent/config/load-config.ts'
import { loadScenario } from '../../../../agent/lab/scenario/load-scenario.ts'

function problemsOf(text: string): readonly string[] {
  const loaded = loadScenario(text, 'lab.yaml')
  return loaded.scenario === undefined ? loaded.problems.map(describeProblem) : []
}

describe('a scenario with mistakes', () => {
  it('gets all of them reported, each with line, key and what would be right', () => {
    const problems = problemsOf(`seed: x
sites:
  - { code: PS1, thread: 3x5 }
  - { code: PS2, bias: abc, threads: 0x5 }
  - { code: PS1 }
distributionPoints:
  - { name: A.B, site: PS9 }
packages:
  - { id: 12 }
  - { name: Nameless }
actions:
  - { do: distribut, package: PS100039 }
  - { do: distribute, package: 12 }
faults:
  - { class: disk-full-dp, on: A.C }
color: red
`)
    const places = problems.map((problem) => problem.split(' ')[0] + ' ' + problem.split(' ')[1])
    expect(places).toEqual([
      'lab.yaml:1:1: seed',
      'lab.yaml:3:18: sites[0].thread',
      'lab.yaml:4:18: sites[1].bias',
      'lab.yaml:4:29: sites[1].threads',
      'lab.yaml:5:7: sites[2].code',
      'lab.yaml:7:18: distributionPoints[0].site',
      'lab.yaml:9:7: packages[0].id',
      'lab.yaml:10:5: packages[1].id',
      'lab.yaml:12:7: actions[0].do',
      'lab.yaml:12:22: actions[0].package',
      'lab.yaml:13:5: actions[1].to',
      'lab.yaml:15:28: faults[0].on',
      'lab.yaml:16:1: color',
    ])
    expect(problems[1]).toContain('did you mean threads?')
    expect(problems[11]).toContain('did you mean A.B?')
  })

  it('is no YAML: the place is told', () => {
    expect(problemsOf('sites: [')[0]).toMatch(/^lab\.yaml:1:\d+: /)
  })
})

describe('a scenario', () => {
  it('is complete with its defaults', () => {
    const loaded = loadScenario(
      `
sites: [{ code: ps1 }]
distributionPoints: [{ name: 'dp{n}.contoso.com', count: 2, site: PS1 }, { name: PS1SITE.CONTOSO.COM, site: PS1 }]
packages: [{ id: ps10000f, count: 2 }]
actions: [{ do: distribute, package: all, to: all }, { at: 1h, do: update, package: PS10000F, every: 2h, times: 3 }]
`,
      'lab.yaml',
    )
    const plan = loaded.scenario!.plan
    expect(plan.sites[0]).toMatchObject({
      code: 'PS1',
      server: 'PS1SITE.CONTOSO.COM',
      threads: { packages: 3, perPackage: 5 },
    })
    expect(plan.distributionPoints.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'DP1.CONTOSO.COM push',
      'DP2.CONTOSO.COM push',
      'PS1SITE.CONTOSO.COM colocated',
    ])
    expect(plan.packages.map(({ id }) => id)).toEqual(['PS10000F', 'PS100010'])
    expect(plan.actions.map(({ at, do: what }) => `${at / 3_600_000} ${what}`)).toEqual([
      '0 distribute',
      '1 update',
      '3 update',
      '5 update',
    ])
    expect(plan.actions[0]!.to).toHaveLength(3)
  })
})
