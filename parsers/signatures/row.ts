// A row of the catalogue, prepared for both directions: text -> values and values -> text.
import type { LogName } from '../log-name.ts'
import { compile, escaped, fit, type Pattern } from './pattern.ts'
import { placeholders, type Placeholder, type PlaceholderName } from './placeholders.ts'
import type { Signature } from './signature.ts'
import { parseTemplate, variantsOf, type Part, type PlainPart, type Variant } from './template.ts'

/**
 * How a message was written where its fields alone do not tell. Keys are hole names of the template (value: the text
 * as printed) and `?n` for the n-th optional part ('' absent, 'present') or run of blanks (value: the blanks).
 */
export type Shape = Readonly<Record<string, string>>

/** Values of the holes under their output names, exactly as printed; threadId is a number, resultCode canonical. */
export type Fields = Readonly<Record<string, string | number>>

export type Row = {
  readonly log: LogName
  readonly signature: Signature
  readonly parts: readonly Part[]
  readonly forms: readonly Form[]
  /** Output names of the holes, each once, in their order; optional parts included. */
  readonly fieldNames: readonly string[]
  /** Patterns of the more special rows that this one steps back for. */
  readonly unless: readonly Pattern[]
  /** How optional parts and blanks are written where a shape does not say. */
  readonly usual: Shape
}

/** One way to write the row: every optional part decided. */
export type Form = {
  readonly pattern: Pattern
  /** One per capture of the pattern. */
  readonly slots: readonly Slot[]
  /** Optional parts without a hole inside that this form writes in another way than usual: `?n` -> '' or 'present'. */
  readonly unusual: Shape | undefined
}

/** What a capture is. `key` is the name of a hole or `?n` of blanks, `field` is undefined for blanks. */
type Slot = {
  readonly key: string
  readonly field: string | undefined
  readonly looks: Placeholder | undefined
  /** What is printed in place of a value; one expression, as every message is asked. */
  readonly standIn: RegExp | undefined
  readonly usual: string
}

/** @throws Error for a template that cannot be matched in linear time, or a sample that does not fit its own row. */
export function prepareRow(signature: Signature, log: LogName): Row {
  const parts = parseTemplate(signature.template)
  const unless = signature.unless === undefined ? [] : patternsOf(signature.unless)
  const fieldNames = [...new Set(fieldsIn(parts))]
  const rowWith = (usual: Shape): Row => {
    const forms = variantsOf(parts).map((variant) => formOf(variant, parts, usual))
    return { log, signature, parts, forms, fieldNames, unless, usual }
  }
  const plain = rowWith({})
  return signature.sample === undefined ? plain : rowWith(usualShape(plain, signature.sample))
}

function fieldsIn(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((part) => {
    if (part.kind === 'optional') return fieldsIn(part.parts)
    return part.kind === 'hole' ? [fieldOf(part.name)] : []
  })
}

/** Name of a hole in our output. */
export function fieldOf(name: PlaceholderName): string {
  const { field = name }: Placeholder = placeholders[name]
  return field
}

const patternsOf = (template: string): readonly Pattern[] =>
  variantsOf(parseTemplate(template)).map(({ parts }) => compile(parts))

function formOf(variant: Variant, parts: readonly Part[], usual: Shape): Form {
  const pattern = compile(variant.parts)
  const unusual = parts.flatMap((part) => {
    if (part.kind !== 'optional' || holdsHole(part)) return []
    const state = variant.present[part.key] ? 'present' : ''
    return state === (usual[part.key] ?? '') ? [] : [[part.key, state] as const]
  })
  return {
    pattern,
    slots: pattern.parts.flatMap((part) => slotOf(part, usual)),
    unusual: unusual.length === 0 ? undefined : Object.fromEntries(unusual),
  }
}

/** A part with a hole inside is there when its hole has a value; nothing needs to be remembered. */
export const holdsHole = (part: Extract<Part, { kind: 'optional' }>): boolean =>
  part.parts.some((inner) => inner.kind === 'hole')

function slotOf(part: PlainPart, usual: Shape): readonly Slot[] {
  if (part.kind === 'literal') return []
  if (part.kind === 'blanks')
    return [{ key: part.key, field: undefined, looks: undefined, standIn: undefined, usual: usual[part.key] ?? '' }]
  const looks: Placeholder = placeholders[part.name]
  return [{ key: part.name, field: fieldOf(part.name), looks, standIn: standInOf(looks), usual: '' }]
}

function standInOf({ instead = [], standIn }: Placeholder): RegExp | undefined {
  const words = instead.map((begin) => `^${escaped(begin)}`)
  const sources = standIn === undefined ? words : [...words, standIn.source]
  return sources.length === 0 ? undefined : new RegExp(sources.join('|'))
}

/** The row's sample shows how optional parts are usually written; without one they are left out. */
function usualShape(row: Row, sample: string): Shape {
  const reading = readRow(row, sample)
  if (reading === undefined) throw new Error(`The sample of ${row.signature.id} does not fit its template`)
  return Object.fromEntries(Object.entries(reading.shape ?? {}).filter(([key]) => key.startsWith('?')))
}

export type Reading = { readonly fields: Fields; readonly shape: Shape | undefined }

/** Values and shape when the text is a message of this row. */
export function readRow(row: Row, text: string): Reading | undefined {
  for (const form of row.forms) {
    const found = fit(form.pattern, text)
    if (found !== undefined) return row.unless.some((special) => fit(special, text)) ? undefined : reading(form, found)
  }
  return undefined
}

function reading({ slots, unusual }: Form, found: readonly (string | undefined)[]): Reading {
  const fields: Record<string, string | number> = {}
  let shape: Record<string, string> | undefined = unusual && { ...unusual }
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i]
    const written = found[i + 1] ?? ''
    if (slot === undefined || readSlot(slot, written, fields)) continue
    shape ??= {}
    shape[slot.key] = written
  }
  return { fields, shape }
}

/** Sets the field; false when the field alone (for blanks: the usual) would not print the text again. */
function readSlot(
  { field, looks, standIn, usual }: Slot,
  written: string,
  fields: Record<string, string | number>,
): boolean {
  if (field === undefined || looks === undefined) return written === usual
  if (standIn?.test(written) === true) return false
  if (looks.notation === undefined) {
    fields[field] = written
    return true
  }
  const value = looks.notation.read(written)
  if (value === undefined) return false
  fields[field] ??= value
  return fields[field] === value && looks.notation.print(value) === written
}
