// The row type of the signature catalogue: what one message looks like and what it says.
//
// In a template `{name}` is a hole (its name is a key of placeholders.ts), `[?text]` a part that may be absent and `[? ]`
// any number of blanks; every other bracket is literal. The same template recognises a message and renders one.
import type { FieldName, PlaceholderName } from './placeholders.ts'

export type Signature = {
  /** Never reused. The two letters name the log. */
  readonly id: string
  readonly template: string
  /** `detail` is information that only a verbose log holds; `by letter` follows SEV inside the line. */
  readonly severity: 'info' | 'detail' | 'warning' | 'error' | 'by letter'
  readonly means: string
  /** A general row steps back where this more special template fits. */
  readonly unless?: string
  /** What belongs to this line elsewhere, and by which value. */
  readonly pairsWith?: string
  /** A real line. Shows how optional parts are usually written, so a row that has some must bring one. */
  readonly sample?: string
  /** Why no line of the corpus shows this row. */
  readonly noSample?: string
}

/** Names of the holes in a template. */
export type Hole<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Hole<Rest>
  : never

/** A template without its optional parts; blanks go first, they are the only thing that stands inside another part. */
type Needed<Template extends string> = WithoutParts<WithoutBlanks<Template>>
type WithoutBlanks<Template extends string> = Template extends `${infer Before}[? ]${infer After}`
  ? WithoutBlanks<`${Before}${After}`>
  : Template
type WithoutParts<Template extends string> = Template extends `${infer Before}[?${string}]${infer After}`
  ? WithoutParts<`${Before}${After}`>
  : Template

type Named<Name> = Name extends PlaceholderName ? FieldName<Name> : never

/** What `render` needs for a template: a value for every hole; those of optional parts may be left out. */
export type FieldsFor<Template extends string> = Readonly<
  Record<Named<Hole<Needed<Template>>>, string | number> & Partial<Record<Named<Hole<Template>>, string | number>>
>

/** Refuses, at compile time, a row with a hole that placeholders.ts does not know. */
type KnownHoles<Rows extends readonly Signature[]> = {
  readonly [K in keyof Rows]: Exclude<Hole<Rows[K]['template']>, PlaceholderName> extends never
    ? Rows[K]
    : { readonly template: `unknown hole {${Exclude<Hole<Rows[K]['template']>, PlaceholderName>}}` }
}

/** Rows of one log, as written; a misspelt hole is a compile error in its row. */
export function signatures<const Rows extends readonly Signature[]>(rows: Rows & KnownHoles<Rows>): Rows {
  return rows
}
