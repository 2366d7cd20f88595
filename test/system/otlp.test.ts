// Spans of agent processes at a receiver that is a process of its own, over real connections.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  contentKey,
  packageKey,
  rootSpanIdOf,
  runKey,
  spanIdOf,
  traceIdOf,
} from '../../engine/distribution/trace-identity.ts'
import { runProgram } from '../support/child-program.ts'
import { aRun, someTime, vector } from '../support/distribution-steps.ts'
import type { Received, ReceivedSpan } from '../support/otlp-account.ts'
import {
  addedAt,
  dpRun,
  dpSteps,
  otlpAtHand,
  rootId,
  run,
  site,
  siteSteps,
  stageEnded,
  traceId,
} from '../support/otlp-at-hand.ts'
import type { Ended } from '../support/run-cmdp.ts'

const receiver = otlpAtHand()
const { since, send } = receiver
const application = 'Content_3c9813ba-d7ab-4963-929c-36f90f479613.1'

const fromSite = (env = {}): Promise<Ended> => send({ steps: siteSteps }, env)
const fromDp = (): Promise<Ended> => send({ steps: dpSteps, host: vector.dp, role: 'dp' })
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
    let sent: Ended | undefined
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
