import { copiedFrame, type CopiedFrame } from '../layouts/copied-frame.ts'
import { copiedText, looksLogged, withoutCutTrailer } from '../layouts/copied-text.ts'
import type { FrameFacts } from '../layouts/frame.ts'
import { looksViewed, readViewedLine, type ViewedLine } from '../layouts/viewer.ts'
import type { PhysicalLine } from '../lines.ts'
import type { LogEntry } from '../log-entry.ts'
import { textDecoding } from '../text-encoding.ts'
import type { Stamp } from '../timestamp.ts'
import { entryComposer, orphanEntry, type EntryText } from './compose-entry.ts'
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
export function viewReader({ zone, codePage, mark, firstLine = 1, firstOffset = 0 }: EntryReaderOptions): EntryReader {
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
    waitingCharacters += raw.length
    const place = { offset: line.offset, length: line.length, line: number, raw, fragment: false }
    const text = line.ascii && mark === undefined && !raw.includes('&') ? raw : copiedText(raw, mark)
    const framed = copiedFrame(text)
    if (framed !== undefined) return () => composed({ ...framed, endsLine: false }, place)
    const viewed = readColumns(text)
    if (viewed.thread === undefined && looksViewed(text)) counts.unreadColumns++
    if (viewed.thread === undefined && viewed.component === undefined && looksLogged(text)) counts.likelyMessages++
    const reading = order.learn(viewed)
    const endsLine = !line.terminated && text.endsWith(viewed.message)
    return () => composed({ facts: factsOf(viewed, order.stamp(reading)), message: viewed.message, endsLine }, place)
  }
  function composed(
    { facts, message, endsLine }: CopiedFrame & { readonly endsLine: boolean },
    place: Omit<EntryText, 'message'>,
  ): (LogEntry | undefined)[] {
    const entry = compose.entry({ ...facts, form: 'view' }, { ...place, message })
    span.note(entry)
    return [held.hold(endsLine ? { ...entry, endsFile: true } : entry)]
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

/** Columns of a viewer, or what is left of a trailer that was cut before its time. */
function readColumns(text: string): ViewedLine {
  const viewed = readViewedLine(text)
  if (viewed.component !== undefined || viewed.thread !== undefined) return viewed
  return { ...viewed, ...withoutCutTrailer(viewed.message) }
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
