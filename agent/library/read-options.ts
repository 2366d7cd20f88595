// What the options of `cmdp library` and `analyze` mean, read and checked as a whole; loaded when a command runs.
import { kinds } from '../config/setting-kinds.ts'
import { badUsage } from '../errors.ts'

export type LibraryOptions = {
  readonly library: string | undefined
  readonly drives: readonly string[]
  readonly level: number
  readonly expected: string | undefined
  readonly wmi: string | undefined
  readonly index: string | undefined
  readonly workers: number | undefined
  /** Milliseconds since 1970 UTC. */
  readonly now: number | undefined
  readonly json: boolean
  readonly csv: boolean
  readonly budget: Budget
}

export type Budget = {
  readonly bytesPerSecond: number | undefined
  /** Milliseconds. */
  readonly maxDuration: number | undefined
  /** Part of the stored files, above 0 to 1. */
  readonly sample: number | undefined
}

type Parsed = Readonly<Record<string, unknown>>

/** Commands that hash stored files. All other verbs of `library` read names and INIs. */
const hashing: Readonly<Record<string, 'always' | 'from level 2'>> = {
  scan: 'from level 2',
  status: 'from level 2',
  repair: 'from level 2',
  verify: 'always',
  unpack: 'always',
  analyze: 'from level 2',
}

/** `scan` of `cmdp library scan`, `analyze`; undefined where nobody typed a command. */
const verbOf = ({ _: words }: Parsed): string | undefined =>
  Array.isArray(words) && words.length > 0 ? String(words[words[0] === 'library' ? 1 : 0]) : undefined

/** Told when the level that was asked for changes nothing in this command; undefined otherwise. */
export function idleLevel(parsed: Parsed): string | undefined {
  const level = text(parsed, 'level')
  const verb = verbOf(parsed)
  if (level === undefined || verb === undefined) return undefined
  if (hashing[verb] === 'always' && Number(level) < 2)
    return `--level ${level}: ${verb} hashes stored files all the same`
  if (hashing[verb] !== undefined || Number(level) < 2) return undefined
  return `--level ${level}: ${verb} reads names and INIs only; scan, status, verify and repair hash stored files`
}

/** @throws AgentError badUsage with every value that is wrong. */
export function readOptions(parsed: Parsed): LibraryOptions {
  const faults: string[] = []
  const options = {
    library: text(parsed, 'library'),
    drives: Array.isArray(parsed['drive']) ? parsed['drive'].map(String) : [],
    level: Number(text(parsed, 'level') ?? 1),
    expected: text(parsed, 'expected'),
    wmi: text(parsed, 'wmi'),
    index: text(parsed, 'index'),
    workers: read(parsed, 'workers', faults, countFromOne, 'a whole number from 1 to 64'),
    now: read(parsed, 'now', faults, instant, 'a time such as 2026-01-05T08:00:00Z'),
    json: parsed['json'] === true,
    csv: parsed['csv'] === true,
    budget: {
      bytesPerSecond: read(parsed, 'rate', faults, (given) => kinds.size.read(given) || undefined, kinds.size.right),
      maxDuration: read(parsed, 'max-duration', faults, kinds.duration.read, kinds.duration.right),
      sample: read(parsed, 'sample', faults, percentage, 'a percentage such as 5%, above 0% and up to 100%'),
    },
  }
  faults.push(...idleBudget(parsed, options.level))
  if (faults.length > 0) throw badUsage(...faults)
  return options
}

/** Options about hashing where nothing is hashed. */
function idleBudget(parsed: Parsed, level: number): readonly string[] {
  if (level >= 2 || hashing[verbOf(parsed) ?? ''] !== 'from level 2') return []
  return ['rate', 'max-duration', 'sample']
    .filter((name) => parsed[name] !== undefined)
    .map((name) => `--${name} has no effect at --level ${level}: stored files are hashed from --level 2 on`)
}

function text(parsed: Parsed, name: string): string | undefined {
  const value = parsed[name]
  return value === undefined ? undefined : String(value)
}

function read<Value>(
  parsed: Parsed,
  name: string,
  faults: string[],
  parse: (given: string) => Value | undefined,
  right: string,
): Value | undefined {
  const given = text(parsed, name)
  const value = given === undefined ? undefined : parse(given)
  if (given !== undefined && value === undefined) faults.push(`--${name} ${given} must be ${right}`)
  return value
}

const countFromOne = (given: string): number | undefined =>
  /^\d{1,2}$/.test(given) && Number(given) >= 1 && Number(given) <= 64 ? Number(given) : undefined

function instant(given: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(given)) return undefined
  const time = Date.parse(/T.*(Z|[+-]\d\d:\d\d)$/.test(given) || !given.includes('T') ? given : `${given}Z`)
  return Number.isNaN(time) ? undefined : time
}

function percentage(given: string): number | undefined {
  const part = Number(/^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(given)?.[1]) / 100
  return part > 0 && part <= 1 ? part : undefined
}
