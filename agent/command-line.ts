// The command line, made with yargs from the registered commands: what all of them have in common, and in which words
// bad usage is told. What a command does is in agent/commands.
import yargs, { type Argv, type CommandModule } from 'yargs'
import { systemClock } from './clock.ts'
import { logLevels } from './config/settings.ts'
import { AgentError } from './errors.ts'
import { repeatedOption, unmark, usageProblem } from './terminal/arguments.ts'
import { noSuchCommand, reach, type CommandNode } from './terminal/command-tree.ts'
import { tell } from './terminal/output.ts'
import { revision, version } from './version.ts'

/** Columns of the help where nobody knows better; a narrower terminal wraps by itself, which keeps examples copyable. */
const narrowest = 80

/**
 * @param commands  what is registered
 * @param args      the command line as given, for the words of a complaint
 * @returns a parser that throws AgentError `badUsage`
 */
export function commandLine(commands: readonly CommandModule[], args: readonly string[]): Argv {
  const parser: Argv = inHouseStyle(yargs())
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
    .strict()
    .demandCommand(1)
    .fail((complaint: string | null, error: Error | undefined) => {
      // yargs' own objections are text, sometimes with a YError; anything else was thrown by the command.
      if (error !== undefined && error.name !== 'YError') throw error
      throw badUsage(complaint ?? error?.message ?? '', parser, treeOf(commands), args)
    })
  return parser
    .middleware((parsed) => {
      unmark(parsed)
      const repeated = repeatedOption(parsed, optionNames(parser).lists)
      if (repeated !== undefined) throw inWords(`Option --${repeated} is given more than once`, [])
    }, true)
    .middleware(async (parsed) => {
      if (isVerbose(args)) tellCostAtEnd()
      // run and config read the file themselves; for the others a bad one is bad usage all the same.
      if (parsed['config.file'] === undefined || /^(run|config)$/.test(String(parsed._[0]))) return
      const { requireConfig } = await import('./config/config-sources.ts')
      await requireConfig({ file: String(parsed['config.file']), flags: {} })
    })
}

/** An example is one line that can be copied; what it is for stands above it, as comment lines. */
function inHouseStyle(parser: Argv): Argv {
  const say = parser.example.bind(parser) as (line: string, beside: '') => Argv
  parser.example = ((command: string, why: string) => {
    for (const line of why.match(/.{1,70}(?= |$)/g) ?? []) say(`# ${line.trim()}`, '')
    return say(command, '')
  }) as typeof parser.example
  return parser
    .scriptName('cmdp')
    .locale('en')
    .parserConfiguration({
      'dot-notation': false, // --config.file is one name, no object
      'camel-case-expansion': false,
      'parse-numbers': false, // package 00000123 stays text; an option that is a number says so
      'parse-positional-numbers': false,
    })
    .wrap(Math.min(120, Math.max(narrowest, process.stdout.columns || narrowest)))
    .exitProcess(false)
}

/** Help that is asked for a command that does not exist is bad usage, too; yargs would print the general help. */
export function checkHelpAsked(commands: readonly CommandModule[], args: readonly string[]): void {
  if (!args.includes('--help') && !args.includes('-h')) return
  const dash = args.findIndex((arg) => arg.startsWith('-'))
  const tree = treeOf(commands)
  const { path, stranger } = reach(tree, args.slice(0, dash))
  if (stranger !== undefined) throw inWords(noSuchCommand(tree, args.slice(0, dash)) ?? '', path)
}

/** `--log.level debug` or `trace`, known before yargs has looked, since it may be yargs that fails. */
export function isVerbose(args: readonly string[]): boolean {
  return /(^| )--log\.level[ =](debug|trace)( |$)/.test(args.join(' '))
}

function tellCostAtEnd(): void {
  process.once('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    const cpu = (userCPUTime + systemCPUTime) / 1e6
    tell([`cmdp ${version}: ${systemClock.elapsed().toFixed(0)} ms, ${cpu.toFixed(2)} s of CPU, ${maxRSS} KB at most`])
  })
}

/** A complaint of yargs: about the command when that is wrong, else about what was given to it. */
function badUsage(complaint: string, parser: Argv, tree: readonly CommandNode[], args: readonly string[]): AgentError {
  const words = wordsOf(parser)
  const { path } = reach(tree, words)
  const unknown = noSuchCommand(tree, words)
  const { all } = optionNames(parser)
  return inWords(usageProblem(unknown ?? complaint, { args, options: all, command: path.at(-1) }), path)
}

function inWords(problem: string, path: readonly CommandNode[]): AgentError {
  const name = ['cmdp', ...path.map((one) => one.name)].join(' ')
  const last = path.at(-1)
  const usage =
    last === undefined || last.verbs.length > 0 ? '' : `\nUsage: ${name}${last.usage.slice(last.name.length)}`
  return new AgentError('badUsage', { problem: `${problem}${usage}\nSee: ${name} --help` })
}

// What yargs knows and its types leave out.
type Inside = {
  readonly parsed: false | { readonly argv: { readonly _: readonly (string | number)[] } }
  getOptions(): { readonly key: Record<string, unknown>; readonly array: readonly string[] }
  getInternalMethods(): {
    getContext(): { readonly commands: readonly string[] }
    getCommandInstance(): { getCommandHandlers(): Readonly<Record<string, Handler>> }
  }
}
type Handler = { readonly original: string; readonly builder: unknown }

const inside = (parser: Argv): Inside => parser as unknown as Inside

/** The options that yargs knows at this moment, the current command's included. */
function optionNames(parser: Argv): { readonly all: readonly string[]; readonly lists: readonly string[] } {
  const { key, array } = inside(parser).getOptions()
  return { all: Object.keys(key), lists: array }
}

/** What is neither an option nor the value of one; while positionals are filled in, yargs leaves the command out. */
function wordsOf(parser: Argv): readonly string[] {
  const { parsed } = inside(parser)
  const { commands } = inside(parser).getInternalMethods().getContext()
  const words = parsed === false ? [] : parsed.argv._.map(String)
  return commands.every((name, index) => words[index] === name) ? words : [...commands, ...words]
}

function treeOf(commands: readonly CommandModule[]): readonly CommandNode[] {
  const nodes = (parser: Argv): readonly CommandNode[] =>
    Object.entries(inside(parser).getInternalMethods().getCommandInstance().getCommandHandlers()).map(
      ([name, { original, builder }]) => ({
        name,
        usage: original,
        verbs: typeof builder === 'function' ? nodes((builder as (args: Argv) => Argv)(yargs())) : [],
      }),
    )
  return nodes(yargs().command([...commands]))
}
