/**
 * Exit codes of `config check`: 0 fine, 1 something is wrong in it, 2 it, or a log it names, cannot be read.
 * `config print`: 0, 1 when something is wrong in it, 2 when it cannot be read. `config schema`: 0.
 */
import type { Argv, CommandModule } from 'yargs'
import type { Asked } from '../config/config-sources.ts'
import { AgentError } from '../errors.ts'
import { print, printJson, tell } from '../terminal/output.ts'
import { asked, withSettings } from './config-flags.ts'

type Options = { readonly FILE: string | undefined; readonly json: boolean | undefined }

const check: CommandModule<object, Options> = {
  command: 'check [FILE]',
  describe: 'Report everything that is wrong, at once',
  builder: (args) =>
    withFile(args)
      .example('$0 config check cmdp.yaml', 'each problem with its line and what would be right')
      .epilogue('Exit codes: 0 fine, 1 something is wrong in it, 2 it, or a log it names, cannot be read.'),
  handler: (parsed) => checkAndPrint(asked(parsed, onlyFile(parsed)), parsed.json === true),
}

/** `config check`, and `run --config.check`. Sets the exit code. */
export async function checkAndPrint(wanted: Asked, json: boolean): Promise<void> {
  const { readConfig } = await import('../config/config-sources.ts')
  const { checkConfig, checkJson, faultLines, noteLines } = await import('../config/config-check.ts')
  const checked = await checkConfig(await readConfig(wanted))
  if (json) await printJson(checkJson(checked))
  else tell([...faultLines(checked), ...noteLines(checked)])
  if (checked.exitCode === 0 && !json) await print(`${wanted.file ?? 'The configuration'} is fine\n`)
  process.exitCode = checked.exitCode
}

const show: CommandModule<object, Options> = {
  command: 'print [FILE]',
  describe: 'Print every effective value and where it came from',
  builder: (args) =>
    withFile(args)
      .example('$0 config print cmdp.yaml --log.level debug', 'as the agent would see it')
      .epilogue('Exit codes: 0 printed, 1 something is wrong in it, 2 it cannot be read.'),
  async handler(parsed) {
    const { requireConfig } = await import('../config/config-sources.ts')
    const { configJson, configYaml } = await import('../config/config-print.ts')
    const loaded = await requireConfig(asked(parsed, onlyFile(parsed)))
    await (parsed.json === true ? printJson(configJson(loaded)) : print(configYaml(loaded)))
  },
}

const schema: CommandModule<object, object> = {
  command: 'schema',
  describe: 'Print the JSON Schema of the configuration file',
  builder: (args) =>
    args
      .example('$0 config schema > cmdp.schema.json', 'for editors that complete and check YAML')
      .epilogue('Exit codes: 0 printed, 2 bad usage.'),
  async handler() {
    const { jsonSchema } = await import('../config/config-schema.ts')
    await printJson(jsonSchema())
  },
}

export const config: CommandModule = {
  command: 'config',
  describe: 'Check or print the configuration, or print its schema',
  builder: (args) =>
    args
      .command(check)
      .command(show)
      .command(schema)
      .demandCommand(1, 'Which one: config check, config print or config schema?')
      .example('$0 config check cmdp.yaml', 'each problem with its line and what would be right')
      .epilogue('Exit codes: 0 fine, 1 something is wrong in it, 2 it, or a log it names, cannot be read.'),
  handler: () => undefined,
}

const withFile = (args: Argv): Argv<Options> =>
  withSettings(args).positional('FILE', {
    type: 'string',
    describe: 'Configuration file; or --config.file',
  }) as Argv<Options>

/** The file, named either way but not twice. */
function onlyFile(parsed: { readonly FILE: string | undefined; readonly 'config.file'?: unknown }): string | undefined {
  const option = parsed['config.file']
  if (parsed.FILE === undefined) return typeof option === 'string' ? option : undefined
  if (option === undefined || option === parsed.FILE) return parsed.FILE
  throw new AgentError('badUsage', {
    problem: `Two configuration files are named, ${parsed.FILE} and ${String(option)}; name one`,
  })
}
