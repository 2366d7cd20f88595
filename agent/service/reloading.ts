// Reading the settings again while the agent runs: what is wrong is told once, and the old settings stay in force.
import { configInvalid } from '../config/config-sources.ts'
import { changedSettings, describeProblem, type LoadedConfig } from '../config/load-config.ts'
import type { Config } from '../config/settings.ts'
import { AgentError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { RunningAgent } from './start-agent.ts'

export type ReloadingOptions = {
  /** Everything known about the settings now; rejects with AgentError when the file cannot be read. */
  readonly read: () => Promise<LoadedConfig>
  /** What is in force. */
  readonly first: LoadedConfig
  readonly log: Pick<Log, 'info' | 'warn' | 'error' | 'setLevel'>
  /** Undefined while the agent is still starting. */
  readonly running: () => Pick<RunningAgent, 'apply' | 'configRefused'> | undefined
}

export type Reloading = {
  /** Somebody asked for it (SIGHUP, `/-/reload`): gets an answer in any case; what is wrong, or undefined. */
  demanded(): Promise<string | undefined>
  /** The file may have changed: nothing is said when it says what it said before. */
  hinted(): Promise<string | undefined>
}

/** What the settings said when they were last read, and what came of it. */
type Reading = { readonly content: string; readonly refused: string | undefined }

/** One at a time, in the order they were asked for. */
export function reloading(options: ReloadingOptions): Reloading {
  const { log, running } = options
  let inForce: Config = options.first.config
  let last: Reading = { content: contentOf(options.first), refused: undefined }
  let turn: Promise<string | undefined> = Promise.resolve(undefined)

  const once = async (isDemanded: boolean): Promise<string | undefined> => {
    const agent = running()
    if (agent === undefined) return 'the agent is still starting'
    const loaded = await readOr(options.read)
    const content = loaded instanceof AgentError ? loaded.message : contentOf(loaded)
    if (content === last.content) {
      if (isDemanded) tellUnchanged()
      return last.refused
    }
    last = { content, refused: take(loaded, agent) }
    return last.refused
  }

  const tellUnchanged = (): void => {
    if (last.refused === undefined) log.info('The settings are as they were')
    else log.warn('The settings are the ones that were refused before; the old ones stay in force')
  }

  const take = (
    loaded: LoadedConfig | AgentError,
    agent: Pick<RunningAgent, 'apply' | 'configRefused'>,
  ): string | undefined => {
    if (loaded instanceof AgentError || loaded.problems.length > 0) {
      const told = loaded instanceof AgentError ? [loaded.message] : loaded.problems.map(describeProblem)
      for (const one of told) log.error(one)
      agent.configRefused()
      return loaded instanceof AgentError ? loaded.message : configInvalid(loaded.problems).message
    }
    const { config } = loaded
    const { reload, restart } = changedSettings(inForce, config)
    if (reload.length > 0) log.info('Settings taken over', { settings: reload.join(', ') })
    if (restart.length > 0) log.warn('Settings that need a restart have changed', { settings: restart.join(', ') })
    // What waits for a restart is not in force, and is told again at the next change.
    inForce = { ...inForce, ...Object.fromEntries(reload.map((key) => [key, config[key]])) }
    log.setLevel(inForce['log.level'])
    agent.apply(inForce)
    return undefined
  }

  return {
    demanded: () => (turn = turn.then(() => once(true))),
    hinted: () => (turn = turn.then(() => once(false))),
  }
}

/** Two readings with the same content need no second word. */
const contentOf = ({ config, problems }: LoadedConfig): string =>
  JSON.stringify([config, problems.map(describeProblem)])

async function readOr(read: ReloadingOptions['read']): Promise<LoadedConfig | AgentError> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof AgentError) return error
    throw error
  }
}
