// What a message of a row looks like: the other direction of recognise.ts.
import type { FieldsOf, SignatureId } from './signatures/message-catalogue.ts'
import { placeholders, type Placeholder, type PlaceholderName } from './signatures/placeholders.ts'
import { rows } from './signatures/prepared.ts'
import { fieldOf, holdsHole, type Fields, type Shape } from './signatures/row.ts'
import type { Part } from './signatures/template.ts'

/**
 * The text of a message, as a component writes it, without the marks around it.
 *
 *   render('PX-012', { jobId: '577', packageId: 'PS100039', … })
 *
 * Without a shape optional parts and blanks are written as usual, numbers in the notation of the row. With the shape of
 * a recognised message the very text comes back.
 *
 * @throws TypeError when a value is missing: a mistake of the caller.
 */
export function render<Id extends SignatureId>(id: Id, fields: FieldsOf<Id>, shape?: Shape): string {
  return renderAny(id, fields, shape)
}

/** The same for an id that is only known at run time. */
export function renderAny(id: string, fields: Fields, shape: Shape = {}): string {
  const row = rows.get(id)
  if (row === undefined) throw new TypeError(`No message has the id ${id}`)
  return written({ id, fields, shape, usual: row.usual }, row.parts) + (shape['rest'] ?? '')
}

type Values = { readonly id: string; readonly fields: Fields; readonly shape: Shape; readonly usual: Shape }

function written(values: Values, parts: readonly Part[]): string {
  return parts.map((part) => partText(values, part)).join('')
}

function partText(values: Values, part: Part): string {
  const { shape, usual } = values
  switch (part.kind) {
    case 'literal':
      return part.text
    case 'blanks':
      return shape[part.key] ?? usual[part.key] ?? ''
    case 'hole':
      return valueText(values, part.name)
    case 'optional':
      return isPresent(values, part) ? written(values, part.parts) : ''
  }
}

function isPresent({ shape, usual, fields }: Values, part: Extract<Part, { kind: 'optional' }>): boolean {
  if (!holdsHole(part)) return (shape[part.key] ?? usual[part.key] ?? '') !== ''
  return part.parts.some((inner) => inner.kind === 'hole' && (inner.name in shape || fieldOf(inner.name) in fields))
}

function valueText({ id, fields, shape }: Values, name: PlaceholderName): string {
  const asWritten = shape[name]
  if (asWritten !== undefined) return asWritten
  const value = fields[fieldOf(name)]
  if (value === undefined) throw new TypeError(`${id} needs a value for ${fieldOf(name)}`)
  const { notation }: Placeholder = placeholders[name]
  return notation === undefined ? String(value) : notation.print(value)
}

/** Value of a hole, by the name of its field; undefined where an optional part is to be left out. */
export type ValueOf = (field: string) => string | number | undefined

/**
 * The same prepared once for many messages of a row: the parts whose form is settled are joined beforehand.
 *
 * @throws TypeError, when called, for a value that is missing: a mistake of the caller.
 */
export function renderer(id: string, shape: Shape = {}): (valueOf: ValueOf) => string {
  const row = rows.get(id)
  if (row === undefined) throw new TypeError(`No message has the id ${id}`)
  const pieces = piecesOf({ id, fields: {}, shape, usual: row.usual }, row.parts)
  return (valueOf) => {
    let text = ''
    for (const piece of pieces) text += typeof piece === 'string' ? piece : piece(valueOf)
    return text
  }
}

type Piece = string | ((valueOf: ValueOf) => string)

function piecesOf(values: Values, parts: readonly Part[]): readonly Piece[] {
  const pieces: Piece[] = []
  for (const piece of parts.flatMap((part) => pieceOf(values, part))) {
    const last = pieces.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece
    else pieces.push(piece)
  }
  return pieces
}

function pieceOf(values: Values, part: Part): readonly Piece[] {
  if (part.kind === 'hole') return [holePiece(values, part.name)]
  if (part.kind !== 'optional') return [partText(values, part)]
  if (!holdsHole(part)) return isPresent(values, part) ? piecesOf(values, part.parts) : []
  const inner = piecesOf(values, part.parts)
  const fields = part.parts.flatMap((one) => (one.kind === 'hole' ? [fieldOf(one.name)] : []))
  const written = (valueOf: ValueOf): string =>
    inner.map((piece) => (typeof piece === 'string' ? piece : piece(valueOf))).join('')
  return [(valueOf) => (fields.some((field) => valueOf(field) !== undefined) ? written(valueOf) : '')]
}

function holePiece({ id, shape }: Values, name: PlaceholderName): Piece {
  const asWritten = shape[name]
  if (asWritten !== undefined) return asWritten
  const field = fieldOf(name)
  const { notation }: Placeholder = placeholders[name]
  return (valueOf) => {
    const value = valueOf(field)
    if (value === undefined) throw new TypeError(`${id} needs a value for ${field}`)
    return notation === undefined ? String(value) : notation.print(value)
  }
}
