// Log records and metrics at a receiver that is a process of its own, and what becomes of what it does not take.
import { describe, expect, it } from 'vitest'
import type { Step } from '../../engine/distribution/run.ts'
import type { EntryFacts } from '../../exporters/index.ts'
import { aFailure, aRun, someTime, vector } from '../support/distribution-steps.ts'
import { otlpAtHand, rootId, run, siteSteps, stageEnded, traceId } from '../support/otlp-at-hand.ts'
import type { Ended } from '../support/run-cmdp.ts'

const receiver = otlpAtHand()
const { since, send } = receiver

describe('log records', () => {
  const entry: EntryFacts = {
    time: someTime,
    observed: someTime + 500,
    severity: 'error',
    message: 'SendFiles() failed for CONTOSO\\svc-push; 0x80070070',
    file: 'PkgXferMgr.log',
    component: 'SMS_PACKAGE_TRANSFER_MANAGER',
    thread: 9112,
    code: '0x80070070',
    packageId: 'PS100039',
    packageVersion: 2,
    dp: vector.dp,
    generation: 'g',
    offset: 1_000,
    length: 200,
  }
  const entries = [
    { entry, run },
    { entry: { ...entry, severity: 'warning' as const, offset: 2_000 } },
    { entry: { ...entry, severity: 'info' as const, offset: 3_000, time: undefined } },
  ]
  const settings = { endpoint: '', traces: false, metrics: false }

  it.each([
    ['failures', [17]],
    ['warnings', [17, 13]],
    ['all', [17, 13, 9]],
    ['none', []],
  ] as const)('"%s" forwards severities %j', async (logs, expected) => {
    const { logs: records } = await since(() =>
      send({ settings: { ...settings, endpoint: receiver.endpoint, logs }, entries }),
    )
    expect(records.map(({ severity }) => severity)).toEqual(expected)
  })

  it('belong to the trace of their run, carry a stable id, and hide accounts', async () => {
    const sendLogs = (): Promise<Ended> =>
      send({ settings: { ...settings, endpoint: receiver.endpoint, logs: 'all' }, entries })
    const { logs: records, requests } = await since(sendLogs)
    expect(requests.map(({ path }) => path)).toEqual(['/v1/logs'])
    expect(records[0]).toMatchObject({
      time: someTime,
      observed: someTime + 500,
      body: 'SendFiles() failed for ***; 0x80070070',
      traceId,
      spanId: rootId,
      attributes: { 'log.file.name': 'PkgXferMgr.log', 'error.type': '0x80070070', 'cm.package.id': 'PS100039' },
    })
    expect(records[1]).toMatchObject({ traceId: '', spanId: '' })
    const uids = records.map(({ attributes }) => attributes['log.record.uid'])
    for (const uid of uids) expect(uid).toMatch(/^[0-9a-f]{32}$/)
    expect(new Set(uids).size).toBe(3)
    const { logs: again } = await since(sendLogs)
    expect(again.map(({ attributes }) => attributes['log.record.uid'])).toEqual(uids)
  })
})

describe('metrics', () => {
  it.each(['http/protobuf', 'http/json'])('are those of the scrape, by %s', async (protocol) => {
    const settings = { endpoint: receiver.endpoint, traces: false, metrics: true, logs: 'none' } as const
    const began: Step = { kind: 'began', run }
    const steps = [began, ...siteSteps]
    const { metrics, requests } = await since(() =>
      send({ settings, steps }, { OTEL_EXPORTER_OTLP_PROTOCOL: protocol }),
    )
    expect(new Set(requests.map(({ path }) => path))).toEqual(new Set(['/v1/metrics']))
    const named = (name: string) => metrics.find((metric) => metric.name === name)
    expect(named('cmdp_distributions_started_total')).toMatchObject({
      kind: 'sum',
      points: [{ attributes: { dp: vector.dp }, value: 1 }],
    })
    const duration = named('cmdp_distribution_duration_seconds')
    expect(duration).toMatchObject({ kind: 'histogram', unit: 's' })
    const point = duration?.points.find(({ attributes }) => attributes['outcome'] === 'success')
    expect(point?.value).toBe(90)
    expect(point?.bucketCounts).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(named('process_cpu_seconds_total')).toBeDefined()
  })
})

describe('a receiver that does not take it', () => {
  const failing: Step[] = [
    { kind: 'ended', run: aRun({ outcome: 'failure', failure: aFailure(), endedAt: someTime }), timedOut: false },
  ]

  it.each([
    [400, 'http_400'],
    [401, 'http_401'],
    [413, 'http_413'],
  ])('with %i: the spans are dropped and counted as %s', async (status, reason) => {
    await receiver.behave(status)
    const { stdout } = await send({ steps: failing })
    expect(stdout).toContain(`cmdp_agent_export_failures_total{signal="traces",reason="${reason}"} 1`)
    expect(stdout).toContain(`cmdp_agent_export_dropped_total{signal="traces",reason="${reason}"} 1`)
    expect(stdout).toContain('cmdp_agent_export_items_total{signal="traces"} 0')
  })

  it('with 500 at first: tried again', async () => {
    await receiver.behave(500, undefined, 1)
    const { requests, spans } = await since(async () => {
      const { stdout } = await send({ steps: failing }, { OTEL_EXPORTER_OTLP_TIMEOUT: '60000' })
      expect(stdout).toContain('cmdp_agent_export_items_total{signal="traces"} 1')
    })
    expect(requests.map(({ answered }) => answered)).toEqual([500, 200])
    expect(spans).toHaveLength(1)
  })

  it('in part: what it rejected is counted', async () => {
    // ExportTraceServiceResponse { partial_success { rejected_spans: 3, error_message: "no" } }
    await receiver.behave(200, Buffer.from([0x0a, 0x06, 0x08, 0x03, 0x12, 0x02, 0x6e, 0x6f]))
    const { stdout, stderr } = await send({ steps: siteSteps })
    expect(stdout).toContain('cmdp_agent_export_dropped_total{signal="traces",reason="rejected"} 3')
    expect(stderr).toContain('Received Partial Success')
  })

  it('because there is none: the agent goes on and counts', async () => {
    const settings = { endpoint: 'http://127.0.0.1:1', traces: true, metrics: false, logs: 'none' } as const
    const { code, stdout } = await send({ settings, steps: failing }, { OTEL_EXPORTER_OTLP_TIMEOUT: '1500' })
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /cmdp_agent_export_dropped_total\{signal="traces",reason="(refused|retryable|timeout|other)"\} 1/,
    )
  })

  it('fast enough: what does not fit the queue is counted', async () => {
    const env = { OTEL_BSP_MAX_QUEUE_SIZE: '10', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10' }
    const { spans } = await since(async () => {
      const { stdout } = await send({ steps: [stageEnded(run, {})], repeat: 25 }, env)
      expect(stdout).toContain('cmdp_agent_export_dropped_total{signal="traces",reason="queue_full"} 15')
      expect(stdout).toContain('cmdp_agent_export_items_total{signal="traces"} 10')
      expect(stdout).toContain('cmdp_agent_export_queue_items{signal="traces"} 0')
      expect(stdout).toContain('cmdp_agent_export_queue_capacity_items{signal="traces"} 10')
    })
    expect(spans).toHaveLength(10)
  })
})
