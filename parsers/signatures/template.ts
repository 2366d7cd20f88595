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
  const read = partsFrom(template, 0, 0, false)
  return read.parts
}

type Read = { readonly parts: readonly Part[]; readonly at: number; readonly keys: number }

function partsFrom(template: string, from: number, firstKey: number, inside: boolean): Read {
  const parts: Part[] = []
  let at = from
  let keys = firstKey
  while (at < template.length && !(inside && template[at] === ']')) {
    if (template.startsWith('[? ]', at)) {
      parts.push({ kind: 'blanks', key: `?${String(keys++)}` })
      at += 4
    } else if (template.startsWith('[?', at)) {
      const key = `?${String(keys++)}`
      const read = partsFrom(template, at + 2, keys, true)
      parts.push({ kind: 'optional', key, parts: read.parts })
      at = read.at
      keys = read.keys
    } else if (template[at] === '{') {
      const end = template.indexOf('}', at)
      parts.push({ kind: 'hole', name: holeName(template, template.slice(at + 1, end)) })
      at = end + 1
    } else {
      const end = literalEnd(template, at, inside)
      parts.push({ kind: 'literal', text: template.slice(at, end) })
      at = end
    }
  }
  if (inside && at >= template.length) throw new Error(`A part of the template is not closed: ${template}`)
  return { parts, at: inside ? at + 1 : at, keys }
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
