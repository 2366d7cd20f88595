// Which distribution does an event speak of? Most lines, or their threads, tell package, version and DP, and the answer
// is one look-up. The rest is the join of log-signatures.md, "Correlation chain": no shared number exists between some
// lines of one distribution, so what is missing is taken from the one candidate that fits, or a thread learns later
// what it works for.
import { parseDpName, type DpName, type PackageId } from '../../ids.ts'
import type { AboutDistribution, Subject } from '../distribution-event.ts'
import type { DistributionBook } from './distribution-book.ts'
import type { Distribution } from '../distribution.ts'
import { allAttempts } from '../further-run.ts'
import { holderOf, isDpsWord, isLongPresent, isSameWork, tellsContent } from './content-holder.ts'
import {
  awaitsVersion,
  explains,
  isDue,
  isPast,
  isUnderWay,
  isVerdict,
  opensJob,
  opensWork,
  startable,
} from './meant-work.ts'
import { merge } from './merge-records.ts'
import { isSoon, writtenStatus } from './written-status.ts'
import { stateFacts } from '../states.ts'

export type Whose = {
  /** The record an event belongs to; undefined when there is none yet. */
  find(event: AboutDistribution): Distribution | undefined
  /** DistMgr began work on this package and DP without printing the version, and PkgXferMgr now names `one`. */
  begunFor(one: Distribution, event: AboutDistribution): Distribution | undefined
  /** Its DP's site server is read too, and never spoke of it: its lines are lost. */
  isUnclaimed(one: Distribution): boolean
  /** Two records turned out to be one; the first goes. */
  join(early: Distribution, one: Distribution): void
  /** Events of this thread belong to this record, until it is known in full. */
  remember(token: string, one: Distribution): void
  forget(token: string): void
}

/** A hierarchy has some thousand. */
const mostServed = 20_000

/** Threads whose lines do not tell in full what they work for; more are never open at a time. */
const mostTokens = 1_500

