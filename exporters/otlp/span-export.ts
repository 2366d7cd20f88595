// Finished spans through the SDK: an id generator that hands out what it was told, and a sampler that looks at the trace
// id alone, because a parent may be sent later or by another host.
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type ProxyTracerProvider,
  type Tracer,
} from '@opentelemetry/api'
import { OTLPTraceExporter as JsonTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtoTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import {
  BatchSpanProcessor,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type IdGenerator,
  type Sampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { batchSize, delivery, queueCapacity, type Timer, type DeliveryReport } from './delivery.ts'
import { timePair } from './otlp-metrics.ts'
import { countFrom, keptShare, type Environment, type SignalPlan } from './otlp-settings.ts'
import type { SpanData, SpanLink } from '../traces/span-data.ts'

/** Hands out the ids it was given last. The SDK asks for both synchronously while a span starts. */
export type HandedIds = IdGenerator & { next: SpanLink }

export function handedIds(): HandedIds {
  return {
    next: { traceId: '', spanId: '' },
    generateTraceId() {
      return this.next.traceId
    },
    generateSpanId() {
      return this.next.spanId
    },
  }
}

/** A configuration file knows no id generator of ours, so the tracer it made is given it here. */
export function tracerWith(scope: string, ids: IdGenerator): Tracer {
  const provider = trace.getTracerProvider() as ProxyTracerProvider
  const tracer = provider.getDelegate().getTracer(scope)
  if ('_idGenerator' in tracer) tracer._idGenerator = ids
  return tracer
}

/** Keeps a share of all traces, and every failing span of the others. */
export function sampler(environment: Environment, warn: (text: string) => void): Sampler {
  const { share, warnings } = keptShare(environment)
  warnings.forEach(warn)
  const byTrace = new TraceIdRatioBasedSampler(share)
  return {
    shouldSample(parent, traceId, _name, _kind, attributes) {
      if ('error.type' in attributes) return { decision: SamplingDecision.RECORD_AND_SAMPLED }
      return byTrace.shouldSample(parent, traceId)
    },
    toString: () => `failures and ${byTrace.toString()}`,
  }
}

/** A span as parent, or as what a log record belongs to. */
export function contextOf(span: SpanLink): Context {
  return trace.setSpanContext(ROOT_CONTEXT, { ...span, traceFlags: TraceFlags.SAMPLED })
}

export function emitSpan(tracer: Tracer, ids: HandedIds, span: SpanData): void {
  const { traceId, spanId, parentSpanId } = span
  ids.next = { traceId, spanId }
  const parent = parentSpanId === undefined ? ROOT_CONTEXT : contextOf({ traceId, spanId: parentSpanId })
  const links = span.links.map((link) => ({ context: { ...link, traceFlags: TraceFlags.SAMPLED } }))
  const kind = span.kind === 'server' ? SpanKind.SERVER : SpanKind.INTERNAL
  const started = tracer.startSpan(
    span.name,
    { kind, startTime: timePair(span.startedAt), attributes: span.attributes, links },
    parent,
  )
  for (const { name, attributes, at } of span.events) started.addEvent(name, attributes, timePair(at))
  if (span.error !== undefined) started.setStatus({ code: SpanStatusCode.ERROR, message: span.error })
  started.end(timePair(Math.max(span.startedAt, span.endedAt)))
}

/** Batches, queue and counting of spans. */
export function spanProcessor(
  plan: SignalPlan,
  environment: Environment,
  report: DeliveryReport,
  timer: Timer,
): SpanProcessor {
  const config = plan.url === undefined ? {} : { url: plan.url }
  const exporter = plan.protocol === 'http/json' ? new JsonTraceExporter(config) : new ProtoTraceExporter(config)
  const capacity = countFrom(environment, 'OTEL_BSP_MAX_QUEUE_SIZE', queueCapacity)
  const bounded = delivery(exporter.export.bind(exporter), capacity, report, timer)
  const batches = new BatchSpanProcessor(
    { export: bounded.deliver, shutdown: () => exporter.shutdown() },
    {
      maxQueueSize: capacity,
      maxExportBatchSize: Math.min(capacity, countFrom(environment, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', batchSize)),
    },
  )
  return {
    onStart: () => undefined,
    onEnd(span) {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0 && bounded.admit()) batches.onEnd(span)
    },
    // The batches alone do not wait for a request that is under way already.
    forceFlush: async () => {
      await batches.forceFlush()
      await bounded.idle()
    },
    shutdown: () => batches.shutdown(),
  }
}
