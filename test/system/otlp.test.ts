// Spans, log records and metrics of agent processes at a receiver that is a process of its own, over real connections.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Run, StageSpan, Step } from '../../engine/distribution/run.ts'
import {
  contentKey,
  packageKey,
  rootSpanIdOf,
  runKey,
  spanIdOf,
  traceIdOf,
} from '../../engine/distribution/trace-identity.ts'
import type { EntryFacts } from '../../exporters/index.ts'
import { runProgram, startOtlpReceiver, type OtlpReceiver } from '../support/child-program.ts'
import { aFailure, aRun, aStage, evidence, someTime, someWork, vector } from '../support/distribution-steps.ts'
import type { Received, ReceivedSpan } from '../support/otlp-account.ts'
import type { Sending } from '../support/telemetry-sender.ts'

const site = 'PS1SITE.CONTOSO.COM'
const traceId = '53066faf87dcf1ea6e177c9b6b639009'
const rootId = '9bda963fe4dbff7c'
const application = 'Content_3c9813ba-d7ab-4963-929c-36f90f479613.1'

const run = aRun({
  outcome: 'success',
  endedAt: someTime + 90_000,
  events: [{ name: 'status message', at: someTime + 80_000, attributes: { 'cm.status_message.id': 8200 } }],
})
const stageEnded = (owner: Run, facts: Partial<StageSpan>): Step => ({
  kind: 'stageEnded',
  run: owner,
  stage: aStage(facts),
})

/** What the logs of the site server tell, and what that of the DP tells. */
const siteSteps: Step[] = [
  {
    kind: 'packageStageEnded',
    work: someWork(),
    stage: aStage({ stage: 'snapshot', subject: '', attempt: undefined }),
  },
  { kind: 'packageEnded', work: someWork() },
  stageEnded(run, { stage: 'queue', attempt: undefined, startedAt: someTime, endedAt: someTime + 1_000 }),
  stageEnded(run, { result: 'failure', code: '0x80070070' }),
  stageEnded(run, { startedAt: someTime + 50_000, endedAt: someTime + 80_000, attempt: 2 }),
  { kind: 'ended', run, timedOut: false },
]
const dpRun = aRun({ beginSeen: false, seenBySite: false, jobIds: [], outcome: 'success' })
const addedAt = (subject: string): Partial<StageSpan> => ({
  stage: 'add-to-library',
  subject,
  attempt: undefined,
  startedAt: someTime + 70_000,
  endedAt: someTime + 70_000,
  evidence: [evidence({ host: vector.dp, file: 'smsdpprov.log', component: 'SMSDPProv' })],
})
const dpSteps: Step[] = [stageEnded(dpRun, addedAt('PS100039.2'))]

let receiver: OtlpReceiver
beforeAll(async () => {
  receiver = await startOtlpReceiver()
})
afterAll(() => receiver.stop())
beforeEach(() => receiver.behave(200))

/** A receiver's account is cumulative: what came since. */
async function since(act: () => Promise<unknown>): Promise<Received> {
  const before = await receiver.received()
  await act()
  const after = await receiver.received()
  return {
    requests: after.requests.slice(before.requests.length),
    spans: after.spans.slice(before.spans.length),
    logs: after.logs.slice(before.logs.length),
    metrics: after.metrics.slice(before.metrics.length),
  }
}

type Sent = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

function send(facts: Partial<Sending>, env: Readonly<Record<string, string>> = {}): Promise<Sent> {
  const settings = { endpoint: receiver.endpoint, traces: true, metrics: false, logs: 'none' } as const
  return runProgram('telemetry-sender', { settings, host: site, role: 'site-server', steps: [], ...facts }, env)
}

const fromSite = (env = {}): Promise<Sent> => send({ steps: siteSteps }, env)
const fromDp = (): Promise<Sent> => send({ steps: dpSteps, host: vector.dp, role: 'dp' })
const key = ({ traceId: trace, spanId }: ReceivedSpan): string => trace + spanId

