// The words of a distribution's life, shared by the tracker (which makes them) and the exporters (which publish them).

export type Outcome =
  'success' | 'failure' | 'retrying' | 'in-progress' | 'waiting' | 'cancelled' | 'superseded' | 'removed' | 'unknown'

export type Action = 'distribute' | 'update' | 'redistribute' | 'remove' | 'validate'

export type Stage =
  'snapshot' | 'signature' | 'intersite' | 'queue' | 'transfer' | 'add-to-library' | 'status' | 'verify'

/** Where a fact was read. */
export type Evidence = {
  /** FQDN in upper case of the machine the log belongs to; '' when unknown. */
  readonly host: string
  readonly file: string
  readonly offset: number
  readonly line: number
  readonly time: number | undefined
  readonly thread: number | undefined
  readonly component: string | undefined
  readonly signature: string
  /** Values the line carries, by name. */
  readonly fields: Readonly<Record<string, string | number>>
  /** The line as read. */
  readonly text: string
}

export type StageResult = 'success' | 'failure' | 'cancellation' | 'skip' | 'timeout'

/** One finished task of a run: becomes one span. Times are event times, milliseconds since 1970 UTC. */
export type StageSpan = {
  readonly stage: Stage
  /** Content id for add-to-library and verify, else the job id, else ''. */
  readonly subject: string
  readonly startedAt: number
  readonly endedAt: number
  readonly result: StageResult
  /** 0x + 8 upper-case digits, when the stage failed with one. */
  readonly code: string | undefined
  readonly attempt: number | undefined
  /** First and last line of the stage. */
  readonly evidence: readonly Evidence[]
  readonly events: readonly RunEvent[]
}

/** Something that happened at one instant within a run: status message, file added, retry. */
export type RunEvent = {
  readonly name: string
  readonly at: number
  readonly attributes: Readonly<Record<string, string | number | boolean>>
}

/**
 * One run = one package version on its way to one DP, from the first line that names it to its end.
 * A redistribution of the same version is a further run of the same distribution.
 */
export type Run = {
  /** undefined where the log prints a placeholder instead of a package id. */
  readonly packageId: string | undefined
  readonly packageVersion: number | undefined
  /** FQDN (or the name printed) in upper case. */
  readonly dp: string | undefined
  readonly site: string | undefined
  readonly pull: boolean
  readonly action: Action
  /** 1 for the first run of this version on this DP, 2 for the next … as far as known. */
  readonly ordinal: number
  /** True when the line that begins a run was read, false when we came in the middle. */
  readonly beginSeen: boolean
  /** False while only the DP itself has spoken of it (content added): the site server's agent makes the root span. */
  readonly seenBySite: boolean
  readonly outcome: Outcome
  /** What the run does or waits for now. */
  readonly stage: Stage
  readonly jobIds: readonly string[]
  readonly contentIds: readonly string[]
  /** Sending threads seen. */
  readonly attempts: number
  /** Failure count last printed. */
  readonly failures: number
  readonly triesLeft: number | undefined
  readonly nextRetry: number | undefined
  readonly nextRetryText: string | undefined
  readonly startedAt: number | undefined
  readonly lastAt: number | undefined
  readonly endedAt: number | undefined
  /** What hinders it, or hindered the last try; undefined after a success. */
  readonly failure: RunFailure | undefined
  /** The newest line that proves where the run stands. */
  readonly proof: LineMark | undefined
  readonly events: readonly RunEvent[]
}

/** Enough of a line to find its node in the flowchart. */
export type LineMark = {
  readonly signature: string
  readonly fields: Readonly<Record<string, string | number>>
}

/** The facts of a failure; class, cause and remedy are agent/diagnose's. */
export type RunFailure = {
  readonly stage: Stage
  readonly code: string | undefined
  /** Lines of the newest try, oldest first: the innermost function is written first. */
  readonly evidence: readonly Evidence[]
  /** Lines before it that say what was being done: which content, which account. */
  readonly context: readonly Evidence[]
  /** What the DP itself wrote about it at that time, oldest first. */
  readonly dpEvidence: readonly Evidence[]
  /** Sending threads alive for one job at the same time. */
  readonly threadsOnJob: number
}

/** What one event did. The tracker returns them in order; metrics and traces are made from them and nothing else. */
export type Step =
  | { readonly kind: 'began'; readonly run: Run }
  | { readonly kind: 'stageEnded'; readonly run: Run; readonly stage: StageSpan }
  | { readonly kind: 'attemptFailed'; readonly run: Run; readonly stage: Stage; readonly code: string | undefined }
  | { readonly kind: 'retryScheduled'; readonly run: Run }
  | { readonly kind: 'bytesSent'; readonly run: Run; readonly bytes: number }
  | { readonly kind: 'ended'; readonly run: Run; readonly timedOut: boolean }
  | { readonly kind: 'packageStageEnded'; readonly work: PackageWork; readonly stage: StageSpan }
  | { readonly kind: 'packageEnded'; readonly work: PackageWork }
  | {
      readonly kind: 'threads'
      readonly component: string
      readonly threads: 'package' | 'dp' | 'sender'
      readonly used: number
      readonly limit: number
    }
  | { readonly kind: 'anomaly'; readonly reason: string; readonly evidence: Evidence }

/** Package-level work that serves all DPs of one version: snapshot, hash, signature, arrival from another site. */
export type PackageWork = {
  readonly packageId: string | undefined
  readonly packageVersion: number | undefined
  readonly site: string | undefined
  readonly outcome: Outcome
  readonly startedAt: number | undefined
  readonly lastAt: number | undefined
  readonly failure: RunFailure | undefined
  /** What nobody writes, but silence or a gauge shows. */
  readonly stalled: 'main-thread-hung' | 'threads-saturated' | 'intersite-late' | undefined
  /** Its source folder is that of another package too, which has read it. */
  readonly sharesSource: boolean
}

/** Work on the role itself: installing, configuring, upgrading or removing a distribution point. */
export type DpWork = {
  readonly dp: string | undefined
  readonly outcome: Outcome
  readonly startedAt: number | undefined
  readonly lastAt: number | undefined
  readonly failure: RunFailure | undefined
}
