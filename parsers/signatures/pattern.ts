// A template with its optional parts decided -> an expression that runs in linear time on any text.
//
// Why linear. `compile` accepts only patterns for which this holds, and throws for others:
//
// - A hole is a run of characters of a set, and behind it stands a literal with a character outside that set (or the end).
//   So the literal can stand in one place only, and giving back characters of the run never leads to a second fit.
// - At most one hole of a stage takes any text. It is looked for once, from one side; what is tried behind it ends early,
//   because no run in there can hold the literal that it begins with.
// - A second hole of any text begins a new stage: an expression of its own that goes on where the first fit ended.
//   A fit of an earlier stage is never reconsidered, as it would be in one long expression (quadratic).
// - Any text ends with no blank before a run of blanks, and begins with none behind one.
//
// test/parsers/signatures/linear.test.ts counts the steps of a backtracking matcher over the same parts.
import { characterSet, isMember } from './character-set.ts'
import { placeholders, type Placeholder, type PlaceholderName } from './placeholders.ts'
import type { PlainPart } from './template.ts'

export type Pattern = {
  /** Each begins where the one before ended; the last ends with the text. One, except with two holes of any text. */
  readonly stages: readonly RegExp[]
  /** Every hole and run of blanks is one capture, in order over all stages. */
  readonly parts: readonly PlainPart[]
}

type Hole = Extract<PlainPart, { kind: 'hole' }>

/** @throws Error when linear time cannot be promised. */
export function compile(variant: readonly PlainPart[]): Pattern {
  const parts = mergeLiterals(variant)
  parts.forEach((part, i) => {
    assertOneFit(part, parts.slice(i + 1))
  })
  const stages = stagesOf(parts)
  const sources = stages.map((stage, i) => sourceOf(stage, i === stages.length - 1))
  return { stages: sources.map((source) => new RegExp(source, 'y')), parts }
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

const looksOf = ({ name }: Hole): Placeholder => placeholders[name]

/** Does the hole take any text? */
export const isOpen = (part: PlainPart | undefined): boolean => part?.kind === 'hole' && looksOf(part).chars === 'any'

function assertOneFit(part: PlainPart, rest: readonly PlainPart[]): void {
  const [next, ...behind] = rest
  if (part.kind === 'literal' || next === undefined) return
  if (part.kind === 'blanks') assertNoBlankBehind(next)
  else if (next.kind === 'hole') throw new Error('Two holes need something between them')
  else if (isOpen(part)) assertFloats(next.kind === 'blanks' ? behind : rest)
  else assertEnds(looksOf(part), next, behind.length === 0)
}

function assertNoBlankBehind(next: PlainPart): void {
  const mayBegin =
    next.kind === 'literal'
      ? /^[ \t]/.test(next.text)
      : next.kind === 'blanks' || (!isOpen(next) && holdsBlank(looksOf(next)))
  if (mayBegin) throw new Error('Blanks cannot be told from what follows')
}

const holdsBlank = ({ chars }: Placeholder): boolean =>
  chars === 'own' || [' ', '\t'].some((blank) => isMember(characterSet(chars), blank))

/** Behind a hole of any text: a literal that no later run can hold. */
function assertFloats([anchor, ...others]: readonly PlainPart[]): void {
  if (anchor?.kind !== 'literal') throw new Error('Literal text must follow a hole of any text')
  const nextOpen = others.findIndex(isOpen)
  for (const part of nextOpen < 0 ? others : others.slice(0, nextOpen)) {
    if (part.kind !== 'hole') continue
    const { chars } = looksOf(part)
    const canHoldAnchor = chars === 'own' || [...anchor.text].every((each) => isMember(characterSet(chars), each))
    if (canHoldAnchor) throw new Error(`{${part.name}} could be read again and again`)
  }
}

/** The literal behind a run must show where the run ends. */
function assertEnds({ chars }: Placeholder, next: Exclude<PlainPart, Hole>, isLast: boolean): void {
  if (chars === 'own' || (next.kind === 'literal' && isLast)) return
  const set = characterSet(chars)
  const telling = next.kind === 'blanks' ? [' ', '\t'] : [...next.text]
  if (telling.every((each) => isMember(set, each))) throw new Error('The end of a run cannot be told')
}

/** Cut before every hole of any text but the first. */
function stagesOf(parts: readonly PlainPart[]): readonly (readonly PlainPart[])[] {
  const cuts = parts.flatMap((part, i) => (isOpen(part) ? [i] : [])).slice(1)
  return [0, ...cuts].map((from, i) => parts.slice(from, cuts[i]))
}

function sourceOf(stage: readonly PlainPart[], isLast: boolean): string {
  const source = stage.map((part, i) => partSource(part, stage[i - 1], stage[i + 1], isLast)).join('')
  return isLast ? `${source}$` : source
}

type Neighbour = PlainPart | undefined

function partSource(part: PlainPart, before: Neighbour, next: Neighbour, isLast: boolean): string {
  if (part.kind === 'literal') return escaped(part.text)
  if (part.kind === 'blanks') return '([ \\t]*)'
  if (!isOpen(part)) return `(${valueSource(part)})`
  const { min = 0, solid = before?.kind === 'blanks' } = looksOf(part)
  return `(${openSource(min, solid, next?.kind === 'blanks', isLast)})`
}

/** The last hole of any text is looked for from the end, where the literal behind it usually is. */
function openSource(min: number, solid: boolean, blanksFollow: boolean, isLast: boolean): string {
  const any = isLast ? '[^]*' : '[^]*?'
  if (blanksFollow) return `${any}[^ \\t]`
  if (solid) return min === 0 ? `(?:[^ \\t]${any})?` : `[^ \\t]${any}`
  return min === 0 ? any : any.replace('*', '+')
}

/** Each is used by many patterns. */
const valueSources = new Map<PlaceholderName, string>()

function valueSource({ name }: Hole): string {
  const source = valueSources.get(name) ?? newValueSource(placeholders[name])
  valueSources.set(name, source)
  return source
}

function newValueSource({ chars, like, min = 0, max, instead = [] }: Placeholder): string {
  const value = like ?? `[${chars}]{${String(min)},${max === undefined ? '' : String(max)}}`
  const whole = new RegExp(`^(?:${value})$`)
  return [value, ...instead.filter((words) => !whole.test(words)).map(escaped)].join('|')
}

/** The text as an expression that it alone fits. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** When the whole text fits: the captured texts in order, behind one entry that means nothing. */
export function fit({ stages }: Pattern, text: string): readonly (string | undefined)[] | undefined {
  let captured: readonly (string | undefined)[] | undefined
  let at = 0
  for (const stage of stages) {
    stage.lastIndex = at
    const match = stage.exec(text)
    if (match === null) return undefined
    at = stage.lastIndex
    captured = captured === undefined ? match : [...captured, ...match.slice(1)]
  }
  return captured
}
