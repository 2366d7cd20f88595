import { describe, expect, it } from 'vitest'
import type { PresentRun } from '../../../exporters/index.ts'
import { removalHold } from '../../../exporters/metrics/present.ts'
import { valueOf } from '../../support/exposition-parser.ts'
import { aFailure, aRun, evidence, someTime, someWork } from '../../support/distribution-steps.ts'
import { metricsAtHand } from '../../support/metrics-at-hand.ts'

const open = (facts: Parameters<typeof aRun>[0], stalled?: string): PresentRun => ({
  run: aRun(facts),
  open: true,
  stalled,
})
const failed = (facts: Parameters<typeof aRun>[0]): PresentRun => ({
  run: aRun({ outcome: 'failure', failure: aFailure(), ...facts }),
  open: false,
  stalled: undefined,
})

describe('the present state', () => {
  it('counts open runs by DP and stage, the waiting and the stalled ones apart', async () => {
    const metrics = metricsAtHand()
    metrics.now = {
      runs: [
        open({ dp: 'A' }),
        open({ dp: 'A', packageId: 'PS100040' }),
        open({ dp: 'A', stage: 'queue', outcome: 'waiting', startedAt: someTime - 5_000 }),
        open({ dp: 'B' }, 'transfer-silent'),
      ],
      failingPackages: [someWork({ packageId: 'PS100077', outcome: 'failure' })],
    }
    const read = await metrics.scrape()
    expect(valueOf(read, 'cmdp_distributions_in_progress', { dp: 'A', stage: 'transfer' })).toBe(2)
    expect(valueOf(read, 'cmdp_distributions_in_progress', { dp: 'A', stage: 'queue' })).toBe(1)
    expect(valueOf(read, 'cmdp_distributions_waiting', { dp: 'A' })).toBe(1)
    expect(valueOf(read, 'cmdp_distributions_stalled', { dp: 'B', reason: 'transfer-silent' })).toBe(1)
    expect(valueOf(read, 'cmdp_distribution_oldest_pending_timestamp_seconds', { dp: 'A' })).toBe(someTime / 1000 - 5)
    expect(valueOf(read, 'cmdp_package_processing_failing', { package: 'PS100077' })).toBe(1)
  })

  it('names package and DP of what is failing, ended or being tried again, and nothing healthy', async () => {
    const metrics = metricsAtHand()
    const failure = aFailure({ evidence: [evidence({ time: someTime + 7_000 })] })
    metrics.now = {
      runs: [
        failed({ dp: 'A', packageId: 'PS100001', failure }),
        open({ dp: 'B', packageId: 'PS100002', outcome: 'retrying', failure }),
        open({ dp: 'C', packageId: 'PS100003' }),
      ],
      failingPackages: [],
    }
    const read = await metrics.scrape()
    expect(
      read.get('cmdp_distribution_failing')?.samples.map(({ labels, value }) => [labels['package'], value]),
    ).toEqual([
      ['PS100001', 1],
      ['PS100002', 1],
    ])
    const labels = { package: 'PS100001', dp: 'A' }
    expect(valueOf(read, 'cmdp_distribution_last_failure_timestamp_seconds', labels)).toBe(someTime / 1000 + 7)
  })

  it('falls to 0 when it is over, and goes away after an hour; points in time go at once', async () => {
    const metrics = metricsAtHand()
    metrics.now = { runs: [failed({ dp: 'A', packageId: 'P' }), open({ dp: 'A' })], failingPackages: [] }
    await metrics.scrape()
    metrics.now = { runs: [], failingPackages: [] }
    await metrics.clock.advance(removalHold - 1)
    const held = await metrics.scrape()
    expect(valueOf(held, 'cmdp_distribution_failing', { package: 'P', dp: 'A' })).toBe(0)
    expect(valueOf(held, 'cmdp_distributions_in_progress', { dp: 'A', stage: 'transfer' })).toBe(0)
    expect(held.has('cmdp_distribution_last_failure_timestamp_seconds')).toBe(false)
    expect(held.has('cmdp_distribution_oldest_pending_timestamp_seconds')).toBe(false)
    await metrics.clock.advance(1)
    const gone = await metrics.scrape()
    expect(gone.has('cmdp_distribution_failing')).toBe(false)
    expect(gone.has('cmdp_distributions_in_progress')).toBe(false)
  })

  it('gives the places of what is gone to what comes', async () => {
    const metrics = metricsAtHand({ limits: { perFamily: 2, total: 10_000 } })
    metrics.now = { runs: ['P1', 'P2', 'P3'].map((packageId) => failed({ dp: 'A', packageId })), failingPackages: [] }
    expect(valueOf(await metrics.scrape(), 'cmdp_distribution_failing', { package: '_other', dp: '_other' })).toBe(1)
    metrics.now = { runs: [], failingPackages: [] }
    await metrics.clock.advance(removalHold)
    await metrics.scrape()
    metrics.now = { runs: ['P4', 'P5'].map((packageId) => failed({ dp: 'A', packageId })), failingPackages: [] }
    const read = await metrics.scrape()
    expect(read.get('cmdp_distribution_failing')?.samples.map(({ labels }) => labels['package'])).toEqual(['P4', 'P5'])
  })

  it('adds up, and takes the oldest and the newest, of what is folded', async () => {
    const metrics = metricsAtHand({ limits: { perFamily: 1, total: 10_000 } })
    const runs = ['A', 'B', 'C'].map((dp, index) => open({ dp, startedAt: someTime + index * 1_000 }))
    metrics.now = { runs, failingPackages: [] }
    const read = await metrics.scrape()
    expect(valueOf(read, 'cmdp_distributions_in_progress', { dp: '_other', stage: 'transfer' })).toBe(2)
    expect(valueOf(read, 'cmdp_distribution_oldest_pending_timestamp_seconds', { dp: '_other' })).toBe(
      someTime / 1000 + 1,
    )
  })
})
