import type { FrameFacts } from '../layouts/frame.ts'
import type { LogEntry, Severity } from '../log-entry.ts'
import { readStatusMessage, type StatusMessage } from '../status-message.ts'
import { minute, type Stamp } from '../timestamp.ts'
import type { Zone } from '../zone.ts'
import type { EntryCounts } from './entry-counts.ts'

/** Where an entry stands in its file, and its text. */
export type EntryText = Pick<LogEntry, 'offset' | 'length' | 'line' | 'message' | 'raw' | 'fragment'>

export type EntryComposer = {
  /** Puts facts and text together: status message, time, severity; counts what does not fit together. */
  entry(facts: FrameFacts, text: EntryText): LogEntry
  /** The instant a stamp alone tells. */
  timeOf(stamp: Stamp | undefined): number | undefined
}

/** GMTDATE and local time + bias of one call differ by no more than this (log-formats 5). */
const gmtTolerance = 2000

export function entryComposer(zone: Zone | undefined, counts: EntryCounts): EntryComposer {
  const inZone = zone === undefined ? () => undefined : monotonicTime(zone)
  const timeOf = (stamp: Stamp | undefined): number | undefined =>
    biasedTime(stamp) ?? (stamp?.localTime === undefined ? undefined : inZone(stamp.localTime))
  const entry: EntryComposer['entry'] = (facts, text) => {
    const { stamp } = facts
    const statusMessage = mayBeStatusMessage(text.message)
      ? readStatusMessage(text.message, stamp?.localTime)
      : undefined
    const biased = biasedTime(stamp)
    checkGmt(biased, statusMessage?.gmt, counts)
    const time = biased ?? statusMessage?.gmt ?? timeOf(stamp)
    if (facts.damaged) counts.damagedFrames++
    if (facts.doubtfulZone) counts.doubtfulZones++
    if (text.fragment) counts.fragments++
    counts.records++
    return {
      form: facts.form,
      offset: text.offset,
      length: text.length,
      line: text.line,
      time,
      localTime: stamp?.localTime,
      biasMinutes: stamp?.biasMinutes,
      precision: precisionOf(stamp, biased === undefined && statusMessage?.gmt !== undefined),
      component: facts.component,
      thread: facts.thread,
      severity: statusSeverity(statusMessage) ?? facts.severity,
      fragment: text.fragment,
      message: text.message,
      raw: text.raw,
      statusMessage,
    }
  }
  return { entry, timeOf }
}

/** Looks at the first characters: `STATMSG`, perhaps behind marks of the writer. Few lines are, so this must cost nothing. */
function mayBeStatusMessage(message: string): boolean {
  let at = 0
  for (let code = message.charCodeAt(0); code === 0x7e || code === 0x20 || code === 0x09;)
    code = message.charCodeAt(++at)
  return message.startsWith('STATMSG', at)
}

const biasedTime = (stamp: Stamp | undefined): number | undefined =>
  stamp?.localTime === undefined || stamp.biasMinutes === undefined
    ? undefined
    : stamp.localTime + stamp.biasMinutes * minute

function checkGmt(biased: number | undefined, gmt: number | undefined, counts: EntryCounts): void {
  if (biased === undefined || gmt === undefined) return
  if (Math.abs(biased - gmt) <= gmtTolerance) counts.gmtAgreed++
  else counts.gmtDisagreed++
}

const precisionOf = (stamp: Stamp | undefined, fromGmt: boolean): LogEntry['precision'] =>
  fromGmt ? 'ms' : stamp?.localTime === undefined ? undefined : stamp.precision

const statusSeverities = { I: 'info', W: 'warning', E: 'error' } as const

const statusSeverity = (status: StatusMessage | undefined): Severity | undefined =>
  status?.severity === undefined ? undefined : statusSeverities[status.severity]

/** Lines of interleaved threads are out of order by tens of milliseconds; some logs write whole seconds. */
const disorder = 2000

/**
 * Local time -> instant. In the hour that autumn repeats the file's order decides: of the two readings the earlier one
 * that does not go back in time.
 */
function monotonicTime(zone: Zone): (localTime: number) => number {
  let last = -Infinity
  return (localTime) => {
    const instants = zone.biases(localTime).map((bias) => localTime + bias * minute)
    const time = instants.find((instant) => instant >= last - disorder) ?? instants[0] ?? localTime
    last = Math.max(last, time)
    return time
  }
}

/** Text that belongs to no entry. */
export const orphanEntry = ({ offset, length, line, message, fragment }: Omit<EntryText, 'raw'>): LogEntry => ({
  form: 'unframed',
  offset,
  length,
  line,
  time: undefined,
  localTime: undefined,
  biasMinutes: undefined,
  precision: undefined,
  component: undefined,
  thread: undefined,
  severity: 'unknown',
  fragment,
  message,
  raw: message,
  statusMessage: undefined,
})
