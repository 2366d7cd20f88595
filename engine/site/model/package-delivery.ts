// The world's own account of one package version on one DP: what a perfect reader of the logs would know of it.
import type { FaultClass } from './hierarchy-plan.ts'

export type DeliveryOutcome =
  'in-progress' | 'waiting' | 'retrying' | 'failure' | 'success' | 'superseded' | 'removed' | 'cancelled'

/** Why it does not get on: a class of failure-taxonomy.md 2, with the code that shows it. */
export type Trouble = {
  readonly class: FaultClass | 'schedule-closed' | 'throttled' | 'dp-removal-retry' | 'cancelled'
  readonly code: string | undefined
}

export type Delivery = {
  readonly packageId: string
  readonly packageVersion: number
  readonly dp: string
  readonly site: string
  pull: boolean
  action: 'distribute' | 'update' | 'redistribute' | 'remove'
  outcome: DeliveryOutcome
  trouble: Trouble | undefined
  /** Contents that were sent, or begun to be. */
  contentIds: string[]
  jobIds: string[]
  /** Tries of all runs, and failures that were counted in this one. */
  attempts: number
  failures: number
  triesLeft: number | undefined
  /** As the site server's clock will show it; whole seconds, as it is printed. */
  nextRetry: number | undefined
  firstTime: number | undefined
  lastTime: number | undefined
  seenAt(time: number): void
}

export function newDelivery(names: Pick<Delivery, 'packageId' | 'packageVersion' | 'dp' | 'site' | 'pull'>): Delivery {
  return new DeliveryRecord(names)
}

class DeliveryRecord implements Delivery {
  readonly packageId: string
  readonly packageVersion: number
  readonly dp: string
  readonly site: string
  pull: boolean
  action: Delivery['action'] = 'distribute'
  outcome: DeliveryOutcome = 'in-progress'
  trouble: Trouble | undefined = undefined
  contentIds: string[] = []
  jobIds: string[] = []
  attempts = 0
  failures = 0
  triesLeft: number | undefined = undefined
  nextRetry: number | undefined = undefined
  firstTime: number | undefined = undefined
  lastTime: number | undefined = undefined

  constructor(names: Pick<Delivery, 'packageId' | 'packageVersion' | 'dp' | 'site' | 'pull'>) {
    this.packageId = names.packageId
    this.packageVersion = names.packageVersion
    this.dp = names.dp
    this.site = names.site
    this.pull = names.pull
  }

  seenAt(time: number): void {
    if (this.firstTime === undefined || time < this.firstTime) this.firstTime = time
    if (this.lastTime === undefined || time > this.lastTime) this.lastTime = time
  }
}

/** A further run of the same version on the same DP: what was counted stays, the result is open again. */
export function runAgain(delivery: Delivery, action: Delivery['action']): void {
  delivery.action = action
  delivery.outcome = 'in-progress'
  delivery.trouble = undefined
  delivery.failures = 0
  delivery.triesLeft = undefined
  delivery.nextRetry = undefined
}

/** Only what is unfinished or fails is superseded by a newer version (DESIGN 5). */
export function supersede(delivery: Delivery): void {
  if (delivery.outcome === 'success' || delivery.outcome === 'removed' || delivery.outcome === 'cancelled') return
  delivery.outcome = 'superseded'
  delivery.trouble = undefined
  delivery.triesLeft = undefined
  delivery.nextRetry = undefined
}

export function succeed(delivery: Delivery): void {
  // It was quicker than its successor: the end of a run of its own, of which nothing failed.
  if (delivery.outcome === 'superseded') delivery.failures = 0
  delivery.outcome = 'success'
  delivery.trouble = undefined
  delivery.triesLeft = undefined
  delivery.nextRetry = undefined
}

/** A line names this content. */
export function sendsContent(delivery: Delivery, contentId: string): void {
  if (!delivery.contentIds.includes(contentId)) delivery.contentIds.push(contentId)
}
