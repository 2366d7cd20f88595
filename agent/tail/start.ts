// Where reading begins when a log has never been seen before, or was cut back to a part.
import type { ByteReader } from './byte-reader.ts'
import { byteOrderMark, longestMark } from '../../parsers/text-encoding.ts'
import { rolledName, type LogDisk } from './find.ts'
import type { GenerationStart } from './generation.ts'
import { anchorAt, anchorBytes, beginningOf, type FinishedGeneration } from './identity.ts'

/** From the first byte: of `.lo_`, if there is one, else of the log, whenever they appear. */
export const fromTheBeginning: GenerationStart = {
  ordinal: 1,
  id: undefined,
  offset: 0,
  line: 1,
  before: undefined,
}

/**
 * From the end of what stands there now, `.lo_` not read. A log that appears later is new, and read from its start.
 *
 * @throws UnreadableLog, or the system error of reading
 */
export async function fromTheEnd(disk: LogDisk, path: string, buffer: Buffer): Promise<GenerationStart> {
  const before = await withOpen(disk, rolledName(path), buffer, asFinished)
  const end = await withOpen(disk, path, buffer, async (reader) => {
    const offset = await lastLineStart(reader, reader.size)
    return { id: reader.id, offset, line: offset === 0 ? 1 : undefined }
  })
  return { ...fromTheBeginning, ...end, before }
}

async function asFinished(reader: ByteReader): Promise<FinishedGeneration> {
  const { id, size } = reader
  const length = Math.min(anchorBytes, size)
  const first = await reader.peek(0, length)
  const end = anchorAt(size, await reader.peek(size - length, length))
  return { id, size, head: anchorAt(length, first), end, proven: beginningOf(first).proven }
}

async function withOpen<T>(
  disk: LogDisk,
  path: string,
  buffer: Buffer,
  look: (reader: ByteReader) => Promise<T>,
): Promise<T | undefined> {
  const reader = await disk.open(path, buffer)
  if (reader === undefined) return undefined
  try {
    return await look(reader)
  } finally {
    await reader.close()
  }
}

/** How far back the start of a line is looked for; a longer one is begun in its middle. */
const farthestLineStart = 64 * 1024

/** Start of the line that the byte at `offset` belongs to, so that a line still being written arrives whole. */
export async function lastLineStart(reader: ByteReader, offset: number): Promise<number> {
  const mark = byteOrderMark(await reader.peek(0, longestMark))
  const from = Math.max(0, offset - farthestLineStart)
  const bytes = await reader.peek(from, offset - from)
  const end = lineEndBefore(bytes, mark.encoding === 'per-line' ? undefined : { ...mark, from })
  if (end !== undefined) return from + end
  return from === 0 ? 0 : offset
}

type WideText = { readonly encoding: string; readonly from: number }

/** Index behind the last LF; in UTF-16 one that is a whole character, not half of another. */
function lineEndBefore(bytes: Buffer, wide: WideText | undefined): number | undefined {
  for (let at = bytes.lastIndexOf(0x0a); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(0x0a, at - 1)) {
    if (wide === undefined) return at + 1
    const low = wide.encoding === 'utf-16le' ? at : at - 1
    const isCharacter = (wide.from + low) % 2 === 0 && bytes[low === at ? at + 1 : low] === 0
    if (isCharacter) return low + 2
  }
  return undefined
}
