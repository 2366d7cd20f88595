// Rule 1: everything that decides how a distribution moves is in this table.
// Rule 2: the table does not know about logs, clocks or metrics.
//
// One distribution = one package version on one distribution point. `+sending` means: the present run is over (an open
// one as superseded), and a further run of the same distribution begins in that state. A cell that is not there is not
// allowed: we watch ConfigMgr, lines get lost and logs are read side by side, so it is counted as an anomaly and the
// state stays. Sources: distribution-engine.md 4 (DistributionJobs.State, PkgStatus) and 6.
import type { Happening } from './distribution-event.ts'
import type { Outcome, Stage } from './run.ts'

export type State =
  /** Wanted on this DP: DP thread, transfer job, queue. */
  | 'pending'
  /** A sending thread copies, or notifies a pull DP. */
  | 'sending'
  /** The pull DP was told and downloads by itself. */
  | 'pulling'
  /** Everything is copied; no status yet. */
  | 'copied'
  /** "Installed" was handed to DistMgr, which has not processed it yet. */
  | 'reported'
  /** An expected event is due first. */
  | 'waiting'
  /** The present try shows a failure, and nothing yet says what follows. */
  | 'failing'
  | 'retrying'
  /** The thread ended, or lines were lost, without a word on the result. */
  | 'uncertain'
  | 'removing'
  /** The DP says that the content is there; the site server has not spoken. */
  | 'present'
  | 'installed'
  | 'failed'
  | 'cancelled'
  | 'superseded'
  | 'removed'
  /** Closed because nothing was heard for too long. */
  | 'lost'

/** What moves a distribution: the happenings of lines, and what the tracker itself concludes. */
export type Move =
  | Exclude<Happening, 'seen' | 'hinted'>
  /** Only the DP has spoken so far, and it says that the content is there. */
  | 'arrived'
  /** A thread that only asks a pull DP how far it is (distribution-engine.md 6.4, step 6). */
  | 'polled'
  | 'superseded'
  | 'timedOut'
  /** Only the DP spoke of it, and the site server's log, which is read, does not: what became of it was lost. */
  | 'unclaimed'
  | 'linesLost'

export type Target = State | `+${State}`

/** What ends or overrules an open run, whatever it does. */
const fromAnyOpen = {
  installed: 'installed',
  givenUp: 'failed',
  cancelled: 'cancelled',
  removalStarted: 'removing',
  removed: 'removed',
  removalFailed: 'failed',
  superseded: 'superseded',
  timedOut: 'lost',
  linesLost: 'uncertain',
} as const

/** How far a run can jump ahead when the lines in between are missing. */
const ahead = {
  copied: 'copied',
  notified: 'pulling',
  pulled: 'reported',
  statusSent: 'reported',
  retryScheduled: 'retrying',
  delayed: 'waiting',
} as const

/** A closed run stays what it is when trailing or late lines come, and a new try opens a further run. */
const fromAnyClosed = {
  jobCreated: '+pending',
  queued: '+pending',
  sendStarted: '+sending',
  notifying: '+sending',
  notified: '+pulling',
  removalStarted: '+removing',
  removed: '+removed',
  removalFailed: '+failed',
  validationFailed: '+failed',
} as const

