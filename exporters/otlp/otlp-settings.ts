// Which signals are sent, where to, and how: the configuration first, the OTEL_* variables where it is silent. Pure.
//
// A path is appended to a base endpoint only (`http://collector:4318` -> `http://collector:4318/v1/traces`); an endpoint
// given for one signal is used as it stands. Without any endpoint nothing is sent and no connection is tried.

export type Signal = 'traces' | 'logs' | 'metrics'
export type LogsForwarded = 'failures' | 'warnings' | 'all' | 'none'
export type Protocol = 'http/protobuf' | 'http/json'

export type OtlpSettings = {
  /** Base URL; undefined: the OTEL_EXPORTER_OTLP_* variables decide. */
  readonly endpoint: string | undefined
  readonly traces: boolean
  readonly metrics: boolean
  readonly logs: LogsForwarded
}

export type Environment = Readonly<Record<string, string | undefined>>

export type SignalPlan = {
  /** Complete URL; undefined: the exporter takes it from its environment variables. */
  readonly url: string | undefined
  readonly protocol: Protocol
  /** What the operator should know, because a variable could not be followed. */
  readonly warnings: readonly string[]
}

/** undefined: this signal is not sent. */
export function planOf(signal: Signal, settings: OtlpSettings, environment: Environment): SignalPlan | undefined {
  if (!isOn(signal, settings) || variable(environment, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return undefined
  const upper = signal.toUpperCase()
  const exporters = (variable(environment, `OTEL_${upper}_EXPORTER`) ?? 'otlp').split(',').map((name) => name.trim())
  if (exporters.includes('none')) return undefined
  const url = settings.endpoint === undefined ? undefined : joined(settings.endpoint, `v1/${signal}`)
  const named = variable(environment, `OTEL_EXPORTER_OTLP_${upper}_ENDPOINT`, 'OTEL_EXPORTER_OTLP_ENDPOINT')
  if (url === undefined && named === undefined) return undefined
  const { protocol, warnings } = protocolOf(upper, environment)
  return { url, protocol, warnings: [...warnings, ...unknownExporters(upper, exporters)] }
}

function isOn(signal: Signal, settings: OtlpSettings): boolean {
  return signal === 'logs' ? settings.logs !== 'none' : settings[signal]
}

function protocolOf(signal: string, environment: Environment): Pick<SignalPlan, 'protocol' | 'warnings'> {
  const asked = variable(environment, `OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`, 'OTEL_EXPORTER_OTLP_PROTOCOL')
  if (asked === undefined || asked === 'http/protobuf') return { protocol: 'http/protobuf', warnings: [] }
  if (asked === 'http/json') return { protocol: 'http/json', warnings: [] }
  const warning = `OTLP protocol "${asked}" is not supported; http/protobuf is used (http/json would be possible)`
  return { protocol: 'http/protobuf', warnings: [warning] }
}

function unknownExporters(signal: string, exporters: readonly string[]): string[] {
  return exporters
    .filter((name) => name !== 'otlp')
    .map((name) => `OTEL_${signal}_EXPORTER: "${name}" is not supported; otlp is used (none would be possible)`)
}

/** The first of these variables that is set and not empty; the specification treats empty as unset. */
function variable(environment: Environment, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = environment[name]?.trim()
    if (value !== undefined && value !== '') return value
  }
  return undefined
}

function joined(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path}`
}

/** A whole number above 0 from the environment, else the default. */
export function countFrom(environment: Environment, name: string, fallback: number): number {
  const value = Number(variable(environment, name) ?? NaN)
  return Number.isInteger(value) && value > 0 ? value : fallback
}

/** Share of traces kept, 0 to 1, as OTEL_TRACES_SAMPLER says. All spans of a trace are decided alike, by its id. */
export function keptShare(environment: Environment): { readonly share: number; readonly warnings: readonly string[] } {
  const sampler = variable(environment, 'OTEL_TRACES_SAMPLER')?.replace(/^parentbased_/, '')
  if (sampler === undefined || sampler === 'always_on') return { share: 1, warnings: [] }
  if (sampler === 'always_off') return { share: 0, warnings: [] }
  if (sampler !== 'traceidratio') return { share: 1, warnings: [`OTEL_TRACES_SAMPLER: "${sampler}" is not known`] }
  const share = Number(variable(environment, 'OTEL_TRACES_SAMPLER_ARG') ?? '1')
  if (share >= 0 && share <= 1) return { share, warnings: [] }
  return { share: 1, warnings: ['OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1'] }
}
