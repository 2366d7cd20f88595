// What the service makes of every entry and step: numbers, spans, log records.
import type { Run, Step } from '../../engine/distribution/run.ts'
import type { Metrics, Traces } from '../../exporters/index.ts'
import type { LogEntry, Severity } from '../../parsers/log-entry.ts'
import type { LogEvent } from '../../parsers/recognise.ts'
import type { Clock } from '../clock.ts'
import type { Publisher, Source } from '../flow.ts'
import type { Reading } from './reading.ts'

export type PublisherOptions = {
  readonly metrics: Metrics
  readonly traces: Traces
  readonly clock: Pick<Clock, 'now'>
  readonly readingOf: (source: Source) => Reading
  /** Are spans wanted of what the logs held before the agent's first start? */
  readonly backfill: boolean
  readonly onStep?: ((step: Step) => void) | undefined
}

/** smsdpprov.log names no component in its lines (log-formats.md 4). */
const componentOfLog: Readonly<Record<string, string>> = { smsdpprov: 'SMS DP Provider' }

export function publisher(options: PublisherOptions): Publisher & { readonly settle: () => void } {
  const { metrics, traces, clock, readingOf } = options
  let last: { entry: LogEntry; event: LogEvent | undefined; reading: Reading; run: Run | undefined } | undefined

  /** A log record waits for the steps of its entry: they tell which run it belongs to. */
  const settle = (): void => {
    if (last === undefined) return
    const { entry, event, reading, run } = last
    last = undefined
    traces.log(
      {
        time: entry.time,
        observed: clock.now(),
        severity: severityOf(entry, event),
        message: entry.message,
        file: reading.source.file,
        component: componentOf(entry, reading.log),
        thread: entry.thread,
        code: text(event?.fields.resultCode),
        packageId: text(event?.fields.packageId) ?? run?.packageId,
        packageVersion: run?.packageVersion,
        dp: run?.dp,
        generation: reading.position?.generation ?? '',
        offset: entry.offset,
        length: entry.length,
      },
      run,
    )
  }

  return {
    entry(entry, event, source) {
      settle()
      const reading = readingOf(source)
      metrics.agent.bytesRead(reading.log, entry.length)
      countEntry(entry, event, reading.log, metrics)
      if (reading.isLive && entry.time !== undefined) metrics.agent.lag(reading.log, clock.now() - entry.time)
      if (entry.form !== 'unframed') last = { entry, event, reading, run: undefined }
    },
    step(step) {
      const isOld = last !== undefined && !last.reading.isLive
      const example = traces.apply(step, { sent: options.backfill || !isOld })
      metrics.apply(step, example)
      if (last !== undefined && 'run' in step) last.run ??= step.run
      options.onStep?.(step)
    },
    settle,
  }
}

function countEntry(entry: LogEntry, event: LogEvent | undefined, log: string, { agent }: Metrics): void {
  if (entry.form === 'unframed') return agent.unparsed(log, 'orphan')
  if (entry.fragment) return agent.unparsed(log, 'fragment')
  const component = componentOf(entry, log)
  agent.lines(log, component, severityOf(entry, event))
  if (component !== undefined && entry.time !== undefined) agent.componentSeen(component, entry.time)
  if (event === undefined) agent.unmatched(log)
  else agent.signatureMatched(event.signature)
}

const componentOf = (entry: LogEntry, log: string): string | undefined => entry.component ?? componentOfLog[log]

/** The form's own word first, then the signature's (log-formats.md 8). */
function severityOf(entry: LogEntry, event: LogEvent | undefined): Severity {
  return entry.severity === 'unknown' ? (event?.severity ?? 'unknown') : entry.severity
}

const text = (value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : String(value)
