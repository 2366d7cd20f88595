import { describe, expect, it } from 'vitest'
import { describeProblem } from '../../../../agent/config/load-config.ts'
import { loadScenario } from '../../../../agent/lab/scenario/load-scenario.ts'

function problemsOf(text: string): readonly string[] {
  const loaded = loadScenario(text, 'lab.yaml')
  return loaded.scenario === undefined ? loaded.problems.map(describeProblem) : []
}

const world = `sites: [{ code: CS1, kind: cas }, { code: PS1, parent: CS1 }]
packages: [{ id: PS100001 }]
`
const dps = `distributionPoints:
  - { name: A.B, site: PS1 }
  - { name: P.B, site: PS1, kind: pull }
`

describe('a key that would have no effect', () => {
  it.each([
    ['distributionPoints: [{ name: A.B, site: PS1, kind: pull, rate: 25% }]', '4:58: distributionPoints[0].rate'],
    ['distributionPoints: [{ name: A.B, site: PS1, kind: pull, closed: [8-9] }]', '4:58: distributionPoints[0].closed'],
    ['distributionPoints: [{ name: PS1SITE.CONTOSO.COM, site: PS1, skew: 3s }]', '4:62: distributionPoints[0].skew'],
    ['distributionPoints: [{ name: A.B, site: CS1 }]', '4:35: distributionPoints[0].site'],
    [`${dps}actions: [{ do: create, package: PS100001, to: A.B }]`, '7:44: actions[0].to'],
    [`${dps}actions: [{ do: install-dp, package: PS100001, to: A.B }]`, '7:29: actions[0].package'],
    [`${dps}actions: [{ do: distribute, package: PS100001, to: A.B, site: PS1 }]`, '7:57: actions[0].site'],
    [`${dps}actions: [{ do: distribute, package: PS100001, to: A.B, changed: 2 }]`, '7:57: actions[0].changed'],
    [`${dps}actions: [{ do: update, package: PS100001, times: 2 }]`, '7:44: actions[0].times'],
    [`${dps}actions: [{ do: begin-maintenance }]`, '7:11: actions[0].to'],
    [`${dps}faults: [{ class: disk-full-dp, on: P.B }]`, '7:33: faults[0].on'],
    [`${dps}faults: [{ class: pull-no-source, on: A.B }]`, '7:35: faults[0].on'],
    [`${dps}faults: [{ class: hash-mismatch-content, on: A.B, for: 1h }]`, '7:51: faults[0].for'],
    ['links: [{ from: CS1, to: PS1 }, { from: PS1, to: CS1 }]', '4:33: links[1]'],
    [`${dps}boundaryGroups: [{ name: G, distributionPoints: [A.C] }]`, '7:29: boundaryGroups[0].distributionPoints'],
    [
      'clients: [{ name: A, address: 10.0.0.1, site: PS1 }, { name: a, address: 10.0.0.2, site: PS1 }]',
      '4:56: clients[1].name',
    ],
    [`${dps}boundaryGroups: [{ name: G, neighbors: { H: 1h } }]`, '7:29: boundaryGroups[0].neighbors'],
  ])('%s is refused with its place', (text, place) => {
    expect(problemsOf(`${world}\n${text}`).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      `lab.yaml:${place}`,
    ])
  })

  it.each([
    ["{ 'E:': 5GB, 'F:': 5GB }", 'names 2 drives'],
    ["{ 'E:': 2KB }", 'have 2048 bytes; the packages of PS1 need 3072 at least'],
  ])('so are the drives %s of a site server', (drives, words) => {
    const problems = problemsOf(`sites: [{ code: PS1, drives: ${drives} }]
packages: [{ id: PS100001, files: { count: 3, size: 1KB..2KB } }]`)
    expect(problems.map((line) => line.replace(/^lab\.yaml:1:\d+: /, ''))).toEqual([
      expect.stringContaining(`sites[0].drives ${words}`),
    ])
  })

  it.each(['0%', '101%', '300KB every 2s', '64KB every 0s', '[8-18 25%, 17-20 50%]', '[8-18]', 'fast'])(
    'so is the rate %s',
    (rate) => {
      const problems = problemsOf(`${world}distributionPoints: [{ name: A.B, site: PS1, rate: ${rate} }]`)
      expect(problems).toHaveLength(1)
      expect(problems[0]).toMatch(/^lab\.yaml:3:\d+: distributionPoints\[0\]\.rate/)
    },
  )

  it('is told beside all other mistakes, in rows with mistakes too', () => {
    const problems = problemsOf(`${world}distributionPoints:
  - { site: PS1, kind: pull, rate: 25% }
  - { name: A.B, kind: pull, closed: 8-9 }
actions: [{ do: creat, package: PS100001, to: A.B }, { do: create, package: PS100001, to: A.C }]
faults: [{ on: A.B }]
`)
    expect(problems.map((line) => line.split(' ')[1])).toEqual([
      'distributionPoints[0].name',
      'distributionPoints[1].site',
      'actions[0].do',
      'actions[1].to',
      'actions[1].to',
      'faults[0].class',
    ])
  })
})
