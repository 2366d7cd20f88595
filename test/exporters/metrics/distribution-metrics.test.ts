import { describe, expect, it } from 'vitest'
import { valueOf } from '../../support/exposition-parser.ts'
import { aFailure, aRun, aStage, someTime, someWork, vector } from '../../support/distribution-steps.ts'
import { metricsAtHand, openMetrics, type MetricsAtHand } from '../../support/metrics-at-hand.ts'

const { dp } = vector

async function after(count: (metrics: MetricsAtHand) => void) {
  const metrics = metricsAtHand()
  count(metrics)
  metrics.commit()
  return metrics.scrape()
}

describe('a distribution in the metrics', () => {
  it('is counted when it begins, fails, is tried again, sends and ends', async () => {
    const read = await after((metrics) => {
      const run = aRun()
      metrics.apply({ kind: 'began', run })
      metrics.apply({ kind: 'attemptFailed', run, stage: 'transfer', code: '0x80070070' })
      metrics.apply({ kind: 'attemptFailed', run, stage: 'transfer', code: undefined })
      metrics.apply({ kind: 'retryScheduled', run })
      metrics.apply({ kind: 'bytesSent', run, bytes: 4_096 })
      metrics.apply({ kind: 'stageEnded', run, stage: aStage() })
      metrics.apply({ kind: 'ended', run: aRun({ outcome: 'success', endedAt: someTime + 90_000 }), timedOut: false })
    })
    expect(valueOf(read, 'cmdp_distributions_started_total', { dp })).toBe(1)
    expect(valueOf(read, 'cmdp_distribution_failures_total', { dp, stage: 'transfer', error_code: '0x80070070' })).toBe(
      1,
    )
    expect(valueOf(read, 'cmdp_distribution_failures_total', { dp, stage: 'transfer', error_code: 'none' })).toBe(1)
    expect(valueOf(read, 'cmdp_distribution_retries_total', { dp })).toBe(1)
    expect(valueOf(read, 'cmdp_transfer_bytes_total', { dp })).toBe(4_096)
    expect(valueOf(read, 'cmdp_distributions_finished_total', { dp, outcome: 'success' })).toBe(1)
    expect(valueOf(read, 'cmdp_distribution_duration_seconds_sum', { outcome: 'success' })).toBe(90)
    expect(valueOf(read, 'cmdp_distribution_stage_duration_seconds_bucket', { stage: 'transfer', le: '30' })).toBe(1)
    expect(valueOf(read, 'cmdp_distribution_last_success_timestamp_seconds', { dp })).toBe(someTime / 1000 + 90)
  })

  it.each([
    ['failure', false, 'failure'],
    ['cancelled', false, 'cancelled'],
    ['superseded', false, 'superseded'],
    ['removed', false, 'removed'],
    ['unknown', true, 'timeout'],
    ['waiting', true, 'timeout'],
  ] as const)('that ends as %s (timed out: %s) is finished as %s', async (outcome, timedOut, label) => {
    const read = await after((metrics) => metrics.apply({ kind: 'ended', run: aRun({ outcome }), timedOut }))
    expect(valueOf(read, 'cmdp_distributions_finished_total', { dp, outcome: label })).toBe(1)
  })

  it('whose begin was not seen has no duration', async () => {
    const run = aRun({ outcome: 'success', beginSeen: false, endedAt: someTime + 1 })
    const read = await after((metrics) => metrics.apply({ kind: 'ended', run, timedOut: false }))
    expect(valueOf(read, 'cmdp_distribution_duration_seconds_count', { outcome: 'success' })).toBe(0)
    expect(valueOf(read, 'cmdp_distributions_finished_total', { dp, outcome: 'success' })).toBe(1)
  })

  it('whose clocks disagree has no duration', async () => {
    const stage = aStage({ endedAt: someTime - 5_000 })
    const run = aRun({ outcome: 'success', endedAt: someTime - 1 })
    const read = await after((metrics) => {
      metrics.apply({ kind: 'stageEnded', run, stage })
      metrics.apply({ kind: 'ended', run, timedOut: false })
    })
    expect(valueOf(read, 'cmdp_distribution_stage_duration_seconds_count', { stage: 'transfer' })).toBe(0)
    expect(valueOf(read, 'cmdp_distribution_duration_seconds_count', { outcome: 'success' })).toBe(0)
  })

  it('gives no label from free text: a code that is none, a DP that is not known', async () => {
    const run = aRun({ dp: undefined })
    const read = await after((metrics) =>
      metrics.apply({ kind: 'attemptFailed', run, stage: 'status', code: 'access denied' }),
    )
    const labels = { dp: 'unknown', stage: 'status', error_code: 'none' }
    expect(valueOf(read, 'cmdp_distribution_failures_total', labels)).toBe(1)
  })

  it('shows the counters of a new DP at 0 with its first run', async () => {
    const read = await after((metrics) => metrics.apply({ kind: 'began', run: aRun({ dp: 'NEW' }) }))
    expect(valueOf(read, 'cmdp_distributions_finished_total', { dp: 'NEW', outcome: 'failure' })).toBe(0)
    expect(valueOf(read, 'cmdp_distribution_retries_total', { dp: 'NEW' })).toBe(0)
  })

  it('gives an example of a failure and of a duration, in OpenMetrics only', async () => {
    const metrics = metricsAtHand()
    const example = { traceId: '53066faf87dcf1ea6e177c9b6b639009', spanId: '9bda963fe4dbff7c' }
    metrics.apply({ kind: 'attemptFailed', run: aRun(), stage: 'transfer', code: '0x80070070' }, example)
    metrics.apply({ kind: 'stageEnded', run: aRun(), stage: aStage() }, example)
    metrics.commit()
    const samples = [...(await metrics.scrape(openMetrics)).values()].flatMap((family) => family.samples)
    const shown = samples.filter((sample) => sample.exemplar !== undefined)
    expect(shown.map(({ name }) => name)).toEqual([
      'cmdp_distribution_failures_total',
      'cmdp_distribution_stage_duration_seconds_bucket',
    ])
    for (const { exemplar } of shown) expect(exemplar).toEqual({ trace_id: example.traceId, span_id: example.spanId })
    expect((await metrics.render(undefined)).body).not.toContain('trace_id')
  })
})

describe('everything else in the metrics', () => {
  it('package work that failed, threads, anomalies', async () => {
    const read = await after((metrics) => {
      const failure = aFailure({ stage: 'snapshot', code: '0x80070005' })
      metrics.apply({ kind: 'packageEnded', work: someWork({ outcome: 'failure', failure }) })
      metrics.apply({ kind: 'packageEnded', work: someWork() })
      metrics.apply({ kind: 'packageStageEnded', work: someWork(), stage: aStage({ stage: 'snapshot' }) })
      metrics.apply({ kind: 'threads', component: 'SMS_DISTRIBUTION_MANAGER', threads: 'package', used: 2, limit: 3 })
    })
    const component = 'SMS_DISTRIBUTION_MANAGER'
    const labels = { stage: 'snapshot', error_code: '0x80070005' }
    expect(valueOf(read, 'cmdp_package_processing_failures_total', labels)).toBe(1)
    expect(valueOf(read, 'cmdp_distribution_stage_duration_seconds_count', { stage: 'snapshot' })).toBe(1)
    expect(valueOf(read, 'cmdp_threads_in_use', { component, kind: 'package' })).toBe(2)
    expect(valueOf(read, 'cmdp_threads_limit', { component, kind: 'package' })).toBe(3)
  })
})
