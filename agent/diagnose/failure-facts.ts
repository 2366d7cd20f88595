// What the diagnosis is asked: the facts of one failure, gathered by correlate and the tracker. No text is judged, only
// signatures, their fields and codes (reference: failure-taxonomy.md 1).
import type { Stage } from '../../engine/distribution/run.ts'

/** One recognised line that speaks of the failure. A `LogEvent` is one, and so is an `Evidence` that carries fields. */
export type FailureLine = {
  /** Row of the catalogue: `PX-066`. */
  readonly signature: string
  /** Holes of the row under their output names, as `LogEvent.fields`; a code may be written in any form. */
  readonly fields?: Readonly<Record<string, string | number>> | undefined
}

/** What no log line says but another part of the agent knows: stall rules, the library, the list of expected packages. */
export type Observation =
  | 'threads-saturated'
  | 'main-thread-hung'
  | 'pull-jobs-piled-up'
  | 'content-arrived-status-open'
  | 'content-hash-differs'
  | 'package-lists-differ'
  | 'targeted-but-absent'
  | 'shared-source'
  | 'cancelled-by-administrator'

/** Everything one failure is judged by. `Line` is the caller's own kind of line, handed back in `decidedBy`. */
export type FailureFacts<Line extends FailureLine = FailureLine> = {
  /** Stage the failing work was in; undefined when the lines do not tell. */
  readonly stage: Stage | undefined
  /** `package`: snapshot, hash, arrival from another site. `dp`: one package on one DP. `role`: the DP itself. */
  readonly level: 'package' | 'dp' | 'role'
  /** Is the distribution point a pull DP? */
  readonly pull: boolean
  /** The site server's lines of this failure, oldest first (the innermost function is written first). */
  readonly lines: readonly Line[]
  /** Lines of the DP's own smsdpprov.log about the same content within the retry window, oldest first. */
  readonly dpLines: readonly Line[]
  /** Sending threads alive for one job at the same time; more than one is the clock fault of failure-taxonomy.md 2. */
  readonly threadsOnJob: number
  /** Code the tracker keeps, for when the line that carried it is no longer among `lines`. */
  readonly code: string | undefined
  /** LoggingLevel of the log, where known: at 2 and 3 the lines that name a reason may not be written. */
  readonly logLevel?: 0 | 1 | 2 | 3 | undefined
  readonly observations?: readonly Observation[] | undefined
  /** What is known of it from other lines, under the names of fields (`contentId`); for the words only. */
  readonly names?: Readonly<Record<string, string>> | undefined
}
