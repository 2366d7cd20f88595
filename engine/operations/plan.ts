// What an operation is going to do, before it does anything. A plan has two halves with one point between them:
//
//   prepare   adds only what nobody refers to yet; cut here, recovery takes it back
//   (decided) one record in the journal, flushed
//   finish    makes it visible and takes the old away; cut here, recovery does the rest
//
// A planner is a pure function from what is known (the index of the library, the files of a source) to a plan.
import { frees, writes, type Step, type StepStage } from './steps/step.ts'

/** Why an operation must not be done; the words are for the operator. */
export type PlanRefusal = {
  readonly reason: RefusalReason
  readonly detail: string
  readonly path?: string | undefined
}

export type RefusalReason =
  | 'present'
  | 'absent'
  | 'badName'
  | 'sourceUnreadable'
  | 'sourceDiffers'
  | 'libraryDamaged'
  | 'noSpace'
  | 'ambiguous'
  | 'unsupported'
  | 'inUse'
  | 'notAllowed'

export type Plan = {
  /** `add`, as on the command line. */
  readonly operation: string
  /** What it is done to: `ABC00001`, `ABC00001.2`. */
  readonly subject: string
  readonly prepare: readonly StepStage[]
  readonly finish: readonly StepStage[]
  readonly refusals: readonly PlanRefusal[]
  /** What the operator should know beside the steps: what is left as it is, and why. */
  readonly remarks?: readonly string[]
  /** The content in place that has the very files of the one that is to come. */
  readonly sameAs?: string | undefined
}

export type PlanTotals = {
  /** Steps by action; actions that do not occur are left out. */
  readonly counts: Readonly<Record<string, number>>
  /** Bytes written to files of the library, and of files that go away. */
  readonly bytes: { readonly written: number; readonly freed: number }
}

export const allSteps = ({ prepare, finish }: Plan): readonly Step[] =>
  [...prepare, ...finish].flatMap(({ steps }) => steps)

export function totalsOf(steps: readonly Step[]): PlanTotals {
  const counts: Record<string, number> = {}
  const bytes = { written: 0, freed: 0 }
  for (const step of steps) {
    counts[step.action] = (counts[step.action] ?? 0) + 1
    if (writes.has(step.action)) bytes.written += step.bytes
    if (frees.has(step.action)) bytes.freed += step.bytes
  }
  return { counts, bytes }
}

// A slow disk of a distribution point, not a fast one: who waits would rather be surprised by an early end.
const planSpeed = { bytesPerSecond: 60 * 1024 * 1024, stepsPerSecond: 2000 }

/** How long it may take, in seconds. */
export function secondsFor(steps: readonly Step[]): number {
  const { written } = totalsOf(steps).bytes
  return written / planSpeed.bytesPerSecond + steps.length / planSpeed.stepsPerSecond
}

/** A plan that only says why not. */
export const refusedPlan = (operation: string, subject: string, refusals: readonly PlanRefusal[]): Plan => ({
  operation,
  subject,
  prepare: [],
  finish: [],
  refusals,
})

/** Stages without steps do nothing and are left out. */
export const stages = (...all: readonly StepStage[]): readonly StepStage[] =>
  all.filter(({ steps }) => steps.length > 0)
