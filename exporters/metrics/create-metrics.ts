import type { Stage, Step } from '../../engine/distribution/run.ts'
import {
  agentMetrics,
  expectLog,
  expectSignal,
  type AgentMetrics,
  type ExportQueues,
  type ExportSignal,
} from './agent-metrics.ts'
import { cardinality, type SeriesLimits } from './cardinality.ts'
import { catalogue, type Family } from './catalogue.ts'
import {
  countStep,
  expectDistributionPoint,
  startedOn,
  finishedOutcomes,
  type SpanReference,
} from './distribution-metrics.ts'
import { contentTypes, expose } from './exposition.ts'
import { formatFor } from './negotiation.ts'
import { libraryMetrics, type LibraryMetrics } from './library-metrics.ts'
import { presentGauges, type Present } from './present.ts'
import { metricsRegistry, type FamilySnapshot } from './registry.ts'
import { seriesBook, type SavedSeries } from './series-book.ts'

export type MetricsOptions = {
  readonly limits: SeriesLimits
  /** What is open and failing now; asked at every scrape. */
  readonly present: () => Present
  readonly clock: {
    /** Milliseconds since 1970 UTC. */
    now(): number
    /** Milliseconds that only grow. */
    elapsed(): number
  }
  /** Known before anything happens, so that their counters exist at 0: followed logs, own DPs, exported signals. */
  readonly known: {
    readonly logs: readonly string[]
    readonly distributionPoints: readonly string[]
    readonly signals: readonly ExportSignal[]
  }
}

/**
 * All metrics of one agent. Counting and committing:
 *
 *   metrics.apply(step) …              counted, not yet shown
 *   batch.put(metrics.stage())         with the offsets, in one atomic batch
 *   after the batch is on disk: metrics.committed()   shown
 *
 * When a batch fails, leave `committed` out: the next `stage` hands out the same series again, with newer values.
 */
export type Metrics = {
  /** @param example the span the step became, shown as exemplar */
  apply(step: Step, example?: SpanReference): void
  readonly agent: AgentMetrics
  readonly library: LibraryMetrics
  stage(): SavedSeries[]
  committed(): void
  /** Takes over what earlier batches saved. Call once, before the first `apply`. */
  restore(saved: Iterable<SavedSeries>): void
  /** The exposition for a client's Accept header; never refuses. */
  render(accept: string | undefined): Promise<{ readonly contentType: string; readonly body: string }>
  /** Every family at one instant, for the OTLP exporter; true only while `use` runs. */
  read<Result>(use: (snapshot: MetricsSnapshot) => Result): Promise<Result>
}

export type MetricsSnapshot = {
  readonly families: readonly FamilySnapshot[]
  /** When counting began for families that outlive the process, and for all others; milliseconds since 1970 UTC. */
  readonly keptSince: number
  readonly startedAt: number
}

/** Key under which the time is saved at which the kept counters began. No metric has this name. */
const sinceKey = '["since"]'

const stages: readonly Stage[] = [
  'snapshot',
  'signature',
  'intersite',
  'queue',
  'transfer',
  'add-to-library',
  'status',
  'verify',
]

export function createMetrics({ limits, present, clock, known }: MetricsOptions): Metrics {
  const families: readonly Family[] = Object.values(catalogue)
  const registry = metricsRegistry(families)
  const series = cardinality(limits, (family) => book.add(catalogue.seriesFolded, { family }, 1))
  const book = seriesBook(families, registry, series)
  const gauges = presentGauges(series)
  const queues: ExportQueues = new Map()
  const library = libraryMetrics(book, series)

  const startedAt = clock.now()
  let keptSince = startedAt
  let sinceSaved = false

  for (const family of families) if (family.labels.length === 0 && family.type !== 'gauge') book.ensure(family, {})
  for (const log of known.logs) expectLog(log, book)
  for (const dp of known.distributionPoints) expectDistributionPoint(dp, book)
  for (const signal of known.signals) expectSignal(signal, book)
  for (const outcome of finishedOutcomes) book.ensure(catalogue.durationSeconds, { outcome })
  for (const stage of stages) book.ensure(catalogue.stageSeconds, { stage })

  const read = <Result>(use: (families: readonly FamilySnapshot[]) => Result): Promise<Result> => {
    for (const { family, samples } of gauges.samples(present(), clock.now())) registry.replace(family, samples)
    for (const { family, samples } of library.samples(clock.now())) registry.replace(family, samples)
    const waiting = [...queues].map(([signal, look]) => ({ labels: { signal }, ...look() }))
    registry.replace(
      catalogue.exportQueueItems,
      waiting.map(({ labels, items }) => ({ labels, value: items })),
    )
    registry.replace(
      catalogue.exportQueueCapacity,
      waiting.map(({ labels, capacity }) => ({ labels, value: capacity })),
    )
    return registry.read(use)
  }

  return {
    apply: (step, example) => countStep(step, book, example, clock.now()),
    agent: agentMetrics(book, queues),
    library,
    stage: () => (sinceSaved ? book.stage() : [{ key: sinceKey, value: keptSince }, ...book.stage()]),
    committed() {
      sinceSaved = true
      book.committed()
    },
    restore(saved) {
      const all = [...saved]
      const since = all.find(({ key }) => key === sinceKey)?.value
      sinceSaved = typeof since === 'number'
      if (typeof since === 'number') keptSince = since
      book.restore(all)
      for (const dp of startedOn(all)) expectDistributionPoint(dp, book)
    },
    async render(accept) {
      const began = clock.elapsed()
      const format = formatFor(accept)
      const body = await read((families) => expose(families, format))
      book.set(catalogue.scrapeSeconds, {}, (clock.elapsed() - began) / 1000)
      return { contentType: contentTypes[format], body }
    },
    read: (use) => read((families) => use({ families, keptSince, startedAt })),
  }
}
