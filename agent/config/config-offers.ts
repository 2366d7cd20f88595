// What each source of settings offers: the command line, the file, the environment, this host's registry, the defaults.
import { dirname, resolve } from 'node:path'
import { readConfigFile, type ConfigFile } from './config-file.ts'
import { checkTree, type Objection } from './config-schema.ts'
import { nearest } from '../terminal/nearest.ts'
import { isAbsolutePath } from './setting-kinds.ts'
import { readSetting, variableOf } from './setting-text.ts'
import { rows, type Host, type Setting, type SettingKey } from './settings.ts'

export type Sources = {
  /** Values of the command line's options, by option without dashes. */
  readonly flags: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly file: { readonly path: string; readonly text: string } | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What this host's registry says, as text by key. */
  readonly found: Readonly<Partial<Record<SettingKey, string | readonly string[]>>>
  readonly host: Host
  /** Folder that relative paths of flags and environment start from; those of a file start from the file's folder. */
  readonly folder: string
}

export type Origin =
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'registry' }
  | { readonly kind: 'default' }

/** One thing that is wrong. `wrong` follows the key, `right` says what to do; both without a full stop. */
export type Problem = {
  readonly origin: Origin
  /** '' when it is about the file as a whole. */
  readonly key: string
  readonly wrong: string
  readonly right: string
}

/** A setting's value with its origin. */
export type Offer = { readonly key: string; readonly value: unknown; readonly origin: Origin }
type Offers = { readonly offers: readonly Offer[]; readonly problems: readonly Problem[] }

/** Strongest first: a flag beats the file, the file the environment, that what was found on this host. */
export function offersOf(sources: Sources): Offers {
  const { folder } = sources
  return joined([
    fromTexts(folder, (row) => flagTexts(row, sources)),
    fromFile(sources.file),
    fromTexts(folder, (row) => variableTexts(row, sources)),
    fromTexts(folder, (row) => textOf(sources.found[row.key], { kind: 'registry' })),
    fromTexts(folder, (row) => defaultTexts(row, sources.host)),
  ])
}

const joined = (all: readonly Offers[]): Offers => ({
  offers: all.flatMap(({ offers }) => offers),
  problems: all.flatMap(({ problems }) => problems),
})

type Texts = { readonly texts: readonly string[]; readonly origin: Origin }

const textOf = (given: string | readonly string[] | undefined, origin: Origin): Texts | undefined =>
  given === undefined ? undefined : { texts: typeof given === 'string' ? [given] : given, origin }

const flagTexts = (row: Setting, { flags }: Sources): Texts | undefined =>
  row.flag === undefined ? undefined : textOf(flags[row.flag], { kind: 'flag', name: `--${row.flag}` })

/** An empty variable says nothing. The values of a list are separated by commas. */
function variableTexts(row: Setting, { environment }: Sources): Texts | undefined {
  const name = variableOf(row)
  const text = environment[name]
  if (text === undefined || text === '') return undefined
  return textOf(row.list === true ? text.split(',').map((one) => one.trim()) : text, { kind: 'environment', name })
}

const defaultTexts = (row: Setting, host: Host): Texts | undefined =>
  textOf(typeof row.default === 'function' ? row.default(host) : row.default, { kind: 'default' })

function fromTexts(folder: string, textsOf: (row: Setting) => Texts | undefined): Offers {
  return joined(
    rows.map((row) => {
      const given = textsOf(row)
      if (given === undefined) return { offers: [], problems: [] }
      const { texts, origin } = given
      const read = texts.map((text) => ({ text, result: readSetting(row, text) }))
      const problems = read.flatMap(({ text, result }) =>
        'right' in result ? [{ origin, key: row.key, ...wrongValue(text, result.right) }] : [],
      )
      const values = read.flatMap(({ result }) => ('value' in result ? [placed(row, result.value, folder)] : []))
      const value = row.list === true ? values : values[0]
      return { offers: problems.length > 0 ? [] : [{ key: row.key, value, origin }], problems }
    }),
  )
}

/** A relative path counts from `folder`: the working folder of a Windows service is the Windows folder. */
function placed(row: Setting, value: unknown, folder: string): unknown {
  if (Array.isArray(value)) return value.map((one) => placed(row, one, folder))
  if (row.kind !== 'path' || typeof value !== 'string' || isAbsolutePath(value)) return value
  return resolve(folder, value)
}

function fromFile(file: Sources['file']): Offers {
  if (file === undefined) return { offers: [], problems: [] }
  const { path } = file
  const parsed = readConfigFile(file.text)
  const originOf = (names: Objection['path']): Origin => ({ kind: 'file', file: path, ...parsed.positionOf(names) })
  const faults = parsed.faults.map(({ line, column, wrong, right }): Problem => {
    return { origin: { kind: 'file', file: path, line, column }, key: '', wrong, right }
  })
  const { values, objections } = checkTree(parsed.tree)
  const offers = [...values].map(([row, value]): Offer => {
    return { key: row.key, value: placed(row, value, dirname(resolve(path))), origin: originOf(row.key.split('.')) }
  })
  const problems = objections.map((objection): Problem => {
    const names = objection.path
    return { origin: originOf(names), key: keyOf(names), ...objectionWords(objection, parsed) }
  })
  return { offers, problems: [...faults, ...problems].toSorted(byPlace) }
}

function byPlace({ origin: one }: Problem, { origin: other }: Problem): number {
  if (one.kind !== 'file' || other.kind !== 'file') return 0
  return one.line - other.line || one.column - other.column
}

/** ['web', 'listen', 1] is `web.listen[1]`. */
const keyOf = (path: readonly (string | number)[]): string =>
  path.map((name, index) => (typeof name === 'number' ? `[${name}]` : `${index > 0 ? '.' : ''}${name}`)).join('')

type Words = { readonly wrong: string; readonly right: string }

const wrongValue = (given: unknown, right: string): Words => ({
  wrong: `is ${JSON.stringify(given)}`,
  right: `it must be ${right}`,
})

function objectionWords(objection: Objection, { tree }: ConfigFile): Words {
  const given = objection.path.reduce<unknown>((at, name) => Object(at)[name], tree)
  switch (objection.kind) {
    case 'unknown':
      return unknownSetting(keyOf(objection.path))
    case 'group':
      return wrongValue(given, `a group of settings: ${inside(keyOf(objection.path)).join(', ')}`)
    case 'value':
      return wrongValue(given, objection.right)
  }
}

/** The nearest key, also one whose group was forgotten: `startAt` means `logs.startAt`. */
function unknownSetting(key: string): Words {
  const names = key.split('.')
  const own = names.pop() ?? ''
  const group = names.join('.')
  const keys = rows.map((row) => row.key)
  const meant = nearest(key, keys) ?? keys.find((one) => one.toLowerCase().endsWith(`.${own.toLowerCase()}`))
  if (meant !== undefined) return { wrong: 'is no setting', right: `did you mean ${meant}?` }
  return { wrong: 'is no setting', right: `${group === '' ? 'there are' : `${group} has`} ${inside(group).join(', ')}` }
}

/** Names directly inside a group, in the order of the table. */
function inside(group: string): string[] {
  const prefix = group === '' ? '' : `${group}.`
  const names = rows
    .filter(({ key }) => key.startsWith(prefix))
    .map(({ key }) => key.slice(prefix.length).split('.', 1)[0])
  return [...new Set(names.filter((name) => name !== undefined))]
}