/** @param mayHaveGoneOn are lines lost that came after all that is known of a run? */
export function whose(book: DistributionBook, mayHaveGoneOn: (one: Distribution) => boolean): Whose {
  const byToken = new Map<string, Distribution>()
  const written = writtenStatus()
  /** DPs that a site server's log has named: of these the DP's word alone is not all that can be known. */
  const served = new Set<DpName>()

  const ofToken = (token: string | undefined, subject: Subject): Distribution | undefined => {
    const one = token === undefined ? undefined : byToken.get(token)
    if (one === undefined || contradicts(one, subject)) return undefined
    return knowsMore(one, subject) ? identified(one, subject) : one
  }

  /** A line tells who a record is. If the distribution was known already, the two become one. */
  const identified = (one: Distribution, subject: Subject): Distribution => {
    const packageId = one.packageId ?? subject.packageId
    const version = one.packageVersion ?? subject.packageVersion
    const dp = one.dp ?? subject.dp
    const known =
      packageId === undefined
        ? undefined
        : dp === undefined
          ? triedAgain(one, packageId, version)
          : book.exact(packageId, version, dp)
    if (known === undefined || known === one || (isDpsWord(known) && !isSameWork(known, one))) {
      book.identify(one, subject)
      return one
    }
    join(one, known)
    return known
  }

  /** Its DP was never named, and neither was that of the only one whose next try was due when this one began. */
  const triedAgain = (one: Distribution, packageId: PackageId, version: number | undefined): Distribution | undefined =>
    single(
      [...book.unidentified].filter(
        (other) =>
          other !== one &&
          other.packageId === packageId &&
          other.packageVersion === version &&
          other.dp === undefined &&
          isDue(other, one.firstAt),
      ),
    )

  const join = (one: Distribution, known: Distribution): void => {
    merge(one, known)
    book.remove(one)
    book.settle(known)
    for (const [token, of] of byToken) if (of === one) byToken.set(token, known)
  }

  const find = (event: AboutDistribution): Distribution | undefined => {
    const { subject, token } = event
    if (event.by !== 'dp' && subject.dp !== undefined && served.size < mostServed) served.add(subject.dp)
    const { packageId, packageVersion, dp } = subject
    const one =
      ofToken(token, subject) ??
      (packageId === undefined
        ? unnamed(event)
        : dp === undefined
          ? somewhere(packageId, event)
          : packageVersion === undefined
            ? newest(packageId, dp, event)
            : (book.exact(packageId, packageVersion, dp) ??
              renamed(packageId, packageVersion, dp, event) ??
              adopted(packageId, packageVersion, dp, event)))
    if (one !== undefined) written.isOf(one, event)
    return isVerdict(event) && !explains(one) ? explained(one, event) : one
  }

  /** Its thread, or its job, was told of under the DP's short name until now. */
  const renamed = (
    packageId: PackageId,
    packageVersion: number,
    dp: DpName,
    { token, facts }: AboutDistribution,
  ): Distribution | undefined => {
    const short = dp.includes('.') ? parseDpName(dp.slice(0, dp.indexOf('.'))) : undefined
    const one = short === undefined ? undefined : book.exact(packageId, packageVersion, short)
    if (one === undefined) return undefined
    const isSame =
      (token !== undefined && one.tokens.includes(token)) ||
      (facts.jobId !== undefined && one.jobIds.includes(facts.jobId))
    if (!isSame) return undefined
    book.rename(one, dp)
    return one
  }

  /** A record that lacks just what this event brings: its version, or its DP. */
  const adopted = (
    packageId: PackageId,
    packageVersion: number,
    dp: DpName,
    event: AboutDistribution,
  ): Distribution | undefined => {
    const subject = { packageId, packageVersion, dp, site: undefined }
    const versionless = book.exact(packageId, undefined, dp)
    const isSame = event.facts.namesVersion === true || (versionless !== undefined && !isPast(versionless, event))
    if (versionless !== undefined && isSame && !isDpsWord(versionless) && isSameJob(versionless, event))
      return identified(versionless, subject)
    for (const one of book.unidentified) {
      // The DP's own log was read first, and its host's name is not known.
      if (one.packageId === packageId && one.dp === undefined && !one.bySite && sameVersion(one, packageVersion))
        return identified(one, subject)
    }
    return undefined
  }

  /** DistMgr says within seconds what it begins; what PkgXferMgr found may have been another job, when its lines are lost. */
  const isSameJob = (versionless: Distribution, event: AboutDistribution): boolean =>
    isSoon(versionless.lastAt, event.at, beginning) || (!opensWork(event) && !mayHaveGoneOn(versionless))

  /**
   * No version in the line: the run that is being sent, else the open one, else what the DP holds now. A new job makes a
   * record of its own.
   */
  const newest = (packageId: PackageId, dp: DpName, event: AboutDistribution): Distribution | undefined => {
    const versions = book.versions(packageId, dp)
    if (tellsContent(event)) return holderOf(versions, event)
    const handedOver = written.whose(versions, event)
    if (handedOver !== undefined) return handedOver
    const open = versions.filter((one) => stateFacts[one.state].open)
    if (opensWork(event)) return highest(open.filter((one) => !isUnderWay(one, event) && !isDpsWord(one)))
    const told = open.length > 0 || opensJob.has(event.happening) ? open : versions
    // What a site server says is of no run that it never spoke of, where there is another one.
    const itsOwn =
      event.by === 'dp'
        ? told
        : versions.filter((one) => !isDpsWord(one) && (told.includes(one) || told.every(isDpsWord)))
    const candidates = itsOwn.length > 0 ? itsOwn : told.filter((one) => !isLongPresent(one, event))
    // What was removed, or is sent anew, was sent before: a further run begins to count at 0.
    const sent = candidates.filter((one) =>
      open.length > 0 ? one.attempts > 0 : allAttempts(one) > 0 || one.state === 'removed',
    )
    return highest(sent.length > 0 ? sent : candidates)
  }

  /** No DP in the line: the only DP where such a thing is going on. */
  const somewhere = (packageId: PackageId, { subject, by, happening }: AboutDistribution): Distribution | undefined => {
    const { packageVersion } = subject
    const unnamedDp = [...book.unidentified].find(
      (one) =>
        one.packageId === packageId && one.dp === undefined && one.packageVersion === packageVersion && by === 'dp',
    )
    if (unnamedDp !== undefined) return unnamedDp
    // A sending thread whose start was lost will name its DP; until then it may be any.
    if (by === 'distmgr' || by === 'sending-thread' || opensJob.has(happening)) return undefined
    const fits = book
      .ofPackage(packageId)
      .filter((one) => packageVersion === undefined || one.packageVersion === packageVersion)
    const open = fits.filter(({ state }) => (by === 'dp' ? stateFacts[state].open : startable.has(state)))
    const only = open.length === 0 && by === 'dp' ? single(fits) : single(open)
    return only?.dp === undefined ? only : book.exact(packageId, only.packageVersion, only.dp)
  }

  /** No package: other lines about the same version and DP, the same job, or the same content. */
  const unnamed = (event: AboutDistribution): Distribution | undefined => {
    const { subject, facts, by, token, happening } = event
    const { packageVersion, dp } = subject
    const isTold = dp !== undefined || facts.jobId !== undefined || facts.contentId !== undefined
    const fits = (one: Distribution): boolean => {
      if (one.packageId !== undefined || contradicts(one, subject)) return false
      if (facts.jobId !== undefined && one.jobIds.includes(facts.jobId)) return true
      if (dp !== undefined && one.dp === dp && packageVersion !== undefined)
        return one.packageVersion === packageVersion || (one.packageVersion === undefined && awaitsVersion(one))
      if (dp === undefined && facts.contentId !== undefined)
        return one.contentIds.includes(facts.contentId) && !isAnotherThreads(one, event)
      // What only names a DP on its way to naming the package tells nothing of others on that DP.
      if (!one.bySite || (happening === 'seen' && one.packageVersion === undefined)) return false
      if (dp !== undefined && one.dp === dp && (token === undefined || by === 'distmgr'))
        return token === undefined ? stateFacts[one.state].open || !opensJob.has(happening) : awaitsVersion(one)
      return false
    }
    const found = isTold ? newestOf(book.unidentified, fits) : undefined
    if (found !== undefined) return knowsMore(found, subject) ? identified(found, subject) : found
    if (by !== 'dp' || happening !== 'contentAdded' || dp !== undefined) return undefined
    return single([...book.unidentified].filter((one) => one.packageId === undefined && one.state === 'sending'))
  }

  /**
   * A status "it failed" without a reason, from a thread of its own: the reason stands in the thread that failed last
   * and never said what it worked for (troubleshoot-content-distribution.PkgXferMgr.log, threads 3776 and 648).
   */
  const explained = (one: Distribution | undefined, { subject }: AboutDistribution): Distribution | undefined => {
    const orphan = newestOf(
      book.unidentified,
      (other) => other !== one && other.bySite && other.state === 'failing' && !contradicts(other, subject),
    )
    return orphan === undefined || !knowsMore(orphan, subject) ? one : identified(orphan, subject)
  }

  return {
    find,
    join,
    isUnclaimed: ({ bySite, dp }) => !bySite && dp !== undefined && served.has(dp),
    begunFor: ({ packageId, packageVersion, dp }, { happening, by, at }) => {
      if (packageId === undefined || packageVersion === undefined || dp === undefined) return undefined
      if (by === 'distmgr' || (happening !== 'queued' && happening !== 'sendStarted')) return undefined
      const early = book.exact(packageId, undefined, dp)
      if (early === undefined || early.state !== 'pending' || !early.byDistMgr || early.attempts > 0) return undefined
      if (mayHaveGoneOn(early) && !isSoon(early.lastAt, at, beginning)) return undefined
      return at === undefined || early.firstAt === undefined || early.firstAt <= at ? early : undefined
    },
    remember: (token, one) => {
      byToken.set(token, one)
      const oldest = byToken.size > mostTokens ? byToken.keys().next().value : undefined
      if (oldest !== undefined) byToken.delete(oldest)
    },
    forget: (token) => byToken.delete(token),
  }
}

