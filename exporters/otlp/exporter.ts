// OpenTelemetry wiring: our spans, log records and metrics through the SDK's own exporters. Imported only when something
// is to be sent, because the SDK takes 135 ms to load.
import { diag, DiagLogLevel, metrics, trace } from '@opentelemetry/api'
import { logs } from '@opentelemetry/api-logs'
import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import { core, NodeSDK, startNodeSDK } from '@opentelemetry/sdk-node'
import type { Timer, DeliveryReport } from './delivery.ts'
import { recordOf, recordProcessor } from './log-export.ts'
import type { LogRecordData } from './log-record.ts'
import { metricReader } from './metric-export.ts'
import type { OtlpMetric } from './otlp-metrics.ts'
import type { Environment, Signal, SignalPlan } from './otlp-settings.ts'
import type { Attributes, SpanData } from '../traces/span-data.ts'
import { emitSpan, handedIds, sampler, spanProcessor, tracerWith } from './span-export.ts'

export type TelemetryOptions = {
  /** What is sent; a signal left out is not. */
  readonly plans: Readonly<Partial<Record<Signal, SignalPlan>>>
  readonly resource: Attributes
  /** Every metric at one instant, for the metrics signal. */
  metrics(): Promise<OtlpMetric[]>
  readonly environment: Environment
  report(signal: Signal): DeliveryReport
  readonly timer: Timer
  /** What the operator should know. */
  warn(text: string): void
}

export type Telemetry = {
  span(span: SpanData): void
  log(record: LogRecordData): void
  /** Sends what waits; resolves when it was sent or given up. */
  flush(): Promise<void>
  /** Flushes and ends, within so many milliseconds: what was not sent by then is lost. */
  close(within: number): Promise<void>
}

const scope = 'cmdp-agent'

export function startTelemetry(options: TelemetryOptions): Telemetry {
  const ids = handedIds()
  listen(options)
  const parts = partsOf(options)
  const sdk = isNamed(options.environment['OTEL_CONFIG_FILE'])
    ? startNodeSDK({ textMapPropagator: null })
    : startOwn(options, ids, parts)
  listen(options) // the SDK puts a logger to the console in its place when OTEL_LOG_LEVEL is set
  const tracer = tracerWith(scope, ids)
  const logger = logs.getLogger(scope)
  const flush = async (): Promise<void> => {
    const all = [...parts.spanProcessors, ...parts.logRecordProcessors, ...parts.metricReaders]
    await Promise.allSettled(all.map((part) => part.forceFlush()))
  }
  return {
    span: (span) => emitSpan(tracer, ids, span),
    log: (record) => logger.emit(recordOf(record)),
    flush,
    async close(within) {
      const ended = flush()
        .then(() => sdk.shutdown())
        .catch((error: unknown) => options.warn(`Telemetry did not end cleanly: ${String(error)}`))
      await new Promise<void>((resolve) => {
        const callOff = options.timer(within, resolve)
        void ended.finally(callOff).then(resolve)
      })
      for (const api of [trace, metrics, logs, diag]) api.disable()
    },
  }
}

const isNamed = (value: string | undefined): boolean => value !== undefined && value.trim() !== ''

type Parts = {
  readonly spanProcessors: ReturnType<typeof spanProcessor>[]
  readonly logRecordProcessors: ReturnType<typeof recordProcessor>[]
  readonly metricReaders: ReturnType<typeof metricReader>[]
}

function partsOf({ plans, environment, report, timer, metrics: read }: TelemetryOptions): Parts {
  const { traces, logs: records, metrics: values } = plans
  return {
    spanProcessors: traces ? [spanProcessor(traces, environment, report('traces'), timer)] : [],
    logRecordProcessors: records ? [recordProcessor(records, environment, report('logs'), timer)] : [],
    metricReaders: values ? [metricReader(values, environment, report('metrics'), scope, read)] : [],
  }
}

function startOwn(options: TelemetryOptions, idGenerator: ReturnType<typeof handedIds>, parts: Parts): NodeSDK {
  const resource = defaultResource()
    .merge(detectResources({ detectors: [hostDetector] }))
    .merge(resourceFromAttributes(options.resource))
  const sdk = new NodeSDK({
    resource,
    resourceDetectors: [envDetector],
    contextManager: null as never, // nothing here runs inside a span; null is how NodeSDK is told to register none
    textMapPropagator: null,
    idGenerator,
    sampler: sampler(options.environment, options.warn),
    ...parts,
  })
  sdk.start()
  return sdk
}

/** Counter of what a receiver took in part only, by the name it has in the answer. */
const rejections = { rejectedSpans: 'traces', rejectedLogRecords: 'logs', rejectedDataPoints: 'metrics' } as const

/** What the SDK has to say goes to our own log; a partial success is told nowhere else. */
function listen({ report, warn }: TelemetryOptions): void {
  let last = ''
  const tell = (text: string): void => {
    const line = text.split('\n', 1)[0] ?? ''
    if (line !== last) warn(`OpenTelemetry: ${line}`)
    last = line
  }
  const heard = (message: string, ...details: unknown[]): void => {
    if (message.startsWith('Received Partial Success')) countRejected(String(details[0]), report)
    tell([message, ...details.map(String)].join(' '))
  }
  const quiet = (): void => undefined
  const logger = { error: heard, warn: heard, info: quiet, debug: quiet, verbose: quiet }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
  core.setGlobalErrorHandler((error) => tell(error instanceof Error ? error.message : String(error)))
}

function countRejected(json: string, report: TelemetryOptions['report']): void {
  const counts = parsed(json)
  for (const [name, signal] of Object.entries(rejections)) {
    const rejected = Number(counts[name] ?? 0)
    if (rejected > 0) report(signal).dropped('rejected', rejected)
  }
}

function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(json) as Readonly<Record<string, unknown>>
  } catch {
    return {} // not an answer we know; the text itself is in the log
  }
}
