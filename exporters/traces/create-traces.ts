import type { Run, Step } from '../../engine/distribution/run.ts'
import type { AgentMetrics } from '../metrics/agent-metrics.ts'
import type { Metrics } from '../metrics/create-metrics.ts'
import type { DeliveryReport } from '../otlp/delivery.ts'
import type { Telemetry } from '../otlp/exporter.ts'
import { isForwarded, logRecord, type EntryFacts } from '../otlp/log-record.ts'
import { otlpMetrics } from '../otlp/otlp-metrics.ts'
import { planOf, type Environment, type OtlpSettings, type Signal, type SignalPlan } from '../otlp/otlp-settings.ts'
import type { Attributes } from './span-data.ts'
import type { SpanReference } from './span-parts.ts'
import { runReference, traced } from './spans.ts'
import { traceMemory, type SavedTrace } from './trace-memory.ts'

export type TracesOptions = {
  readonly settings: OtlpSettings
  readonly environment: Environment
  /** Who sends: kept in the state folder, so that it outlives a restart (a UUID). */
  readonly instanceId: string
  readonly version: string
  /** FQDN of the machine the logs belong to. */
  readonly host: string
  readonly site: string | undefined
  readonly role: 'site-server' | 'dp' | undefined
  readonly metrics: Pick<Metrics, 'read'> & { readonly agent: AgentMetrics }
  readonly clock: {
    /** Milliseconds since 1970 UTC. */
    now(): number
    /** Runs `action` once after `ms` milliseconds; returns the way to call it off. */
    after(ms: number, action: () => void): () => void
  }
  warn(text: string): void
}

/** Spans and log records of one agent, sent by OTLP. Reading never waits for it: what does not fit is counted. */
export type Traces = {
  /**
   * @param options.sent false for old logs whose spans nobody wants (backfillTraces: false); ids and links stay right
   * @returns the span that shows an example of the step
   */
  apply(step: Step, options?: { readonly sent: boolean }): SpanReference | undefined
  /** One log entry, with the run it belongs to when that is known. Forwarded as `export.otlp.logs` says. */
  log(entry: EntryFacts, run?: Run): void
  /** As for metrics: in the batch with the offsets, then `committed`. */
  stage(): SavedTrace[]
  committed(): void
  restore(saved: Iterable<SavedTrace>): void
  /** Sends what waits; resolves when it was sent or given up. */
  flush(): Promise<void>
  /** Flushes and ends, within so many milliseconds: what was not sent by then is lost. */
  close(within: number): Promise<void>
}

export async function createTraces(options: TracesOptions): Promise<Traces> {
  const memory = traceMemory()
  const telemetry = await start(options)
  return {
    apply(step, { sent } = { sent: true }) {
      const { spans, example } = traced(step, options.host, memory)
      if (sent) for (const span of spans) telemetry?.span(span)
      return example
    },
    log(entry, run) {
      if (telemetry === undefined || !isForwarded(entry.severity, options.settings.logs)) return
      telemetry.log(logRecord(entry, run && runReference(run, options.host, memory)))
    },
    stage: () => memory.stage(),
    committed: () => memory.committed(),
    restore: (saved) => memory.restore(saved),
    flush: async () => telemetry?.flush(),
    close: async (within) => telemetry?.close(within),
  }
}

const signals: readonly Signal[] = ['traces', 'logs', 'metrics']

/** undefined when nothing is to be sent: OpenTelemetry is then not even loaded. */
async function start(options: TracesOptions): Promise<Telemetry | undefined> {
  const { settings, environment, metrics, clock, warn } = options
  const planned = signals.flatMap((signal): [Signal, SignalPlan][] => {
    const plan = planOf(signal, settings, environment)
    return plan === undefined ? [] : [[signal, plan]]
  })
  if (planned.length === 0 && (environment['OTEL_CONFIG_FILE'] ?? '') === '') return undefined
  for (const [, { warnings }] of planned) warnings.forEach(warn)
  const { startTelemetry } = await import('../otlp/exporter.ts')
  return startTelemetry({
    plans: Object.fromEntries(planned),
    resource: resourceOf(options),
    metrics: () => metrics.read((snapshot) => otlpMetrics(snapshot, clock.now())),
    environment,
    timer: clock.after,
    report: (signal) => reportOf(signal, metrics.agent),
    warn,
  })
}

function resourceOf({ instanceId, version, host, site, role }: TracesOptions): Attributes {
  return {
    'service.name': 'cmdp-agent',
    'service.version': version,
    'service.instance.id': instanceId,
    'host.name': host,
    'os.type': process.platform === 'win32' ? 'windows' : process.platform,
    'process.pid': process.pid,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    ...(site === undefined ? {} : { 'cm.site.code': site }),
    ...(role === undefined ? {} : { 'cm.role': role }),
  }
}

function reportOf(signal: Signal, agent: AgentMetrics): DeliveryReport {
  return {
    delivered: (items) => agent.exported(signal, items),
    failed: (reason) => agent.exportFailed(signal, reason),
    dropped: (reason, items) => agent.exportDropped(signal, reason, items),
    queue: (look) => agent.exportQueue(signal, look),
  }
}