export const transitions: Readonly<Record<State, Readonly<Partial<Record<Move, Target>>>>> = {
  pending: {
    ...fromAnyOpen,
    ...ahead,
    wanted: 'pending',
    jobCreated: 'pending',
    queued: 'pending',
    sendStarted: 'sending',
    notifying: 'sending',
    progressed: 'sending',
    contentAdded: 'sending',
    arrived: 'present',
    failureSeen: 'failing',
    attemptEnded: 'pending', // the DP thread of a package that has nothing to send ends just so
    validated: 'installed',
    validationFailed: 'failed',
  },
  sending: {
    ...fromAnyOpen,
    ...ahead,
    wanted: 'sending',
    jobCreated: 'sending',
    queued: 'sending',
    sendStarted: 'sending',
    notifying: 'sending',
    progressed: 'sending',
    contentAdded: 'sending',
    arrived: 'present', // a pull DP's own log: told, then done
    failureSeen: 'failing',
    attemptEnded: 'uncertain',
  },
  pulling: {
    ...fromAnyOpen,
    ...ahead,
    wanted: 'pulling',
    jobCreated: 'pulling',
    queued: 'pulling',
    sendStarted: 'pulling',
    polled: 'pulling',
    notifying: 'sending',
    progressed: 'pulling',
    contentAdded: 'pulling',
    arrived: 'present',
    failureSeen: 'failing',
    attemptEnded: 'pulling',
  },
  copied: {
    ...fromAnyOpen,
    ...ahead,
    wanted: 'copied',
    jobCreated: 'copied',
    queued: 'copied',
    sendStarted: 'sending',
    notifying: 'sending',
    progressed: 'copied',
    contentAdded: 'copied',
    failureSeen: 'failing',
    superseded: 'installed', // only an unfinished or failing version is superseded
    attemptEnded: 'reported', // the status line itself was lost; the thread ended well
  },
  reported: {
    ...fromAnyOpen,
    ...ahead,
    copied: 'reported',
    wanted: 'reported',
    jobCreated: 'reported',
    queued: 'reported',
    sendStarted: 'sending',
    polled: 'reported',
    notifying: 'sending',
    superseded: 'installed', // as above
    progressed: 'reported',
    contentAdded: 'reported',
    failureSeen: 'failing',
    attemptEnded: 'reported',
  },
  waiting: {
    ...fromAnyOpen,
    ...ahead,
    linesLost: 'waiting', // what was printed still holds
    retryScheduled: 'waiting', // "the window is closed" is followed by "Sending failed … Restart time"
    wanted: 'waiting',
    jobCreated: 'pending',
    queued: 'pending',
    sendStarted: 'sending',
    notifying: 'sending',
    progressed: 'waiting',
    arrived: 'present',
    contentAdded: 'waiting',
    failureSeen: 'waiting', // what fails after the marker only repeats it (failure-taxonomy.md 1, rule 1)
    attemptEnded: 'waiting',
  },
  failing: {
    ...fromAnyOpen,
    ...ahead,
    linesLost: 'failing', // what was printed still holds
    unclaimed: 'lost',
    timedOut: 'failed', // a failure that nobody tried to heal is one
    polled: 'failing',
    wanted: 'pending',
    jobCreated: 'pending',
    queued: 'failing',
    sendStarted: 'sending',
    notifying: 'sending',
    progressed: 'failing',
    arrived: 'present',
    contentAdded: 'failing',
    failureSeen: 'failing',
    attemptEnded: 'failing',
  },
  retrying: {
    ...fromAnyOpen,
    ...ahead,
    linesLost: 'retrying', // what was printed still holds
    wanted: 'retrying',
    jobCreated: 'pending',
    queued: 'retrying',
    sendStarted: 'sending',
    notifying: 'sending',
    progressed: 'retrying',
    arrived: 'present',
    contentAdded: 'retrying',
    failureSeen: 'retrying',
    attemptEnded: 'retrying',
  },
  uncertain: {
    ...fromAnyOpen,
    ...ahead,
    wanted: 'pending',
    jobCreated: 'pending',
    queued: 'pending',
    sendStarted: 'sending',
    notifying: 'sending',
    progressed: 'uncertain',
    arrived: 'present',
    contentAdded: 'uncertain',
    failureSeen: 'failing',
    attemptEnded: 'uncertain',
    polled: 'uncertain',
  },
  removing: {
    ...fromAnyOpen,
    jobCreated: '+pending',
    queued: '+pending',
    sendStarted: '+sending',
    notifying: '+sending',
    wanted: 'removing',
    progressed: 'removing',
    failureSeen: 'failing',
    retryScheduled: 'retrying',
    attemptEnded: 'removing',
  },
  present: {
    ...fromAnyOpen,
    ...ahead,
    linesLost: 'present',
    superseded: 'installed', // only an unfinished or failing version is superseded
    pulled: 'present',
    wanted: 'pending',
    jobCreated: 'pending',
    queued: 'pending',
    sendStarted: 'sending',
    notifying: 'sending',
    progressed: 'present',
    contentAdded: 'present',
    arrived: 'present',
    failureSeen: 'failing',
    attemptEnded: 'present',
    validated: 'installed',
    validationFailed: 'failed',
    unclaimed: 'lost',
    timedOut: 'installed',
  },
  installed: {
    ...fromAnyClosed,
    wanted: 'installed',
    progressed: 'installed',
    copied: 'installed',
    attemptEnded: 'installed',
    polled: 'installed',
    pulled: 'installed',
    contentAdded: 'installed',
    arrived: 'installed',
    statusSent: 'installed',
    installed: 'installed',
    failureSeen: '+failing',
    retryScheduled: '+retrying',
    givenUp: '+failed',
    delayed: '+waiting',
    cancelled: 'installed', // near the end a cancellation comes too late (distribution-engine.md 6.10)
    validated: 'installed',
  },
  failed: {
    ...fromAnyClosed,
    wanted: '+pending',
    progressed: 'failed',
    copied: '+copied',
    attemptEnded: 'failed',
    polled: 'failed',
    pulled: '+installed',
    contentAdded: 'failed',
    arrived: '+present',
    statusSent: '+installed',
    installed: '+installed', // a pull DP goes on after the polling ended (distribution-engine.md 6.4, step 6)
    failureSeen: 'failed',
    retryScheduled: '+retrying',
    givenUp: 'failed',
    delayed: '+waiting',
    cancelled: '+cancelled',
    superseded: 'superseded',
    validated: '+installed',
  },
  cancelled: {
    ...fromAnyClosed,
    wanted: '+pending',
    progressed: 'cancelled',
    copied: 'cancelled',
    attemptEnded: 'cancelled',
    pulled: '+installed',
    contentAdded: 'cancelled',
    arrived: '+present',
    statusSent: '+installed',
    installed: '+installed',
    failureSeen: 'cancelled',
    retryScheduled: 'cancelled',
    givenUp: 'cancelled', // shown as failed by user action
    delayed: 'cancelled',
    cancelled: 'cancelled',
    validated: '+installed',
  },
  superseded: {
    ...fromAnyClosed,
    wanted: 'superseded',
    progressed: 'superseded',
    copied: 'superseded',
    attemptEnded: 'superseded',
    pulled: 'superseded',
    contentAdded: 'superseded',
    statusSent: '+installed', // it was quicker than its successor
    installed: '+installed',
    failureSeen: 'superseded',
    retryScheduled: 'superseded',
    givenUp: 'superseded',
    delayed: 'superseded',
    cancelled: 'superseded',
    superseded: 'superseded',
  },
  removed: {
    ...fromAnyClosed,
    wanted: '+pending',
    progressed: 'removed',
    removalStarted: 'removed',
    removed: 'removed',
    attemptEnded: 'removed',
    contentAdded: 'removed',
    arrived: '+present',
    statusSent: '+installed',
    installed: '+installed',
    failureSeen: '+failing',
    retryScheduled: '+retrying',
  },
  lost: {
    ...fromAnyClosed,
    wanted: '+pending',
    progressed: '+sending',
    copied: '+copied',
    attemptEnded: 'lost',
    polled: 'lost',
    pulled: '+installed',
    contentAdded: 'lost',
    arrived: '+present',
    statusSent: '+installed',
    installed: '+installed',
    failureSeen: '+failing',
    retryScheduled: '+retrying',
    givenUp: '+failed',
    delayed: '+waiting',
    cancelled: '+cancelled',
    superseded: 'superseded',
    validated: '+installed',
  },
}

