// The form of every log of a site server (log-formats 2):
//
//   message  $$<COMPONENT><MM-DD-YYYY hh:mm:ss.mmm+bias><thread=DEC (0xHEX)>
//
// The message may look like markup itself, so a line is read from its end: the last trailer counts. A torn write leaves
// more than one complete trailer in a line; each ends an entry.
import { readCutServerStamp, readOldServerStamp, readServerStamp, type ServerStamp } from '../timestamp.ts'
import type { Frame } from './frame.ts'
import { readHexThread, readThread } from './thread.ts'
import { nextParts, partsAtEnd, withoutBlanks, type TrailerParts } from './trailer-parts.ts'

/** The entry that fills bytes[start, end) and whose trailer ends it. */
export function serverFrame(bytes: Buffer, start: number, end: number): Frame | undefined {
  const parts = partsAtEnd(bytes, start, end)
  return parts && frameOf(bytes, start, parts)
}

/** The entry that begins at `start` and that the trailer ends; undefined when the trailer holds no date. */
export function frameOf(bytes: Buffer, start: number, parts: TrailerParts): Frame | undefined {
  const stamp = stampOf(bytes, parts)
  if (stamp === undefined) return undefined
  const thread = threadOf(bytes, parts, stamp)
  const stampDamaged = stamp.localTime === undefined || (stamp.generation === 3 && stamp.biasMinutes === undefined)
  return {
    form: 'site-server',
    messageStart: start,
    messageEnd: withoutBlanks(bytes, start, parts.at),
    end: parts.end,
    stamp,
    component: componentName(bytes, parts),
    thread,
    severity: 'unknown',
    damaged: parts.cut || stampDamaged || (parts.thread >= 0 && thread === undefined),
    doubtfulZone: false,
  }
}

/**
 * The first entry in bytes[start, end): a torn write leaves several complete trailers in a line, and each ends one. The
 * line's end may cut the last trailer somewhere behind its time.
 */
export function firstServerFrame(bytes: Buffer, start: number, end: number): Frame | undefined {
  for (let parts = nextParts(bytes, start, end); parts !== undefined; parts = nextParts(bytes, parts.component, end)) {
    const frame = frameOf(bytes, start, parts)
    if (frame !== undefined) return frame
  }
  return undefined
}

function stampOf(bytes: Buffer, { stamp, stampEnd, end, cut }: TrailerParts): ServerStamp | undefined {
  const complete = !(cut && stampEnd === end)
  const now = complete ? readServerStamp(bytes, stamp, stampEnd) : undefined
  if (now !== undefined) return now
  const text = bytes.toString('latin1', stamp, stampEnd)
  return readOldServerStamp(text) ?? (complete ? undefined : readCutServerStamp(text))
}

/** Undefined when the part is missing or its two notations contradict each other. */
function threadOf(bytes: Buffer, { thread, threadEnd }: TrailerParts, { generation }: ServerStamp): number | undefined {
  if (thread < 0) return undefined
  return generation === 1 ? readHexThread(bytes, thread, threadEnd) : readThread(bytes, thread, threadEnd)
}

/** The name last read of each length: the few components that write into one log take turns, and each name is made once. */
const known: ({ readonly bytes: Buffer; readonly name: string } | undefined)[] = []

/** undefined when its part is empty. */
export function componentName(
  bytes: Buffer,
  { component: start, componentEnd: end }: TrailerParts,
): string | undefined {
  if (end <= start) return undefined
  const last = known[end - start]
  if (last !== undefined && standsAt(bytes, start, last.bytes)) return last.name
  const name = bytes.toString('latin1', start, end)
  known[end - start] = { bytes: Buffer.from(bytes.subarray(start, end)), name }
  return name
}

function standsAt(bytes: Buffer, start: number, word: Buffer): boolean {
  for (let i = word.length - 1; i >= 0; i--) if (bytes[start + i] !== word[i]) return false
  return true
}
