// From a deed to the text of its line: the row of the catalogue, and where its values come from.
import { renderer, type ValueOf } from '../../../parsers/render.ts'
import type { Shape } from '../../../parsers/recognise.ts'
import type { Words } from '../../../engine/site/world/machine.ts'
import { withTildes } from '../tildes.ts'

/**
 * A row of the catalogue, and templates for the holes whose value has another name: `{packageId}.PKN`. A hole that is
 * not named takes the value of the same name.
 */
export type Wording = readonly [signature: string, holes?: Words, shape?: Shape]

/** Looks values up: those of the line first, then those of the work, then those of the machine. */
export type Sentence = (more: Words | undefined, about: Words, machine: Words) => string

/** Prepared once; used for millions of lines. */
export function sentence([signature, holes = {}, shape]: Wording): Sentence {
  const render = renderer(signature, shape)
  const marks = withTildes(signature, '\u0000').split('\u0000')
  const before = marks[0] ?? ''
  const after = marks[1] ?? ''
  const templates = new Map(Object.entries(holes).map(([hole, text]) => [hole, template(String(text))]))
  return (more, about, machine) => {
    const value: ValueOf = (name) => more?.[name] ?? about[name] ?? machine[name]
    const hole: ValueOf = (name) => templates.get(name)?.(value) ?? value(name)
    return before + render(templates.size === 0 ? value : hole) + after
  }
}

/** `\\{server}\ADMIN$`; undefined when a name means nothing here. */
export function template(text: string): (value: ValueOf) => string | undefined {
  const parts = text.split(/\{(\w+)\}/)
  if (parts.length === 1) return () => text
  return (value) => {
    let filled = ''
    for (const [index, part] of parts.entries()) {
      const piece = index % 2 === 0 ? part : value(part)
      if (piece === undefined) return undefined
      filled += String(piece)
    }
    return filled
  }
}
