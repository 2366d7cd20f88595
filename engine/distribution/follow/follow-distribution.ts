// One event about a distribution, from "whose is it?" to what it changed.
//
//   event -> whose? -> late? -> new job? -> new try? -> move -> facts -> steps
import type { AboutDistribution, AboutPackage, Happening } from '../distribution-event.ts'
import { cameEarly, followContents, isLongPresent, toldBefore } from './content-holder.ts'
import type { DistributionBook } from './distribution-book.ts'
import { outcomeOf, type Distribution } from '../distribution.ts'
import { beginFurtherRun } from '../further-run.ts'
import { dpSideFailures } from './dp-side.ts'
import { isLate, isNewJob, moveOf, step, tryMoveOf } from '../lifecycle.ts'
import { isBeingSent, isBeingSentAt, olderVersions } from './older-versions.ts'
import type { RetryRules } from '../retry.ts'
import { addContext, beginTry, isExhausted, learn, note, planNothing } from './run-facts.ts'
import { isNewTry, runProgress } from './run-progress.ts'
import type { Action, Evidence } from '../run.ts'
import { isOfRunBefore } from '../run-tokens.ts'
import { stateFacts, type Move, type State } from '../states.ts'
import { passStatus } from './status-files.ts'
import { opensWork } from './meant-work.ts'
import type { Telling } from './telling.ts'
import { isIdentified, whose } from './whose.ts'

export type DistributionFollower = {
  follow(event: AboutDistribution): void
  timeOut(one: Distribution): void
  /** Only the DP spoke of it, though its site server is read too. */
  isUnclaimed(one: Distribution): boolean
  /** A record from before a restart: its threads' lines may still come. */
  restored(one: Distribution): void
  linesLost(): void
  /** The whole package is gone, from every DP. */
  packageDeleted(event: AboutPackage): void
  /** Its content has not arrived at this site: what is wanted on a DP and has no job yet must wait. */
  packageAwaited(event: AboutPackage): void
}

