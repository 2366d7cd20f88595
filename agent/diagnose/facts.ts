// What the diagnosis is asked: the facts of one failure, gathered by correlate and the tracker. No text is judged, only
// signatures, their fields and codes (reference: failure-taxonomy.md 1).
import type { Severity } from '../../parsers/log-entry.ts'
import type { Stage } from '../../engine/distribution/run.ts'

/** One recognised line that speaks of the failure. */
export type FailureLine = {
  /** Row of the catalogue: `PX-066`. */
  readonly signature: string
  /** Holes of the row, as `LogEvent.fields`; resultCode may be written in any form. */
  readonly fields: Readonly<Record<string, string | number>>
  readonly severity: Severity
}

/** Everything one failure is judged by. */
export type FailureFacts = {
  /** Stage the failing work was in; undefined when the lines do not tell. */
  readonly stage: Stage | undefined
  /** `package`: snapshot, hash, arrival from another site. `dp`: one package on one DP. `role`: the DP itself. */
  readonly level: 'package' | 'dp' | 'role'
  /** Lines of the failing attempt of the site server, oldest first (the innermost function is written first). */
  readonly lines: readonly FailureLine[]
  /** Lines of the DP's own smsdpprov.log about the same content within the retry window, oldest first. */
  readonly dpLines: readonly FailureLine[]
  /** Sending threads alive for one job at the same time; more than one means the clock fault of failure-taxonomy.md 2. */
  readonly threadsOnJob: number
  /** Code the tracker found, when the line that carried it is no longer among `lines`. */
  readonly code: string | undefined
}
