// The DP's own log says why its provider refused a file, but names neither package nor content there: the reason is
// joined to the site server's failure by DP, file name and time (log-signatures.md, DP-006 and DP-007). The lines of one
// call stand together: the last one names the file, and takes the others with it.
import type { AboutDistribution } from '../distribution-event.ts'
import type { DistributionBook } from './distribution-book.ts'
import type { DpName } from '../../ids.ts'
import type { Distribution } from '../distribution.ts'
import { clockSkew } from '../lifecycle.ts'
import { joinTime } from '../stall.ts'
import { addEvidence } from './run-facts.ts'
import type { Evidence } from '../run.ts'
import type { State } from '../states.ts'

/** A reason counts when it was written within a retry (30 min) and the clock skew (15 min) of the failure; ms. */
const window = joinTime

export type DpSideFailures = {
  /** A record made for a DP's nameless failure that fits no run yet. */
  keep(reason: Distribution): void
  /** The run that a DP's nameless failure explains; undefined when the event is none, or fits no run. */
  attach(event: AboutDistribution): Distribution | undefined
  /**
   * A run failed as the site server sees it: takes over what the DP said before.
   *
   * @param tellsAll false while the file it failed at may still be named: then only what can be meant for no other run
   */
  absorb(one: Distribution, tellsAll: boolean): void
}

/** Lines of one call of the provider, and the run they were taken to speak of. */
type Call = { run: Distribution | undefined; readonly lines: Evidence[] }

const explainable: ReadonlySet<State> = new Set<State>(['sending', 'failing', 'retrying', 'failed'])

/** Calls remembered; each is over within seconds. */
const mostCalls = 200

export function dpSideFailures(book: DistributionBook): DpSideFailures {
  const reasons = new Set<Distribution>()
  const calls = new Map<string, Call>()

  const callOf = (token: string | undefined): Call => {
    const call = (token === undefined ? undefined : calls.get(token)) ?? { run: undefined, lines: [] }
    if (token !== undefined) calls.set(token, call)
    const oldest = calls.size > mostCalls ? calls.keys().next().value : undefined
    if (oldest !== undefined) calls.delete(oldest)
    return call
  }

  /** Runs on a DP that may be explained; what was given up only while the DP's clock can be the reason that it is told late. */
  const runsOn = (dp: DpName, at: number | undefined): readonly Distribution[] => [
    ...book.openOn(dp),
    ...[...book.failed].filter((one) => one.dp === dp && isWithin(clockSkew, one.lastAt, at)),
  ]

  /** The run that surely is meant, for the file tells; or the only one that can be. */
  const meant = ({ subject, at, evidence }: AboutDistribution): readonly [Distribution | undefined, boolean] => {
    const runs = subject.dp === undefined ? book.active : runsOn(subject.dp, at)
    const fitting = [...runs].filter(
      (one) => one.bySite && explainable.has(one.state) && isNear(one.lastAt, at) && !isOtherFile(one, evidence),
    )
    const sure = nameOf(evidence) === undefined ? [] : fitting.filter((one) => fileOf(one) === nameOf(evidence))
    if (sure.length > 0) return [sure.at(-1), true]
    return [single(subject.dp === undefined ? fitting.filter(hasFailed) : fitting), false]
  }

  /** The record made for earlier lines of the same call. */
  const forgetReason = (token: string | undefined): void => {
    for (const reason of reasons) {
      if (token === undefined || reason.open?.hindrance?.token !== token) continue
      reasons.delete(reason)
      if (book.unidentified.has(reason)) book.remove(reason)
    }
  }

  const hasRival = (one: Distribution): boolean =>
    one.dp !== undefined &&
    runsOn(one.dp, one.lastAt).some((other) => other !== one && other.bySite && explainable.has(other.state))

  const explain = (one: Distribution, lines: readonly Evidence[]): void => {
    if (one.open === undefined) return
    one.open.dpEvidence ??= []
    for (const line of lines) addEvidence(one.open.dpEvidence, line)
  }

  const settle = (reason: Distribution): void => {
    reasons.delete(reason)
    book.remove(reason)
  }

  const reasonsFor = (one: Distribution): readonly Distribution[] => {
    for (const reason of reasons) if (!book.unidentified.has(reason)) reasons.delete(reason)
    return [...reasons].filter((reason) => {
      const lines = linesOf(reason)
      const isOther = lines.some((line) => isOtherFile(one, line)) && !lines.some((line) => isSameFile(one, line))
      const isHere = reason.dp === undefined || reason.dp === one.dp
      return isHere && lines.length > 0 && !isOther && isNear(reason.lastAt, one.lastAt)
    })
  }

  /** Runs that failed on the same DP meanwhile and name no file either: each of them may be meant. */
  const unexplainedBeside = (one: Distribution): readonly Distribution[] =>
    one.dp === undefined
      ? []
      : runsOn(one.dp, one.lastAt).filter(
          (other) =>
            other !== one &&
            other.bySite &&
            explainable.has(other.state) &&
            hasFailed(other) &&
            fileOf(other) === undefined &&
            (other.open?.dpEvidence ?? []).length === 0 &&
            isNear(other.lastAt, one.lastAt),
        )

  /** One reason holds for all of them when the DP knows no other; the file it names may be another run's. */
  const share = (runs: readonly Distribution[], fitting: readonly Distribution[]): void => {
    const codes = new Set(fitting.map((reason) => reason.open?.hindrance?.code?.toUpperCase()))
    const lines = fitting.flatMap(linesOf).filter((line) => nameOf(line) === undefined)
    if (codes.size !== 1 || lines.length === 0) return
    for (const one of runs) explain(one, lines)
    for (const reason of fitting) settle(reason)
  }

  return {
    keep: (reason) => void reasons.add(reason),
    attach: (event) => {
      if (event.by !== 'dp' || event.happening !== 'failureSeen' || event.subject.packageId !== undefined)
        return undefined
      const call = callOf(event.token)
      addEvidence(call.lines, event.evidence)
      // The line that names the file is the last of its call.
      if (event.token !== undefined && nameOf(event.evidence) !== undefined) calls.delete(event.token)
      const [found, sure] = meant(event)
      const one = sure ? found : (call.run ?? found)
      if (one?.open === undefined) return undefined
      if (call.run !== undefined && call.run !== one) takeBack(call.run, call.lines)
      call.run = one
      if (isOtherFile(one, event.evidence)) {
        takeBack(one, call.lines)
        call.run = undefined
        return undefined
      }
      explain(one, call.lines)
      forgetReason(event.token)
      return one
    },
    absorb: (one, tellsAll) => {
      for (const call of callsOfOthers(one)) takeBack(one, call)
      if (reasons.size === 0 || (!tellsAll && hasRival(one))) return
      const fitting = reasonsFor(one)
      const others = fileOf(one) === undefined ? unexplainedBeside(one) : []
      if (others.length > 0) return share([one, ...others], fitting)
      for (const reason of fitting) {
        explain(one, linesOf(reason))
        const call = calls.get(reason.open?.hindrance?.token ?? '')
        if (call !== undefined) call.run = one
        settle(reason)
      }
    },
  }
}

