import { createMetrics, type Metrics, type MetricsOptions, type Present } from '../../exporters/index.ts'
import { readExposition, type ReadFamily } from './exposition-parser.ts'
import { manualClock, type ManualClock } from './manual-clock.ts'

/** Metrics of a test, with what is present now in a field, and a clock to turn. */
export type MetricsAtHand = Metrics & {
  readonly clock: ManualClock
  now: Present
  /** Everything counted so far becomes shown. */
  commit(): void
  scrape(accept?: string): Promise<Map<string, ReadFamily>>
}

export const openMetrics = 'application/openmetrics-text; version=1.0.0'

export function metricsAtHand(options: Partial<Pick<MetricsOptions, 'limits' | 'known'>> = {}): MetricsAtHand {
  const clock = manualClock(Date.UTC(2026, 0, 5))
  const metrics = createMetrics({
    limits: { perFamily: 500, total: 10_000 },
    known: { logs: ['distmgr', 'pkgxfermgr'], distributionPoints: ['PS1DP1.CONTOSO.COM'], signals: ['traces'] },
    present: () => hand.now,
    clock,
    ...options,
  })
  const hand: MetricsAtHand = {
    ...metrics,
    clock,
    now: { runs: [], failingPackages: [] },
    commit() {
      metrics.stage()
      metrics.committed()
    },
    async scrape(accept) {
      const { contentType, body } = await metrics.render(accept)
      return readExposition(body, contentType.startsWith('application/openmetrics') ? 'openmetrics' : 'text')
    },
  }
  return hand
}
