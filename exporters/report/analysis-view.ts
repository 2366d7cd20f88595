// What the report of `cmdp analyze` shows: the objects of the data contract, as far as a reader needs them.
import type { DisagreementView } from '../http/disagreement-section.ts'
import type { DistributionView } from '../http/landing-page.ts'
import type { FindingView } from '../http/library-section.ts'

export type EvidenceLine = {
  readonly file: string
  readonly offset: number
  readonly line: number
  readonly time: string | null
  readonly text: string
}

export type ReportFailure = NonNullable<DistributionView['failure']> & {
  readonly transient: boolean
  readonly evidence: readonly EvidenceLine[]
}

export type ReportDistribution = Omit<DistributionView, 'failure'> & {
  readonly action: string
  readonly site: string | null
  readonly firstTime: string | null
  readonly stalled: { readonly since: string | null; readonly reason: string } | null
  readonly verification: string | null
  readonly failure: ReportFailure | null
}

/** Work on a package or on the role itself. */
export type ReportWork = { readonly name: string; readonly outcome: string; readonly failure: ReportFailure | null }

/** One thing that happened to a distribution. */
export type TimelineEntry = {
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  /** When it ended; undefined for what takes no time. */
  readonly endedAt: number | undefined
  /** Stage, action or outcome: `transfer`. */
  readonly what: string
  /** Content, job, next try: whatever says more. */
  readonly detail: string
  readonly result: string
  /** Where the line stands that begins it. */
  readonly place: string
}

export type Timeline = {
  readonly entries: readonly TimelineEntry[]
  /** Entries that were not kept. */
  readonly more: number
}

export type ReportSource = {
  readonly file: string
  readonly form: string | null
  readonly records: number
  readonly orphans: number
  readonly firstTime: string | null
  readonly lastTime: string | null
}

export type ReportLibrary = {
  readonly counts?: unknown
  readonly findings: readonly FindingView[]
  readonly notEvaluated: readonly string[]
}

export type AnalysisFacts = {
  readonly version: string
  /** The moment looked from, ISO 8601; null when no record has a time. */
  readonly now: string | null
  readonly sources: readonly ReportSource[]
  /** Gone through once; there may be hundreds of thousands. */
  readonly distributions: Iterable<ReportDistribution>
  /** undefined: nothing was kept of this one. */
  readonly timelineOf: (one: ReportDistribution) => Timeline | undefined
  readonly packages: readonly ReportWork[]
  readonly distributionPoints: readonly ReportWork[]
  /** null where no library was looked at. */
  readonly library: ReportLibrary | null
  readonly disagreements: readonly DisagreementView[]
}