describe('two agents, one receiver', () => {
  it('make one trace of a package: ids by the published rule, parents there, nothing twice', async () => {
    const { spans } = await since(() => Promise.all([fromSite(), fromDp()]))
    const ofRun = spans.filter((span) => span.traceId === traceId)
    expect(ofRun.map(({ name }) => name).sort()).toEqual([
      'RUN content-distribution',
      'task add-to-library',
      'task queue',
      'task transfer',
      'task transfer',
    ])
    const root = ofRun.find(({ spanId }) => spanId === rootId)
    expect(root).toMatchObject({ parentSpanId: '', kind: 2, start: someTime, end: someTime + 90_000 })
    for (const span of ofRun) if (span !== root) expect(span).toMatchObject({ parentSpanId: rootId, kind: 1 })
    expect(new Set(spans.map(key)).size).toBe(spans.length)

    const added = ofRun.find(({ name }) => name === 'task add-to-library')
    const facts = { traceId, stage: 'add-to-library', subject: 'PS100039.2', startedAt: someTime + 70_000 } as const
    expect(added?.spanId).toBe(spanIdOf({ ...facts, host: vector.dp }))
    expect(added?.resource).toMatchObject({ 'cm.role': 'dp', 'host.name': vector.dp })
    expect(root?.resource).toMatchObject({
      'service.name': 'cmdp-agent',
      'service.version': '0.1.0',
      'service.instance.id': '6f1c1f5e-8f0e-4b53-9d3c-1f0a1d9e7a11',
      'host.name': site,
      'cm.role': 'site-server',
      'cm.site.code': 'PS1',
      'process.runtime.name': 'nodejs',
      'telemetry.sdk.name': 'opentelemetry',
    })
    expect(root?.resource).not.toHaveProperty('process.command_args')
  })

  it('link attempts, runs and the work on the package; say what failed', async () => {
    const { spans } = await since(() => fromSite())
    const key = packageKey('PS100039', 2)
    const work = { traceId: traceIdOf(key), spanId: rootSpanIdOf(key) }
    const root = spans.find(({ spanId }) => spanId === rootId)
    expect(root?.links).toEqual([work])
    expect(root?.events).toEqual([
      { name: 'status message', at: someTime + 80_000, attributes: { 'cm.status_message.id': 8200 } },
    ])
    expect(spans.find(({ spanId }) => spanId === work.spanId)).toMatchObject({
      name: 'RUN package-processing',
      parentSpanId: '',
    })
    const [first, second] = spans.filter(({ name }) => name === 'task transfer')
    const queue = spans.find(({ name }) => name === 'task queue')
    expect(first?.status).toEqual({ code: 2, message: 'Sending thread starting for Job: 577' })
    expect(first?.attributes['error.type']).toBe('0x80070070')
    expect(second?.status.code).toBe(0)
    expect(second?.links).toEqual([{ traceId, spanId: queue?.spanId }])
  })

  it('make no second span when the same logs are read again, from the start or from the middle', async () => {
    const { spans: first } = await since(() => Promise.all([fromSite(), fromDp()]))
    const known = new Map(first.map((span) => [key(span), span]))
    for (let from = 0; from < siteSteps.length; from += 1) {
      const { spans } = await since(() => send({ steps: siteSteps.slice(from) }))
      expect(spans.length).toBeGreaterThan(0)
      for (const span of spans) {
        const { start, end, name } = span
        expect(known.get(key(span))).toMatchObject({ start, end, name })
      }
    }
  })

  it('make two traces that link for an application', async () => {
    const sent = aRun({ ...run, packageId: 'P010000F', packageVersion: 3, contentIds: [application] })
    const added = aRun({ ...dpRun, packageId: 'P010000F', packageVersion: undefined, contentIds: [application] })
    const { spans } = await since(() =>
      Promise.all([
        send({ steps: [stageEnded(sent, {}), { kind: 'ended', run: sent, timedOut: false }] }),
        send({ steps: [stageEnded(added, addedAt(application))], host: vector.dp, role: 'dp' }),
      ]),
    )
    const content = contentKey(application, vector.dp)
    const transfer = spans.find(({ name }) => name === 'task transfer')
    expect(transfer?.traceId).toBe(traceIdOf(runKey('P010000F', 3, vector.dp)))
    expect(transfer?.links).toEqual([{ traceId: traceIdOf(content), spanId: rootSpanIdOf(content) }])
    const onDp = spans.find(({ name }) => name === 'task add-to-library')
    expect(onDp).toMatchObject({ traceId: traceIdOf(content), spanId: rootSpanIdOf(content), parentSpanId: '' })
  })
})

