// The catalogue's values as OTLP metrics, from the same snapshot as the scrape, so that both tell the same. Names stay
// those of the catalogue, `_total` too: Prometheus adds no second one when it takes them by OTLP. Pure; the shapes are
// those of the SDK's MetricData, with its enumerations as numbers.
import type { MetricsSnapshot } from '../metrics/create-metrics.ts'
import type { FamilySnapshot, Sample } from '../metrics/registry.ts'

/** [seconds, nanoseconds] since 1970 UTC. */
export type TimePair = [number, number]

export type OtlpPoint<Value> = {
  readonly startTime: TimePair
  readonly endTime: TimePair
  readonly attributes: Record<string, string | number>
  readonly value: Value
}

export type OtlpHistogram = {
  readonly buckets: { readonly boundaries: number[]; readonly counts: number[] }
  readonly sum: number
  readonly count: number
}

type Common = {
  readonly descriptor: {
    readonly name: string
    readonly description: string
    readonly unit: string
    readonly valueType: number
  }
  /** Cumulative. */
  readonly aggregationTemporality: 1
}

/** The three kinds of the SDK: histogram 0, gauge 2, sum 3. */
export type OtlpMetric =
  | (Common & { readonly dataPointType: 0; readonly dataPoints: OtlpPoint<OtlpHistogram>[] })
  | (Common & { readonly dataPointType: 2; readonly dataPoints: OtlpPoint<number>[] })
  | (Common & { readonly dataPointType: 3; readonly isMonotonic: true; readonly dataPoints: OtlpPoint<number>[] })

/** The unit as UCUM writes it. */
const units = { seconds: 's', bytes: 'By' } as const

/**
 * A counter that outlives the process began long before it: with the start of the process, a receiver would take all it
 * ever counted for new after each restart.
 * @param now when the snapshot was taken, milliseconds since 1970 UTC
 */
export function otlpMetrics({ families, keptSince, startedAt }: MetricsSnapshot, now: number): OtlpMetric[] {
  const endTime = timePair(now)
  const kept = { startTime: timePair(keptSince), endTime }
  const own = { startTime: timePair(startedAt), endTime }
  const told = families.filter(({ samples }) => samples.length > 0)
  return told.map((family) => metricOf(family, family.kept ? kept : own))
}

/** A pair is always since 1970; the SDK takes a small number for a time since the process began. */
export function timePair(ms: number): TimePair {
  const seconds = Math.floor(ms / 1000)
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)]
}

type Times = Pick<OtlpPoint<number>, 'startTime' | 'endTime'>

function metricOf(family: FamilySnapshot, times: Times): OtlpMetric {
  const unit = family.unit === undefined ? '' : units[family.unit]
  const descriptor = { name: family.name, description: family.help, unit, valueType: 1 }
  const common = { descriptor, aggregationTemporality: 1 } as const
  if (family.type === 'histogram') return { ...common, dataPointType: 0, dataPoints: histograms(family.samples, times) }
  const dataPoints = family.samples.map(({ labels, value }) => ({ ...times, attributes: { ...labels }, value }))
  if (family.type === 'counter') return { ...common, dataPointType: 3, isMonotonic: true, dataPoints }
  return { ...common, dataPointType: 2, dataPoints }
}

/** Samples of one series follow each other: its buckets in ascending order with running counts, then sum and count. */
function histograms(samples: readonly Sample[], times: Times): OtlpPoint<OtlpHistogram>[] {
  const points: OtlpPoint<OtlpHistogram>[] = []
  let boundaries: number[] = []
  let running: number[] = []
  let sum = 0
  for (const { metricName = '', labels, value } of samples) {
    const { le, ...attributes } = labels
    if (metricName.endsWith('_bucket')) {
      if (le !== '+Inf') boundaries.push(Number(le))
      running.push(value)
    } else if (metricName.endsWith('_sum')) sum = value
    else {
      const counts = running.map((count, index) => count - (running[index - 1] ?? 0))
      points.push({ ...times, attributes, value: { buckets: { boundaries, counts }, sum, count: value } })
      boundaries = []
      running = []
    }
  }
  return points
}
