import type { Frame } from '../layouts/frame.ts'
import type { PhysicalLine } from '../lines.ts'
import type { TextDecoding } from '../text-encoding.ts'

/** Offset in the file of the byte at `index` of the line's bytes. */
export function offsetIn(line: PhysicalLine, index: number): number {
  if (index === line.start) return line.offset
  return line.offsetAt === undefined ? line.offset + index - line.start : line.offsetAt(index)
}

/** Offset in the file behind a piece that ends at `index`; line end, and blanks before it, belong to the last piece. */
export const offsetBehind = (line: PhysicalLine, index: number): number =>
  index >= line.end ? line.offset + line.length : offsetIn(line, index)

/** The line's characters, each one byte, so that indices into them are indices into the bytes. */
export const byteText = (line: PhysicalLine, from: number): string => line.bytes.toString('latin1', from, line.end)

/** Text of bytes[from, to). */
export const textIn = (line: PhysicalLine, decoding: TextDecoding, from: number, to: number): string =>
  line.ascii ? line.bytes.toString('latin1', from, to) : decoding.text(line.bytes, from, to)

/** Text of the piece that begins at `at`, with its frame and without. */
export function framedText(
  line: PhysicalLine,
  decoding: TextDecoding,
  at: number,
  { messageStart, messageEnd, end }: Frame,
): { readonly raw: string; readonly message: string } {
  if (line.ascii) {
    const raw = line.bytes.toString('latin1', at, end)
    return { raw, message: raw.slice(messageStart - at, messageEnd - at) }
  }
  const message = textIn(line, decoding, messageStart, messageEnd)
  const before = textIn(line, decoding, at, messageStart)
  return { raw: before + message + textIn(line, decoding, messageEnd, end), message }
}

/** `index`, or the line's end when only blanks follow. */
export function behindBlanks(line: PhysicalLine, index: number): number {
  for (let i = index; i < line.end; i++) if (line.bytes[i] !== 0x20 && line.bytes[i] !== 0x09) return index
  return line.end
}

export const isBlank = (line: PhysicalLine): boolean => behindBlanks(line, line.start) === line.end
