// One reader for all parts of a scenario: a table of keys says what may stand there, and everything that is wrong is
// reported at once, with its place.
import type { FileTree } from '../../config/config-schema.ts'
import { nearest } from '../../terminal/nearest.ts'
import type { ScenarioKind } from './scenario-kinds.ts'

export type Path = readonly (string | number)[]
/** Takes one mistake. `wrong` follows the key, `right` says what to do; both without a full stop. */
export type Report = (path: Path, wrong: string, right: string) => void

/** What stands under a key. */
export type Entry<Value> = {
  read(given: unknown, path: Path, report: Report): Value | undefined
  /** What it is when nothing is said; undefined: it must be said. */
  readonly default?: (() => Value) | undefined
  readonly optional?: boolean
}

export type Section<Row> = { readonly [Key in keyof Row]-?: Entry<Row[Key]> }

/** A single value. */
export function value<Value>(kind: ScenarioKind<Value>, usual?: Value): Entry<Value> {
  return {
    read(given, path, report) {
      const read = typeof given === 'string' ? kind.read(given) : undefined
      if (read === undefined) report(path, `is ${shown(given)}`, `it must be ${kind.right}`)
      return read
    },
    ...(usual === undefined ? {} : { default: () => usual }),
  }
}

/** A value that need not be there. */
export function maybe<Value>(kind: ScenarioKind<Value>): Entry<Value | undefined> {
  return { read: value(kind).read, optional: true }
}

/** Several values; a single one stands for a list of one. */
export function values<Value>(kind: ScenarioKind<Value>, usual: readonly Value[] = []): Entry<readonly Value[]> {
  const one = value(kind)
  return {
    read(given, path, report) {
      const list: readonly unknown[] = Array.isArray(given) ? given : [given]
      const read = list.map((each, index) => one.read(each, Array.isArray(given) ? [...path, index] : path, report))
      return read.every((each): each is Awaited<Value> => each !== undefined) ? (read as Value[]) : undefined
    },
    default: () => usual,
  }
}

/** Names with a value each: `{ 'E:': 500GB }`. */
export function named<Value>(
  key: ScenarioKind<string>,
  kind: ScenarioKind<Value>,
  usual: ReadonlyMap<string, Value>,
): Entry<ReadonlyMap<string, Value>> {
  const one = value(kind)
  return {
    read(given, path, report) {
      if (!isTree(given)) {
        report(path, `is ${shown(given)}`, `it must be names with values, such as ${key.right}`)
        return undefined
      }
      const found = new Map<string, Value>()
      for (const [name, each] of Object.entries(given)) {
        const read = key.read(name)
        if (read === undefined) report([...path, name], 'is no name that fits', `it must be ${key.right}`)
        const content = one.read(each, [...path, name], report)
        if (read !== undefined && content !== undefined) found.set(read, content)
      }
      return found
    },
    default: () => usual,
  }
}

/** A group of keys. */
export function group<Row>(keys: Section<Row>): Entry<Row> {
  return {
    read: (given, path, report) => readGroup(keys, given, path, report),
    default: () => readGroup(keys, {}, [], () => undefined) as Row,
  }
}

/** Groups one after the other. */
export function list<Row>(keys: Section<Row>): Entry<readonly Row[]> {
  return {
    read(given, path, report) {
      if (!Array.isArray(given)) {
        report(path, `is ${shown(given)}`, 'it must be a list: one "- " per entry')
        return undefined
      }
      return given.flatMap((each: unknown, index) => readGroup(keys, each, [...path, index], report) ?? [])
    },
    default: () => [],
  }
}

/**
 * A value that must be said and is missing or wrong is undefined in the row; it has been reported, and whoever gets
 * reports does not use the rows for more than to find further mistakes.
 *
 * @returns undefined when there is no group
 */
export function readGroup<Row>(keys: Section<Row>, given: unknown, path: Path, report: Report): Row | undefined {
  if (!isTree(given)) {
    report(path, `is ${shown(given)}`, `it must be a group with ${Object.keys(keys).join(', ')}`)
    return undefined
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(keys, name)) continue
    const meant = nearest(name, Object.keys(keys))
    const right = meant === undefined ? `there are ${Object.keys(keys).join(', ')}` : `did you mean ${meant}?`
    report([...path, name], 'is not known here', right)
  }
  const row: Partial<Record<string, unknown>> = {}
  for (const [name, entry] of Object.entries<Entry<unknown>>(keys)) {
    row[name] = readKey(entry, given, [...path, name], report)
  }
  return row as Row
}

function readKey(entry: Entry<unknown>, given: FileTree, path: Path, report: Report): unknown {
  const text = given[String(path.at(-1))]
  if (text !== undefined) return entry.read(text, path, report) ?? entry.default?.()
  if (entry.default === undefined && entry.optional !== true) report(path, 'is missing', 'it must be said')
  return entry.default?.()
}

const isTree = (given: unknown): given is FileTree =>
  typeof given === 'object' && given !== null && !Array.isArray(given)

function shown(given: unknown): string {
  const text = JSON.stringify(given) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
