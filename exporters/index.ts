// What the agent takes from here.
export { createMetrics, type Metrics, type MetricsOptions } from './metrics/create-metrics.ts'
export type { MetricName } from './metrics/catalogue.ts'
export type { Present, PresentRun } from './metrics/present.ts'
export type { SavedSeries } from './metrics/series-book.ts'
