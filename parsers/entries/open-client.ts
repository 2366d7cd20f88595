import { clientClosing, readClientAttributes, type ClientAttributes } from '../layouts/client.ts'
import { clientOpeningAt, headedFrame } from '../layouts/detect.ts'
import { serverFrame } from '../layouts/site-server.ts'
import type { PhysicalLine } from '../lines.ts'
import type { TextDecoding } from '../text-encoding.ts'
import { clientRecord, type ClientRecord } from './client-record.ts'
import { mostContinuationBytes, mostContinuationLines } from './held-entry.ts'
import { byteText, textIn } from './line-text.ts'

/** A line of another form met inside of an open record, kept (bytes copied) until it is clear whose it is. */
export type Suspect = { readonly line: PhysicalLine; readonly number: number }

/** A CCM record followed over its lines. */
export type OpenClient = {
  readonly record: ClientRecord
  readonly suspects: readonly Suspect[]
  /**
   * Takes a line, or the rest of one. `closed` is what stands behind its text; `abandoned` says that the record never ends:
   * the line is not taken, nor are the suspects.
   */
  read(line: PhysicalLine, at: number, number: number): ClosedClient | 'open' | 'abandoned'
}

/** Index of the closing mark; the attributes' end is an index into the line's bytes too. */
export type ClosedClient = { readonly textEnd: number; readonly attributes: ClientAttributes; readonly written: string }

/**
 * A record ends only at `]LOG]!><`, whatever its text quotes. When the writer was torn off that never comes: a record is
 * abandoned when a line begins with the next one, and when a line of another form stood in it and it did not end within
 * as many lines or bytes as an entry may be continued.
 */
export function openClient(offset: number, number: number, decoding: TextDecoding): OpenClient {
  const record = clientRecord(offset, number)
  const suspects: Suspect[] = []
  let suspectBytes = 0

  const suspect = (line: PhysicalLine, number: number): 'open' | 'abandoned' => {
    suspectBytes += line.length
    if (suspects.length >= mostContinuationLines || suspectBytes > mostContinuationBytes) return 'abandoned'
    suspects.push({ line: copyOf(line), number })
    return 'open'
  }
  return {
    record,
    suspects,
    read(line, at, number) {
      if (at === line.start && clientOpeningAt(line.bytes, at, line.end) >= 0) return 'abandoned'
      const text = byteText(line, at)
      const close = text.indexOf(`${clientClosing}<`)
      if (close >= 0) {
        for (const { line: held } of suspects) record.append(textIn(held, decoding, held.start, held.end))
        record.append(textIn(line, decoding, at, at + close))
        return closed(text, close, at)
      }
      if (suspects.length > 0 || isFramed(line, at)) return suspect(line, number)
      record.append(textIn(line, decoding, at, line.end))
      return 'open'
    },
  }
}

function closed(text: string, close: number, at: number): ClosedClient {
  const attributesAt = close + clientClosing.length
  const { facts, end } = readClientAttributes(text, attributesAt)
  return { textEnd: at + close, attributes: { facts, end: at + end }, written: text.slice(attributesAt, end) }
}

const isFramed = (line: PhysicalLine, at: number): boolean =>
  at === line.start && (serverFrame(line.bytes, at, line.end) ?? headedFrame(line.bytes, at, line.end)) !== undefined

function copyOf(line: PhysicalLine): PhysicalLine {
  const { bytes, start, end, offsetAt } = line
  return {
    ...line,
    bytes: Buffer.from(bytes.subarray(start, end)),
    start: 0,
    end: end - start,
    offsetAt: offsetAt && ((index) => offsetAt(index + start)),
  }
}
