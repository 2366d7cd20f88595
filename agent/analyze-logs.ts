// Finished logs -> the account of what they tell. Reads every log once, side by side in the order of time.
import type { DistributionEvent } from '../engine/distribution/distribution-event.ts'
import type { LogBegin } from '../engine/distribution/log-begins.ts'
import type { Step } from '../engine/distribution/run.ts'
import { createTracker, type Tracker } from '../engine/distribution/tracker.ts'
import type { LogEntry } from '../parsers/log-entry.ts'
import { logOfFileName, type LogName } from '../parsers/recognise.ts'
import type { Zone } from '../parsers/zone.ts'
import { createCorrelator } from './correlate/correlator.ts'
import { entryFlow, type Source } from './flow.ts'
import type { FinishedLog } from './finished-logs.ts'
import { clockWatch, type ClockSkew } from './finished/clock-skew.ts'
import { generationOf, isRolled } from './finished/log-order.ts'
import { passRelief } from './finished/memory-relief.ts'
import { openLog, type LogSummary } from './finished/read-log.ts'
import { sideBySide, type Lane } from './finished/side-by-side.ts'
import { wrappedLines } from './finished/wrapped-lines.ts'
import { entryRecogniser, type EntryRecogniser } from './recognise-entry.ts'

export type AnalyzeOptions = {
  /** Of lines without bias: of all machines, or of the one with this name in upper case. */
  readonly zone: Zone | undefined | ((host: string) => Zone | undefined)
  /** The moment to look from, milliseconds since 1970 UTC; undefined: the last record's time. */
  readonly now: number | undefined
  /** Told of every event. */
  readonly onEvent?: ((event: DistributionEvent) => void) | undefined
  /** Told of every step; without it none is made. */
  readonly onStep?: ((step: Step) => void) | undefined
}

export type Analyzed = {
  readonly tracker: Tracker
  readonly sources: readonly { readonly log: FinishedLog; readonly summary: LogSummary }[]
  /** The moment looked from; undefined when no record has a time and none was given. */
  readonly now: number | undefined
  /** Entries that are a message of the catalogue; 0: these are logs of something else. */
  readonly recognised: number
  /** How far clocks of distribution points are from those of their site servers, where pairs of lines show it. */
  readonly clocks: readonly ClockSkew[]
}

/** Bytes of read buffers for all logs together, and bounds for one. */
const allBlocks = 32 * 1024 * 1024
const leastBlock = 64 * 1024
const mostBlock = 2 * 1024 * 1024

/** Rejects with AgentError when a log cannot be read. */
export async function analyzeLogs(logs: readonly FinishedLog[], options: AnalyzeOptions): Promise<Analyzed> {
  const tracker = createTracker({ silent: options.onStep === undefined })
  const correlator = createCorrelator({ silent: true })
  const readings = logs.map(readingOf)
  const clocks = clockWatch()
  let recognised = 0
  const flow = entryFlow({
    recognise: (entry, source) => (source as Reading).recogniser.recognise(entry),
    correlate: correlator.accept,
    track: (event) => {
      clocks.take(event)
      options.onEvent?.(event)
      return tracker.apply(event)
    },
    publish: {
      entry: (_entry, event) => void (recognised += event === undefined ? 0 : 1),
      step: (step) => options.onStep?.(step),
    },
  })
  // Before it hands on the first entry, it has looked at the first of every log.
  let isBegun = false
  await sideBySide(lanesOf(readings, options), (entry, where) => {
    if (!isBegun) tracker.logsBegin(begins(readings))
    isBegun = true
    flow(entry, where)
  })
  for (const event of correlator.finish()) for (const step of tracker.apply(event)) options.onStep?.(step)
  const sources = readings.map(({ finished, summary }) => ({ log: finished, summary: summary() }))
  const now = options.now ?? latest(sources.map(({ summary }) => summary.lastTime))
  if (now !== undefined) for (const step of tracker.tick(now)) options.onStep?.(step)
  return { tracker, sources, now, recognised, clocks: clocks.skews() }
}

/** One log on its way through the flow. */
type Reading = Source & {
  readonly finished: FinishedLog
  readonly recogniser: EntryRecogniser
  summary: () => LogSummary
}

const readingOf = (log: FinishedLog): Reading => ({
  finished: log,
  log: logOfFileName(log.file),
  host: log.host.toUpperCase(),
  file: log.path,
  recogniser: entryRecogniser(log.file),
  summary: () => openLog(log).summary(),
})

/** The generations of a log follow each other; different logs run side by side. */
function lanesOf(readings: readonly Reading[], { zone }: AnalyzeOptions): Lane<Reading>[] {
  const lanes = new Map<string, Reading[]>()
  for (const reading of readings) {
    const { log } = generationOf(reading.finished.place)
    lanes.set(log, [...(lanes.get(log) ?? []), reading])
  }
  const block = Math.min(mostBlock, Math.max(leastBlock, Math.floor(allBlocks / Math.max(1, lanes.size))))
  const relieve = passRelief()
  const zoneOf = (host: string): Zone | undefined => (typeof zone === 'function' ? zone(host) : zone)
  return [...lanes.values()].map((generations) => ({
    rank: rankOf(generations[0]?.finished.file ?? ''),
    host: generations[0]?.host ?? '',
    batches: batchesOf(generations, { zone: zoneOf(generations[0]?.host ?? ''), block, relieve }),
  }))
}

/** Site servers' logs of which older generations may be gone: the first line at hand of those that rolled over. */
function begins(readings: readonly Reading[]): readonly LogBegin[] {
  const seen = new Set<string>()
  return readings.flatMap((reading): LogBegin[] => {
    const { log: name, age } = generationOf(reading.finished.place)
    if (seen.has(name)) return []
    seen.add(name)
    const { log, host } = reading
    const at = reading.summary().firstTime
    if ((log !== 'distmgr' && log !== 'pkgxfermgr') || !isRolled(age) || at === undefined) return []
    return [{ host, log, at }]
  })
}

async function* batchesOf(
  generations: readonly Reading[],
  { relieve, ...options }: { readonly zone: Zone | undefined; readonly block: number; readonly relieve: () => void },
): AsyncGenerator<{ readonly entries: readonly LogEntry[]; readonly where: Reading }, void, void> {
  for (const reading of generations) {
    const { recogniser } = reading
    const { batches, summary } = openLog(reading.finished, { ...options, wanted: recogniser.mayMatch })
    reading.summary = summary
    const wrapped = wrappedLines(recogniser)
    for await (const entries of batches) {
      relieve()
      yield { entries: wrapped.take(entries), where: reading }
    }
    yield { entries: wrapped.end(), where: reading }
  }
}

/** At one moment, or where no time is known, causes come before what they cause (log-signatures.md, correlation chain). */
const order: readonly LogName[] = [
  'smsdbmon',
  'despool',
  'distmgr',
  'schedule',
  'sender',
  'pkgxfermgr',
  'pulldp',
  'datatransferservice',
  'smsdpprov',
]

function rankOf(file: string): number {
  const log = logOfFileName(file)
  const rank = log === undefined ? -1 : order.indexOf(log)
  return rank < 0 ? order.length : rank
}

function latest(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce(
    (last, time) => (last === undefined ? time : time === undefined ? last : Math.max(last, time)),
    undefined,
  )
}
