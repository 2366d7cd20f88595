import { lineHead, lineTail } from './physical-line.ts'

/** The two ends of a text of any length, gathered piece by piece in bounded memory and linear time. */
export type KeptEnds = {
  append(text: Buffer): void
  /** Bytes appended so far. */
  readonly length: number
  /** What is kept, and how many bytes of it are the head; the text between head and tail was dropped. */
  take(): { readonly bytes: Buffer; readonly headLength: number }
}

export function keptEnds(): KeptEnds {
  let head: Buffer = Buffer.allocUnsafe(256)
  let tail = Buffer.alloc(0)
  let tailLength = 0
  let length = 0
  return {
    append(text) {
      const toHead = Math.min(text.length, Math.max(0, lineHead - length))
      const headLength = Math.min(length, lineHead)
      if (headLength + toHead > head.length) head = grown(head, headLength, headLength + toHead)
      text.copy(head, headLength, 0, toHead)
      length += text.length
      if (toHead === text.length) return
      if (tail.length === 0) tail = Buffer.allocUnsafe(4 * lineTail)
      // Whatever comes after the head is only of interest as far as it may be the last KiB.
      const rest = text.subarray(Math.max(toHead, text.length - lineTail))
      if (tailLength + rest.length > tail.length) {
        tail.copyWithin(0, tailLength - lineTail, tailLength)
        tailLength = lineTail
      }
      rest.copy(tail, tailLength)
      tailLength += rest.length
    },
    get length() {
      return length
    },
    take() {
      const headLength = Math.min(length, lineHead)
      const end = tail.subarray(tailLength - Math.min(tailLength, lineTail, length - headLength), tailLength)
      const dropped = length - headLength - end.length
      const kept =
        dropped === 0
          ? { bytes: Buffer.concat([head.subarray(0, headLength), end]), headLength: length }
          : whole(head.subarray(0, headLength), end)
      head = Buffer.allocUnsafe(256)
      tail = Buffer.alloc(0)
      tailLength = length = 0
      return kept
    },
  }
}

/** Cut where a character ends, so that a cut line is not taken for one in another encoding. */
function whole(head: Buffer, tail: Buffer): { bytes: Buffer; headLength: number } {
  let headLength = head.length
  while (headLength > head.length - 3 && isContinuation(head[headLength - 1])) headLength--
  if ((head[headLength - 1] ?? 0) >= 0xc0) headLength--
  let from = 0
  while (from < 3 && isContinuation(tail[from])) from++
  return { bytes: Buffer.concat([head.subarray(0, headLength), tail.subarray(from)]), headLength }
}

/** Second and later bytes of a UTF-8 character are 10xxxxxx. */
const isContinuation = (byte = 0): boolean => (byte & 0xc0) === 0x80

function grown(buffer: Buffer, used: number, needed: number): Buffer {
  const bigger = Buffer.allocUnsafe(Math.max(needed, 2 * buffer.length))
  buffer.copy(bigger, 0, 0, used)
  return bigger
}
