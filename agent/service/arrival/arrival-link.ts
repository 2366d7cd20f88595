// The service's end of the arrival checks: what the logs say is written down and handed to the thread that looks; what
// it answers becomes records, lines of our own log and spans. The thread lives only while there is something to check.
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { DistributionEvent } from '../../../engine/distribution/distribution-event.ts'
import type { Step } from '../../../engine/distribution/run.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { WatchSettings } from '../library/watch-messages.ts'
import type { ArrivalClaim, ArrivalOrder, ArrivalReport, ArrivalSetup } from './arrival-messages.ts'
import type { Arrival, ClaimBook } from './claim-book.ts'
import { claimsOf } from '../../truth/claims-of-events.ts'
import { logAnswer } from './log-answer.ts'

export type ArrivalLinkOptions = {
  readonly settings: WatchSettings
  /** Full name in upper case of the distribution point whose library this is. */
  readonly ownDp: string
  readonly clock: Clock
  readonly log: Log
  readonly book: ClaimBook
  /** The book has changed. @param judged  the record that was decided anew */
  readonly onChange: (judged: Arrival | undefined) => void
  readonly onHashed: (report: ArrivalReport & { readonly kind: 'hashed' }) => void
  readonly onHashing: (active: boolean) => void
}

export type ArrivalLink = {
  /** Told of every event and what it did. */
  hear(event: DistributionEvent, steps: readonly Step[]): void
  apply(settings: WatchSettings): void
  /** What the last scan knows of the order of names in tree hashes. */
  learnOrder(isKnown: boolean): void
  close(): Promise<void>
}

/** Claims are handed over together; milliseconds. */
const gather = 50
/** The thread ends when nothing was to be done for so long; milliseconds. */
const idleAfter = 60_000
/** A thread that died is started again after this time; milliseconds. */
const restartAfter = 10_000
/** Milliseconds that the thread is given to end by itself. */
const endWithin = 3_000

export function linkArrivals(options: ArrivalLinkOptions): ArrivalLink {
  const { ownDp, clock, log, book } = options
  let { settings } = options
  let worker: Worker | undefined
  let closing = false
  let orderIsKnown = false
  let stopIdle: (() => void) | undefined
  let flushing: (() => void) | undefined
  const waiting = new Map<string, ArrivalClaim | undefined>()

  const heard = (report: ArrivalReport): void => {
    switch (report.kind) {
      case 'judged':
        for (const answer of report.answers) {
          const judged = book.judge(answer)
          if (judged === undefined) continue
          logAnswer(log, judged.before, judged.after)
          options.onChange(judged.before.judged === undefined ? judged.after : undefined)
        }
        return
      case 'hashed':
        if (report.mismatches > 0)
          log.warn('Stored files of what has just arrived are damaged', { files: report.mismatches })
        return options.onHashed(report)
      case 'hashing':
        return options.onHashing(report.active)
      case 'idle':
        stopIdle ??= clock.after(idleAfter, endThread)
        return
      case 'failed':
        return log.warn('Checking what has arrived failed; it is tried again', { reason: report.reason })
    }
  }

  const start = (): Worker => {
    const setup: ArrivalSetup = { settings, orderIsKnown }
    const thread = new Worker(arrivalProgram(), { workerData: setup })
    thread.on('message', heard)
    thread.on('error', (error) => {
      log.error('Checking what has arrived failed; it begins again later, the logs are followed', { error })
      if (worker !== thread) return
      worker = undefined
      options.onHashing(false)
      clock.after(restartAfter, () => check(book.open()))
    })
    return thread
  }

  const endThread = (): void => {
    stopIdle = undefined
    const thread = worker
    worker = undefined
    thread?.postMessage({ kind: 'stop' } satisfies ArrivalOrder)
  }

  const tell = (order: ArrivalOrder): void => {
    stopIdle?.()
    stopIdle = undefined
    worker ??= start()
    worker.postMessage(order)
  }

  /** A log that is read from its beginning speaks of the same package many times. */
  const flush = (): void => {
    flushing = undefined
    if (closing) return
    const all = [...waiting]
    waiting.clear()
    const claims = all.flatMap(([, claim]) => claim ?? [])
    if (worker !== undefined)
      for (const [packageId, claim] of all) if (claim === undefined) tell({ kind: 'drop', packageId })
    if (claims.length > 0) tell({ kind: 'check', claims })
  }
  const later = (): void => {
    flushing ??= clock.after(gather, flush)
  }
  const check = (claims: readonly ArrivalClaim[]): void => {
    for (const claim of claims) waiting.set(claim.packageId, claim)
    if (claims.length > 0 && !closing) later()
  }

  check(book.open())
  return {
    hear(event, steps) {
      const { said, underWay } = claimsOf(event, steps, ownDp)
      for (const one of said) check([book.say(one, clock.now())])
      for (const packageId of underWay) {
        if (!book.forget(packageId)) continue
        waiting.set(packageId, undefined)
        later()
      }
      if (said.length > 0 || underWay.length > 0) options.onChange(undefined)
    },
    apply(next) {
      settings = next
      if (worker !== undefined) tell({ kind: 'settings', settings })
    },
    learnOrder(isKnown) {
      if (isKnown === orderIsKnown) return
      orderIsKnown = isKnown
      if (worker !== undefined) tell({ kind: 'order', isKnown })
    },
    async close() {
      closing = true
      flushing?.()
      stopIdle?.()
      const thread = worker
      if (thread === undefined) return
      const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
      endThread()
      await Promise.race([ended, clock.sleep(endWithin)])
      await thread.terminate()
    },
  }
}

/** The bundle of the thread lies beside the main one; a part of the main one lies a folder deeper. */
function arrivalProgram(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  return join(basename(here) === 'parts' ? dirname(here) : here, 'library-arrivals.mjs')
}
