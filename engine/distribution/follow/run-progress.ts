// What a move does besides changing the state: tries and stages begin and end, what hinders the run is noted, and what
// is worth telling is told. The order inside one event matters: a try ends before the run does.
import type { AboutDistribution } from '../distribution-event.ts'
import type { Attempt, Distribution, OpenRun } from '../distribution.ts'
import type { RetryRules } from '../retry.ts'
import type { Evidence } from '../run.ts'
import { reconnects } from '../lifecycle.ts'
import { addEvidence, addHindrance, beginTry } from './run-facts.ts'
import { isToldAlready, toldByStatus } from './status-files.ts'
import { contentSpan, openStage, resultOf, stageSpan, threadsAtOnce, type StageEnd } from './stage-spans.ts'
import type { Move, State } from '../states.ts'
import type { Telling } from './telling.ts'

export type Progress = {
  /** After `one` moved by `move`. */
  moved(one: Distribution, move: Move, event: AboutDistribution): void
  /** An open run ended; the last thing it does. @param evidence the line that ended it; undefined for a timeout */
  ended(one: Distribution, at: number | undefined, evidence: Evidence | undefined, timedOut: boolean): void
}

export function runProgress(tell: Telling, rules: RetryRules): Progress {
  const begin = (one: Distribution, event: AboutDistribution): void => {
    one.begun = true
    one.startedAt = event.at
    tell.began(one)
  }

  const tryBegins = (one: Distribution, open: OpenRun, event: AboutDistribution, token: string): void => {
    endStage(one, open, 'queue', event)
    const explicit = event.happening === 'sendStarted'
    const number = one.failures > 0 ? one.failures + 1 : one.beginSeen ? 1 : undefined
    beginTry(one, token)
    open.failureTold = isToldAlready(one, event.at)
    const subject = event.facts.jobId ?? one.jobIds.at(-1) ?? ''
    open.attempts ??= new Map()
    open.attempts.set(token, {
      startedAt: event.at,
      number,
      start: explicit ? event.evidence : undefined,
      stage: explicit && tell.listens ? openStage('transfer', subject, event) : undefined,
    })
    if (explicit && !one.pull) tellThreadsApart(one, open, event)
  }

  /** More than one live thread for a job is the clock fault of failure-taxonomy.md 2 (sharing-violation-multi-thread). */
  const tellThreadsApart = (one: Distribution, open: OpenRun, event: AboutDistribution): void => {
    const live = threadsAtOnce(open.attempts ?? [], rules.push.delay)
    if (live.length < 2) return
    addHindrance(open, { ...event, token: undefined })
    if (open.hindrance === undefined) return
    open.hindrance.threadsOnJob = live.length
    open.hindrance.beside = [...(open.attempts?.keys() ?? [])]
    const starts = live.flatMap(({ start }) => (start === undefined ? [] : [start]))
    open.hindrance.evidence.splice(0, open.hindrance.evidence.length)
    for (const start of starts) addEvidence(open.hindrance.evidence, start)
    one.state = 'failing'
  }

  const tryEnds = (
    one: Distribution,
    open: OpenRun,
    { token, at, evidence }: AboutDistribution,
    gone: boolean,
  ): void => {
    const attempt = token === undefined ? undefined : open.attempts?.get(token)
    if (attempt === undefined || token === undefined) return
    endAttempt(one, attempt, { at, evidence, result: resultOf(one), code: failedCode(one) })
    if (gone) open.attempts?.delete(token)
  }

  const endAttempt = (one: Distribution, attempt: Attempt, end: StageEnd): void => {
    tell.stageEnded(one, stageSpan(attempt.stage, end, attempt.number))
    attempt.stage = undefined
  }

  const endStage = (
    one: Distribution,
    open: OpenRun,
    name: 'queue' | 'status',
    { at, evidence }: AboutDistribution,
  ): void => {
    tell.stageEnded(one, stageSpan(open[name], { at, evidence, result: 'success', code: undefined }, undefined))
    open[name] = undefined
  }

  const tellFailure = (one: Distribution, open: OpenRun, { by, facts }: AboutDistribution): void => {
    if (open.failureTold || open.hindrance === undefined || open.hindrance.delay !== undefined) return
    open.failureTold = true
    if (by === 'distmgr' && facts.packageStatus !== undefined) toldByStatus(one, facts.packageStatus)
    tell.attemptFailed(one, open.hindrance.stage, open.hindrance.code)
  }

  const effects: Partial<Record<Move, (one: Distribution, open: OpenRun, event: AboutDistribution) => void>> = {
    wanted: (one, open, event) => {
      const { token } = event
      if (reconnects(one, event)) open.hindrance = undefined
      if (token !== undefined && one.state === 'pending') open.dpThreadAlive = true
    },
    jobCreated: (_one, open, { token }) => {
      open.jobToken = token ?? open.jobToken ?? ''
      open.dpThreadAlive = false
      // What hindered the DP thread is overcome: it comes to the job last (distribution-engine.md 6.2, step 4).
      if (open.hindrance?.stage === 'queue' && open.hindrance.delay === undefined) open.hindrance = undefined
    },
    queued: (_one, open, event) => {
      // Every try has its time in the queue: a log read from its middle must not make a stage that there was none of.
      if (tell.listens) open.queue ??= openStage('queue', event.facts.jobId ?? '', event)
    },
    progressed: (one, _open, { facts }) => {
      if (facts.bytes !== undefined) tell.bytesSent(one, facts.bytes)
    },
    contentAdded: (one, _open, event) => tell.stageEnded(one, contentSpan(event)),
    arrived: (one, open, event) => {
      if (one.pull && event.happening === 'pulled') open.arrival = event.evidence
      if (event.facts.contentId !== undefined) tell.stageEnded(one, contentSpan(event))
    },
    copied: (one, open, event) => tryEnds(one, open, event, false),
    pulled: (one, open, { by, evidence }) => {
      if (one.pull && by === 'dp') open.arrival = evidence
    },
    statusSent: (one, open, event) => {
      open.arrival = undefined
      tryEnds(one, open, event, false)
      if (tell.listens) open.status ??= openStage('status', one.jobIds.at(-1) ?? '', event)
    },
    installed: (one, open, event) => {
      open.arrival = undefined
      endStage(one, open, 'status', event)
    },
    failureSeen: (one, open, event) => {
      addHindrance(open, event)
      if (event.by === 'distmgr') tellFailure(one, open, event)
    },
    delayed: (_one, open, event) => addHindrance(open, event),
    retryScheduled: (one, open, event) => {
      if (event.by === 'sending-thread' || open.hindrance === undefined) addHindrance(open, event)
      tellFailure(one, open, event)
      if (event.facts.restartText !== undefined && !open.retryTold) {
        open.retryTold = true
        tell.retryScheduled(one)
      }
      tryEnds(one, open, event, true)
    },
    givenUp: (one, open, event) => {
      addHindrance(open, event)
      tellFailure(one, open, event)
      tryEnds(one, open, event, true)
    },
    cancelled: (_one, open, event) => {
      open.hindrance = undefined
      addHindrance(open, event)
    },
    removalFailed: (one, open, event) => {
      addHindrance(open, event)
      tellFailure(one, open, event)
    },
    validationFailed: (one, open, event) => {
      addHindrance(open, event)
      tellFailure(one, open, event)
    },
    attemptEnded: (one, open, event) => {
      if (one.state === 'failing') tellFailure(one, open, event)
      tryEnds(one, open, event, true)
    },
  }

  return {
    moved: (one, move, event) => {
      const { open } = one
      if (open === undefined) return
      if (!one.begun && begins(move)) begin(one, event)
      if (isNewTry(one, event) && event.token !== undefined) tryBegins(one, open, event, event.token)
      effects[move]?.(one, open, event)
    },
    ended: (one, at, evidence, timedOut) => {
      const { open } = one
      if (open !== undefined) {
        const end = { at, evidence, result: resultOf(one), code: failedCode(one) }
        for (const attempt of open.attempts?.values() ?? []) endAttempt(one, attempt, end)
        tell.stageEnded(one, stageSpan(open.queue, end, undefined))
        tell.stageEnded(one, stageSpan(open.status, end, undefined))
        open.attempts = undefined
        open.queue = undefined
        open.status = undefined
      }
      if (one.begun) tell.ended(one, timedOut)
    },
  }
}

/** A run begins at its transfer job (conventions 7); what DistMgr does before only names it. */
const begins = (move: Move): boolean => move !== 'wanted' && move !== 'validated'

/** A line of a sending thread not met before: a new try, even when its start line was lost. */
export function isNewTry(one: Distribution, { by, token }: AboutDistribution): boolean {
  return by === 'sending-thread' && token !== undefined && !one.tokens.includes(token)
}

function failedCode(one: Distribution): string | undefined {
  return failedStates.has(one.state) ? one.open?.hindrance?.code : undefined
}

const failedStates: ReadonlySet<State> = new Set<State>(['failing', 'retrying', 'failed', 'waiting'])
