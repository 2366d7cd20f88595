// Entry: picks the command with yargs, and turns whatever ends it into words on standard error and an exit code:
// 0 fine, 1 the thing looked at is bad, 2 we could not look. Imports nothing slow: a command loads its parts itself.
import { inspect } from 'node:util'
import yargs, { type Argv, type CommandModule } from 'yargs'
import { systemClock } from './clock.ts'
import { analyze } from './commands/analyze.ts'
import { config } from './commands/config.ts'
import { demo } from './commands/demo.ts'
import { explain } from './commands/explain.ts'
import { library } from './commands/library.ts'
import { parse } from './commands/parse.ts'
import { run } from './commands/run.ts'
import { logLevels } from './config/settings.ts'
import { AgentError } from './errors.ts'
import { inOurWords, marked, repeatedOption, unmark, usageProblem } from './terminal/arguments.ts'
import { endWhenReaderLeaves, tell } from './terminal/output.ts'
import { printable } from './terminal/printable.ts'
import { revision, version } from './version.ts'

/** One line per command, in the order of the help. */
const commands: readonly CommandModule[] = [
  run,
  demo as CommandModule,
  analyze as CommandModule,
  parse as CommandModule,
  explain as CommandModule,
  library,
  config,
]

const args = inOurWords(process.argv.slice(2))
endWhenReaderLeaves()
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
try {
  await commandLine().parseAsync(marked(args))
} catch (error) {
  fail(error)
}

function commandLine(): Argv {
  const parser: Argv = yargs()
    .scriptName('cmdp')
    .locale('en')
    .parserConfiguration({
      'dot-notation': false, // --config.file is one name, no object
      'camel-case-expansion': false,
      'parse-numbers': false, // package 00000123 stays text; an option that is a number says so
      'parse-positional-numbers': false,
    })
    .usage('$0 <command> [options]\n\nFollows Configuration Manager content on its way to every distribution point.')
    .command([...commands])
    .option('json', { type: 'boolean', describe: 'Print JSON instead of text for people' })
    .option('config.file', { type: 'string', requiresArg: true, describe: 'Configuration file (YAML)' })
    .option('log.level', { choices: logLevels, requiresArg: true, describe: 'How much cmdp says about itself' })
    .option('color', { type: 'boolean', describe: 'Colour; on a terminal unless --no-color or NO_COLOR is given' })
    .version(`cmdp ${version} (revision ${revision}, Node ${process.version}, ${process.platform} ${process.arch})`)
    .alias('h', 'help')
    .group(['json', 'config.file', 'log.level', 'color', 'version', 'help'], 'With every command:')
    .epilogue('Exit codes: 0 fine, 1 what was looked at is bad, 2 could not look.')
    .wrap(Math.min(120, process.stdout.columns || 100))
    .strict()
    .recommendCommands()
    .demandCommand(1, `Which command? There are ${commands.map(nameOf).join(', ')}`)
    .exitProcess(false)
    .fail((complaint: string | null, error: Error | undefined) => {
      // yargs' own objections are text, sometimes with a YError; anything else was thrown by the command.
      if (error !== undefined && error.name !== 'YError') throw error
      throw badUsage(usageProblem(complaint ?? error?.message ?? '', args, optionNames(parser).all))
    })
  return parser
    .middleware((parsed) => {
      unmark(parsed)
      const repeated = repeatedOption(parsed, optionNames(parser).lists)
      if (repeated !== undefined) throw badUsage(`Option --${repeated} is given more than once`)
    }, true)
    .middleware(async (parsed) => {
      if (isVerbose()) tellCostAtEnd()
      // run and config read the file themselves; for the others a bad one is bad usage all the same.
      if (parsed['config.file'] === undefined || /^(run|config)$/.test(String(parsed._[0]))) return
      const { requireConfig } = await import('./config/config-sources.ts')
      await requireConfig({ file: String(parsed['config.file']), flags: {} })
    })
}

/** `--log.level debug` or `trace`, known before yargs has looked, since it may be yargs that fails. */
function isVerbose(): boolean {
  return /(^| )--log\.level[ =](debug|trace)( |$)/.test(args.join(' '))
}

function tellCostAtEnd(): void {
  process.once('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    const cpu = (userCPUTime + systemCPUTime) / 1e6
    tell([`cmdp ${version}: ${systemClock.elapsed().toFixed(0)} ms, ${cpu.toFixed(2)} s of CPU, ${maxRSS} KB at most`])
  })
}

/** What yargs knows at this moment, the current command's options included; its types leave this method out. */
function optionNames(parser: Argv): { readonly all: readonly string[]; readonly lists: readonly string[] } {
  const { key, array } = (
    parser as Argv & { getOptions(): { readonly key: Record<string, unknown>; readonly array: readonly string[] } }
  ).getOptions()
  return { all: Object.keys(key), lists: array }
}

function badUsage(problem: string): AgentError {
  const command = commands.find((one) => args.includes(nameOf(one)))
  const usage = command === undefined ? '' : `\nUsage: cmdp ${String(command.command)}`
  const help = command === undefined ? 'cmdp --help' : `cmdp ${nameOf(command)} --help`
  return new AgentError('badUsage', { problem: `${problem}${usage}\nSee: ${help}` })
}

/** `parse <FILE..>` is `parse`. */
function nameOf({ command }: CommandModule): string {
  return String(command).split(' ', 1)[0] ?? ''
}

/** The last word on standard error, then the end: what is still open (a server, a store) must not keep us alive. */
function fail(error: unknown): void {
  const known = error instanceof AgentError
  const told = known ? error.message : 'This is a fault in cmdp itself; please report it with these lines.'
  const details = !known || isVerbose() ? `\n${inspect(error)}` : ''
  process.exitCode = known ? error.exitCode : 2
  process.stderr.write(`cmdp: ${printable(told + details)}\n`, () => process.stdout.write('', () => process.exit()))
}
