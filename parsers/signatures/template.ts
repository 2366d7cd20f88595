// A template as text -> its parts, and the plain patterns it stands for.
import { placeholders, type PlaceholderName } from './placeholders.ts'

/** `key` is `?n`, n counting optional parts and blanks of a template from 0 in the order they open. */
export type Part =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'hole'; readonly name: PlaceholderName }
  | { readonly kind: 'blanks'; readonly key: string }
  | { readonly kind: 'optional'; readonly key: string; readonly parts: readonly Part[] }

export type PlainPart = Exclude<Part, { kind: 'optional' }>

/** A template with every optional part decided. */
export type Variant = {
  readonly parts: readonly PlainPart[]
  /** Keys of the optional parts -> present. */
  readonly present: Readonly<Record<string, boolean>>
}

/** @throws Error for a template nobody can mean: an unknown hole or a part that is not closed. */
export function parseTemplate(template: string): readonly Part[] {
  return partsFrom(template, { at: 0, keys: 0 }, false).parts
}

/** Place in the template, and how many keys were given out before it. */
type Place = { readonly at: number; readonly keys: number }

function partsFrom(template: string, from: Place, inside: boolean): Place & { readonly parts: readonly Part[] } {
  const parts: Part[] = []
  let { at, keys } = from
  while (at < template.length && !(inside && template[at] === ']')) {
    const read = onePart(template, { at, keys }, inside)
    parts.push(read.part)
    ;({ at, keys } = read)
  }
  if (inside && at >= template.length) throw new Error(`A part of the template is not closed: ${template}`)
  return { parts, at: inside ? at + 1 : at, keys }
}

function onePart(template: string, { at, keys }: Place, inside: boolean): Place & { readonly part: Part } {
  if (template.startsWith('[? ]', at)) {
    return { part: { kind: 'blanks', key: `?${String(keys)}` }, at: at + '[? ]'.length, keys: keys + 1 }
  }
  if (template.startsWith('[?', at)) {
    const { parts, ...place } = partsFrom(template, { at: at + '[?'.length, keys: keys + 1 }, true)
    return { part: { kind: 'optional', key: `?${String(keys)}`, parts }, ...place }
  }
  if (template[at] === '{') {
    const end = template.indexOf('}', at)
    return { part: { kind: 'hole', name: holeName(template, template.slice(at + 1, end)) }, at: end + 1, keys }
  }
  const end = literalEnd(template, at, inside)
  return { part: { kind: 'literal', text: template.slice(at, end) }, at: end, keys }
}

function literalEnd(template: string, from: number, inside: boolean): number {
  let at = from + 1
  while (at < template.length && template[at] !== '{' && !template.startsWith('[?', at)) {
    if (inside && template[at] === ']') break
    at++
  }
  return at
}

function holeName(template: string, name: string): PlaceholderName {
  if (!Object.hasOwn(placeholders, name)) throw new Error(`Unknown hole {${name}} in the template: ${template}`)
  return name as PlaceholderName
}

/** All variants, those with more optional parts first, so that a hole before such a part ends as early as it can. */
export function variantsOf(parts: readonly Part[]): readonly Variant[] {
  const [first, ...rest] = parts
  if (first === undefined) return [{ parts: [], present: {} }]
  const tails = variantsOf(rest)
  if (first.kind !== 'optional') return tails.map((tail) => ({ parts: [first, ...tail.parts], present: tail.present }))
  const taken = variantsOf(first.parts).flatMap((inner) =>
    tails.map((tail) => ({
      parts: [...inner.parts, ...tail.parts],
      present: { ...inner.present, ...tail.present, [first.key]: true },
    })),
  )
  return [...taken, ...tails.map((tail) => ({ ...tail, present: { ...tail.present, [first.key]: false } }))]
}
