// The settings table as a schema: checks the shape of a file and the text of every value. The only user of zod.
import { z } from 'zod'
import { kindOf, readSetting } from './setting-text.ts'
import { rows, type Setting } from './settings.ts'

/** What a file holds: groups by name, settings as text, `undefined` where nothing is said. */
export type FileTree = { readonly [name: string]: string | readonly unknown[] | FileTree | undefined }

/** Something the schema does not like. `path`: names from the top, numbers in lists. */
export type Objection =
  | { readonly kind: 'unknown'; readonly path: readonly (string | number)[] }
  | { readonly kind: 'group'; readonly path: readonly (string | number)[] }
  | { readonly kind: 'value'; readonly path: readonly (string | number)[]; readonly right: string }

const schema = groupSchema('')

/** The settings whose keys begin with `prefix`, one level of groups at a time: '' or `logs.`. */
function groupSchema(prefix: string): z.ZodObject {
  const inside = rows.filter(({ key }) => key.startsWith(prefix))
  const names = new Set(inside.map(({ key }) => key.slice(prefix.length).split('.', 1)[0] ?? ''))
  const entries = [...names].map((name) => {
    const row = inside.find(({ key }) => key === prefix + name)
    return [name, (row === undefined ? groupSchema(`${prefix + name}.`) : settingSchema(row)).optional()]
  })
  return z.strictObject(Object.fromEntries(entries))
}

function settingSchema(row: Setting): z.ZodType {
  const one = z.string().transform((text, context) => {
    const read = readSetting(row, text)
    if ('value' in read) return read.value
    context.addIssue({ code: 'custom', message: read.right })
    return z.NEVER
  })
  if (row.list !== true) return one.meta({ key: row.key })
  return z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(one)).meta({ key: row.key })
}

/** Every value of a file that is right, and every objection, unordered. */
export function checkTree(given: FileTree): {
  readonly values: ReadonlyMap<Setting, unknown>
  readonly objections: readonly Objection[]
} {
  const result = schema.safeParse(given)
  const objections = result.success ? [] : result.error.issues.flatMap(objectionsOf)
  const data = result.success ? result.data : schema.parse(without(given, objections))
  const values = rows.map((row) => [row, row.key.split('.').reduce<unknown>(child, data)] as const)
  return { values: new Map(values.filter(([, value]) => value !== undefined)), objections }
}

/** The tree without what is wrong in it; of a list with a wrong entry nothing is left. */
function without(given: FileTree, objections: readonly Objection[]): unknown {
  const rest: unknown = structuredClone(given)
  for (const { path } of objections) {
    const names = path.filter((name) => typeof name === 'string')
    const last = names.pop()
    const group = Object(names.reduce<unknown>(child, rest))
    if (last !== undefined) Reflect.deleteProperty(group, last)
  }
  return rest
}

const child = (at: unknown, name: string | number): unknown => Object(at)[name]

function objectionsOf(issue: z.core.$ZodIssue): Objection[] {
  const path = issue.path.filter((name) => typeof name !== 'symbol')
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ kind: 'unknown', path: [...path, key] }))
  if (issue.code === 'custom') return [{ kind: 'value', path, right: issue.message }]
  const row = rows.find(({ key }) => key === path.filter((name) => typeof name === 'string').join('.'))
  if (row === undefined) return [{ kind: 'group', path }]
  return [{ kind: 'value', path, right: kindOf(row).right }]
}

/** The schema of the configuration file for editors and other tools: JSON Schema, draft 2020-12. */
export function jsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema: made }) => {
      const row = rows.find(({ key }) => key === made['key'])
      if (row === undefined) return
      delete made['key']
      delete made.type
      Object.assign(made, settingJson(row))
    },
  })
}

function settingJson(row: Setting): Record<string, unknown> {
  const { json } = kindOf(row)
  const described = {
    description: row.means + (row.dormant === true ? ' (accepted; this version does not act on it yet)' : ''),
    ...(row.default === undefined || typeof row.default === 'function' ? {} : { default: jsonDefault(row) }),
  }
  const one = { ...json, ...(row.default === undefined ? { type: [json['type'], 'null'] } : {}) }
  if (row.list !== true) return { ...one, ...described }
  return { anyOf: [json, { type: 'array', items: json }], ...described }
}

/** The default in JSON's types: a count is a number, a truth true or false, everything else its text. */
const jsonDefault = (row: Setting): unknown =>
  row.kind === 'count' || row.kind === 'truth' ? kindOf(row).read(String(row.default)) : row.default
