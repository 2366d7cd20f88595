import { toRun, type Distribution } from '../distribution.ts'
import type { Evidence, Stage, StageSpan, Step } from '../run.ts'

/** Collects what one event did. A silent one collects nothing: the account alone is wanted (`cmdp analyze`). */
export type Telling = {
  /** False when nothing is told, so that what only spans need is not kept. */
  readonly listens: boolean
  began(one: Distribution): void
  stageEnded(one: Distribution, span: StageSpan | undefined): void
  attemptFailed(one: Distribution, stage: Stage, code: string | undefined): void
  retryScheduled(one: Distribution): void
  bytesSent(one: Distribution, bytes: number): void
  ended(one: Distribution, timedOut: boolean): void
  anomaly(reason: string, evidence: Evidence): void
  tell(step: Step): void
  /** The steps since the last call, in order. */
  take(): readonly Step[]
}

const nothing: readonly Step[] = []

export function telling(): Telling {
  let steps: Step[] = []
  const tell = (step: Step): void => {
    steps.push(step)
  }
  return {
    listens: true,
    began: (one) => tell({ kind: 'began', run: toRun(one) }),
    stageEnded: (one, stage) => {
      if (stage !== undefined) tell({ kind: 'stageEnded', run: toRun(one), stage })
    },
    attemptFailed: (one, stage, code) => tell({ kind: 'attemptFailed', run: toRun(one), stage, code }),
    retryScheduled: (one) => tell({ kind: 'retryScheduled', run: toRun(one) }),
    bytesSent: (one, bytes) => tell({ kind: 'bytesSent', run: toRun(one), bytes }),
    ended: (one, timedOut) => tell({ kind: 'ended', run: toRun(one), timedOut }),
    anomaly: (reason, evidence) => tell({ kind: 'anomaly', reason, evidence }),
    tell,
    take: () => {
      if (steps.length === 0) return nothing
      const taken = steps
      steps = []
      return taken
    },
  }
}

const silence = (): void => undefined

export const silent: Telling = {
  listens: false,
  began: silence,
  stageEnded: silence,
  attemptFailed: silence,
  retryScheduled: silence,
  bytesSent: silence,
  ended: silence,
  anomaly: silence,
  tell: silence,
  take: () => nothing,
}
