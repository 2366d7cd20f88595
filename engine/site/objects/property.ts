// How a property of a provider class is declared, and the rules every property obeys (object-model.md 2 to 7; rules O-6,
// O-7, O-8 and O-12). A class is a table of such properties plus the rules that look at several of them.
import { ObjectError } from './errors.ts'

export type PropertyKind = 'string' | 'uint32' | 'sint32' | 'boolean' | 'datetime' | 'list' | 'blob'

export type Property = {
  readonly kind: PropertyKind
  /** `fixed`: given when the object is made, then never changed; to change it, delete and create again. */
  readonly access: 'write' | 'read' | 'fixed'
  /** What it is when nobody gives a value; without one a fixed or required property must be given. */
  readonly default?: unknown
  /** Must not be empty (the schema's Not_null). */
  readonly required?: true
  /** Most characters of a string, most members of a list. */
  readonly longest?: number
  readonly values?: readonly (string | number)[]
  /** Smallest and greatest number. */
  readonly range?: readonly [least: number, most: number]
  /** Not returned by an enumeration, only by Get. */
  readonly lazy?: true
}

export type PropertyTable<T> = { readonly [Name in keyof T]-?: Property }

/** Values for a new object: what the caller gives over the defaults. Throws `ObjectError`. */
export function newInstance<T extends object>(
  objectClass: string,
  table: PropertyTable<T>,
  given: Partial<T>,
  assigned: Partial<T>,
): T {
  checkGiven(objectClass, table, given, undefined)
  const values: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(table) as [string, Property][]) {
    values[name] = copyOf((given as Record<string, unknown>)[name] ?? property.default)
  }
  Object.assign(values, assigned)
  checkRequired(objectClass, table, values)
  return values as T
}

/** The object with the changes of one Put. Throws `ObjectError`; the old object stays as it is. */
export function changedInstance<T extends object>(
  objectClass: string,
  table: PropertyTable<T>,
  before: T,
  changes: Partial<T>,
): T {
  checkGiven(objectClass, table, changes, before)
  const after = { ...before, ...changes }
  checkRequired(objectClass, table, after as Record<string, unknown>)
  return after
}

function checkGiven<T extends object>(
  objectClass: string,
  table: PropertyTable<T>,
  given: Partial<T>,
  before: T | undefined,
): void {
  for (const [name, value] of Object.entries(given)) {
    const where = { objectClass, property: name }
    const property: Property | undefined = Object.hasOwn(table, name) ? table[name as keyof T] : undefined
    if (property === undefined) throw new ObjectError('O-10', 'INVALID_PARAMETER', where, 'there is no such property')
    const old = before?.[name as keyof T]
    // A client writes a whole object back: an unchanged value of a read-only property is no write.
    if (before !== undefined && value === old) continue
    if (property.access === 'read') throw new ObjectError('O-8', 'READ_ONLY', where, 'this property is read-only')
    if (property.access === 'fixed' && before !== undefined) {
      throw new ObjectError('O-7', 'READ_ONLY', where, 'cannot be changed; delete the object and create it again')
    }
    if (value !== undefined) checkValue(where, property, value)
  }
}

function checkRequired(objectClass: string, table: object, values: Record<string, unknown>): void {
  for (const [name, property] of Object.entries(table) as [string, Property][]) {
    const value = values[name]
    if (property.required !== true || (value !== undefined && value !== '')) continue
    throw new ObjectError('O-6', 'ILLEGAL_NULL', { objectClass, property: name }, 'must not be empty')
  }
}

const typeOfKind: Readonly<Record<PropertyKind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  uint32: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffffffff,
  sint32: (value) => Number.isInteger(value) && Math.abs((value as number) + 0.5) < 2 ** 31,
  boolean: (value) => typeof value === 'boolean',
  datetime: (value) => Number.isSafeInteger(value),
  list: Array.isArray,
  blob: () => true,
}

function checkValue(where: Where, property: Property, value: unknown): void {
  const wrong = problemOf(property, value)
  if (wrong !== undefined) throw new ObjectError('O-12', 'VALUE_OUT_OF_RANGE', where, wrong)
}

/** What is wrong with a value of this property; undefined when nothing is. */
function problemOf(property: Property, value: unknown): string | undefined {
  if (!typeOfKind[property.kind](value)) return `is not a ${property.kind}`
  const size = typeof value === 'string' || Array.isArray(value) ? value.length : 0
  if (property.longest !== undefined && size > property.longest) return `is longer than ${property.longest}`
  if (property.values !== undefined && !property.values.includes(value as never)) {
    return `is none of ${property.values.join(', ')}`
  }
  const [least, most] = property.range ?? [-Infinity, Infinity]
  if (typeof value === 'number' && (value < least || value > most)) return `is not from ${least} to ${most}`
  return undefined
}

const copyOf = (value: unknown): unknown => (Array.isArray(value) ? [...(value as unknown[])] : value)

type Where = { readonly objectClass: string; readonly property: string }
