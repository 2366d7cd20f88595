import { isAscii } from 'node:buffer'
import { lineHead, lineTail, type LineSource, type PhysicalLine } from './physical-line.ts'
import { pendingLine } from './pending-line.ts'

const LF = 10
const CR = 13

/**
 * Splits single-byte text and UTF-8. The usual line is a window on the chunk; only a line that spans chunks, holds NUL
 * bytes or is too long is gathered in a buffer of its own.
 *
 * @param offset      where the first line begins in the file
 * @param markLength  bytes of a byte order mark that stand before the first byte pushed; part of the first line
 */
export function byteLines(offset: number, markLength: number): LineSource {
  const pending = pendingLine()
  let lineOffset = offset
  let mark = markLength

  const finish = (eolLength: number): PhysicalLine => {
    const rawLength = mark + pending.length + eolLength
    const { bytes, dropped, nulBytes, distanceTo } = pending.take()
    const [textOffset, end] = [lineOffset + mark, bytes.at(-1) === CR ? bytes.length - 1 : bytes.length]
    const moved = mark > 0 || dropped > 0 || nulBytes > 0
    const line: PhysicalLine = {
      bytes,
      start: 0,
      end,
      offset: lineOffset,
      length: rawLength,
      dropped,
      nulBytes,
      terminated: eolLength > 0,
      ascii: isAscii(bytes),
      offsetAt: moved ? (index) => textOffset + distanceTo(index) : undefined,
    }
    lineOffset += rawLength
    mark = 0
    return line
  }

  return {
    each(chunk, take) {
      const ascii = isAscii(chunk)
      let nextNul = chunk.indexOf(0)
      let at = 0
      for (let lf = chunk.indexOf(LF); lf >= 0; lf = chunk.indexOf(LF, at)) {
        if (nextNul >= 0 && nextNul < at) nextNul = chunk.indexOf(0, at)
        const hasNul = nextNul >= 0 && nextNul < lf
        if (hasNul || pending.length > 0 || mark > 0 || lf - at > lineHead + lineTail) {
          pending.append(chunk.subarray(at, lf))
          take(finish(1))
        } else {
          const end = lf > at && chunk[lf - 1] === CR ? lf - 1 : lf
          const offset = lineOffset
          lineOffset += lf + 1 - at
          take(window(chunk, at, end, offset, lf + 1 - at, ascii))
        }
        at = lf + 1
      }
      if (at < chunk.length) pending.append(chunk.subarray(at))
    },
    end: () => (pending.length > 0 || mark > 0 ? [finish(0)] : []),
    get nextOffset() {
      return lineOffset
    },
  }
}

/** The usual line: nothing was cut, stripped or copied. */
function window(
  bytes: Buffer,
  start: number,
  end: number,
  offset: number,
  length: number,
  ascii: boolean,
): PhysicalLine {
  return {
    bytes,
    start,
    end,
    offset,
    length,
    dropped: 0,
    nulBytes: 0,
    terminated: true,
    ascii,
    offsetAt: undefined,
  }
}
