// What the HTTP server is told when it asks: readiness, the account, the numbers.
import { hostname } from 'node:os'
import {
  ListenError,
  serveHttp,
  type DistributionView,
  type HttpAgent,
  type HttpServer,
} from '../../exporters/index.ts'
import type { Tracker } from '../../engine/distribution/tracker.ts'
import { distributionObject, type VerificationOf } from '../account-objects.ts'
import { piledUp } from '../diagnose/observations.ts'
import { AgentError } from '../errors.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config/settings.ts'
import type { Log } from '../log.ts'
import { version } from '../version.ts'

export type WebOptions = {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly host: string
  readonly agent: HttpAgent
}

/** Rejects with AgentError when an address cannot be had. */
export async function openWeb({ config, clock, log, host, agent }: WebOptions): Promise<HttpServer> {
  for (const address of config['web.listen']) {
    if (!isLoopback(address))
      log.warn('The HTTP server is open to the network without encryption and without users', { address })
  }
  try {
    return await serveHttp({
      listen: config['web.listen'],
      telemetryPath: config['web.telemetryPath'],
      enableLifecycle: config['web.enableLifecycle'],
      ownNames: [hostname(), host, config.distributionPoint ?? ''].filter((name) => name !== ''),
      version,
      host,
      clock,
      agent,
      failed: (error) => log.error('A request could not be answered', { error }),
    })
  } catch (error) {
    if (!(error instanceof ListenError)) throw error
    const { address, code } = error
    if (code === 'EADDRINUSE')
      throw new AgentError('addressInUse', { address, option: '--web.listen-address' }, { cause: error })
    throw new AgentError('addressRefused', { reason: error.message }, { cause: error })
  }
}

const isLoopback = (address: string): boolean => /^(127\.|localhost:|\[::1\]:)/.test(address)

/** The one distribution an address of the API names; letter case does not matter. */
export function distributionNamed(
  tracker: Tracker,
  now: number,
  {
    packageId,
    packageVersion,
    dp,
  }: { readonly packageId: string; readonly packageVersion: number; readonly dp: string },
  verificationOf?: VerificationOf,
): DistributionView | undefined {
  for (const one of tracker.distributions(now)) {
    const { run } = one
    if (run.packageVersion !== packageVersion || run.packageId !== packageId.toUpperCase()) continue
    if (run.dp === dp.toUpperCase()) return distributionObject(one, piledUp(tracker), verificationOf)
  }
  return undefined
}
