// The catalogue as prom-client metrics, and the one snapshot that every exposition is written from.
//
// prom-client 15.1.3 has three traps that decide how it is used here. Asked for OpenMetrics it renames its own counters,
// so that the next text scrape lacks `_total` (client_js pull 829): it never writes the exposition itself. Its histograms
// cannot be set to a value that was saved, and it collects asynchronously, which tears a snapshot: what is ours is written
// to and read from the series inside its metrics (a test pins their shape). What Node.js says of itself it collects.
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

/** As prom-client hands it out: no copy is made of what may be ten thousand. */
export type Sample = {
  /** Of a histogram's sample, with _bucket, _sum or _count; absent: the name of the family. */
  readonly metricName?: string
  /** The same object at every scrape, except for histograms. */
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
  readonly exemplar?: ShownExemplar | null
}

/** An exemplar as it is shown; the time in seconds since 1970 UTC. */
export type ShownExemplar = {
  readonly labelSet: Readonly<Record<string, string>>
  readonly value: number
  readonly timestamp: number
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
  /**
   * All families at one instant, in the order of the catalogue, then what Node.js says of itself. The samples are true
   * only while `use` runs: they change with the next `write`.
   */
  read<Result>(use: (families: readonly FamilySnapshot[]) => Result): Promise<Result>
}

type Metric = Counter | Gauge | Histogram
/** One family: its metric, and the series inside it in the order in which they came. */
type Kept = { readonly family: Family; readonly metric: Metric; series: InsideSeries[] }

/** Gauges of prom-client that end like counters, which promtool rejects; each has a twin with labels. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

export function metricsRegistry(families: readonly Family[]): MetricsRegistry {
  const ours = new Registry()
  const ofProcess = new Registry()
  collectDefaultMetrics({ register: ofProcess })
  for (const name of misnamed) ofProcess.removeSingleMetric(name)
  const kept = new Map(
    families.map((family): [string, Kept] => [family.name, { family, metric: metricOf(family, ours), series: [] }]),
  )

  const find = (family: Family): Kept => {
    const found = kept.get(family.name)
    if (found === undefined) throw new Error(`${family.name} is not in the catalogue`)
    return found
  }

  return {
    write: (family, labels, value, exemplar) => writeSeries(find(family), labels, value, exemplar),
    remove(family, labels) {
      const one = find(family)
      const gone = inside(one.metric).hashMap[keyOf(labels)]
      one.metric.remove(labels)
      one.series = one.series.filter((series) => series !== gone)
    },
    replace(family, samples) {
      const one = find(family)
      one.metric.reset()
      withoutSeries(one.metric)
      one.series = []
      for (const { labels, value } of samples) writeSeries(one, labels, value, undefined)
    },
    async read(use) {
      const others = (await ofProcess.getMetricsAsJSON()) as unknown as readonly CollectedMetric[]
      return use([...kept.values()].map(snapshotOf).concat(others.map(snapshotOfProcess)))
    },
  }
}

function metricOf(family: Family, registry: Registry): Metric {
  const common = { name: family.name, help: family.help, labelNames: [...family.labels], registers: [registry] }
  if (family.type === 'counter') return withoutSeries(new Counter(common))
  if (family.type === 'histogram')
    return withoutSeries(new Histogram({ ...common, buckets: [...(family.buckets ?? [])] }))
  return withoutSeries(new Gauge(common))
}

/** prom-client gives a metric without labels the value 0 at once, and a point in time of 0 would be 1970. */
function withoutSeries<Kind extends Metric>(metric: Kind): Kind {
  metric.remove({})
  return metric
}

/** The inside of a prom-client metric, as far as it is needed here; key: `name:value,` of each label, names sorted. */
type Inside = { hashMap: Record<string, InsideSeries | undefined> }
type InsideSeries = {
  labels: Labels
  value: number
  exemplar?: ShownExemplar
  bucketValues: Record<string, number>
  /** By upper bound, '-1' for above all. */
  bucketExemplars?: Record<string, ShownExemplar | undefined>
  sum: number
  count: number
}

const inside = (metric: Metric): Inside => metric as unknown as Inside

function keyOf(labels: Labels): string {
  return Object.keys(labels)
    .sort()
    .map((name) => `${name}:${labels[name]},`)
    .join('')
}

function writeSeries(one: Kept, labels: Labels, value: number | HistogramValue, exemplar: Exemplar | undefined): void {
  const { family, metric } = one
  const known = inside(metric).hashMap[keyOf(labels)]
  if (typeof value === 'number' && metric instanceof Counter) metric.inc(labels, value - (known?.value ?? 0))
  else if (typeof value === 'number' && metric instanceof Gauge) metric.set(labels, value)
  else if (typeof value !== 'number' && metric instanceof Histogram) {
    if (known === undefined) metric.zero(labels)
  } else throw new TypeError(`${family.name} cannot hold this value`)

  const series = inside(metric).hashMap[keyOf(labels)]
  if (series === undefined) throw new Error('prom-client keeps its series in another way than 15.1.3 did')
  if (known === undefined) one.series.push(series)
  else if (series !== known) one.series[one.series.indexOf(known)] = series // a gauge makes a new object for each value
  if (typeof value !== 'number') fillHistogram(series, family, value, exemplar)
  else if (exemplar !== undefined) series.exemplar = shownExemplar(exemplar)
}

function fillHistogram(
  series: InsideSeries,
  family: Family,
  value: HistogramValue,
  exemplar: Exemplar | undefined,
): void {
  const bounds = family.buckets ?? []
  bounds.forEach((bound, index) => (series.bucketValues[bound] = value.buckets[index] ?? 0))
  series.sum = value.sum
  series.count = value.buckets.reduce((total, observations) => total + observations, 0)
  if (exemplar === undefined) return
  const bound = bounds.find((upper) => exemplar.value <= upper) ?? -1
  series.bucketExemplars = { ...series.bucketExemplars, [bound]: shownExemplar(exemplar) }
}

function shownExemplar({ traceId, spanId, value, at }: Exemplar): ShownExemplar {
  return { labelSet: { trace_id: traceId, span_id: spanId }, value, timestamp: at / 1000 }
}

function snapshotOf({ family, series }: Kept): FamilySnapshot {
  const { name, help, type, lives } = family
  const unit = family.unit === undefined ? {} : { unit: family.unit }
  const samples = type === 'histogram' ? series.flatMap((one) => histogramSamples(family, one)) : series
  return { name, help, type, ...unit, samples, kept: lives === 'commit' }
}

function histogramSamples({ name, buckets = [] }: Family, series: InsideSeries): Sample[] {
  const { labels, bucketValues, bucketExemplars, sum, count } = series
  let running = 0
  const upTo = (le: number | '+Inf', value: number, bound: number): Sample => {
    return {
      metricName: `${name}_bucket`,
      labels: { le, ...labels },
      value,
      exemplar: bucketExemplars?.[bound] ?? null,
    }
  }
  return [
    ...buckets.map((bound) => upTo(bound, (running += bucketValues[bound] ?? 0), bound)),
    upTo('+Inf', count, -1),
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ]
}

/** What prom-client's getMetricsAsJSON gives; its own declaration leaves out metricName and exemplar. */
type CollectedMetric = {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly values: readonly Sample[]
}

function snapshotOfProcess({ name, help, type, values }: CollectedMetric): FamilySnapshot {
  return { name, help, type, samples: values, kept: false }
}
