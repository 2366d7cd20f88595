// What the tracker is told. Who reads logs (agent/correlate) turns lines into these; the tracker knows no log.
import type { ContentId, DpName, PackageId, SiteCode } from '../ids.ts'
import type { Action, Evidence, Stage } from './run.ts'

/** Which distribution an event speaks of, as far as its line, or the thread that wrote it, tells. */
export type Subject = {
  readonly packageId: PackageId | undefined
  readonly packageVersion: number | undefined
  readonly dp: DpName | undefined
  readonly site: SiteCode | undefined
}

/** What can happen to a distribution. The first group moves it (states.ts), the second only adds facts. */
export type Happening =
  /** Site server: a DP thread works on it; the transfer job exists; PkgXferMgr found the job. */
  | 'wanted'
  | 'jobCreated'
  | 'queued'
  /** A sending thread: begins; begins to notify a pull DP; goes on; has copied everything; ends. */
  | 'sendStarted'
  | 'notifying'
  | 'progressed'
  | 'copied'
  | 'attemptEnded'
  /** A pull DP: was told; has everything and says so. */
  | 'notified'
  | 'pulled'
  /** The DP added a content to its library. */
  | 'contentAdded'
  /** "Installed" on its way to DistMgr; the package server row says installed. */
  | 'statusSent'
  | 'installed'
  /** Something failed; it will be tried again; it will not. An expected event is due first. */
  | 'failureSeen'
  | 'retryScheduled'
  | 'givenUp'
  | 'delayed'
  /** An administrator's doing. */
  | 'cancelled'
  | 'removalStarted'
  | 'removed'
  | 'removalFailed'
  /** The DP hashed its content again. */
  | 'validated'
  | 'validationFailed'
  /** Only facts: a line that names it; a line that will explain a failure, should one follow. */
  | 'seen'
  | 'hinted'

/** What a waiting distribution waits for. */
export type Delay = 'intersite' | 'prestage' | 'pull-source' | 'pull-capacity' | 'schedule' | 'throttle'

/** Facts a line adds; absent keys are not known. */
export type Facts = {
  readonly jobId?: string
  readonly contentId?: ContentId
  readonly pull?: true
  readonly action?: Action
  /** Stage the failing work was in. */
  readonly stage?: Stage
  /** 0x + 8 upper-case digits. */
  readonly code?: string
  /** Failures (pull notifications: tries) as printed. */
  readonly count?: number
  /** Of how many, where the line prints n/m. */
  readonly limit?: number
  /** True when `count` counts tries, not failures. */
  readonly countsTries?: true
  /** When it is tried again: as printed, and as an instant (milliseconds since 1970 UTC). */
  readonly restartText?: string
  readonly restartAt?: number
  readonly delay?: Delay
  /** The thread reached the DP: an earlier failure to do so is over. */
  readonly connected?: true
  /** PkgStatus.Status (package-status.ts) that a sending thread handed to DistMgr, or that DistMgr wrote down. */
  readonly packageStatus?: number
  readonly bytes?: number
  /** The thread that works on it has now named the version, so what it did before was for that one. */
  readonly namesVersion?: true
  /** Something worth an event on a span: `status message`, `file added`. */
  readonly noted?: { readonly name: string; readonly attributes: Readonly<Record<string, string | number | boolean>> }
}

export type AboutDistribution = {
  readonly about: 'distribution'
  readonly happening: Happening
  readonly subject: Subject
  /** The thread's span this belongs to: one try of one distribution. Unique over hosts, files and reuse of thread ids. */
  readonly token: string | undefined
  /** Who wrote it: a sending thread, DistMgr, another part of the site server, or the DP itself. */
  readonly by: 'sending-thread' | 'distmgr' | 'site' | 'dp'
  /** Event time, milliseconds since 1970 UTC; undefined when not known, or when the line must not count as one of it. */
  readonly at: number | undefined
  /** Time of the first line its thread wrote at this work, where the thread works for nothing else. */
  readonly since?: number | undefined
  /** Names the status file that DistMgr is working on: all its lines speak of one try. */
  readonly statusFile?: string | undefined
  readonly facts: Facts
  readonly evidence: Evidence
}

/** What can happen to a package as a whole on one site server. */
export type PackageHappening =
  | 'notified'
  | 'queued'
  | 'saturated'
  | 'relieved'
  | 'started'
  /** The site holds the version it needs. */
  | 'contentHeld'
  | 'snapshotStarted'
  | 'snapshotTaken'
  | 'signed'
  | 'worked'
  | 'sendingToSite'
  | 'sentToSite'
  | 'waiting'
  | 'arriving'
  | 'arrived'
  | 'hinted'
  | 'failureSeen'
  | 'processed'
  | 'notProcessed'
  | 'ended'
  | 'deleting'
  | 'deleted'
  | 'seen'

export type AboutPackage = {
  readonly about: 'package'
  readonly happening: PackageHappening
  readonly packageId: PackageId | undefined
  readonly packageVersion: number | undefined
  /** Host the log belongs to, upper case, '' when unknown: two sites work on one package independently. */
  readonly host: string
  readonly token: string | undefined
  readonly at: number | undefined
  readonly stage?: Stage
  readonly code?: string
  readonly evidence: Evidence
}

/** What can happen to the role itself. */
export type DpHappening = 'working' | 'done' | 'delayed' | 'failureSeen' | 'removing' | 'removed' | 'seen'

export type AboutDistributionPoint = {
  readonly about: 'distributionPoint'
  readonly happening: DpHappening
  readonly dp: DpName | undefined
  readonly token: string | undefined
  readonly at: number | undefined
  readonly code?: string
  readonly evidence: Evidence
}

/** "Used n out of m". */
export type AboutThreads = {
  readonly about: 'threads'
  readonly component: string
  readonly threads: 'package' | 'dp' | 'sender'
  readonly used: number
  readonly limit: number
  readonly at: number | undefined
}

/** A line told which site a host belongs to. */
export type AboutSite = { readonly about: 'site'; readonly host: string; readonly site: SiteCode }

/** DistMgr's log of this host is read from here on: what is not in it did not happen. */
export type AboutLog = { readonly about: 'log'; readonly host: string; readonly at: number | undefined }

/** Lines that do not fit together; counted, never thrown. `reason` is one of a closed list. */
export type AboutAnomaly = { readonly about: 'anomaly'; readonly reason: string; readonly evidence: Evidence }

export type DistributionEvent =
  AboutDistribution | AboutPackage | AboutDistributionPoint | AboutThreads | AboutSite | AboutLog | AboutAnomaly

export const noFacts: Facts = {}
