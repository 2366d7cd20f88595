// Three series of numbers that look alike and must never be mixed (distribution-engine.md 4): the package status of
// PkgStatus and "status 3" in log lines, the state of the summarizer classes, the action state of a pull DP's answer.
import type { Happening } from './distribution-event.ts'
import type { Action } from './run.ts'

/** PkgStatus.Status -> what it means for the distribution. */
export const packageStatuses: Readonly<
  Record<number, { readonly name: string; readonly happening: Happening; readonly action?: Action }>
> = {
  0: { name: 'NONE', happening: 'progressed' },
  1: { name: 'SENT', happening: 'progressed' },
  2: { name: 'RECEIVED', happening: 'progressed' },
  3: { name: 'INSTALLED', happening: 'installed' },
  4: { name: 'RETRY', happening: 'retryScheduled' },
  5: { name: 'FAILED', happening: 'givenUp' },
  6: { name: 'REMOVED', happening: 'removed' },
  7: { name: 'PENDING_REMOVE', happening: 'removalStarted' },
  8: { name: 'REMOVE_FAILED', happening: 'removalFailed' },
  9: { name: 'RETRY_REMOVE', happening: 'retryScheduled', action: 'remove' },
}

/** PullDPResponse.ActionState, also the number of a pull DP's state message. */
export const pullActionStates: Readonly<Record<number, { readonly name: string; readonly happening: Happening }>> = {
  1: { name: 'SUCCESS', happening: 'installed' },
  2: { name: 'WARNING', happening: 'progressed' },
  4: { name: 'FAILURE', happening: 'givenUp' },
  8: { name: 'DOWNLOAD_STARTED', happening: 'notified' },
  16: { name: 'DOWNLOAD_IN_PROGRESS', happening: 'notified' },
  32: { name: 'DOWNLOADED', happening: 'notified' },
  64: { name: 'CANCELLED', happening: 'cancelled' },
  128: { name: 'CANCELLATION_REQUESTED', happening: 'seen' },
}

/** SMS_PackageStatusDistPointsSummarizer.State. */
export const summarizerStates: Readonly<Record<number, string>> = {
  0: 'INSTALLED',
  1: 'INSTALL_PENDING',
  2: 'INSTALL_RETRYING',
  3: 'INSTALL_FAILED',
  4: 'REMOVAL_PENDING',
  5: 'REMOVAL_RETRYING',
  6: 'REMOVAL_FAILED',
  7: 'CONTENT_UPDATING',
  8: 'CONTENT_MONITORING',
}

/** DistributionJobs.State. */
export const jobStates: Readonly<Record<number, string>> = {
  0: 'PENDING',
  1: 'READY',
  2: 'STARTED',
  3: 'IN_PROGRESS',
  4: 'PENDING_RESTART',
  5: 'COMPLETE',
  6: 'FAILED',
  7: 'CANCELLED',
  8: 'SUSPENDED',
}

/** Action of SMSPackages, PkgServers and DistributionPoints; "The Package Action is 1". */
export const packageActions: Readonly<Record<number, string>> = {
  0: 'NONE',
  1: 'UPDATE',
  2: 'ADD',
  3: 'DELETE',
  4: 'VALIDATE',
  5: 'CANCEL',
}
