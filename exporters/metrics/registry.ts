// The catalogue as prom-client metrics, and the one snapshot that every exposition is written from.
//
// prom-client 15.1.3 has two traps that decide how it is used here: asked for OpenMetrics it renames its own counters, so
// that the next text scrape lacks `_total` (client_js pull 829), therefore it never writes the exposition itself; and its
// histograms cannot be set to a value that was saved, therefore `write` reaches for their map (a test pins its shape).
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { type Family } from './catalogue.ts'
import type { Labels } from './cardinality.ts'

/** What a saved histogram is: observations per bucket, each counted once, the last one above all bounds. */
export type HistogramValue = { readonly sum: number; readonly buckets: readonly number[] }

export type Exemplar = {
  readonly traceId: string
  readonly spanId: string
  readonly value: number
  /** Milliseconds since 1970 UTC. */
  readonly at: number
}

export type Sample = {
  /** '' or _bucket, _sum, _count; never _total, which the exposition adds. */
  readonly suffix: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
  readonly exemplar: Exemplar | undefined
}

/** One family as it is exposed. The name of a counter ends with _total, of an info with _info. */
export type FamilySnapshot = Pick<Family, 'name' | 'type' | 'unit' | 'help'> & {
  readonly samples: readonly Sample[]
  /** Do its values outlive the process? */
  readonly kept: boolean
}

export type MetricsRegistry = {
  /** Sets a series to a value; a counter must not fall. */
  write(family: Family, labels: Labels, value: number | HistogramValue, exemplar?: Exemplar): void
  remove(family: Family, labels: Labels): void
  /** Every sample of a family anew. */
  replace(family: Family, samples: readonly { readonly labels: Labels; readonly value: number }[]): void
  /** All families at one instant, in the order of the catalogue, then what Node.js says of itself. */
  read(): Promise<FamilySnapshot[]>
}

type Metric = Counter | Gauge | Histogram

/** Gauges of prom-client that end like counters, which promtool rejects; each has a twin with labels. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

export function metricsRegistry(families: readonly Family[]): MetricsRegistry {
  const registry = new Registry()
  const metrics = new Map<string, Metric>(families.map((family) => [family.name, metricOf(family, registry)]))
  const byName = new Map(families.map((family) => [family.name, family]))
  collectDefaultMetrics({ register: registry })
  for (const name of misnamed) registry.removeSingleMetric(name)
  let changes = 0

  const metric = (family: Family): Metric => {
    const found = metrics.get(family.name)
    if (found === undefined) throw new Error(`${family.name} is not in the catalogue`)
    return found
  }

  return {
    write(family, labels, value, exemplar) {
      changes += 1
      writeSeries(metric(family), family, labels, value, exemplar)
    },
    remove(family, labels) {
      changes += 1
      metric(family).remove(labels)
    },
    replace(family, samples) {
      changes += 1
      const gauge = metric(family)
      gauge.reset()
      for (const { labels, value } of samples) writeSeries(gauge, family, labels, value, undefined)
    },
    async read() {
      // Collecting is asynchronous in prom-client: values that changed meanwhile would tear the snapshot.
      for (;;) {
        const seen = changes
        const all = (await registry.getMetricsAsJSON()) as unknown as readonly CollectedMetric[]
        if (seen === changes) return all.map((one) => snapshotOf(one, byName.get(one.name)))
      }
    },
  }
}

function metricOf(family: Family, registry: Registry): Metric {
  const common = { name: family.name, help: family.help, labelNames: [...family.labels], registers: [registry] }
  if (family.type === 'counter') return new Counter(common)
  if (family.type === 'histogram') return new Histogram({ ...common, buckets: [...(family.buckets ?? [])] })
  const gauge = new Gauge(common)
  // prom-client gives a gauge without labels the value 0, and a point in time of 0 would be 1970.
  gauge.remove({})
  return gauge
}

/** The inside of a prom-client metric, as far as `write` needs it; key: `name:value,` of each label, names sorted. */
type Inside = { hashMap: Record<string, InsideSeries | undefined> }
type InsideExemplar = { labelSet: Readonly<Record<string, string>>; value: number; timestamp: number }
/** `bucketExemplars` by upper bound, '-1' for above all. */
type InsideSeries = {
  value: number
  exemplar?: InsideExemplar
  bucketValues: Record<string, number>
  bucketExemplars?: Record<string, InsideExemplar | null>
  sum: number
  count: number
}

