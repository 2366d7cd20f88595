// What each part of the service is told of the configuration.
import type { RetryRules } from '../../engine/distribution/retry.ts'
import type { StallReason } from '../../engine/distribution/stall.ts'
import type { OtlpSettings } from '../../exporters/index.ts'
import { parseZone, type Zone } from '../../parsers/zone.ts'
import type { Config } from '../config/settings.ts'

export const retryRules = (config: Config): RetryRules => ({
  push: config['retries.push'],
  pull: config['retries.pull'],
  polls: config['retries.polls'],
})

/** Milliseconds. */
export const stallDeadlines = (config: Config): Readonly<Record<StallReason, number>> => ({
  'dp-thread-silent': config['stall.dp-thread-silent'],
  'main-thread-hung': config['stall.main-thread-hung'],
  'transfer-not-started': config['stall.transfer-not-started'],
  'transfer-silent': config['stall.transfer-silent'],
  'sta-not-processed': config['stall.sta-not-processed'],
  'pull-silent': config['stall.pull-silent'],
  'threads-saturated': config['stall.threads-saturated'],
  'intersite-late': config['stall.intersite-late'],
})

export const otlpSettings = (config: Config): OtlpSettings => ({
  endpoint: config['export.otlp.endpoint'],
  traces: config['export.otlp.traces'],
  metrics: config['export.otlp.metrics'],
  logs: config['export.otlp.logs'],
})

/** For lines without bias: the configured zone, or that of this host (DESIGN 2). */
export function zoneOfLogs(config: Config): Zone | undefined {
  const name = config['logs.zone']
  return parseZone(name === 'host' ? new Intl.DateTimeFormat().resolvedOptions().timeZone : name)
}