describe('the variables of OpenTelemetry', () => {
  const settings = { endpoint: undefined, traces: true, metrics: false, logs: 'none' } as const
  const sendBy = (env: Readonly<Record<string, string>>): Promise<Received> =>
    since(() => runProgram('telemetry-sender', { settings, host: site, role: 'site-server', steps: siteSteps }, env))

  it('give the endpoint: the path is appended to the base, never to the one of a signal', async () => {
    const byBase = await sendBy({ OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.endpoint}/base/` })
    expect(byBase.requests.map(({ path }) => path)).toEqual(['/base/v1/traces'])
    const bySignal = await sendBy({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.endpoint}/mine`,
    })
    expect(bySignal.requests.map(({ path }) => path)).toEqual(['/mine'])
    expect(bySignal.spans).toHaveLength(siteSteps.length)
  })

  it('give protocol, headers, compression, resource and name', async () => {
    const { requests, spans } = await sendBy({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=blue',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,service.namespace=cm',
      OTEL_SERVICE_NAME: 'renamed',
    })
    expect(requests).toMatchObject([
      { contentType: 'application/json', headers: { 'x-tenant': 'blue', 'content-encoding': 'gzip' } },
    ])
    expect(spans).toHaveLength(siteSteps.length)
    expect(spans[0]?.resource).toMatchObject({
      'deployment.environment.name': 'test',
      'service.namespace': 'cm',
      'service.name': 'renamed',
    })
  })

  it('sample by trace, and keep failures all the same', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint }
    const off = await sendBy({ ...env, OTEL_TRACES_SAMPLER: 'always_off' })
    expect(off.spans.map(({ name, status }) => [name, status.code])).toEqual([['task transfer', 2]])
    const half = await sendBy({
      ...env,
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.5',
    })
    const traces = new Set(half.spans.filter(({ status }) => status.code !== 2).map((span) => span.traceId))
    for (const span of half.spans) if (span.status.code !== 2) expect(traces).toContain(span.traceId)
    const again = await sendBy({ ...env, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' })
    expect(again.spans.map(key)).toEqual(half.spans.map(key))
  })

  it.each([
    ['without any endpoint', {}],
    ['with OTEL_SDK_DISABLED', { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'here' }],
    ['with OTEL_TRACES_EXPORTER=none', { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'here' }],
  ])('%s: nothing is sent, and OpenTelemetry is not even loaded', async (_what, variables) => {
    const env = Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, value === 'here' ? receiver.endpoint : value]),
    )
    let sent: Sent | undefined
    const { requests } = await since(async () => {
      sent = await runProgram('telemetry-sender', { settings, host: site, role: 'dp', steps: siteSteps }, env)
    })
    expect(requests).toEqual([])
    expect(sent?.stdout).toContain('OpenTelemetry loaded: false')
    expect(sent?.stderr).toBe('')
  })

  it('say when they cannot be followed', async () => {
    const { stderr } = await runProgram(
      'telemetry-sender',
      { settings, host: site, role: 'dp', steps: siteSteps },
      { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    )
    expect(stderr).toContain('OTLP protocol "grpc" is not supported')
  })
})

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
    const sendLogs = (): Promise<Sent> =>
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

describe('a configuration file of OpenTelemetry', () => {
  it('decides instead of ours', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cmdp-otel-'))
    const file = join(folder, 'otel.yaml')
    writeFileSync(
      file,
      `file_format: "1.0"
resource: { attributes: [{ name: service.name, value: from-file }] }
tracer_provider:
  processors: [{ batch: { exporter: { otlp_http: { endpoint: "${receiver.endpoint}/v1/traces" } } } }]
`,
    )
    const settings = { endpoint: undefined, traces: true, metrics: false, logs: 'none' } as const
    const { spans } = await since(() => send({ settings, steps: siteSteps }, { OTEL_CONFIG_FILE: file }))
    rmSync(folder, { recursive: true })
    expect(spans.map(key).sort()).toEqual((await since(() => fromSite())).spans.map(key).sort())
    expect(spans[0]?.resource['service.name']).toBe('from-file')
  })
})
