import type { FileEncoding } from '../text-encoding.ts'
import { byteLines } from './byte-lines.ts'
import type { LineSource, PhysicalLine } from './physical-line.ts'

/**
 * Splits UTF-16: decodes as it comes, splits the same text as UTF-8, and counts code units to give each line the offset
 * and length it has in the file.
 *
 * @param offset      where the first line begins in the file
 * @param markLength  bytes of the byte order mark that stand before the first byte pushed; part of the first line
 */
export function utf16Lines(
  encoding: Exclude<FileEncoding, 'per-line'>,
  offset: number,
  markLength: number,
): LineSource {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  const utf8 = byteLines(0, markLength)
  /** Where the line begins that was not handed out yet, and its text (behind the mark). */
  let lineOffset = offset
  let textOffset = offset + markLength
  /** Bytes of the file seen, as an offset. */
  let seen = textOffset
  /** Code units of that line decoded so far. */
  let units = 0

  const split = (text: string): PhysicalLine[] => {
    const lines: PhysicalLine[] = []
    let at = 0
    utf8.each(Buffer.from(text, 'utf8'), (line) => {
      const next = text.indexOf('\n', at) + 1
      lines.push(placed(line, textOffset + 2 * (units + next - at)))
      units = 0
      at = next
    })
    units += text.length - at
    return lines
  }
  const placed = (line: PhysicalLine, end: number): PhysicalLine => {
    const [from, text] = [lineOffset, textOffset]
    lineOffset = textOffset = end
    return {
      ...line,
      nulBytes: 2 * line.nulBytes,
      offset: from,
      length: end - from,
      offsetAt: offsetsOf(line, text, end),
    }
  }

  return {
    each(chunk, take) {
      seen += chunk.length
      for (const line of split(decoder.decode(chunk, { stream: true }))) take(line)
    },
    end() {
      const lines = split(decoder.decode())
      units = 0
      return [...lines, ...utf8.end().map((line) => placed(line, seen))]
    },
    get nextOffset() {
      return lineOffset
    },
  }
}

/** Place in the file of each byte of the decoded text: counted from the line's end in the kept end of a cut line. */
function offsetsOf(line: PhysicalLine, text: number, end: number): (index: number) => number {
  const unitsIn = (from: number, to: number): number => line.bytes.toString('utf8', from, to).length
  const behindCut = (index: number): boolean => line.dropped > 0 && 2 * index > line.bytes.length
  const lineEnd = line.terminated ? 2 : 0
  return (index) =>
    behindCut(index) ? end - lineEnd - 2 * unitsIn(index, line.bytes.length) : text + 2 * unitsIn(0, index)
}
