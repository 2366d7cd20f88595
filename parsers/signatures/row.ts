// A row of the catalogue, prepared for both directions: text -> values and values -> text.
import type { LogName } from '../log-name.ts'
import { matches } from './matcher.ts'
import { compile, type Pattern } from './pattern.ts'
import { placeholders, type Placeholder, type PlaceholderName, type Text } from './placeholders.ts'
import type { Signature } from './signature.ts'
import { parseTemplate, variantsOf, type Part, type Variant } from './template.ts'

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
  /** Patterns of the more special rows that this one steps back for. */
  readonly unless: readonly Pattern[]
  /** How optional parts and blanks are written where a shape does not say. */
  readonly usual: Shape
}

/** One way to write the row: every optional part decided. */
export type Form = {
  readonly pattern: Pattern
  readonly slots: readonly Slot[]
  /** Optional parts without a hole inside: `?n` -> '' or 'present'. */
  readonly decided: Shape
}

/** What a pair of marks stands for. */
type Slot =
  | { readonly kind: 'blanks'; readonly key: string }
  | { readonly kind: 'hole'; readonly name: PlaceholderName; readonly field: string; readonly looks: Placeholder }

/** @throws Error for a template that cannot be matched in linear time, or a sample that does not fit its own row. */
export function prepareRow(signature: Signature, log: LogName): Row {
  const parts = parseTemplate(signature.template)
  const forms = variantsOf(parts).map((variant) => formOf(variant, parts))
  const unless = signature.unless === undefined ? [] : patternsOf(signature.unless)
  const row = { log, signature, parts, forms, unless, usual: {} }
  return { ...row, usual: usualShape(row) }
}

const patternsOf = (template: string): readonly Pattern[] =>
  variantsOf(parseTemplate(template)).map(({ parts }) => compile(parts))

function formOf(variant: Variant, parts: readonly Part[]): Form {
  const decided = parts.flatMap((part) =>
    part.kind === 'optional' && !holdsHole(part) ? [[part.key, variant.present[part.key] ? 'present' : '']] : [],
  )
  return {
    pattern: compile(variant.parts),
    slots: variant.parts.flatMap((part) => slotOf(part)),
    decided: Object.fromEntries(decided) as Shape,
  }
}

/** A part with a hole inside is there when its hole has a value; nothing needs to be remembered. */
export const holdsHole = (part: Extract<Part, { kind: 'optional' }>): boolean =>
  part.parts.some((inner) => inner.kind === 'hole')

function slotOf(part: Part): readonly Slot[] {
  if (part.kind === 'blanks') return [{ kind: 'blanks', key: part.key }]
  if (part.kind !== 'hole') return []
  const looks: Placeholder = placeholders[part.name]
  return [{ kind: 'hole', name: part.name, field: looks.field ?? part.name, looks }]
}

/** The row's sample shows how optional parts are usually written; without one they are left out. */
function usualShape(row: Row): Shape {
  const { sample, id } = row.signature
  if (sample === undefined) return {}
  const reading = readRow(row, sample)
  if (reading === undefined) throw new Error(`The sample of ${id} does not fit its template`)
  return Object.fromEntries(Object.entries(reading.shape ?? {}).filter(([key]) => key.startsWith('?')))
}

const marks = new Int32Array(64)

/** Values and shape when the text is a message of this row. */
export function readRow(row: Row, text: Text): { fields: Fields; shape: Shape | undefined } | undefined {
  for (const form of row.forms) {
    if (!matches(form.pattern, text, marks)) continue
    return steppedBack(row, text) ? undefined : readMarks(form, row.usual, text)
  }
  return undefined
}

const otherMarks = new Int32Array(64)
const steppedBack = ({ unless }: Row, text: Text): boolean =>
  unless.some((pattern) => matches(pattern, text, otherMarks))

function readMarks(form: Form, usual: Shape, text: Text): { fields: Fields; shape: Shape | undefined } {
  const fields: Record<string, string | number> = {}
  let shape: Record<string, string> | undefined
  const remember = (key: string, written: string): void => {
    shape ??= {}
    shape[key] = written
  }
  form.slots.forEach((slot, i) => {
    const written = text.slice(marks[2 * i] ?? 0, marks[2 * i + 1] ?? 0)
    if (slot.kind === 'blanks') {
      if (written !== (usual[slot.key] ?? '')) remember(slot.key, written)
    } else if (!readHole(slot, written, fields)) remember(slot.name, written)
  })
  for (const [key, state] of Object.entries(form.decided)) if (state !== (usual[key] ?? '')) remember(key, state)
  return { fields, shape }
}

/** Sets the field; false when the field alone would not print the text again. */
function readHole(
  slot: Extract<Slot, { kind: 'hole' }>,
  written: string,
  fields: Record<string, string | number>,
): boolean {
  const { field, looks } = slot
  if (looks.instead?.some((words) => written.startsWith(words))) return false
  if (looks.notation === undefined) {
    fields[field] = written
    return true
  }
  const value = looks.notation.read(written)
  if (value === undefined) return false
  fields[field] ??= value
  return fields[field] === value && looks.notation.print(value) === written
}
