import { clientClosing, clientOpening } from '../layouts/client.ts'

/** Most of a record's text that is kept, and what is kept of its end when it is longer (DESIGN 2). */
const mostText = 1024 * 1024
const keptEnd = 1024

/** A CCM record whose end was not seen yet: its text is gathered line by line. */
export type ClientRecord = {
  readonly offset: number
  readonly line: number
  append(text: string): void
  message(): string
  /** Characters left out of the middle. */
  readonly dropped: number
}

export function clientRecord(offset: number, line: number): ClientRecord {
  const head: string[] = []
  let room = mostText
  let end: string[] = []
  let endLength = 0
  let length = 0
  return {
    offset,
    line,
    append(text) {
      const piece = length === 0 && head.length === 0 ? text : `\n${text}`
      length += piece.length
      if (room > 0 || head.length === 0) head.push(piece.slice(0, room))
      const rest = piece.slice(room)
      room = Math.max(0, room - piece.length)
      if (rest === '') return
      end.push(rest)
      endLength += rest.length
      if (endLength < 64 * keptEnd) return
      end = [end.join('').slice(-keptEnd)]
      endLength = keptEnd
    },
    message: () => head.join('') + end.join('').slice(-keptEnd),
    get dropped() {
      return Math.max(0, length - mostText - keptEnd)
    },
  }
}

/** The record as it stood in the file; nothing in it is escaped, so its text says it all. */
export const rawClientRecord = (message: string, attributes: string): string =>
  `${clientOpening}${message}${attributes === '' ? '' : clientClosing + attributes}`
