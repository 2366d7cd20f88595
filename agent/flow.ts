// What happens to one log entry, end to end. Read this first.
//
//   log file -> lines -> entries -> log events -> distribution events -> steps -> metrics, traces
//
//   agent/tail/follow.ts      a log on disk as an endless source of lines     (finished-logs.ts: one that has an end)
//   parsers/entry-reader.ts   lines -> entries: time, thread, component, message
//   parsers/recognise.ts      message -> the row of the catalogue it is, and its values
//   agent/correlate/          entry + event -> what it says of which distribution: threads, jobs, hosts
//   engine/distribution/      event -> steps: what that did to the distribution
//   exporters/                steps -> numbers and spans
//
// No detail and no cleverness here: every part is handed in, so that a test, `analyze` and the service run the same flow.
import type { DistributionEvent } from '../engine/distribution/distribution-event.ts'
import type { Step } from '../engine/distribution/run.ts'
import type { LogEntry } from '../parsers/log-entry.ts'
import type { LogEvent, LogName } from '../parsers/recognise.ts'

/** Which log an entry was read from. */
export type Source = {
  /** FQDN in upper case of the machine that wrote it; '' when unknown. */
  readonly host: string
  /** What the file's name says; a line's component says it better. */
  readonly log: LogName | undefined
  /** As shown in evidence. */
  readonly file: string
  /** FQDN in upper case, when the machine is a distribution point. */
  readonly dp?: string | undefined
}

export type Parts = {
  readonly recognise: (entry: LogEntry, source: Source) => LogEvent | undefined
  readonly correlate: (entry: LogEntry, event: LogEvent, source: Source) => readonly DistributionEvent[]
  readonly track: (event: DistributionEvent) => readonly Step[]
  readonly publish: Publisher
}

export type Publisher = {
  /** Every entry, recognised or not. */
  readonly entry: (entry: LogEntry, event: LogEvent | undefined, source: Source) => void
  readonly step: (step: Step) => void
}

/** The way of one entry. Entries of one file come in file order; those of several by time, as far as it is known. */
export function entryFlow({ recognise, correlate, track, publish }: Parts) {
  return (entry: LogEntry, source: Source): void => {
    const logEvent = entry.form === 'unframed' ? undefined : recognise(entry, source)
    publish.entry(entry, logEvent, source)
    if (logEvent === undefined) return
    for (const event of correlate(entry, logEvent, source)) {
      for (const step of track(event)) publish.step(step)
    }
  }
}
