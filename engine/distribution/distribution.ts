// What the tracker remembers of one distribution: one package version on one DP, through all its runs. The record
// changes in place; whoever looks from outside gets a `Run`, made when asked for.
import type { ContentId, DpName, PackageId, SiteCode } from '../ids.ts'
import type { Delay, Subject } from './distribution-event.ts'
import type { Action, Evidence, LineMark, Outcome, Run, RunEvent, RunFailure, Stage } from './run.ts'
import { stateFacts, type State } from './states.ts'

/** A stage whose first line was read and whose last was not. */
export type OpenStage = {
  readonly stage: Stage
  readonly subject: string
  readonly startedAt: number
  readonly evidence: Evidence
  readonly events: RunEvent[]
}

/** A sending thread at work. */
export type Attempt = {
  readonly startedAt: number | undefined
  /** Which try it is; undefined where no line tells. */
  readonly number: number | undefined
  /** Line that began it; undefined when that was lost. */
  readonly start: Evidence | undefined
  /** undefined when the start was lost (a span would begin elsewhere each time the log is read), or all is copied. */
  stage: OpenStage | undefined
}

/** What hinders the present run, as it grows line by line. */
export type Hindrance = {
  readonly token: string | undefined
  stage: Stage
  code: string | undefined
  /** Set for an expected event that is due; such a hindrance is over when the next try begins. */
  readonly delay: Delay | undefined
  readonly evidence: Evidence[]
  readonly context: readonly Evidence[]
  threadsOnJob: number
  /** The DP itself tells of it. */
  readonly byDp?: boolean
  /** Sending threads that were alive for one job at the same time, when there was more than one. */
  beside?: readonly string[]
}

/** Facts only an open run needs; dropped when it ends well. */
export type OpenRun = {
  /** Sending threads alive, by token. */
  attempts: Map<string, Attempt> | undefined
  /** Queue and status stage; the transfer stage hangs on its attempt. */
  queue: OpenStage | undefined
  status: OpenStage | undefined
  /** The DP thread that made the transfer job. */
  jobToken: string | undefined
  dpThreadAlive: boolean
  /** Lines of the present try that say what is being done. */
  context: Evidence[] | undefined
  hindrance: Hindrance | undefined
  /** What the DP itself wrote about the failure. */
  dpEvidence: Evidence[] | undefined
  /** A pull DP's own word that everything is there, until the site has heard of it. */
  arrival: Evidence | undefined
  triesLeft: number | undefined
  nextRetry: number | undefined
  nextRetryText: string | undefined
  /** Was the failure, or the planned retry, of the present try told already? */
  failureTold: boolean
  retryTold: boolean
  events: RunEvent[] | undefined
}

/** A status on its way from a sending thread to DistMgr, of which only one end was read so far. */
export type StatusFile = {
  readonly status: number
  /** Sending thread that handed it over; undefined when not known. */
  readonly token: string | undefined
  readonly at: number | undefined
  /** DistMgr wrote it down before its sending thread was read. */
  readonly isWritten: boolean
  /** It was the first word of a failure, and told as one. */
  readonly told: boolean
}

export type Distribution = {
  /** Number it is remembered under over a restart; never used again. */
  readonly id: number
  packageId: PackageId | undefined
  packageVersion: number | undefined
  dp: DpName | undefined
  site: SiteCode | undefined

  state: State
  /** A pull DP. */
  pull: boolean
  action: Action
  ordinal: number
  /** Has a line been read that a run begins with, or any line that proves the run? */
  beginSeen: boolean
  begun: boolean
  /** Sending threads seen in this run, newest last; a few are enough to know their trailing lines. */
  tokens: readonly string[]
  /** Over all runs, oldest first; undefined: none. */
  statusFiles: readonly StatusFile[] | undefined
  /** What DistMgr wrote down last, and whether that was of an earlier try; its next lines are of the same file. */
  writtenFile: { readonly id: string; readonly isEarlier: boolean } | undefined
  /** A newer version has begun while a thread still sends this one: it ends with that thread. */
  outlived: boolean
  /** Contents that a thread began and the DP has not told of, and those the DP told of first; undefined: none. */
  awaited: readonly ContentId[] | undefined
  early: readonly ContentId[] | undefined
  /** Who has spoken in this run: any part of the site server; its DistMgr (whose word then ends the run). */
  bySite: boolean
  byDistMgr: boolean

  attempts: number
  failures: number
  jobIds: readonly string[]
  contentIds: readonly ContentId[]
  startedAt: number | undefined
  endedAt: number | undefined
  /** Is the run over (and told so)? A time of its end may still be unknown. */
  over: boolean
  /** First and last line that names it; over all runs, and last of this run. */
  firstAt: number | undefined
  lastAt: number | undefined
  proof: LineMark | undefined
  /** What earlier runs add to the whole. */
  earlier:
    | { readonly attempts: number; readonly jobIds: readonly string[]; readonly contentIds: readonly ContentId[] }
    | undefined
  open: OpenRun | undefined
}

