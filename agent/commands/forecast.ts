/** Exit codes of `forecast`: 0 told, 1 the scenario has mistakes, 2 it or the agent could not be read, or bad usage. */
import type { CommandModule } from 'yargs'
import { AgentError } from '../errors.ts'
import { printableLine } from '../terminal/printable.ts'

type Options = {
  readonly SCENARIO: string | undefined
  readonly from: string | undefined
  readonly threads: string | undefined
  readonly json?: boolean
}

export const forecast: CommandModule<object, Options> = {
  command: 'forecast [SCENARIO]',
  describe: 'When will the queue be done, what holds it up, and what if there were other threads',
  builder: (args) =>
    args
      .positional('SCENARIO', { type: 'string', describe: 'Sites, packages and actions (YAML)' })
      .option('from', {
        type: 'string',
        requiresArg: true,
        describe: 'Address of a running agent, or the state folder of a stopped one',
      })
      .option('threads', {
        type: 'string',
        requiresArg: true,
        describe: 'Packages at once and threads for each, such as 20x25',
      })
      .example('$0 forecast site.yaml --threads 20x25', 'the same queue with other threads')
      .example('$0 forecast --from http://127.0.0.1:9877', 'what a running agent knows')
      .epilogue('Exit codes: 0 told, 1 the scenario has mistakes, 2 it or the agent could not be read, or bad usage.'),
  async handler({ SCENARIO, from, threads, json }) {
    const { scenarioKinds } = await import('../lab/scenario/scenario-kinds.ts')
    const { forecastCommand } = await import('../forecast/forecast-command.ts')
    const setting = threads === undefined ? undefined : scenarioKinds.threads.read(threads)
    if (threads !== undefined && setting === undefined)
      throw new AgentError('badUsage', {
        problem: `--threads cannot be ${printableLine(threads)}; right would be ${scenarioKinds.threads.right}`,
      })
    await forecastCommand({ scenario: SCENARIO, from, threads: setting, json: json === true })
  },
}
