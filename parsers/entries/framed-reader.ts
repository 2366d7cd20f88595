// A log as it lies on disk -> entries. Each physical line decides for itself which form it has (log-formats 1); a CCM
// record is followed over the lines it spans; what has no frame continues the record before it, or is an orphan.
//
// A line can hold several pieces (a torn write, two CCM records). `readPiece` takes the next one and says where it ends;
// pieces touch, so that the entries of a file add up to its size.
import { unclosedClient } from '../layouts/client.ts'
import { clientOpeningAt, clientOpeningIn, clientOpeningLength, headedFrame } from '../layouts/detect.ts'
import type { Frame, FrameFacts } from '../layouts/frame.ts'
import { componentName, firstServerFrame, frameOf, serverFrame } from '../layouts/site-server.ts'
import { partsAtEnd } from '../layouts/trailer-parts.ts'
import type { PhysicalLine } from '../lines.ts'
import type { LogEntry } from '../log-entry.ts'
import { textDecoding } from '../text-encoding.ts'
import { rawClientRecord, type ClientRecord } from './client-record.ts'
import { entryComposer, orphanEntry, type EntryText } from './compose-entry.ts'
import { noEntries } from './entry-counts.ts'
import type { EntryReader, EntryReaderOptions } from './entry-reading.ts'
import { heldEntry } from './held-entry.ts'
import { behindBlanks, framedText, isBlank, offsetBehind, offsetIn, textIn } from './line-text.ts'
import { openClient, type OpenClient } from './open-client.ts'
import { timeSpan } from './time-span.ts'

/** A bare line that some server logs hold where they rolled over; it belongs to no record (log-formats 7). */
const rolloverMark = 'ROLLOVER'

/** In a message: perhaps another trailer, as a torn write leaves it. */
const trailerMark = '$<'

