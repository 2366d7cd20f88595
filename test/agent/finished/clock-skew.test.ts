import { describe, expect, it } from 'vitest'
import { clockWatch, clockWords } from '../../../agent/finished/clock-skew.ts'
import { loadScenario } from '../../../agent/lab/scenario/load-scenario.ts'
import type { DistributionEvent } from '../../../engine/distribution/distribution-event.ts'
import { accountsAt } from '../../support/lab-accounts.ts'

const minute = 60_000
const site = 'PS1SITE.CONTOSO.COM'

/** Clocks seven minutes off either way, each host in another zone. */
const scenario = (seed: number): string => `
seed: ${String(seed)}
sites: [{ code: PS1, bias: 240 }]
distributionPoints:
  - { name: BEHIND.CONTOSO.COM, site: PS1, bias: -60, skew: -7m }
  - { name: AHEAD.CONTOSO.COM, site: PS1, bias: -330, skew: 7m }
  - { name: RIGHT.CONTOSO.COM, site: PS1, bias: 480 }
packages:
  - { id: PS100001, count: 4, files: { count: 2, size: 1KB..200KB } }
  - { id: PS100005, kind: application, files: { count: 3, size: 1KB..200KB } }
actions:
  - { do: distribute, package: all, to: all }
  - { at: 1h, do: redistribute, package: PS100002, to: all }
faults: [{ for: 50m, class: provider-not-registered, on: BEHIND.CONTOSO.COM }]
`

const event = (signature: string, by: 'sending-thread' | 'dp', at: number, fields: object = {}): DistributionEvent =>
  ({
    about: 'distribution',
    happening: signature === 'PX-025' ? 'copied' : 'progressed',
    by,
    at,
    token: by === 'dp' ? 'p1' : 't1',
    subject: { dp: 'PS1DP1.CONTOSO.COM' },
    facts: {},
    evidence: { signature, fields, host: by === 'dp' ? 'PS1DP1.CONTOSO.COM' : site },
  }) as unknown as DistributionEvent

const content = { contentId: 'PS100001.1' }

describe('two hosts whose clocks are seven minutes apart, in three zones', () => {
  it.each([1, 2, 3])('are measured within a second, and joined (seed %i)', async (seed) => {
    const loaded = loadScenario(scenario(seed), 'skew.yaml')
    if (loaded.scenario === undefined) throw new Error(JSON.stringify(loaded.problems))
    const [during, after] = await accountsAt(loaded.scenario.plan, [40 * minute, 180 * minute])
    const reason = during?.told.distributions.find(({ dp }) => dp === 'BEHIND.CONTOSO.COM')?.failure
    expect(reason).toMatchObject({ class: 'provider-not-registered', code: '0x80040154' })
    expect(after?.told.distributions.every(({ outcome }) => outcome === 'success')).toBe(true)
    const known = new Map(after?.clocks.map((one) => [one.host, one]))
    for (const [host, ahead] of [
      ['BEHIND', -7 * minute],
      ['AHEAD', 7 * minute],
      ['RIGHT', 0],
    ] as const) {
      const measured = known.get(`${host}.CONTOSO.COM`)
      expect(measured?.reference).toBe(site)
      expect(Math.abs((measured?.ahead ?? NaN) - ahead)).toBeLessThan(1_000)
      expect(Math.abs((measured?.ahead ?? NaN) - ahead)).toBeLessThanOrEqual(measured?.within ?? 0)
    }
    expect(clockWords(after?.clocks ?? []).map((words) => words.replace(/ \(.*/, ''))).toEqual([
      expect.stringMatching(/^The clock of AHEAD.CONTOSO.COM is (7 min|6 min 59 s|7 min 1 s) ahead of that of PS1SITE/),
      expect.stringMatching(/^The clock of BEHIND.CONTOSO.COM is (7 min|6 min 59 s|7 min 1 s) behind that of PS1SITE/),
    ])
  })
})

describe('a pair of lines', () => {
  it('bounds the skew by the line before and the line after', () => {
    const watch = clockWatch()
    watch.take(event('PX-023', 'sending-thread', 10_000, content))
    watch.take(event('DP-001', 'dp', 71_000, content))
    expect(watch.skews()).toEqual([])
    watch.take(event('PX-024', 'sending-thread', 12_000))
    watch.take(event('PX-025', 'sending-thread', 19_000))
    expect(watch.skews()).toEqual([
      { host: 'PS1DP1.CONTOSO.COM', reference: site, ahead: 60_500, within: 1_500, pairs: 1 },
    ])
  })

  it('that is not whole says nothing', () => {
    const watch = clockWatch()
    for (const at of [10_000, 50_000]) {
      watch.take(event('PX-023', 'sending-thread', at, content))
      watch.take(event('PX-025', 'sending-thread', at + 1_000))
    }
    watch.take(event('DP-001', 'dp', 51_000, content))
    expect(watch.skews()).toEqual([])
  })

  it('hours apart look like a zone that was not given', () => {
    const skew = { host: 'PS1DP1', reference: site, ahead: -3_600_400, within: 800, pairs: 3 }
    expect(clockWords([skew])[0]).toContain('1 h behind')
    expect(clockWords([skew])[0]).toContain('--zone')
    expect(clockWords([{ ...skew, ahead: 3_000 }])).toEqual([])
  })
})