function writeSeries(
  metric: Metric,
  family: Family,
  labels: Labels,
  value: number | HistogramValue,
  exemplar: Exemplar | undefined,
): void {
  if (typeof value === 'number' && metric instanceof Gauge) return metric.set(labels, value)
  if (typeof value === 'number' && metric instanceof Counter) return writeCounter(metric, labels, value, exemplar)
  if (typeof value !== 'number' && metric instanceof Histogram) {
    return writeHistogram(metric, family, labels, value, exemplar)
  }
  throw new TypeError(`${family.name} cannot hold this value`)
}

function writeCounter(counter: Counter, labels: Labels, value: number, exemplar: Exemplar | undefined): void {
  const before = inside(counter).hashMap[keyOf(labels)]?.value ?? 0
  counter.inc(labels, value - before)
  const series = inside(counter).hashMap[keyOf(labels)]
  if (series !== undefined && exemplar !== undefined) series.exemplar = insideExemplar(exemplar)
}

function writeHistogram(
  histogram: Histogram,
  family: Family,
  labels: Labels,
  value: HistogramValue,
  exemplar: Exemplar | undefined,
): void {
  const key = keyOf(labels)
  if (inside(histogram).hashMap[key] === undefined) histogram.zero(labels)
  const series = inside(histogram).hashMap[key]
  if (series === undefined) throw new Error('prom-client keeps its histograms in another way than 15.1.3 did')
  const bounds = family.buckets ?? []
  bounds.forEach((bound, index) => (series.bucketValues[bound] = value.buckets[index] ?? 0))
  series.sum = value.sum
  series.count = value.buckets.reduce((total, observations) => total + observations, 0)
  if (exemplar === undefined) return
  const bound = bounds.find((upper) => exemplar.value <= upper) ?? -1
  series.bucketExemplars = { ...series.bucketExemplars, [bound]: insideExemplar(exemplar) }
}

const inside = (metric: Metric): Inside => metric as unknown as Inside

function keyOf(labels: Labels): string {
  return Object.keys(labels)
    .sort()
    .map((name) => `${name}:${labels[name]},`)
    .join('')
}

function insideExemplar({ traceId, spanId, value, at }: Exemplar): InsideExemplar {
  return { labelSet: { trace_id: traceId, span_id: spanId }, value, timestamp: at / 1000 }
}

/** What prom-client's getMetricsAsJSON gives; its own declaration leaves out metricName and exemplar. */
type CollectedMetric = {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly values: readonly {
    readonly metricName?: string
    readonly labels: Readonly<Record<string, string | number>>
    readonly value: number
    readonly exemplar?: InsideExemplar | null
  }[]
}

function snapshotOf(collected: CollectedMetric, family: Family | undefined): FamilySnapshot {
  const { name, help } = collected
  const samples = collected.values.map(({ metricName, labels, value, exemplar }): Sample => ({
    suffix: metricName === undefined ? '' : metricName.slice(name.length),
    labels,
    value,
    exemplar: exemplar === undefined || exemplar === null ? undefined : outside(exemplar),
  }))
  const unit = family?.unit === undefined ? {} : { unit: family.unit }
  return { name, help, type: family?.type ?? collected.type, ...unit, samples, kept: family?.lives === 'commit' }
}

function outside({ labelSet, value, timestamp }: InsideExemplar): Exemplar {
  return { traceId: labelSet['trace_id'] ?? '', spanId: labelSet['span_id'] ?? '', value, at: timestamp * 1000 }
}
