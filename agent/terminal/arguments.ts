// What the command line means before yargs sees it, and in which words its complaints reach the operator.
import { nearest } from './nearest.ts'

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
  [/^Did you mean (.+)\?$/, (command) => `Unknown command; did you mean "${command}"?`],
  [/^Unknown commands?: (.+)$/, (command) => `Unknown command "${command}"`],
  [/^Not enough arguments following: (.+)$/, (option) => `Option --${option} needs a value`],
  [/^Missing required arguments?: (.+)$/, (option) => `Option --${option} must be given`],
  [
    /^Not enough non-option arguments: got (\d+), need at least (\d+)$/,
    (got, need) => tooFew(Number(got), Number(need)),
  ],
  [
    /Argument: (.+), Given: (.*), Choices: (.+)$/s,
    (option, given, right) => `--${option} cannot be ${given}; right would be one of ${right}`,
  ],
  [/^Arguments (.+) and (.+) are mutually exclusive$/, (one, other) => `--${one} and --${other} exclude each other`],
]

const tooFew = (got: number, need: number): string =>
  got === 0 && need === 1 ? 'An argument is missing' : `Too few arguments: ${got} given, ${need} needed`

/**
 * A complaint of yargs in the operator's words.
 *
 * @param complaint  what yargs says, possibly with our marks in it
 * @param args       the command line as given
 * @param options    names of the options that exist here, without dashes
 */
export function usageProblem(complaint: string, args: readonly string[], options: readonly string[]): string {
  const text = complaint.replaceAll(literal, '').trim()
  const unknown = /^Unknown arguments?: (.+)$/s.exec(text)?.[1]
  if (unknown !== undefined) {
    return unknown
      .split(', ')
      .map((name) => unknownArgument(name, args, options))
      .join('\n')
  }
  for (const [pattern, words] of complaints) {
    const match = pattern.exec(text)
    if (match !== null) return words(...match.slice(1))
  }
  return text
}

function unknownArgument(name: string, args: readonly string[], options: readonly string[]): string {
  const given = args.find((arg) => /^-/.test(arg) && arg.replace(/^-+(no-)?/, '').split('=', 1)[0] === name)
  if (given === undefined) return `Unexpected argument "${name}"`
  const meant = nearest(name, options)
  return `Unknown option ${given.split('=', 1)[0] ?? ''}${meant === undefined ? '' : `; did you mean --${meant}?`}`
}

/** Options given more than once that take one value: yargs makes a list of them. */
export function repeatedOption(
  parsed: Readonly<Record<string, unknown>>,
  lists: readonly string[],
): string | undefined {
  return Object.keys(parsed).find((name) => name !== '_' && Array.isArray(parsed[name]) && !lists.includes(name))
}
