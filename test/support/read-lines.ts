// Log lines of several logs and hosts, one after the other, through correlator and tracker.
import { accountOf, type Account } from '../../agent/account-objects.ts'
import { createCorrelator } from '../../agent/correlate/correlator.ts'
import { entryFlow, type Source } from '../../agent/flow.ts'
import { renderEntry } from '../../agent/lab/forms.ts'
import { entryRecogniser } from '../../agent/recognise-entry.ts'
import type { Step } from '../../engine/distribution/run.ts'
import { createTracker } from '../../engine/distribution/tracker.ts'
import { entryReader } from '../../parsers/entry-reader.ts'
import { lineSplitter } from '../../parsers/lines.ts'
import type { LogEntry } from '../../parsers/log-entry.ts'
import { logOfFileName } from '../../parsers/recognise.ts'
import { parseZone } from '../../parsers/zone.ts'

export type ReadLine = { readonly entry: LogEntry; readonly source: Source }

/** Entries of a log as it lies on disk; times without bias are UTC. @param firstOffset bytes of the log before `text` */
export function linesIn(text: string, file: string, host: string, firstOffset = 0): ReadLine[] {
  const splitter = lineSplitter({ offset: firstOffset })
  const reader = entryReader({ form: 'framed', zone: parseZone('0'), firstOffset })
  const physical = [...splitter.push(Buffer.from(text)), ...splitter.end()]
  const entries = [...physical.flatMap((line) => reader.push(line)), ...reader.end()]
  return entries.map((entry) => ({ entry, source: { host, log: logOfFileName(file), file } }))
}

/** A log of the site server that grows line by line, in UTC. */
export function serverLog(component: string, file: string, host: string) {
  let size = 0
  return (at: number, thread: number, message: string): ReadLine[] => {
    const text = renderEntry['site-server']({ at, biasMinutes: 0, component, thread, message })
    size += text.length
    return linesIn(text, file, host, size - text.length)
  }
}

/** What comes of them, in this order. @param until look from this moment, milliseconds since 1970 UTC */
export function readInOrder(lines: readonly ReadLine[], until?: number): { steps: readonly Step[]; account: Account } {
  const tracker = createTracker()
  const correlator = createCorrelator()
  const recognisers = new Map<string, ReturnType<typeof entryRecogniser>>()
  const steps: Step[] = []
  const flow = entryFlow({
    recognise: (entry, { file }) => {
      const known = recognisers.get(file) ?? entryRecogniser(file)
      recognisers.set(file, known)
      return known.recognise(entry)
    },
    correlate: correlator.accept,
    track: tracker.apply,
    publish: { entry: () => undefined, step: (step) => void steps.push(step) },
  })
  for (const { entry, source } of lines) flow(entry, source)
  for (const event of correlator.finish()) steps.push(...tracker.apply(event))
  if (until !== undefined) steps.push(...tracker.tick(until))
  return { steps, account: accountOf(tracker, until) }
}