/** What a state is called outside (DESIGN 5), whether the run is over, and what it does or waits for. */
export const stateFacts: Readonly<
  Record<State, { readonly outcome: Outcome; readonly open: boolean; readonly stage: Stage }>
> = {
  pending: { outcome: 'in-progress', open: true, stage: 'queue' },
  sending: { outcome: 'in-progress', open: true, stage: 'transfer' },
  pulling: { outcome: 'in-progress', open: true, stage: 'transfer' },
  copied: { outcome: 'in-progress', open: true, stage: 'status' },
  reported: { outcome: 'in-progress', open: true, stage: 'status' },
  waiting: { outcome: 'waiting', open: true, stage: 'queue' },
  failing: { outcome: 'failure', open: true, stage: 'transfer' },
  retrying: { outcome: 'retrying', open: true, stage: 'transfer' },
  uncertain: { outcome: 'unknown', open: true, stage: 'transfer' },
  removing: { outcome: 'in-progress', open: true, stage: 'status' },
  present: { outcome: 'success', open: true, stage: 'add-to-library' },
  installed: { outcome: 'success', open: false, stage: 'status' },
  failed: { outcome: 'failure', open: false, stage: 'transfer' },
  cancelled: { outcome: 'cancelled', open: false, stage: 'status' },
  superseded: { outcome: 'superseded', open: false, stage: 'queue' },
  removed: { outcome: 'removed', open: false, stage: 'status' },
  lost: { outcome: 'unknown', open: false, stage: 'transfer' },
}
