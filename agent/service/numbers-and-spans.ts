// The numbers and spans of the agent, set up from its configuration.
import type { Tracker } from '../../engine/distribution/tracker.ts'
import { createMetrics, createTraces, type Metrics, type Traces } from '../../exporters/index.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config/settings.ts'
import type { Log } from '../log.ts'
import type { StateStore } from '../state/state-store.ts'
import { version } from '../version.ts'
import type { FollowedLog } from './followed-logs.ts'
import { presentOf } from './present-runs.ts'
import { otlpSettings } from './settings-for-parts.ts'

type Host = {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Full name of this machine. */
  readonly host: string
}

export function metricsFor({ config, clock }: Host, logs: readonly FollowedLog[], tracker: Tracker): Metrics {
  return createMetrics({
    limits: { perFamily: config['limits.seriesPerFamily'], total: config['limits.series'] },
    present: () => presentOf(tracker, clock.now()),
    clock,
    known: {
      logs: logs.map(({ name }) => name),
      distributionPoints: config.distributionPoint === undefined ? [] : [config.distributionPoint.toUpperCase()],
      signals: ['traces', 'logs', 'metrics'],
    },
  })
}

export function tracesFor(
  { config, clock, log, environment, host }: Host,
  logs: readonly FollowedLog[],
  { instanceId }: StateStore,
  metrics: Metrics,
): Promise<Traces> {
  return createTraces({
    settings: otlpSettings(config),
    environment,
    instanceId,
    version,
    host: host.toUpperCase(),
    site: config.site,
    role: logs.some(({ name }) => name !== 'smsdpprov') ? 'site-server' : 'dp',
    metrics,
    clock,
    warn: (text) => log.warn(text),
  })
}
