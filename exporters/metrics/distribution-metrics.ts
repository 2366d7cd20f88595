// Which happening in the life of a distribution changes which metric. State that is true now (open runs, failing pairs)
// is not counted here: see present.ts.
import type { Outcome, PackageWork, Run, StageSpan, Step } from '../../engine/distribution/run.ts'
import { catalogue } from './catalogue.ts'
import type { Exemplar } from './registry.ts'
import type { SeriesBook } from './series-book.ts'

/** Outcomes a finished run is counted under. */
export const finishedOutcomes = ['success', 'failure', 'cancelled', 'superseded', 'removed', 'timeout'] as const

/** A span that shows an example of what was counted. */
export type SpanReference = { readonly traceId: string; readonly spanId: string }

/** Label value where a log prints no code, no distribution point. */
const absent = { code: 'none', dp: 'unknown' } as const

/**
 * @param example the span a step became, if any
 * @param now     when it is counted, milliseconds since 1970 UTC; exemplars must not go back in time
 */
export function countStep(step: Step, book: SeriesBook, example: SpanReference | undefined, now: number): void {
  const exemplar = (value: number): Exemplar | undefined => example && { ...example, value, at: now }
  switch (step.kind) {
    case 'began':
      return countBegan(step.run, book)
    case 'stageEnded':
    case 'packageStageEnded':
      return countStage(step.stage, book, exemplar)
    case 'attemptFailed':
      return countFailure(step.run, step.stage, step.code, book, exemplar(1))
    case 'retryScheduled':
      return book.add(catalogue.retries, { dp: dpOf(step.run) }, 1)
    case 'bytesSent':
      return book.add(catalogue.transferBytes, { dp: dpOf(step.run) }, step.bytes)
    case 'ended':
      return countEnded(step.run, step.timedOut, book, exemplar)
    case 'packageEnded':
      return countPackage(step.work, book)
    case 'threads':
      return setThreads(step, book)
    case 'anomaly':
      return book.add(catalogue.anomalies, { reason: step.reason }, 1)
  }
}

/** Makes the series of a distribution point exist at 0: a counter that first appears as 1 shows no increase. */
export function expectDistributionPoint(dp: string, book: SeriesBook): void {
  book.ensure(catalogue.started, { dp })
  book.ensure(catalogue.retries, { dp })
  book.ensure(catalogue.transferBytes, { dp })
  for (const outcome of finishedOutcomes) book.ensure(catalogue.finished, { dp, outcome })
}

/** DPs that were counted before a restart: their series at 0 are not saved, and must be there again. */
export function startedOn(saved: Iterable<{ readonly key: string }>): readonly string[] {
  const prefix = `["${catalogue.started.name}",`
  return [...saved].flatMap(({ key }) => (key.startsWith(prefix) ? [String((JSON.parse(key) as unknown[])[1])] : []))
}

function countBegan(run: Run, book: SeriesBook): void {
  const dp = dpOf(run)
  expectDistributionPoint(dp, book)
  book.add(catalogue.started, { dp }, 1)
}

function countStage(stage: StageSpan, book: SeriesBook, exemplar: (value: number) => Exemplar | undefined): void {
  const seconds = (stage.endedAt - stage.startedAt) / 1000
  if (!(seconds >= 0)) return // the clocks of two machines disagree: no duration is known
  book.observe(catalogue.stageSeconds, { stage: stage.stage }, seconds, exemplar(seconds))
}

function countFailure(
  run: Run,
  stage: string,
  code: string | undefined,
  book: SeriesBook,
  exemplar: Exemplar | undefined,
): void {
  book.add(catalogue.failures, { dp: dpOf(run), stage, error_code: codeLabel(code) }, 1, exemplar)
}

function countEnded(
  run: Run,
  timedOut: boolean,
  book: SeriesBook,
  exemplar: (value: number) => Exemplar | undefined,
): void {
  const outcome = finishedOutcome(run.outcome, timedOut)
  if (outcome === undefined) return
  const dp = dpOf(run)
  book.add(catalogue.finished, { dp, outcome }, 1)
  const end = run.endedAt ?? run.lastAt
  if (outcome === 'success' && end !== undefined) book.raise(catalogue.lastSuccess, { dp }, end / 1000)
  if (!run.beginSeen || run.startedAt === undefined || end === undefined || end < run.startedAt) return
  const seconds = (end - run.startedAt) / 1000
  book.observe(catalogue.durationSeconds, { outcome }, seconds, exemplar(seconds))
}

/** undefined: the log ended without evidence of how the run ended, so it has not finished. */
export function finishedOutcome(outcome: Outcome, timedOut: boolean): (typeof finishedOutcomes)[number] | undefined {
  return timedOut ? 'timeout' : finishedOutcomes.find((finished) => finished === outcome)
}

function countPackage(work: PackageWork, book: SeriesBook): void {
  if (work.outcome !== 'failure' && work.outcome !== 'retrying') return
  const stage = work.failure?.stage ?? 'snapshot'
  book.add(catalogue.packageFailures, { stage, error_code: codeLabel(work.failure?.code) }, 1)
}

function setThreads(step: Extract<Step, { kind: 'threads' }>, book: SeriesBook): void {
  const labels = { component: step.component, kind: step.threads }
  book.set(catalogue.threadsInUse, labels, step.used)
  book.set(catalogue.threadsLimit, labels, step.limit)
}

/** Only 0x and 8 hexadecimal digits are a code; anything else a log holds in its place is none. */
function codeLabel(code: string | undefined): string {
  return code !== undefined && /^0x[0-9A-F]{8}$/.test(code) ? code : absent.code
}

function dpOf(run: Run): string {
  return run.dp ?? absent.dp
}
