import { describe, expect, it } from 'vitest'
import { otlpMetrics, timePair } from '../../../exporters/otlp/otlp-metrics.ts'
import { aRun, someTime } from '../../support/distribution-steps.ts'
import { metricsAtHand } from '../../support/metrics-at-hand.ts'

describe('metrics by OTLP', () => {
  it('are the values of the scrape', async () => {
    const metrics = metricsAtHand()
    metrics.apply({ kind: 'began', run: aRun() })
    metrics.apply({ kind: 'ended', run: aRun({ outcome: 'success', endedAt: someTime + 2_000 }), timedOut: false })
    metrics.agent.correlationsOpen(3)
    metrics.commit()
    const all = await metrics.read((snapshot) =>
      otlpMetrics({ ...snapshot, keptSince: 1_000, startedAt: 9_000 }, 61_500),
    )
    const named = (name: string) => all.find(({ descriptor }) => descriptor.name === name)
    expect(named('cmdp_distributions_started_total')).toMatchObject({
      dataPointType: 3,
      isMonotonic: true,
      dataPoints: [
        { attributes: { dp: 'PS1DP1.CONTOSO.COM' }, value: 1, startTime: [1, 0], endTime: [61, 500_000_000] },
      ],
    })
    expect(named('cmdp_agent_correlations_open')).toMatchObject({
      dataPointType: 2,
      dataPoints: [{ value: 3, startTime: [9, 0] }],
    })
    const duration = named('cmdp_distribution_duration_seconds')
    expect(duration?.descriptor.unit).toBe('s')
    const success = duration?.dataPoints.find(({ attributes }) => attributes['outcome'] === 'success')
    expect(success?.value).toEqual({
      buckets: {
        boundaries: [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400],
        counts: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      },
      sum: 2,
      count: 1,
    })
    expect(success?.attributes).toEqual({ outcome: 'success' })
    expect(named('cmdp_transfer_bytes_total')?.descriptor.unit).toBe('By')
    expect(named('cmdp_distribution_failing')).toBeUndefined()
  })

  it('have times as pairs since 1970, exact to the millisecond', () => {
    expect(timePair(0)).toEqual([0, 0])
    expect(timePair(1_528_953_985_828)).toEqual([1_528_953_985, 828_000_000])
    expect(timePair(0.5)).toEqual([0, 500_000])
  })
})
