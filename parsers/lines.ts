// Bytes -> physical lines (log-formats 6). Splits on LF and drops one CR before it; a bare CR is text. Offsets and
// lengths are those of the file, whatever is cut, stripped or decoded on the way: the lengths of all lines add up.
//
// A line over 64 KiB keeps its head and its last 1 KiB, which holds the trailer; the rest is counted. NUL runs, which a
// machine that lost power leaves, are stripped and counted. UTF-16 (by its mark) comes out as UTF-8.
import { byteLines } from './lines/byte-lines.ts'
import type { LineSplitter } from './lines/physical-line.ts'
import { utf16Lines } from './lines/utf16-lines.ts'
import { byteOrderMark, longestMark, type FileEncoding } from './text-encoding.ts'

export type { LineSplitter, PhysicalLine } from './lines/physical-line.ts'

export type LineSplitterOptions = {
  /** Offset in the file of the first byte pushed; default 0, and then the file's head is looked at for a mark. */
  readonly offset?: number
  /** What the file's head said, for an `offset` behind it; default: every line decides for itself. */
  readonly encoding?: FileEncoding
}

export function lineSplitter({ offset = 0, encoding = 'per-line' }: LineSplitterOptions = {}): LineSplitter {
  return offset > 0 ? splitterFor(encoding, offset, 0) : splitterFromHead()
}

/** Holds back the first bytes until they say whether a mark is there. */
function splitterFromHead(): LineSplitter {
  let head: Buffer = Buffer.alloc(0)
  let splitter: LineSplitter | undefined

  const begin = (): LineSplitter => {
    const mark = byteOrderMark(head)
    return (splitter = splitterFor(mark.encoding, 0, mark.length))
  }
  const behindMark = (): Buffer => head.subarray(byteOrderMark(head).length)

  return {
    push(chunk) {
      if (splitter !== undefined) return splitter.push(chunk)
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
      if (head.length >= longestMark) return begin().push(behindMark())
      head = Buffer.from(head) // the caller may overwrite the chunk
      return []
    },
    end() {
      if (splitter !== undefined) return splitter.end()
      const begun = begin()
      return [...begun.push(behindMark()), ...begun.end()]
    },
    get nextOffset() {
      return splitter?.nextOffset ?? 0
    },
    get encoding() {
      return splitter?.encoding
    },
  }
}

function splitterFor(encoding: FileEncoding, offset: number, markLength: number): LineSplitter {
  return encoding === 'per-line' ? byteLines(offset, markLength) : utf16Lines(encoding, offset, markLength)
}
