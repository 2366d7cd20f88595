import type { FrameFacts } from '../layouts/frame.ts'
import { readViewedLine, type ShownTime, type ViewedLine } from '../layouts/viewer.ts'
import type { PhysicalLine } from '../lines.ts'
import type { LogEntry } from '../log-entry.ts'
import { readStatusMessage } from '../status-message.ts'
import { textDecoding } from '../text-encoding.ts'
import { day, readShownStamp, type Stamp } from '../timestamp.ts'
import { entryComposer, orphanEntry } from './compose-entry.ts'
import { noEntries } from './entry-counts.ts'
import type { EntryReader, EntryReaderOptions } from './entry-reading.ts'
import { heldEntry } from './held-entry.ts'
import { isBlank, textIn } from './line-text.ts'
import { timeSpan } from './time-span.ts'

/** Copies from a log viewer -> entries, one per line that holds text. */
export function viewReader({ zone, codePage, firstLine = 1, firstOffset = 0 }: EntryReaderOptions): EntryReader {
  const counts = noEntries()
  const decoding = textDecoding(codePage)
  const compose = entryComposer(zone, counts)
  const stampOf = shownStamps()
  const held = heldEntry()
  const span = timeSpan(() => undefined)
  let number = firstLine - 1
  let next = firstOffset

  function readLine(line: PhysicalLine): readonly (LogEntry | undefined)[] {
    const { offset, length } = line
    if (isBlank(line)) {
      counts.blankLines++
      if (held.join('', length)) return []
      return [held.release(), orphanEntry({ offset, length, line: number, message: '', fragment: false })]
    }
    const raw = textIn(line, decoding, line.start, line.end)
    const viewed = readViewedLine(raw)
    const text = { offset, length, line: number, message: viewed.message, raw, fragment: false }
    const entry = compose.entry(factsOf(viewed, stampOf(viewed)), text)
    span.note(entry)
    return [held.hold(entry)]
  }
  function handOut(entries: readonly (LogEntry | undefined)[], into: LogEntry[] = []): readonly LogEntry[] {
    counts.invalidBytes = decoding.invalid
    for (const entry of entries) if (entry !== undefined) into.push(entry)
    return into
  }

  return {
    push(line, into) {
      number++
      next = line.offset + line.length
      counts.nulBytes += line.nulBytes
      if (line.dropped > 0) counts.cutLines++
      counts.droppedBytes += line.dropped
      return handOut(readLine(line), into)
    },
    settle: () => handOut([held.release()]),
    end: () => handOut([held.release()]),
    get resumeOffset() {
      return held.entry?.offset ?? next
    },
    get resumeLine() {
      return held.entry?.line ?? number + 1
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

const factsOf = ({ component, thread }: ViewedLine, stamp: Stamp | undefined): FrameFacts => ({
  form: 'view',
  stamp,
  component,
  thread,
  severity: 'unknown',
  damaged: false,
  doubtfulZone: false,
})

/**
 * Times as viewers print them. Where the figures leave day and month open, a GMTDATE in the same line decides, else the
 * order of an earlier line of the copy; a date that stays open is not known.
 */
function shownStamps(): (line: ViewedLine) => Stamp | undefined {
  let order: 'monthFirst' | 'dayFirst' | undefined
  return ({ shown, message }) => {
    if (shown === undefined) return undefined
    const { monthFirst, dayFirst } = readShownStamp(shown.date, shown.time, shown.half, shown.ms)
    const gmt = monthFirst === dayFirst ? undefined : readStatusMessage(message)?.gmt
    const near = (time: number | undefined): boolean =>
      time !== undefined && (gmt === undefined || Math.abs(time - gmt) <= day)
    if (near(monthFirst) !== near(dayFirst)) order = near(monthFirst) ? 'monthFirst' : 'dayFirst'
    const readings = { monthFirst, dayFirst }
    const localTime = monthFirst === dayFirst ? monthFirst : order && readings[order]
    return stampOf(localTime, shown)
  }
}

const stampOf = (localTime: number | undefined, { ms }: ShownTime): Stamp => ({
  localTime,
  biasMinutes: undefined,
  precision: ms === undefined ? 's' : 'ms',
})
