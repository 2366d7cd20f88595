/** Exit codes of `locate`: 0 a source was found, 1 none was or the scenario has mistakes, 2 unreadable or bad usage. */
import type { CommandModule } from 'yargs'
import { AgentError } from '../errors.ts'
import { print, printJson } from '../terminal/output.ts'
import { printable, printableLine } from '../terminal/printable.ts'

type Options = {
  readonly SCENARIO: string
  readonly client: string
  readonly package: string
  readonly at: string | undefined
  readonly json: boolean | undefined
  readonly color: boolean | undefined
}

export const locate: CommandModule<object, Options> = {
  command: 'locate <SCENARIO>',
  describe: 'Which distribution point a client would use for a package, with which access, and why',
  builder: (args) =>
    args
      .positional('SCENARIO', {
        type: 'string',
        demandOption: true,
        describe: 'Sites, boundary groups, clients, packages and actions (YAML)',
      })
      .option('client', { type: 'string', requiresArg: true, demandOption: true, describe: 'Name of the client' })
      .option('package', { type: 'string', requiresArg: true, demandOption: true, describe: 'Package id' })
      .option('at', {
        type: 'string',
        requiresArg: true,
        describe: 'When it asks: a moment (2026-01-05T10:00:00Z) or a time after the start (2h); default: at the end',
      })
      .example('$0 locate site.yaml --client PC1 --package PS100039', 'when everything has been distributed')
      .example('$0 locate site.yaml --client PC1 --package PS100039 --at 2h', 'two hours after the start')
      .epilogue(
        'Exit codes: 0 a source was found, 1 none was, or the scenario has mistakes, 2 it could not be read or bad usage.',
      ) as never,
  async handler({ SCENARIO, client, package: packageId, at, json, color }) {
    const [{ readScenario }, { locateClient }, { locatedJson, locatedWords }, { coloursFor }] = await Promise.all([
      import('../lab/read-scenario.ts'),
      import('../lab/locate-client.ts'),
      import('../lab/located-words.ts'),
      import('../terminal/colours.ts'),
    ])
    const { scenarioKinds } = await import('../lab/scenario/scenario-kinds.ts')
    const scenario = await readScenario(SCENARIO)
    const moment = (text: string): number => {
      const after = scenarioKinds.duration.read(text)
      const found = scenarioKinds.moment.read(text) ?? (after === undefined ? undefined : scenario.plan.start + after)
      if (found !== undefined) return found
      const right = 'a moment such as 2026-01-05T10:00:00Z, or a time after the start such as 2h'
      throw new AgentError('badUsage', { problem: `--at cannot be ${printableLine(text)}; right would be ${right}` })
    }
    const located = locateClient(scenario, { client, packageId, at: at === undefined ? undefined : moment(at) })
    if (json === true) await printJson(locatedJson(located))
    else await print(printable(locatedWords(located, coloursFor(process.stdout, color))))
    process.exitCode = located.chosen === undefined ? 1 : 0
  },
}
