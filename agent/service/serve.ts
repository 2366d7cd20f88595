// The agent as a program in the foreground: started, reloaded and stopped by signals.
import type { Asked } from '../config/config-sources.ts'
import { configInvalid, readConfig, requireConfig } from '../config/config-sources.ts'
import { changedSettings, describeProblem, type LoadedConfig } from '../config/load-config.ts'
import type { Config } from '../config/settings.ts'
import { systemClock } from '../clock.ts'
import { AgentError } from '../errors.ts'
import { createLog, type Log } from '../log.ts'
import { version } from '../version.ts'
import { watchHints } from '../watch.ts'
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

async function runUntilStopped(asked: Asked, { config, dormant }: LoadedConfig, log: Log): Promise<void> {
  for (const key of dormant) log.warn(`${key} is set, but this version does not act on it`)
  let agent: RunningAgent | undefined
  const reload = reloading(asked, config, log, () => agent)
  agent = await startAgent({
    config,
    clock: systemClock,
    log,
    environment: process.env,
    host: config.host,
    reload,
  })
  log.info('The agent is running', { version, metrics: agent.metricsUrl, page: agent.pageUrl })
  const stopped = signalled(['SIGTERM', 'SIGINT'])
  const onHangUp = (): void => void reload()
  process.on('SIGHUP', onHangUp)
  const watching = asked.file === undefined ? undefined : watchHints(new Map([[asked.file, onHangUp]]))
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

/** Reads the settings again. What is wrong is told, and the old ones stay in force. One at a time. */
function reloading(asked: Asked, first: Config, log: Log, running: () => RunningAgent | undefined) {
  let current = first
  let last: Promise<string | undefined> = Promise.resolve(undefined)

  const once = async (): Promise<string | undefined> => {
    const agent = running()
    if (agent === undefined) return 'the agent is still starting'
    try {
      const { config, problems } = await readConfig(asked)
      if (problems.length > 0) {
        for (const problem of problems) log.error(describeProblem(problem))
        agent.configRefused()
        return configInvalid(problems).message
      }
      const { reload, restart } = changedSettings(current, config)
      if (reload.length > 0) log.info('Settings taken over', { settings: reload.join(', ') })
      if (restart.length > 0) log.warn('Settings that need a restart have changed', { settings: restart.join(', ') })
      // What waits for a restart is not in force, and is told again at the next reload.
      current = { ...current, ...Object.fromEntries(reload.map((key) => [key, config[key]])) }
      log.setLevel(current['log.level'])
      agent.apply(current)
      return undefined
    } catch (error) {
      if (!(error instanceof AgentError)) throw error
      log.error(error.message)
      agent.configRefused()
      return error.message
    }
  }
  return (): Promise<string | undefined> => (last = last.then(once))
}
