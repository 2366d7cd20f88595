// What an OTLP receiver got, as tests ask for it: flat, with plain attributes.

export type Values = Readonly<Record<string, string | number | boolean>>

export type ReceivedSpan = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly kind: number
  /** Milliseconds since 1970 UTC. */
  readonly start: number
  readonly end: number
  readonly attributes: Values
  readonly events: readonly { readonly name: string; readonly at: number; readonly attributes: Values }[]
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly status: { readonly code: number; readonly message: string }
  readonly resource: Values
}

export type ReceivedLog = {
  readonly time: number
  readonly observed: number
  readonly severity: number
  readonly body: string
  readonly traceId: string
  readonly spanId: string
  readonly attributes: Values
  readonly resource: Values
}

export type ReceivedMetric = {
  readonly name: string
  readonly unit: string
  readonly kind: 'gauge' | 'sum' | 'histogram'
  readonly points: readonly {
    readonly attributes: Values
    readonly value: number
    readonly bucketCounts: readonly number[]
  }[]
}

export type ReceivedRequest = {
  readonly path: string
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
  readonly answered: number
}

export type Received = {
  readonly requests: ReceivedRequest[]
  readonly spans: ReceivedSpan[]
  readonly logs: ReceivedLog[]
  readonly metrics: ReceivedMetric[]
}

type Json = Readonly<Record<string, unknown>>

/** Adds one request, in the shape of OTLP JSON. */
export function addRequest(received: Received, body: unknown): void {
  for (const [ofResource, ofScope, item] of items(body, 'resourceSpans', 'scopeSpans', 'spans')) {
    void ofScope
    received.spans.push(spanOf(item, resourceOf(ofResource)))
  }
  for (const [ofResource, , item] of items(body, 'resourceLogs', 'scopeLogs', 'logRecords')) {
    received.logs.push(logOf(item, resourceOf(ofResource)))
  }
  for (const [, , item] of items(body, 'resourceMetrics', 'scopeMetrics', 'metrics'))
    received.metrics.push(metricOf(item))
}

function* items(body: unknown, outer: string, inner: string, leaf: string): Iterable<[Json, Json, Json]> {
  for (const ofResource of list(body as Json, outer)) {
    for (const ofScope of list(ofResource, inner))
      for (const item of list(ofScope, leaf)) yield [ofResource, ofScope, item]
  }
}

function spanOf(span: Json, resource: Values): ReceivedSpan {
  const status = (span['status'] ?? {}) as Json
  return {
    traceId: text(span['traceId']),
    spanId: text(span['spanId']),
    parentSpanId: text(span['parentSpanId']),
    name: text(span['name']),
    kind: Number(span['kind']),
    start: milliseconds(span['startTimeUnixNano']),
    end: milliseconds(span['endTimeUnixNano']),
    attributes: values(span),
    events: list(span, 'events').map((event) => ({
      name: text(event['name']),
      at: milliseconds(event['timeUnixNano']),
      attributes: values(event),
    })),
    links: list(span, 'links').map((link) => ({ traceId: text(link['traceId']), spanId: text(link['spanId']) })),
    status: { code: Number(status['code'] ?? 0), message: text(status['message']) },
    resource,
  }
}

function logOf(record: Json, resource: Values): ReceivedLog {
  return {
    time: milliseconds(record['timeUnixNano']),
    observed: milliseconds(record['observedTimeUnixNano']),
    severity: Number(record['severityNumber']),
    body: text((record['body'] as Json | undefined)?.['stringValue']),
    traceId: text(record['traceId']),
    spanId: text(record['spanId']),
    attributes: values(record),
    resource,
  }
}

function metricOf(metric: Json): ReceivedMetric {
  const kind = (['gauge', 'sum', 'histogram'] as const).find((name) => metric[name] !== undefined) ?? 'gauge'
  const points = list(metric[kind] as Json, 'dataPoints').map((point) => ({
    attributes: values(point),
    value: Number(point['asDouble'] ?? point['asInt'] ?? point['sum']),
    bucketCounts: ((point['bucketCounts'] ?? []) as unknown[]).map(Number),
  }))
  return { name: text(metric['name']), unit: text(metric['unit']), kind, points }
}

const resourceOf = (ofResource: Json): Values => values((ofResource['resource'] ?? {}) as Json)

function values(owner: Json): Values {
  return Object.fromEntries(
    list(owner, 'attributes').map((pair) => {
      const value = (pair['value'] ?? {}) as Json
      const [kind, plain] = Object.entries(value)[0] ?? ['', '']
      return [text(pair['key']), kind === 'intValue' ? Number(plain) : (plain as string | number | boolean)]
    }),
  )
}

const list = (owner: Json | undefined, name: string): Json[] => (owner?.[name] ?? []) as Json[]
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const milliseconds = (nanoseconds: unknown): number => Number(BigInt(text(nanoseconds) || '0') / 1_000_000n)
