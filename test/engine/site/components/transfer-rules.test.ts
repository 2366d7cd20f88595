// What stands between a job and its DP: throttling, maintenance mode, drives that are full.
import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../../../agent/lab/scenario/load-scenario.ts'
import { namedHashes } from '../../../../agent/lab/hashes.ts'
import { simulate } from '../../../../engine/site/simulation.ts'
import { roundTrip } from '../../../support/round-trip.ts'

const minute = 60_000
const hour = 60 * minute

const planOf = (text: string) => {
  const loaded = loadScenario(text, 'rules.yaml')
  if (loaded.scenario === undefined) throw new Error(JSON.stringify(loaded.problems))
  return loaded.scenario.plan
}

/** Ten megabytes over a line of one megabyte per second. @returns milliseconds from the file's begin to its end */
function sendingTime(dp: string, start = '2026-01-05T08:00:00Z'): number {
  const plan = planOf(`
start: ${start}
sites: [{ code: PS1 }]
distributionPoints: [{ name: PS1DP1.CONTOSO.COM, site: PS1, bandwidth: 1MB, ${dp} }]
packages: [{ id: PS100001, files: { count: 1, size: 10MB } }]
actions: [{ do: distribute, package: all, to: all }]
`)
  const times = new Map<unknown, number>()
  const { world } = simulate(plan, namedHashes, {
    line: ({ what, at }) => void (times.has(what) || times.set(what, at)),
  })
  while (world.step());
  return (times.get('file added') ?? Number.NaN) - (times.get('file begun') ?? Number.NaN)
}

describe('throttling', () => {
  it.each([
    ['rate: unlimited', 10],
    ['rate: 512KB', 20],
    // A block goes over the line in a quarter of a second; forty of them, and a pause after each.
    ['rate: 256KB every 2s', 10 + 40 * 2],
    ['rate: 25%', 40],
    ['rate: 100%', 10],
    // The hours of the server's day that are named, and others.
    ['rate: [8-9 10%]', 100],
    ['rate: [20-21 10%]', 10],
  ])('%s lets ten seconds of sending take %i', (rate, seconds) => {
    expect(sendingTime(rate) / 1_000).toBeGreaterThan(seconds - 0.01)
    expect(sendingTime(rate) / 1_000).toBeLessThan(seconds + 0.2)
  })

  it('changes its share at the full hour', () => {
    // The file begins some seconds before nine: a tenth of that is sent, the rest without limit.
    const began = 8 * hour + 59 * minute + 30_000
    const taken = sendingTime(
      'rate: [8-9 10%]',
      new Date(Date.UTC(2026, 0, 5) + began).toISOString().slice(0, 19) + 'Z',
    )
    expect(taken).toBeGreaterThan(10_100)
    expect(taken).toBeLessThan(38_000)
  })

  it.each([
    ['512KB', ['one connection', 'pulse mode', 'request abandoned']],
    ['64KB every 1s', ['one connection', 'pulse mode', 'request abandoned']],
    ['100%', ['one connection']],
    ['[8-18 100%]', ['one connection']],
    ['unlimited', []],
  ])('rate %s: what PkgXferMgr says of a second job at the same time', (rate, said) => {
    const told = new Set<unknown>()
    const { world } = simulate(
      planOf(`
sites: [{ code: PS1 }]
distributionPoints: [{ name: PS1DP1.CONTOSO.COM, site: PS1, bandwidth: 100KB, rate: ${rate} }]
packages: [{ id: PS100001, count: 2, files: { count: 1, size: 10MB } }]
actions: [{ do: distribute, package: all, to: all }]
`),
      namedHashes,
      { line: ({ what }) => void told.add(what) },
    )
    while (world.step());
    expect(['one connection', 'pulse mode', 'request abandoned'].filter((what) => told.has(what))).toEqual(said)
  })
})

