import type { Evidence, RunFailure } from '../../engine/distribution/run.ts'
import type { FailureFacts } from './failure-facts.ts'
import { failureClass, type Diagnosis } from './failure-class.ts'

/** What the tracker's facts do not hold; see FailureFacts. */
export type AboutFailure = Pick<FailureFacts, 'level'> &
  Partial<Pick<FailureFacts, 'pull' | 'logLevel' | 'observations' | 'names'>>

/** The diagnosis of a failure as the tracker keeps it; `decidedBy` are its own evidence lines. */
export function diagnoseRun(failure: RunFailure, about: AboutFailure): Diagnosis<Evidence> {
  const { stage, code, context, evidence, dpEvidence, threadsOnJob } = failure
  return failureClass({
    pull: false,
    ...about,
    stage,
    code,
    threadsOnJob,
    lines: [...context, ...evidence],
    dpLines: dpEvidence,
  })
}