/** From the first line about a DP to the last that its package thread writes before the DP's own thread works; ms. */
const beginning = 2 * 60_000

/** Content goes to many DPs at once: what one sending thread works on is not what another one does. */
const isAnotherThreads = ({ tokens }: Distribution, { by, token }: AboutDistribution): boolean =>
  by === 'sending-thread' && token !== undefined && tokens.length > 0 && !tokens.includes(token)

/** Is everything known that makes up a distribution's identity? */
export const isIdentified = ({ packageId, packageVersion, dp }: Subject): boolean =>
  packageId !== undefined && packageVersion !== undefined && dp !== undefined

const sameVersion = (one: Distribution, version: number): boolean => (one.packageVersion ?? version) === version

function contradicts(one: Distribution, { packageId, packageVersion, dp }: Subject): boolean {
  return differ(one.packageId, packageId) || differ(one.packageVersion, packageVersion) || differ(one.dp, dp)
}

function knowsMore(one: Distribution, { packageId, packageVersion, dp }: Subject): boolean {
  return (
    (one.packageId === undefined && packageId !== undefined) ||
    (one.packageVersion === undefined && packageVersion !== undefined) ||
    (one.dp === undefined && dp !== undefined)
  )
}

const differ = <Value>(one: Value | undefined, other: Value | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other

function newestOf<Item>(items: Iterable<Item>, fits: (item: Item) => boolean): Item | undefined {
  let newest: Item | undefined
  for (const item of items) if (fits(item)) newest = item
  return newest
}

const single = <Item>(items: readonly Item[]): Item | undefined => (items.length === 1 ? items[0] : undefined)

function highest(candidates: readonly Distribution[]): Distribution | undefined {
  let best: Distribution | undefined
  for (const one of candidates) if ((one.packageVersion ?? -1) >= (best?.packageVersion ?? -1)) best = one
  return best
}
