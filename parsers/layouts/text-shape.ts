// What a text as a whole is: a log as written, or a copy. One line of a log as written tells; a copy is looked through to its
// end, for what its lines are quoted with.
import type { PhysicalLine } from '../lines.ts'
import { quoteMarkAt, type QuoteMark } from './copied-text.ts'
import { detectLayout, type Layout } from './detect.ts'

export type TextShape = {
  /** Layout of its first line that has one; undefined for a copy, to be read as `view`. */
  readonly layout: Layout | undefined
  /** In front of the lines of a copy. */
  readonly mark: QuoteMark | undefined
}

export type Survey = {
  /** @returns true when no further line can change what is known */
  note(line: PhysicalLine): boolean
  readonly shape: TextShape
}

/** A log may hold messages that begin like a quotation, a few of them in a row. */
const enoughQuoted = 50
/** So many quoted lines are a quotation, however much is written around it. */
const leastQuoted = 3

export function surveyText(): Survey {
  const marked = new Map<QuoteMark, number>()
  let layout: Layout | undefined
  let lines = 0
  let quotedFrames = 0
  let asWritten = false

  const markOfAll = (): QuoteMark | undefined => {
    const [most] = [...marked].sort((one, other) => other[1] - one[1])
    if (most === undefined) return undefined
    const [mark, count] = most
    return count * 2 > lines || (mark === '>' && count >= leastQuoted) ? mark : undefined
  }
  return {
    note({ bytes, start, end }) {
      const form = detectLayout(bytes, start, end)
      layout ??= form
      const mark = quoteMarkAt(bytes, start, end)
      if (form !== undefined && mark === undefined) return (asWritten = true)
      if (mark !== undefined) marked.set(mark, (marked.get(mark) ?? 0) + 1)
      if (form !== undefined) quotedFrames++
      if (mark !== undefined || !isBlank(bytes, start, end)) lines++
      return quotedFrames >= enoughQuoted
    },
    get shape() {
      const mark = asWritten ? undefined : markOfAll()
      return { layout: mark === undefined ? layout : undefined, mark }
    },
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 0x20 && bytes[i] !== 0x09) return false
  return true
}