export function framedReader(options: EntryReaderOptions): EntryReader {
  const { zone, codePage, firstLine = 1, firstOffset = 0, wanted } = options
  const counts = noEntries()
  const decoding = textDecoding(codePage)
  const compose = entryComposer(zone, counts)
  const held = heldEntry()
  const span = timeSpan((line) => compose.timeOf(serverFrame(line.bytes, line.start, line.end)?.stamp))
  let out: LogEntry[] = []
  let client: OpenClient | undefined
  let number = firstLine - 1
  let next = firstOffset
  /** Lines taken back from an abandoned CCM record are read as if there was no such form: each line once more at most. */
  let replaying = false

  function readLine(line: PhysicalLine): void {
    if (client === undefined && isBlank(line)) return readBlank(line)
    let at = client === undefined ? line.start : readClient(client, line, line.start)
    while (at < line.end) at = readPiece(line, at)
  }

  /** Takes the piece that begins at `at`, outside of a CCM record; the index behind it. */
  function readPiece(line: PhysicalLine, at: number): number {
    const { bytes, end } = line
    const opening = replaying ? -1 : clientOpeningAt(bytes, at, end)
    if (opening >= 0) return startClient(line, at, opening)
    const header = at === line.start ? headedFrame(bytes, at, end) : undefined
    if (header !== undefined) return takeFrame(line, at, header)
    const parts = partsAtEnd(bytes, at, end)
    if (parts !== undefined && wanted?.(bytes, at, parts.at, componentName(bytes, parts)) === false)
      return skipServerLine(line)
    const server = parts && frameOf(bytes, at, parts)
    if (server !== undefined) {
      const text = framedText(line, decoding, at, server)
      if (!text.message.includes(trailerMark)) return takeFrame(line, at, server, text)
    }
    const first = firstServerFrame(bytes, at, end) ?? server
    if (first !== undefined) return takeFrame(line, at, first)
    const inside = replaying ? -1 : clientOpeningIn(bytes, at, end)
    return takeLoose(line, at, inside < 0 ? end : inside)
  }

  function takeFrame(
    line: PhysicalLine,
    at: number,
    frame: Frame,
    text = framedText(line, decoding, at, frame),
  ): number {
    const { raw, message } = text
    const end = behindBlanks(line, frame.end)
    const offset = offsetIn(line, at)
    const length = offsetBehind(line, end) - offset
    const isWanted =
      frame.form === 'site-server' || wanted?.(line.bytes, frame.messageStart, frame.end, undefined) !== false
    take(frame, { offset, length, line: number, message, raw, fragment: at > line.start }, isWanted)
    return end
  }

  function take(facts: FrameFacts, text: EntryText, isWanted: boolean): void {
    const entry = compose.entry(facts, text)
    span.note(entry)
    if (!isWanted) counts.skipped++
    emit(isWanted ? held.hold(entry) : held.holdNothing())
  }

  /** Nobody wants it: its trailer's values are not even read. */
  function skipServerLine(line: PhysicalLine): number {
    counts.records++
    counts.skipped++
    span.noteSkipped(line)
    emit(held.holdNothing())
    return line.end
  }

  function takeLoose(line: PhysicalLine, at: number, end: number): number {
    const message = textIn(line, decoding, at, end)
    const whole = at === line.start && end === line.end
    if (whole && message.trim() !== rolloverMark && held.join(message, line.length)) return end
    emit(held.release())
    counts.orphans++
    if (!whole) counts.fragments++
    const offset = offsetIn(line, at)
    const length = offsetBehind(line, end) - offset
    out.push(orphanEntry({ offset, length, line: number, message, fragment: !whole }))
    return end
  }

  /** A blank line belongs to the record before it, as far as there is one. */
  function readBlank(line: PhysicalLine): void {
    counts.blankLines++
    if (held.join('', line.length)) return
    emit(held.release())
    const { offset, length } = line
    out.push(orphanEntry({ offset, length, line: number, message: '', fragment: false }))
  }

  function startClient(line: PhysicalLine, at: number, opening: number): number {
    emit(held.release())
    client = openClient(offsetIn(line, at), number, decoding)
    return readClient(client, line, opening + clientOpeningLength)
  }

  function readClient({ record, read }: OpenClient, line: PhysicalLine, at: number): number {
    const closed = read(line, at, number)
    if (closed === 'open') return line.end
    if (closed === 'abandoned') {
      abandonClient(line.offset)
      readLine(line)
      return line.end
    }
    client = undefined
    const end = behindBlanks(line, closed.attributes.end)
    // A text that spans lines is not asked about: its first line may have been overwritten.
    const { facts } = closed.attributes
    const isWanted = record.line !== number || wanted?.(line.bytes, at, closed.textEnd, facts.component) !== false
    takeClient(facts, record, offsetBehind(line, end), closed.written, isWanted)
    return end
  }

  function takeClient(facts: FrameFacts, record: ClientRecord, end: number, written: string, isWanted = true): void {
    if (record.dropped > 0) counts.cutLines++
    counts.droppedBytes += record.dropped
    const { offset, line } = record
    const message = record.message()
    const raw = rawClientRecord(message, written)
    take(facts, { offset, length: end - offset, line, message, raw, fragment: written === '' }, isWanted)
  }

  function abandonClient(end: number): void {
    if (client === undefined) return
    const { record, suspects } = client
    client = undefined
    takeClient(unclosedClient, record, suspects[0]?.line.offset ?? end, '')
    const current = number
    replaying = true
    for (const suspect of suspects) {
      number = suspect.number
      readLine(suspect.line)
    }
    replaying = false
    number = current
  }

  function emit(entry: LogEntry | undefined): void {
    if (entry !== undefined) out.push(entry)
  }

  return {
    push(line, into = []) {
      out = into
      number++
      next = line.offset + line.length
      counts.nulBytes += line.nulBytes
      if (line.dropped > 0) counts.cutLines++
      counts.droppedBytes += line.dropped
      readLine(line)
      counts.invalidBytes = decoding.invalid
      return out
    },
    settle() {
      out = []
      emit(held.release())
      return out
    },
    end() {
      out = []
      abandonClient(next)
      emit(held.release())
      return out
    },
    get resumeOffset() {
      return client?.record.offset ?? held.entry?.offset ?? next
    },
    get resumeLine() {
      return client?.record.line ?? held.entry?.line ?? number + 1
    },
    counts,
    get firstTime() {
      return span.first
    },
    get lastTime() {
      return span.last
    },
  }
}
