// Does a text fit a pattern? In time linear in the text, whatever the text.
//
// A pattern is cut at its open holes (`any` text) into groups. Within a group everything is determined from left to right:
// a literal stands or does not, a hole takes the longest run of its characters (less what the literal behind it must get
// back, a number known beforehand). So a group has at most one match at a position. The first group stands at the
// beginning; each further group is looked for with `indexOf` of its first literal and taken at its first fit; a fit is
// never reconsidered. The runs of a floating group cannot hold its first literal, so that two tries never read the same
// stretch more than a fixed number of times. A pattern that cannot promise this is refused when it is compiled.
import { characterSet, runEnd } from './characters.ts'
import type { Group, OpenHole, Pattern, Step } from './pattern.ts'
import type { Text } from './placeholders.ts'

/** Fills `marks` with start and end of every slot. */
export function matches(pattern: Pattern, text: Text, marks: Int32Array): boolean {
  let at = 0
  for (const group of pattern.groups) {
    at =
      group.open === undefined
        ? stepsEnd(group.steps, text, at, marks)
        : floatingEnd(group, group.open, text, at, marks)
    if (at < 0) return false
  }
  return at === text.length
}

/** Position after the steps when they stand at `from`, else -1. */
function stepsEnd(steps: readonly Step[], text: Text, from: number, marks: Int32Array): number {
  let at = from
  for (const step of steps) {
    if (step.kind === 'literal') {
      if (!text.startsWith(step.text, at)) return -1
      at += step.text.length
    } else {
      const end = holeEnd(step, text, at)
      if (end < 0) return -1
      marks[2 * step.slot] = at
      marks[2 * step.slot + 1] = end
      at = end
    }
  }
  return at
}

const blanks = characterSet(' \t')

function holeEnd(step: Exclude<Step, { kind: 'literal' }>, text: Text, from: number): number {
  if (step.kind === 'blanks') return runEnd(blanks, text, from)
  const end = step.kind === 'structure' ? step.ends(text, from) : valueEnd(step, text, from)
  return end >= 0 ? end : insteadEnd(step.instead, text, from)
}

function valueEnd(step: Extract<Step, { kind: 'run' }>, text: Text, from: number): number {
  const end = runEnd(step.set, text, from) - step.giveBack
  const length = end - from
  if (length < step.min || length > step.max) return -1
  return step.like === undefined || step.like.test(text.slice(from, end)) ? end : -1
}

/** The words that documents print in place of a value. */
function insteadEnd(instead: readonly string[], text: Text, from: number): number {
  for (const words of instead) if (text.startsWith(words, from)) return from + words.length
  return -1
}

/** Any text, then the group's steps at the first place where they fit. The last group must end the text. */
function floatingEnd(group: Group, open: OpenHole, text: Text, from: number, marks: Int32Array): number {
  const earliest = from + open.min
  if (earliest > text.length || (open.solid && isBlank(text.charCodeAt(from)))) return -1
  const { anchor } = group
  for (let at = firstPlace(group, text, earliest); at >= earliest; at = text.indexOf(anchor, at + 1)) {
    const end = stepsEnd(group.steps, text, at, marks)
    if (end >= 0 && (!group.last || end === text.length)) {
      markOpenHole(group, open, text, from, at, marks)
      return end
    }
    if (group.onlyAnchor && group.last) break
  }
  return -1
}

/** Behind the last hole a literal can only stand at the very end. */
function firstPlace({ anchor, onlyAnchor, last }: Group, text: Text, earliest: number): number {
  return onlyAnchor && last ? text.length - anchor.length : text.indexOf(anchor, earliest)
}

/** The hole ends where the group begins, or before the blanks in front of it. */
function markOpenHole(
  group: Group,
  open: OpenHole,
  text: Text,
  from: number,
  groupStart: number,
  marks: Int32Array,
): void {
  let end = groupStart
  if (group.blanksSlot !== undefined) {
    while (end > from + open.min && isBlank(text.charCodeAt(end - 1))) end--
    marks[2 * group.blanksSlot] = end
    marks[2 * group.blanksSlot + 1] = groupStart
  }
  marks[2 * open.slot] = from
  marks[2 * open.slot + 1] = end
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09
