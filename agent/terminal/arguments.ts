// What the command line means before yargs sees it, and in which words its complaints reach the operator.
import { missingArguments, type CommandNode } from './command-tree.ts'
import { nearest } from './nearest.ts'
import { printableLine } from './printable.ts'

/** A mark in front of an argument that yargs must take as it is; cannot occur in a real one. */
const literal = '\0'

/**
 * yargs drops a lone `-` (standard input) and everything behind `--` that begins with a dash (a log line may): such an
 * argument gets a mark in front, which `unmarked` takes off again.
 */
export function marked(args: readonly string[]): string[] {
  const end = args.indexOf('--')
  const options = end < 0 ? args : args.slice(0, end)
  const rest = end < 0 ? [] : args.slice(end + 1)
  return [...options.map((arg) => (arg === '-' ? literal + arg : arg)), ...rest.map((arg) => literal + arg)]
}

/** Takes the marks off every string of what yargs made, in place. */
export function unmark(parsed: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value === 'string') parsed[name] = unmarked(value)
    else if (Array.isArray(value)) parsed[name] = value.map((one) => (typeof one === 'string' ? unmarked(one) : one))
  }
}

const unmarked = (text: string): string => (text.startsWith(literal) ? text.slice(literal.length) : text)

/**
 * Other ways to say the same: `help parse` is `parse --help`; `--config.check` without a command, as the neighbours in the
 * Prometheus family know it, is `config check`.
 */
export function inOurWords(args: readonly string[]): readonly string[] {
  if (args[0] === 'help') return [...args.slice(1), '--help']
  if (args[0]?.startsWith('-') !== true || !args.includes('--config.check')) return args
  return ['config', 'check', ...args.filter((arg) => arg !== '--config.check')]
}

/** What yargs complains about -> what was wrong, in our words. First match wins; the holes are the groups. */
const complaints: readonly (readonly [RegExp, (...holes: string[]) => string])[] = [
  [/^Not enough arguments following: (.+)$/, (option) => `Option --${option} needs a value`],
  [/^Missing required arguments?: (.+)$/, (option) => `Option --${option} must be given`],
  [
    /Argument: (.+), Given: (.*), Choices: (.+)$/s,
    (option, given, right) => `--${option} cannot be ${given}; right would be one of ${right}`,
  ],
  [/^Arguments (.+) and (.+) are mutually exclusive$/, (one, other) => `--${one} and --${other} exclude each other`],
]

/** What the complaint is about. */
export type UsageContext = {
  /** The command line as given. */
  readonly args: readonly string[]
  /** Names of the options that exist here, without dashes. */
  readonly options: readonly string[]
  /** The command that is reached, when one is. */
  readonly command?: CommandNode | undefined
}

/**
 * A complaint of yargs in the operator's words, after the options that do not exist: they are often its cause.
 *
 * @param complaint  what yargs says, possibly with our marks in it
 */
export function usageProblem(complaint: string, context: UsageContext): string {
  const text = complaint.replaceAll(literal, '').trim()
  const unknown = /^Unknown arguments?: (.+)$/s.exec(text)?.[1]?.split(', ') ?? []
  const strangers = [...new Set([...unknownOptions(context), ...unknown])]
  const told = strangers.map((name) => unknownArgument(name, context))
  return [...told, ...(unknown.length > 0 ? [] : [inOtherWords(text, context)])].join('\n')
}

function inOtherWords(text: string, { command }: UsageContext): string {
  const given = /^Not enough non-option arguments: got (\d+), need at least \d+$/.exec(text)?.[1]
  if (given !== undefined && command !== undefined) {
    const missing = missingArguments(command, Number(given))
    return `Argument${missing.length === 1 ? '' : 's'} ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`
  }
  for (const [pattern, words] of complaints) {
    const match = pattern.exec(text)
    if (match !== null) return words(...match.slice(1))
  }
  return text
}

/** Names of what looks like an option and is none here; a negative number is a value. */
function unknownOptions({ args, options }: UsageContext): readonly string[] {
  const end = args.indexOf('--')
  const given = (end < 0 ? args : args.slice(0, end)).filter((arg) => /^--?[a-z]/i.test(arg)).map(optionName)
  return given.filter((name) => !options.includes(name))
}

const optionName = (arg: string): string => arg.replace(/^-+(no-)?/, '').split('=', 1)[0] ?? ''

function unknownArgument(name: string, { args, options }: UsageContext): string {
  const given = args.find((arg) => arg.startsWith('-') && optionName(arg) === name)
  if (given === undefined) return `Unexpected argument "${printableLine(name)}"`
  const meant = nearest(name, options)
  const shown = printableLine(given.split('=', 1)[0] ?? '')
  return `Unknown option ${shown}${meant === undefined ? '' : `; did you mean --${meant}?`}`
}

/** Options given more than once that take one value: yargs makes a list of them. */
export function repeatedOption(
  parsed: Readonly<Record<string, unknown>>,
  lists: readonly string[],
): string | undefined {
  return Object.keys(parsed).find((name) => name !== '_' && Array.isArray(parsed[name]) && !lists.includes(name))
}
