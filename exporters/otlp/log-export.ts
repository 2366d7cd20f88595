// Log records through the SDK.
import { ROOT_CONTEXT } from '@opentelemetry/api'
import type { LogRecord } from '@opentelemetry/api-logs'
import { OTLPLogExporter as JsonLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPLogExporter as ProtoLogExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { BatchLogRecordProcessor, type LogRecordProcessor } from '@opentelemetry/sdk-logs'
import { batchSize, delivery, queueCapacity, type Timer, type DeliveryReport } from './delivery.ts'
import type { LogRecordData } from './log-record.ts'
import { timePair } from './otlp-metrics.ts'
import { countFrom, type Environment, type SignalPlan } from './otlp-settings.ts'
import { contextOf } from './span-export.ts'

export function recordOf({ time, observed, span, ...rest }: LogRecordData): LogRecord {
  return {
    ...rest,
    attributes: { ...rest.attributes },
    // Without an event time there is none to give: the reading time stands in both places.
    timestamp: timePair(time ?? observed),
    observedTimestamp: timePair(observed),
    context: span === undefined ? ROOT_CONTEXT : contextOf(span),
  }
}

/** Batches, queue and counting of log records. */
export function recordProcessor(
  plan: SignalPlan,
  environment: Environment,
  report: DeliveryReport,
  timer: Timer,
): LogRecordProcessor {
  const config = plan.url === undefined ? {} : { url: plan.url }
  const exporter = plan.protocol === 'http/json' ? new JsonLogExporter(config) : new ProtoLogExporter(config)
  const capacity = countFrom(environment, 'OTEL_BLRP_MAX_QUEUE_SIZE', queueCapacity)
  const bounded = delivery(exporter.export.bind(exporter), capacity, report, timer)
  const batches = new BatchLogRecordProcessor({
    exporter: { export: bounded.deliver, shutdown: () => exporter.shutdown(), forceFlush: () => exporter.forceFlush() },
    maxQueueSize: capacity,
    maxExportBatchSize: Math.min(capacity, countFrom(environment, 'OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', batchSize)),
    scheduledDelayMillis: countFrom(environment, 'OTEL_BLRP_SCHEDULE_DELAY', 1_000),
    exportTimeoutMillis: countFrom(environment, 'OTEL_BLRP_EXPORT_TIMEOUT', 30_000),
  })
  return {
    onEmit(record) {
      if (bounded.admit()) batches.onEmit(record)
    },
    // The batches alone do not wait for a request that is under way already.
    forceFlush: async () => {
      await batches.forceFlush()
      await bounded.idle()
    },
    shutdown: () => batches.shutdown(),
  }
}