export function distributionFollower(
  book: DistributionBook,
  tell: Telling,
  rules: RetryRules,
  followsDistMgr: boolean,
  changed: (one: Distribution) => void,
  mayHaveGoneOn: (one: Distribution) => boolean,
): DistributionFollower {
  const who = whose(book, mayHaveGoneOn)
  const dpSide = dpSideFailures(book)
  const progress = runProgress(tell, rules)

  const follow = (event: AboutDistribution): void => {
    const explained = dpSide.attach(event)
    if (explained !== undefined) return changed(explained)
    const one = who.find(event) ?? create(event)
    if (one === undefined) return
    changed(one)
    // The DP has had it for long: what the site begins now is a further run, for whatever reason.
    if (opensWork(event) && isLongPresent(one, event)) beginAgain(one, event, 'distribute')
    if (event.by === 'dp') followContents(one, event)
    if (event.token !== undefined && !isIdentified(one)) who.remember(event.token, one)
    const isOfEarlierTry = passStatus(one, event)
    if (isOfEarlierTry || isLate(one, event) || isTrailing(one, event)) return learnLate(one, event)
    const added = toldBefore(one, event, book)
    if (added !== undefined) {
      who.join(added, one)
      cameEarly(one, added.contentIds)
    }
    if (event.by !== 'dp') followContents(one, event)
    const early = who.begunFor(one, event)
    if (early !== undefined) beginWith(early, one, event)
    if (beginsJob.has(event.happening)) followOlder(one, event)
    take(one, event)
    if (one.outlived && !one.over && !isBeingSent(one)) end(one, 'superseded', event.at, event.evidence)
  }

  /** What DistMgr began without naming a version is the job that PkgXferMgr has now found. */
  const beginWith = (early: Distribution, one: Distribution, event: AboutDistribution): void => {
    if (one.over) beginAgain(one, event, actionOfFurtherRun(one))
    else if (isNewJob(one, event)) beginAgain(one, event, 'redistribute')
    who.join(early, one)
    changed(one)
  }

  const take = (one: Distribution, event: AboutDistribution): void => {
    const { happening, evidence } = event
    if (isNewJob(one, event)) beginAgain(one, event, 'redistribute')
    if (isNewTry(one, event) && happening !== 'sendStarted') move(one, tryMoveOf(one), event, false)
    const by = moveOf(one, event)
    if (by === undefined) learn(one, event, rules)
    else move(one, by === 'retryScheduled' && isExhausted(event, rules, one.pull) ? 'givenUp' : by, event, true)
    if (one.open === undefined) return
    if (happening === 'hinted') addContext(one.open, evidence)
    if (tell.listens) note(one.open, event)
    if (event.by === 'sending-thread' && fails.has(happening)) dpSide.absorb(one, tellsAll(event))
  }

  const learnLate = (one: Distribution, event: AboutDistribution): void => {
    if (event.happening === 'sendStarted' && isNewTry(one, event) && event.token !== undefined)
      beginTry(one, event.token)
    const { proof, action } = one
    learn(one, event, rules)
    one.proof = proof ?? one.proof
    one.action = event.facts.action === undefined ? action : one.action
  }

  const create = (event: AboutDistribution): Distribution | undefined => {
    if (neverCreates.has(event.happening) || (onlyGoesOn.has(event.happening) && saysNothing(event))) return undefined
    const one = book.create(event.subject)
    one.byDistMgr = followsDistMgr && event.by !== 'dp'
    if (event.by === 'dp' && event.happening === 'failureSeen' && one.packageId === undefined) dpSide.keep(one)
    followOlder(one, event)
    return one
  }

  /** Known as a version, or its job begins: nobody waits for older ones any more. */
  const followOlder = (one: Distribution, event: AboutDistribution): void => {
    const older = olderVersions(one, book)
    if (
      one.attempts === 0 &&
      one.ordinal === 1 &&
      one.action === 'distribute' &&
      older.some(({ state }) => state !== 'removed')
    )
      one.action = 'update'
    for (const other of older) {
      if (!isBeingSentAt(other, event.at, rules.push.delay)) supersede(other, event)
      else if (!other.outlived) {
        other.outlived = true
        changed(other)
      }
    }
  }

  /** Only an unfinished or failing older version is superseded; a success stays one. */
  const supersede = (older: Distribution, { evidence, at }: AboutDistribution): void =>
    end(older, 'superseded', at, evidence)

  /** @param learns false for a lost start line that another line proves */
  const move = (one: Distribution, by: Move, event: AboutDistribution, learns: boolean): void => {
    const next = step(one.state, by)
    if (next === undefined) {
      tell.anomaly(`unexpected_${by}`, event.evidence)
      return learn(one, event, rules)
    }
    if (next.again) {
      const { tokens } = one
      beginAgain(one, event, actionOf[by] ?? actionOfFurtherRun(one))
      // A thread that goes on is no further try.
      if (event.token !== undefined && tokens.includes(event.token)) one.tokens = [event.token]
    }
    if (learns) learn(one, event, rules)
    one.action = (by === 'validated' && !one.begun ? 'validate' : actionOf[by]) ?? one.action
    const from = next.again ? undefined : one.state
    const wasThere = outcomeOf(one) === 'success'
    one.state = next.to === 'reported' && !one.byDistMgr ? 'installed' : next.to
    progress.moved(one, by, event)
    if (one.state === from) return
    if (one.open !== undefined && endsPlans.has(one.state)) planNothing(one.open, one.state)
    if (stateFacts[one.state].open) book.settle(one)
    else close(one, event.at, event.evidence, false)
    // An older version may have been tried again after this one began: nobody waits for it any more.
    if (wasThere || outcomeOf(one) !== 'success') return
    for (const older of olderVersions(one, book)) supersede(older, event)
  }

  /** The present run is over, and the next one of the same distribution begins. */
  const beginAgain = (one: Distribution, { at, evidence }: AboutDistribution, action: Action): void => {
    if (!one.over) end(one, 'superseded', at, evidence)
    beginFurtherRun(one, action)
    one.byDistMgr = followsDistMgr
  }

  /** Ends a run by what no line of its own says: superseded, timed out. */
  const end = (one: Distribution, by: Move, at: number | undefined, evidence: Evidence | undefined): void => {
    const next = step(one.state, by)
    if (next === undefined || next.again || next.to === one.state) return
    one.state = next.to
    changed(one)
    close(one, one.lastAt ?? at, evidence, next.to === 'lost')
  }

  const close = (
    one: Distribution,
    at: number | undefined,
    evidence: Evidence | undefined,
    timedOut: boolean,
  ): void => {
    one.outlived = false
    if (!one.over) {
      one.over = true
      one.endedAt = at ?? one.lastAt
      progress.ended(one, one.endedAt, evidence, timedOut)
    }
    if (!keepsFailure.has(one.state) || one.open?.hindrance === undefined) one.open = undefined
    else planNothing(one.open, one.state)
    book.settle(one)
  }

  /** No site server will say which version it is: one entry for all that the DP said of the package. */
  const saidBefore = (one: Distribution): Distribution | undefined => {
    const { packageId, dp, packageVersion, bySite } = one
    if (packageId === undefined || dp === undefined || packageVersion !== undefined || bySite) return undefined
    return book.versions(packageId, dp).find((other) => other !== one && other.packageVersion === undefined)
  }

  const forPackage = (event: AboutPackage, happening: Happening, fits: (one: Distribution) => boolean): void => {
    const { packageId, evidence } = event
    if (packageId === undefined) return
    for (const { packageVersion, dp } of book.ofPackage(packageId).filter(fits)) {
      const subject = { packageId, packageVersion, dp, site: undefined }
      const facts = happening === 'delayed' ? ({ delay: 'intersite', stage: 'intersite' } as const) : ({} as const)
      // A line about the package as a whole is no line of this distribution: it has no time here.
      follow({
        about: 'distribution',
        happening,
        subject,
        token: undefined,
        by: 'distmgr',
        at: undefined,
        facts,
        evidence,
      })
    }
  }

  return {
    follow,
    isUnclaimed: who.isUnclaimed,
    restored: (one) => {
      if (isIdentified(one)) return
      const { jobToken, hindrance } = one.open ?? {}
      for (const token of [...one.tokens, jobToken, hindrance?.token]) if (token !== undefined) who.remember(token, one)
    },
    timeOut: (one) => {
      const earlier = saidBefore(one)
      if (earlier === undefined || who.isUnclaimed(one))
        return end(one, who.isUnclaimed(one) ? 'unclaimed' : 'timedOut', one.lastAt, undefined)
      who.join(one, earlier)
      changed(earlier)
    },
    linesLost: () => {
      for (const one of book.openSince(Infinity)) {
        one.state = step(one.state, 'linesLost')?.to ?? one.state
        changed(one)
      }
    },
    packageDeleted: (event) => forPackage(event, 'removed', ({ state }) => state !== 'removed'),
    packageAwaited: (event) =>
      forPackage(
        event,
        'delayed',
        (one) => one.state === 'pending' && one.open?.jobToken === undefined && one.jobIds.length === 0,
      ),
  }
}