describe('maintenance mode', () => {
  const plan = planOf(`
sites: [{ code: PS1 }]
distributionPoints:
  - { name: PS1DP1.CONTOSO.COM, site: PS1 }
  - { name: PS1DP2.CONTOSO.COM, site: PS1 }
  - { name: PS1PULL1.CONTOSO.COM, site: PS1, kind: pull }
packages: [{ id: PS100001 }]
actions:
  - { do: begin-maintenance, to: [PS1DP1.CONTOSO.COM, PS1PULL1.CONTOSO.COM] }
  - { at: 1m, do: distribute, package: all, to: all }
  - { at: 5h, do: end-maintenance, to: [PS1DP1.CONTOSO.COM, PS1PULL1.CONTOSO.COM] }
`)

  it('sends nothing to the DP until it ends', () => {
    const { hierarchy, world } = simulate(plan, namedHashes)
    const outcomes = (): readonly string[] =>
      [...hierarchy.deliveries.all()].map(({ dp, outcome, attempts }) => `${dp} ${outcome} ${String(attempts)}`).sort()
    while ((world.next() ?? Infinity) < plan.start + 5 * hour) world.step()
    expect(outcomes()).toEqual([
      'PS1DP1.CONTOSO.COM in-progress 0',
      'PS1DP2.CONTOSO.COM success 1',
      'PS1PULL1.CONTOSO.COM in-progress 0',
    ])
    while (world.step());
    expect(outcomes()).toEqual([
      'PS1DP1.CONTOSO.COM success 1',
      'PS1DP2.CONTOSO.COM success 1',
      'PS1PULL1.CONTOSO.COM success 1',
    ])
  })

  it('is read back from the logs as work that is open, then done', async () => {
    for (const lasting of [4 * hour, 8 * hour])
      expect((await roundTrip(plan, { lasting, rolloverBytes: 2_500_000 })).wrong).toEqual([])
  })
})

describe('a DP whose drives are at their reserve', () => {
  const plan = planOf(`
sites: [{ code: PS1, retries: { push: 3x30m } }]
distributionPoints:
  - { name: PS1DP1.CONTOSO.COM, site: PS1, drives: { 'D:': 50KB, 'E:': 60KB }, reserve: 10KB }
  - { name: PS1PULL1.CONTOSO.COM, site: PS1, kind: pull, sources: [PS1DP2.CONTOSO.COM], drives: { 'D:': 40KB }, reserve: 10KB }
  - { name: PS1DP2.CONTOSO.COM, site: PS1 }
packages: [{ id: PS100001, count: 2, files: { count: 6, size: 10KB } }]
actions:
  - { do: distribute, package: PS100001, to: PS1DP2.CONTOSO.COM }
  - { at: 10m, do: distribute, package: PS100001, to: PS1DP1.CONTOSO.COM }
  - { at: 20m, do: distribute, package: PS100002, to: PS1DP1.CONTOSO.COM }
  - { at: 20m, do: distribute, package: PS100001, to: PS1PULL1.CONTOSO.COM }
`)
  // 4 and 5 files fit: 9 of 12.
  it('fails with that reason until something goes', () => {
    const freed = { ...plan.actions[0]!, at: hour, do: 'remove' as const, to: ['PS1DP1.CONTOSO.COM'] }
    const story = (actions: typeof plan.actions): readonly string[] => {
      const { hierarchy, world } = simulate({ ...plan, actions }, namedHashes)
      while ((world.next() ?? Infinity) < plan.start + 4 * hour) world.step()
      return [...hierarchy.deliveries.all()]
        .map(
          ({ packageId, dp, outcome, trouble }) => `${packageId} ${dp.slice(0, 6)} ${outcome} ${trouble?.class ?? ''}`,
        )
        .sort()
    }
    expect(story(plan.actions)).toEqual([
      'PS100001 PS1DP1 success ',
      'PS100001 PS1DP2 success ',
      'PS100001 PS1PUL failure disk-full-dp',
      'PS100002 PS1DP1 failure disk-full-dp',
    ])
    expect(story([...plan.actions, freed])).toEqual([
      'PS100001 PS1DP1 removed ',
      'PS100001 PS1DP2 success ',
      'PS100001 PS1PUL failure disk-full-dp',
      'PS100002 PS1DP1 success ',
    ])
  })

  it('is read back from logs and libraries: outcome, cause, and the drive of every stored file', async () => {
    const { wrong, contents } = await roundTrip(plan, { lasting: 4 * hour, rolloverBytes: 2_500_000 })
    expect(wrong).toEqual([])
    expect(contents).toBe(2)
  })
})
