// The stages of a run as spans. A stage whose first line was not read makes none: it would begin at another time each
// time the log is read, and so get another id (observability-conventions.md 3.3).
import type { AboutDistribution } from '../distribution-event.ts'
import type { Attempt, Distribution, OpenStage } from '../distribution.ts'
import type { Evidence, Stage, StageResult, StageSpan } from '../run.ts'

export function openStage(stage: Stage, subject: string, { at, evidence }: AboutDistribution): OpenStage | undefined {
  return at === undefined ? undefined : { stage, subject, startedAt: at, evidence, events: [] }
}

export type StageEnd = {
  readonly at: number | undefined
  readonly result: StageResult
  readonly code: string | undefined
  /** Last line of the stage; undefined when silence ended it. */
  readonly evidence: Evidence | undefined
}

/** undefined when either end has no known time. */
export function stageSpan(
  begin: OpenStage | undefined,
  { at, result, code, evidence }: StageEnd,
  attempt: number | undefined,
): StageSpan | undefined {
  if (begin === undefined || at === undefined) return undefined
  return {
    stage: begin.stage,
    subject: begin.subject,
    startedAt: begin.startedAt,
    endedAt: at,
    result,
    code,
    attempt,
    evidence: evidence === undefined || evidence === begin.evidence ? [begin.evidence] : [begin.evidence, evidence],
    events: begin.events,
  }
}

/** The DP logs one line when a content is in its library: a span without length, under the content's id. */
export function contentSpan({ at, facts, evidence }: AboutDistribution): StageSpan | undefined {
  if (at === undefined) return undefined
  return {
    stage: 'add-to-library',
    subject: facts.contentId ?? '',
    startedAt: at,
    endedAt: at,
    result: 'success',
    code: undefined,
    attempt: undefined,
    evidence: [evidence],
    events: [],
  }
}

/** What a sending thread's stage ended as when the thread itself ends, or another line ends it. */
export function resultOf(one: Distribution): StageResult {
  switch (one.state) {
    case 'failing':
    case 'retrying':
    case 'failed':
      return 'failure'
    case 'cancelled':
      return 'cancellation'
    case 'lost':
      return 'timeout'
    case 'waiting':
      return one.open?.hindrance?.code === undefined ? 'skip' : 'failure'
    case 'superseded':
    case 'uncertain':
    case 'removing':
    case 'removed':
      return 'skip'
    default:
      return 'success'
  }
}

/** Sending threads of one job that began so close together that none of them is the next try of another. */
export function threadsAtOnce(attempts: Iterable<readonly [string, Attempt]>, within: number): readonly Attempt[] {
  const live = [...attempts].map(([, attempt]) => attempt).filter(({ start }) => start !== undefined)
  const newest = live.reduce((best, { startedAt = best }) => Math.max(best, startedAt), Number.NEGATIVE_INFINITY)
  return live.filter(({ startedAt }) => startedAt === undefined || newest - startedAt < within)
}