const none: readonly never[] = []

export function newOpenRun(): OpenRun {
  return {
    attempts: undefined,
    queue: undefined,
    status: undefined,
    jobToken: undefined,
    dpThreadAlive: false,
    context: undefined,
    hindrance: undefined,
    dpEvidence: undefined,
    arrival: undefined,
    triesLeft: undefined,
    nextRetry: undefined,
    nextRetryText: undefined,
    failureTold: false,
    retryTold: false,
    events: undefined,
  }
}

export function newDistribution({ packageId, packageVersion, dp, site }: Subject, id: number): Distribution {
  return {
    id,
    packageId,
    packageVersion,
    dp,
    site,
    state: 'pending',
    pull: false,
    action: 'distribute',
    ordinal: 1,
    beginSeen: false,
    begun: false,
    tokens: none,
    statusFiles: undefined,
    writtenFile: undefined,
    outlived: false,
    awaited: undefined,
    early: undefined,
    bySite: false,
    byDistMgr: false,
    attempts: 0,
    failures: 0,
    jobIds: none,
    contentIds: none,
    startedAt: undefined,
    endedAt: undefined,
    over: false,
    firstAt: undefined,
    lastAt: undefined,
    proof: undefined,
    earlier: undefined,
    open: newOpenRun(),
  }
}

/** The word of DESIGN 5 for it. Copied is as good as done where DistMgr's own word cannot be expected. */
export function outcomeOf(one: Distribution): Outcome {
  if (one.state === 'copied' && !one.byDistMgr) return 'success'
  if (one.outlived) return 'superseded'
  return stateFacts[one.state].outcome
}

/** Where a run stands that waits for this, and where it stands when it has waited in vain. */
export const stageOfDelay: Readonly<Record<Delay, Stage>> = {
  intersite: 'intersite',
  prestage: 'queue',
  'pull-source': 'queue',
  'pull-capacity': 'queue',
  schedule: 'transfer',
  throttle: 'queue',
}

export function stageOf(one: Distribution): Stage {
  const { state, open } = one
  if (state === 'waiting' && open?.hindrance?.delay !== undefined) return stageOfDelay[open.hindrance.delay]
  if (state === 'failing' || state === 'failed') return open?.hindrance?.stage ?? stateFacts[state].stage
  if (state === 'superseded' || state === 'cancelled') return one.attempts > 0 ? 'transfer' : 'queue'
  if (state === 'retrying' && one.action === 'remove') return 'status'
  if (one.action === 'validate' && state === 'installed') return 'verify'
  return state === 'installed' && !one.bySite ? 'add-to-library' : stateFacts[state].stage
}

/** As others see the present run. Arrays in it grow no more. */
export function toRun(one: Distribution): Run {
  const { open } = one
  return {
    packageId: one.packageId,
    packageVersion: one.packageVersion,
    dp: one.dp,
    site: one.site,
    pull: one.pull,
    action: one.action,
    ordinal: one.ordinal,
    beginSeen: one.beginSeen,
    seenBySite: one.bySite,
    outcome: outcomeOf(one),
    stage: stageOf(one),
    jobIds: one.jobIds,
    contentIds: one.contentIds,
    attempts: one.attempts,
    failures: one.failures,
    triesLeft: open?.triesLeft,
    nextRetry: open?.nextRetry,
    nextRetryText: open?.nextRetryText,
    startedAt: one.startedAt,
    lastAt: one.lastAt,
    endedAt: one.endedAt,
    failure:
      !one.outlived && open?.hindrance && hinders(open.hindrance)
        ? toFailure(open.hindrance, open.dpEvidence)
        : undefined,
    proof: one.proof,
    events: open?.events === undefined ? none : [...open.events],
  }
}

/** The site should have heard of it by now: what shows that its word was lost. */
export function lostWord({ open }: Distribution): RunFailure | undefined {
  const arrival = open?.arrival
  if (arrival === undefined) return undefined
  return { stage: 'status', code: undefined, evidence: [arrival], context: none, dpEvidence: none, threadsOnJob: 1 }
}

/**
 * What became of it is destroyed: what was done last, what hindered it and what was planned may be long over. There is no
 * word for an action that is not known.
 */
export const lostRun = (run: Run): Run => ({
  ...run,
  action: 'distribute',
  outcome: 'unknown',
  failures: 0,
  triesLeft: undefined,
  nextRetry: undefined,
  nextRetryText: undefined,
  failure: undefined,
})

/** Prestaged content comes when somebody carries it there: nothing is wrong. */
const hinders = ({ delay }: Hindrance): boolean => delay !== 'prestage'

function toFailure(hindrance: Hindrance, dpEvidence: readonly Evidence[] = none): RunFailure {
  const { stage, code, evidence, context, threadsOnJob } = hindrance
  return { stage, code, evidence: [...evidence], context: [...context], dpEvidence: [...dpEvidence], threadsOnJob }
}
