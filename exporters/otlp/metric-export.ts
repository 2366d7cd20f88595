// The catalogue's values through the SDK, read like a scrape and sent at an interval.
import { OTLPMetricExporter as JsonMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPMetricExporter as ProtoMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { emptyResource } from '@opentelemetry/resources'
import {
  PeriodicExportingMetricReader,
  type CollectionResult,
  type IMetricReader,
  type MetricData,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics'
import { failureReason, type DeliveryReport } from './delivery.ts'
import type { OtlpMetric } from './otlp-metrics.ts'
import { countFrom, type Environment, type SignalPlan } from './otlp-settings.ts'

export function metricReader(
  plan: SignalPlan,
  environment: Environment,
  report: DeliveryReport,
  scope: string,
  read: () => Promise<OtlpMetric[]>,
): IMetricReader {
  const config = plan.url === undefined ? {} : { url: plan.url }
  const exporter = plan.protocol === 'http/json' ? new JsonMetricExporter(config) : new ProtoMetricExporter(config)
  const every = countFrom(environment, 'OTEL_METRIC_EXPORT_INTERVAL', 60_000)
  const collect = async (): Promise<CollectionResult> => ({
    resourceMetrics: {
      resource: emptyResource(), // the reader puts the SDK's own in its place
      scopeMetrics: [{ scope: { name: scope }, metrics: (await read()) as MetricData[] }],
    },
    errors: [],
  })
  return new PeriodicExportingMetricReader({
    exporter: counting(exporter, report),
    metricProducers: [{ collect }],
    exportIntervalMillis: every,
    exportTimeoutMillis: Math.min(every, countFrom(environment, 'OTEL_METRIC_EXPORT_TIMEOUT', 30_000)),
  })
}

/** Metrics do not wait: what one request loses, the next one tells again. */
function counting(exporter: PushMetricExporter, report: DeliveryReport): PushMetricExporter {
  return {
    export(batch, done) {
      const metrics = batch.scopeMetrics.flatMap((one) => one.metrics)
      const points = metrics.reduce((sum, { dataPoints }) => sum + dataPoints.length, 0)
      exporter.export(batch, (result) => {
        if (result.code === 0) report.delivered(points)
        else report.failed(failureReason(result.error))
        done(result)
      })
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  }
}
