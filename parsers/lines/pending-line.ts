import { keptEnds } from './kept-ends.ts'
import { lineHead, lineTail } from './physical-line.ts'

/** A line gathered piece by piece: one that spans reads, holds NUL bytes or is longer than we keep. */
export type PendingLine = {
  append(bytes: Buffer): void
  /** Bytes of the file appended so far. */
  readonly length: number
  /** The text so far; what is appended next begins a new line. */
  take(): PendingText
}

export type PendingText = {
  readonly bytes: Buffer
  readonly dropped: number
  readonly nulBytes: number
  /** Bytes of the file from the line's first byte to the byte at an index of `bytes`. */
  readonly distanceTo: (index: number) => number
}

/** NUL bytes stripped in front of the byte at `index` of the text. */
type NulRun = { readonly index: number; readonly count: number }

export function pendingLine(): PendingLine {
  const ends = keptEnds()
  let nulRuns: NulRun[] = []
  let length = 0
  return {
    append(bytes) {
      length += bytes.length
      if (bytes.indexOf(0) < 0) ends.append(bytes)
      else ends.append(withoutNuls(bytes, ends.length, nulRuns))
    },
    get length() {
      return length
    },
    take() {
      const textLength = ends.length
      const { bytes, headLength } = ends.take()
      const runs = nulRuns
      const total = length
      nulRuns = []
      length = 0
      return {
        bytes,
        dropped: textLength - bytes.length,
        nulBytes: total - textLength,
        // In the kept end of a cut line count from the end: runs of NUL bytes there are not remembered.
        distanceTo: (index) => (index < headLength ? index + nulsBefore(runs, index) : total - (bytes.length - index)),
      }
    },
  }
}

/** A copy without NUL bytes; notes each run that lies in the part of the line that may be kept whole. */
function withoutNuls(bytes: Buffer, textBefore: number, runs: NulRun[]): Buffer {
  const text = Buffer.allocUnsafe(bytes.length)
  let used = 0
  let count = 0
  const note = (): void => {
    if (count > 0 && textBefore + used < lineHead + lineTail) runs.push({ index: textBefore + used, count })
    count = 0
  }
  for (const byte of bytes) {
    if (byte === 0) count++
    else {
      note()
      text[used++] = byte
    }
  }
  note()
  return text.subarray(0, used)
}

function nulsBefore(runs: readonly NulRun[], index: number): number {
  let count = 0
  for (const run of runs) {
    if (run.index > index) break
    count += run.count
  }
  return count
}