const linesOf = (reason: Distribution): readonly Evidence[] => reason.open?.hindrance?.evidence ?? []

/** The call speaks of another run after all. */
function takeBack({ open }: Distribution, lines: readonly Evidence[]): void {
  if (open?.dpEvidence !== undefined) open.dpEvidence = open.dpEvidence.filter((line) => !lines.includes(line))
}

/** Calls that turn out to speak of another file, now that the one the run failed at is known. */
function callsOfOthers(one: Distribution): readonly (readonly Evidence[])[] {
  if (one.open?.dpEvidence === undefined || fileOf(one) === undefined) return []
  const calls: Evidence[][] = []
  const isOf = (line: Evidence, call: readonly Evidence[]): boolean =>
    call.every((other) => other.host === line.host && other.thread === line.thread && nameOf(other) === undefined)
  for (const line of one.open.dpEvidence) {
    const call = calls.find((known) => isOf(line, known))
    if (call === undefined) calls.push([line])
    else call.push(line)
  }
  return calls.filter((call) => call.some((line) => isOtherFile(one, line)))
}

const hasFailed = ({ state }: Distribution): boolean => state !== 'sending'

const isNear = (one: number | undefined, other: number | undefined): boolean => isWithin(window, one, other)

const isWithin = (most: number, one: number | undefined, other: number | undefined): boolean =>
  one === undefined || other === undefined || Math.abs(one - other) <= most

/** File the run failed at: "Failed to add the file … in content …". */
function fileOf(one: Distribution): string | undefined {
  return one.open?.hindrance?.evidence.map(nameOf).find((name) => name !== undefined)
}

function isOtherFile(one: Distribution, line: Evidence): boolean {
  const failed = fileOf(one)
  const named = nameOf(line)
  return failed !== undefined && named !== undefined && failed !== named
}

const isSameFile = (one: Distribution, line: Evidence): boolean =>
  nameOf(line) !== undefined && nameOf(line) === fileOf(one)

const nameOf = ({ fields }: Evidence): string | undefined =>
  fields['file'] === undefined ? undefined : String(fields['file']).toUpperCase()

const single = <Item>(items: readonly Item[]): Item | undefined => (items.length === 1 ? items[0] : undefined)