/** The try is over, or the file it failed at is known: now the DP's reason can be told from others. */
const tellsAll = ({ happening, evidence }: AboutDistribution): boolean =>
  happening === 'retryScheduled' || evidence.fields['file'] !== undefined

/** A thread of the run before that goes on beside the present one. */
const isTrailing = (one: Distribution, { by, token }: AboutDistribution): boolean =>
  by === 'sending-thread' && isOfRunBefore(one.tokens, token)

const fails: ReadonlySet<Happening> = new Set<Happening>(['failureSeen', 'retryScheduled'])

const beginsJob: ReadonlySet<Happening> = new Set<Happening>(['jobCreated', 'queued', 'sendStarted'])

const neverCreates: ReadonlySet<Happening> = new Set<Happening>(['seen', 'attemptEnded'])
const onlyGoesOn: ReadonlySet<Happening> = new Set<Happening>(['progressed', 'hinted'])

/** Without a package, a DP, a job or a content there is nothing to tell of. */
const saysNothing = ({ subject, facts }: AboutDistribution): boolean =>
  subject.packageId === undefined &&
  subject.dp === undefined &&
  facts.jobId === undefined &&
  facts.contentId === undefined

const keepsFailure: ReadonlySet<State> = new Set<State>(['failed', 'lost', 'cancelled'])

/** Still open, but what was planned before no longer holds. */
const endsPlans: ReadonlySet<State> = new Set<State>(['failing', 'present'])

const actionOf: Partial<Record<Move, Action>> = {
  removalStarted: 'remove',
  removed: 'remove',
  removalFailed: 'remove',
  validationFailed: 'validate',
}

/** The version is there already, or given up: sent once more it is a redistribution, until "Redistribute=0" says otherwise. */
function actionOfFurtherRun({ state, action, jobIds }: Distribution): Action {
  if (state === 'installed') return 'redistribute'
  // The job of a version was given up: nobody but an administrator makes another.
  if (state === 'failed' && jobIds.length > 0 && action !== 'remove') return 'redistribute'
  return action === 'remove' || action === 'validate' ? 'distribute' : action
}
