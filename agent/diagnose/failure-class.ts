import type { FailureFacts, FailureLine } from './facts.ts'

/** What a failure is, why, and what to do; DESIGN 5 `failure`, without its evidence lines. */
export type Diagnosis = {
  /** A row of `failureClasses`; `unknown` when nothing fits. */
  readonly class: string
  /** 0x + 8 upper-case digits. */
  readonly code: string | undefined
  readonly codeName: string | undefined
  readonly cause: string
  readonly remedy: string
  readonly transient: boolean
  /** Flowchart node: `PCD-26`. */
  readonly node: string | undefined
  /** The lines that decided, a subset of `lines` and `dpLines` (same objects), oldest first. */
  readonly decidedBy: readonly FailureLine[]
}

/** First version: the class table and the decision order follow in this file. */
export function failureClass(facts: FailureFacts): Diagnosis {
  return {
    class: 'unknown',
    code: facts.code,
    codeName: undefined,
    cause: 'The log names no known reason.',
    remedy: 'Read the lines around it.',
    transient: false,
    node: undefined,
    decidedBy: facts.lines,
  }
}
