// What the logs said last of each package here, and what a look at the library made of it. One record per package, part
// `arrivals` of the state store, in the same batch as the log positions: a check that was due when the agent was killed
// is due when it starts again.
import type { Evidence } from '../../../engine/distribution/run.ts'
import type { Claim, Contradiction } from '../../../engine/truth/claim.ts'
import type { DurablePart, Saved } from '../durable.ts'
import type { ArrivalAnswer, ArrivalClaim } from './arrival-messages.ts'
import type { Said } from '../../truth/claims-of-events.ts'

export type Arrival = {
  readonly claim: ArrivalClaim
  /** Event time of the line; milliseconds since 1970 UTC. */
  readonly at: number | undefined
  /** The lines that say it, newest last. */
  readonly evidence: readonly Evidence[]
  /** undefined while nobody has looked, or decided. */
  readonly judged: ArrivalAnswer | undefined
}

export type ClaimBook = DurablePart & {
  /** @returns the claim to be checked. @param now  milliseconds since 1970 UTC */
  say(said: Said, now: number): ArrivalClaim
  /** The package is on its way again. @returns was there anything to forget? */
  forget(packageId: string): boolean
  /** @returns the record before and after; undefined when the answer is about an older claim */
  judge(answer: ArrivalAnswer): { readonly before: Arrival; readonly after: Arrival } | undefined
  of(packageId: string): Arrival | undefined
  all(): Iterable<Arrival>
  /** Claims that are not decided, or contradicted: to be checked after a start. */
  open(): readonly ArrivalClaim[]
}

/** Packages remembered; the one that was spoken of longest ago is forgotten first. */
const most = 20_000
/** Lines that say the same. */
const mostEvidence = 5
/** Said again within this time of the answer, it is the same arrival; milliseconds. */
const sameArrival = 60_000

export function claimBook(): ClaimBook {
  const arrivals = new Map<string, Arrival>()
  const changed = new Set<string>()
  const handedOut = new Set<string>()
  let number = 0

  const put = (packageId: string, arrival: Arrival): void => {
    arrivals.delete(packageId)
    arrivals.set(packageId, arrival)
    changed.add(packageId)
    const oldest = arrivals.size > most ? arrivals.keys().next().value : undefined
    if (oldest !== undefined) remove(oldest)
  }
  const remove = (packageId: string): void => {
    arrivals.delete(packageId)
    changed.add(packageId)
  }

  return {
    say({ claim, evidence, at }, now) {
      const before = arrivals.get(claim.packageId)
      const goesOn = before !== undefined && isSameArrival(before, claim, now)
      const lines = evidence === undefined ? [] : [evidence]
      const next: ArrivalClaim = {
        ...(goesOn ? merged(before.claim, claim) : claim),
        number: ++number,
        readAt: now,
        since: goesOn ? before.claim.since : now,
      }
      put(claim.packageId, {
        claim: next,
        at: at ?? (goesOn ? before.at : undefined),
        evidence: (goesOn ? [...before.evidence, ...lines] : lines).slice(-mostEvidence),
        judged: undefined,
      })
      return next
    },
    forget(packageId) {
      const known = arrivals.get(packageId)
      if (known === undefined || known.judged?.verification === 'verified') return false
      remove(packageId)
      return true
    },
    judge(answer) {
      const before = arrivals.get(answer.packageId)
      if (before?.claim.number !== answer.number) return undefined
      const after = { ...before, judged: answer }
      if (isSameAnswer(before.judged, answer)) return undefined
      arrivals.set(answer.packageId, after) // keeps its place: only lines make it young
      changed.add(answer.packageId)
      return { before, after }
    },
    of: (packageId) => arrivals.get(packageId),
    all: () => arrivals.values(),
    open: () =>
      [...arrivals.values()]
        .filter(({ judged }) => judged === undefined || judged.contradiction !== undefined)
        .map(({ claim }) => claim),
    stage(): Saved[] {
      for (const key of changed) handedOut.add(key)
      changed.clear()
      return [...handedOut].map((key) => ({ key, value: arrivals.get(key) }))
    },
    committed: () => handedOut.clear(),
    restore(saved) {
      const restored = [...saved].map(({ value }) => value as Arrival)
      restored.sort((a, b) => a.claim.number - b.claim.number)
      for (const one of restored) arrivals.set(one.claim.packageId, one)
      number = restored.at(-1)?.claim.number ?? 0
    },
  }
}

function isSameArrival({ claim, judged }: Arrival, next: Claim, now: number): boolean {
  if (claim.says !== next.says || now - (judged?.at ?? now) > sameArrival) return false
  const [was, is] = [claim.packageVersion, next.packageVersion]
  return was === undefined || is === undefined || was === is
}

const merged = (before: Claim, next: Claim): Claim => ({
  ...next,
  packageVersion: next.packageVersion ?? before.packageVersion,
  contentIds: [...new Set([...before.contentIds, ...next.contentIds])],
  whole: before.whole || next.whole,
})

function isSameAnswer(before: ArrivalAnswer | undefined, { verification, contradiction }: ArrivalAnswer): boolean {
  if (before === undefined) return false
  return before.verification === verification && words(before.contradiction) === words(contradiction)
}

const words = (one: Contradiction | undefined): string => JSON.stringify(one ?? null)
