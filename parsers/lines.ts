// Bytes -> physical lines (log-formats 6). Splits on LF and drops one CR before it; a bare CR is text. Offsets and
// lengths are those of the file, whatever is cut, stripped or decoded on the way: the lengths of all lines add up.
//
// A line over 64 KiB keeps its head and its last 1 KiB, which holds the trailer; the rest is counted. NUL runs, which a
// machine that lost power leaves, are stripped and counted. UTF-16 (by its mark) comes out as UTF-8.
import { byteLines } from './lines/byte-lines.ts'
import type { LineSource, PhysicalLine } from './lines/physical-line.ts'
import { utf16Lines } from './lines/utf16-lines.ts'
import { byteOrderMark, longestMark, type FileEncoding } from './text-encoding.ts'

export type { PhysicalLine } from './lines/physical-line.ts'

export type LineSplitter = LineSource & {
  /** The lines that end in this chunk, in order. Lines may point into the chunk: do not overwrite it before use. */
  push(chunk: Buffer): readonly PhysicalLine[]
  /** What the file's head said; undefined before enough of it was seen. */
  readonly encoding: FileEncoding | undefined
}

export type LineSplitterOptions = {
  /** Offset in the file of the first byte pushed; default 0, and then the file's head is looked at for a mark. */
  readonly offset?: number
  /** What the file's head said, for an `offset` behind it; default: every line decides for itself. */
  readonly encoding?: FileEncoding
}

export function lineSplitter({ offset = 0, encoding = 'per-line' }: LineSplitterOptions = {}): LineSplitter {
  /** The first bytes, held back until they say whether a mark is there. */
  let head: Buffer = Buffer.alloc(0)
  let known: FileEncoding | undefined = offset > 0 ? encoding : undefined
  let source = offset > 0 ? sourceOf(encoding, offset, 0) : undefined

  const beginBehindMark = (take: (line: PhysicalLine) => void): LineSource => {
    const mark = byteOrderMark(head)
    known = mark.encoding
    source = sourceOf(mark.encoding, 0, mark.length)
    source.each(head.subarray(mark.length), take)
    return source
  }
  const each: LineSource['each'] = (chunk, take) => {
    if (source !== undefined) return source.each(chunk, take)
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
    if (head.length >= longestMark) beginBehindMark(take)
    head = Buffer.from(head.subarray(0, longestMark - 1)) // the caller may overwrite the chunk
  }
  return {
    each,
    push: (chunk) => gathered((take) => each(chunk, take)),
    end() {
      const last: PhysicalLine[] = []
      const begun = source ?? beginBehindMark((line) => last.push(line))
      return [...last, ...begun.end()]
    },
    get nextOffset() {
      return source?.nextOffset ?? 0
    },
    get encoding() {
      return known
    },
  }
}

const sourceOf = (encoding: FileEncoding, offset: number, markLength: number): LineSource =>
  encoding === 'per-line' ? byteLines(offset, markLength) : utf16Lines(encoding, offset, markLength)

function gathered(each: (take: (line: PhysicalLine) => void) => void): PhysicalLine[] {
  const lines: PhysicalLine[] = []
  each((line) => lines.push(line))
  return lines
}
