import type { FrameFacts } from '../layouts/frame.ts'
import { looksViewed, readViewedLine, type ViewedLine } from '../layouts/viewer.ts'
import type { PhysicalLine } from '../lines.ts'
import type { LogEntry } from '../log-entry.ts'
import { textDecoding } from '../text-encoding.ts'
import type { Stamp } from '../timestamp.ts'
import { entryComposer, orphanEntry } from './compose-entry.ts'
import { noEntries } from './entry-counts.ts'
import type { EntryReader, EntryReaderOptions } from './entry-reading.ts'
import { heldEntry } from './held-entry.ts'
import { isBlank, textIn } from './line-text.ts'
import { shownOrder } from './shown-order.ts'
import { timeSpan } from './time-span.ts'

/** Text kept back while no line shows which place of the dates is the day and which the month: lines and characters. */
const mostWaiting = { lines: 5000, characters: 4 * 1024 * 1024 }

/** A line that waits for the order of its date. */
type WaitingLine = {
  readonly offset: number
  readonly line: number
  readonly compose: () => readonly (LogEntry | undefined)[]
}

/** Copies from a log viewer -> entries, one per line that holds text. */
export function viewReader({ zone, codePage, firstLine = 1, firstOffset = 0 }: EntryReaderOptions): EntryReader {
  const counts = noEntries()
  const decoding = textDecoding(codePage)
  const compose = entryComposer(zone, counts)
  const order = shownOrder()
  const held = heldEntry()
  const span = timeSpan(() => undefined)
  let number = firstLine - 1
  let next = firstOffset
  let waiting: WaitingLine[] = []
  let waitingCharacters = 0
  let mayWait = true

  function readLine(line: PhysicalLine): readonly (LogEntry | undefined)[] {
    waiting.push({ offset: line.offset, line: number, compose: isBlank(line) ? blank(line) : filled(line) })
    if (waiting.length > mostWaiting.lines || waitingCharacters > mostWaiting.characters) mayWait = false
    return order.settled || !mayWait ? composeWaiting() : []
  }
  function composeWaiting(): (LogEntry | undefined)[] {
    const lines = waiting
    waiting = []
    waitingCharacters = 0
    return lines.flatMap((line) => line.compose())
  }
  function blank({ offset, length }: PhysicalLine): WaitingLine['compose'] {
    counts.blankLines++
    const line = number
    return () =>
      held.join('', length) ? [] : [held.release(), orphanEntry({ offset, length, line, message: '', fragment: false })]
  }
  function filled(line: PhysicalLine): WaitingLine['compose'] {
    const raw = textIn(line, decoding, line.start, line.end)
    const viewed = readViewedLine(raw)
    if (viewed.thread === undefined && looksViewed(raw)) counts.unreadColumns++
    const reading = order.learn(viewed)
    waitingCharacters += raw.length
    const text = { offset: line.offset, length: line.length, line: number, message: viewed.message, raw }
    return () => {
      const entry = compose.entry(factsOf(viewed, order.stamp(reading)), { ...text, fragment: false })
      span.note(entry)
      return [held.hold(entry)]
    }
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
    settle: () => handOut([...composeWaiting(), held.release()]),
    end: () => handOut([...composeWaiting(), held.release()]),
    get resumeOffset() {
      return held.entry?.offset ?? waiting[0]?.offset ?? next
    },
    get resumeLine() {
      return held.entry?.line ?? waiting[0]?.line ?? number + 1
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
