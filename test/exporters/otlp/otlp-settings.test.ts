import { describe, expect, it } from 'vitest'
import { countFrom, keptShare, planOf, type OtlpSettings } from '../../../exporters/otlp/otlp-settings.ts'

const silent: OtlpSettings = { endpoint: undefined, traces: true, metrics: true, logs: 'failures' }
const set: OtlpSettings = { ...silent, endpoint: 'http://collector:4318' }

describe('where a signal goes', () => {
  it('is nowhere without an endpoint', () => {
    expect(planOf('traces', silent, {})).toBeUndefined()
    expect(planOf('traces', silent, { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' })).toBeUndefined()
    expect(planOf('traces', silent, { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://x' })).toBeUndefined()
  })

  it('is the configured base with the path of the signal', () => {
    expect(planOf('traces', set, {})?.url).toBe('http://collector:4318/v1/traces')
    expect(planOf('logs', { ...set, endpoint: 'http://c/otlp//' }, {})?.url).toBe('http://c/otlp/v1/logs')
    expect(planOf('metrics', set, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://other' })?.url).toBe(
      'http://collector:4318/v1/metrics',
    )
  })

  it('is left to the exporter where only a variable names it', () => {
    expect(planOf('traces', silent, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' })).toEqual({
      url: undefined,
      protocol: 'http/protobuf',
      warnings: [],
    })
  })

  it.each([
    ['traces', { ...set, traces: false }, {}],
    ['metrics', { ...set, metrics: false }, {}],
    ['logs', { ...set, logs: 'none' }, {}],
    ['traces', set, { OTEL_SDK_DISABLED: 'TRUE' }],
    ['logs', set, { OTEL_LOGS_EXPORTER: 'none' }],
  ] as const)('is nowhere for %s when switched off (%#)', (signal, settings, environment) => {
    expect(planOf(signal, settings, environment)).toBeUndefined()
  })

  it.each([
    [{}, 'http/protobuf', 0],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'http/json', 0],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' },
      'http/protobuf',
      0,
    ],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'http/protobuf', 1],
    [{ OTEL_TRACES_EXPORTER: 'console' }, 'http/protobuf', 1],
  ] as const)('speaks as %j says', (environment, protocol, warnings) => {
    const plan = planOf('traces', set, environment)
    expect(plan?.protocol).toBe(protocol)
    expect(plan?.warnings).toHaveLength(warnings)
  })
})

describe('numbers from the environment', () => {
  it.each([
    [undefined, 7],
    ['', 7],
    ['12', 12],
    ['0', 7],
    ['-3', 7],
    ['1.5', 7],
    ['many', 7],
  ])('%s counts as %i', (value, expected) => {
    expect(countFrom({ N: value }, 'N', 7)).toBe(expected)
  })

  it.each([
    [{}, 1, 0],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, 0, 0],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_always_on' }, 1, 0],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }, 0.25, 0],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '7' }, 1, 1],
    [{ OTEL_TRACES_SAMPLER: 'jaeger_remote' }, 1, 1],
  ])('%j keeps the share %f', (environment, share, warnings) => {
    expect(keptShare(environment)).toMatchObject({ share })
    expect(keptShare(environment).warnings).toHaveLength(warnings)
  })
})
