// The agent as a program in the foreground: started, reloaded and stopped by signals.
import type { Asked } from '../config/config-sources.ts'
import { readConfig, requireConfig } from '../config/config-sources.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { systemClock } from '../clock.ts'
import { createLog, type Log } from '../log.ts'
import { version } from '../version.ts'
import { watchHints } from '../watch.ts'
import { reloading } from './reloading.ts'
import { startAgent, type RunningAgent } from './start-agent.ts'

/** Runs until SIGTERM or SIGINT. Rejects with AgentError when it cannot start, or cannot go on. */
export async function serve(asked: Asked): Promise<void> {
  const loaded = await requireConfig(asked)
  const log = createLog({
    level: loaded.config['log.level'],
    format: loaded.config['log.format'],
    file: loaded.config['log.file'],
  })
  try {
    await runUntilStopped(asked, loaded, log)
  } finally {
    log.close()
  }
}

async function runUntilStopped(asked: Asked, loaded: LoadedConfig, log: Log): Promise<void> {
  const { config, dormant } = loaded
  for (const key of dormant) log.warn(`${key} is set, but this version does not act on it`)
  let agent: RunningAgent | undefined
  const reload = reloading({ read: () => readConfig(asked), first: loaded, log, running: () => agent })
  agent = await startAgent({
    config,
    clock: systemClock,
    log,
    environment: process.env,
    host: config.host,
    reload: reload.demanded,
  })
  log.info('The agent is running', { version, metrics: agent.metricsUrl, page: agent.pageUrl })
  const stopped = signalled(['SIGTERM', 'SIGINT'])
  const onHangUp = (): void => void reload.demanded()
  process.on('SIGHUP', onHangUp)
  const watching =
    asked.file === undefined ? undefined : watchHints(new Map([[asked.file, () => void reload.hinted()]]))
  try {
    const cause = await Promise.race([stopped, agent.ended])
    log.info('The agent stops', { cause: cause ?? 'its own end' })
  } finally {
    process.off('SIGHUP', onHangUp)
    await watching?.close()
    await agent.stop()
  }
  log.info('The agent has stopped')
}

function signalled(names: readonly NodeJS.Signals[]): Promise<string> {
  return new Promise((resolve) => {
    for (const name of names) process.once(name, () => resolve(name))
  })
}
