// A template variant, prepared for matching (matcher.ts says how a pattern is read and why that is linear).
import { characterSet, isMember, type CharacterSet } from './characters.ts'
import { placeholders, type Placeholder, type Text } from './placeholders.ts'
import type { PlainPart } from './template.ts'

export type Step =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'blanks'; readonly slot: number }
  | {
      readonly kind: 'run'
      readonly slot: number
      readonly set: CharacterSet
      readonly min: number
      readonly max: number
      readonly giveBack: number
      readonly like: RegExp | undefined
      readonly instead: readonly string[]
    }
  | {
      readonly kind: 'structure'
      readonly slot: number
      readonly ends: (text: Text, from: number) => number
      /** Literals that such a value can begin with. */
      readonly begins: readonly string[]
      readonly instead: readonly string[]
    }

export type OpenHole = { readonly slot: number; readonly min: number; readonly solid: boolean }

export type Group = {
  /** The hole of any text before the group; undefined for the first. */
  readonly open: OpenHole | undefined
  /** Blanks between that hole and the group's first literal. */
  readonly blanksSlot: number | undefined
  readonly steps: readonly Step[]
  /** The literal the group begins with; '' when it has no steps. */
  readonly anchor: string
  readonly onlyAnchor: boolean
  readonly last: boolean
}

export type Pattern = {
  readonly groups: readonly Group[]
  /** Literal text the pattern begins with; '' when it begins with a hole. */
  readonly prefix: string
  /** Two marks (start, end) per slot; slots are the holes and blanks in order. */
  readonly slots: number
}

/** Longest value of a hole whose look an expression decides. */
const longestLooked = 300

/** @throws Error when the parts cannot be matched in linear time without reconsidering. */
export function compile(parts: readonly PlainPart[]): Pattern {
  const merged = mergeLiterals(parts)
  const drafts: Draft[] = [{ open: undefined, blanksSlot: undefined, steps: [] }]
  let slot = 0
  merged.forEach((part, i) => {
    addPart(drafts, part, merged[i + 1], slot)
    if (part.kind !== 'literal') slot++
  })
  drafts.slice(1).forEach(assertFloats)
  const groups = drafts.map((draft, i) => finished(draft, i === drafts.length - 1))
  const first = merged[0]
  return { groups, prefix: first?.kind === 'literal' ? first.text : '', slots: slot }
}

type Draft = { open: OpenHole | undefined; blanksSlot: number | undefined; steps: Step[] }

function finished(draft: Draft, last: boolean): Group {
  const [first] = draft.steps
  const anchor = first?.kind === 'literal' ? first.text : ''
  return { ...draft, anchor, onlyAnchor: draft.steps.length <= 1, last }
}

function addPart(groups: Draft[], part: PlainPart, next: PlainPart | undefined, slot: number): void {
  const group = groups[groups.length - 1]
  if (group === undefined) return
  if (part.kind === 'literal') group.steps.push(part)
  else if (part.kind === 'blanks') {
    if (group.open !== undefined && group.steps.length === 0) group.blanksSlot = slot
    else group.steps.push({ kind: 'blanks', slot })
  } else {
    const looks: Placeholder = placeholders[part.name]
    if (looks.chars !== 'any') group.steps.push(holeStep(looks, slot, next))
    else {
      const open = { slot, min: looks.min ?? 0, solid: looks.solid ?? false }
      groups.push({ open, blanksSlot: undefined, steps: [] })
    }
  }
}

function mergeLiterals(parts: readonly PlainPart[]): readonly PlainPart[] {
  const merged: PlainPart[] = []
  for (const part of parts) {
    const last = merged[merged.length - 1]
    if (part.kind === 'literal' && last?.kind === 'literal') {
      merged[merged.length - 1] = { kind: 'literal', text: last.text + part.text }
    } else merged.push(part)
  }
  return merged
}

function holeStep(looks: Placeholder, slot: number, next: PlainPart | undefined): Step {
  const instead = looks.instead ?? []
  if (looks.ends) {
    return { kind: 'structure', slot, ends: looks.ends, begins: [looks.begins ?? '', ...instead], instead }
  }
  const set = characterSet(looks.chars)
  const max = looks.max ?? Infinity
  if (looks.like && max > longestLooked) throw new Error('An expression needs a longest value')
  return { kind: 'run', slot, set, min: looks.min ?? 0, max, giveBack: givenBack(set, next), like: looks.like, instead }
}

/** How many characters of the literal behind a run belong to the run's own set, and so are read as part of it. */
function givenBack(set: CharacterSet, next: PlainPart | undefined): number {
  if (next === undefined) return 0
  if (next.kind === 'hole') throw new Error('Two holes need literal text between them')
  if (next.kind === 'blanks') return 0
  const codes = [...next.text].map((character) => character.charCodeAt(0))
  const foreign = codes.findIndex((code) => !isMember(set, code))
  return foreign < 0 ? codes.length : foreign
}

function assertFloats(group: Draft): void {
  const [first, ...others] = group.steps
  if (first === undefined) {
    if (group.blanksSlot !== undefined) throw new Error('Blanks at the end cannot be told from the text before them')
    return
  }
  if (first.kind !== 'literal') throw new Error('Literal text must follow a hole of any text')
  if (group.blanksSlot !== undefined && /^[ \t]/.test(first.text))
    throw new Error('Blanks cannot be told from the literal')
  for (const step of others) {
    const holdsFirst = step.kind === 'run' && [...first.text].every((c) => isMember(step.set, c.charCodeAt(0)))
    if (holdsFirst || step.kind === 'structure') throw new Error('A hole could be read again and again')
  }
}
