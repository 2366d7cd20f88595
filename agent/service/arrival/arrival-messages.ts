// What the service and the thread that checks arrivals tell each other.
import type { Claim, Contradiction, Verification } from '../../../engine/truth/claim.ts'
import type { WatchSettings } from '../library/watch-messages.ts'

/** A claim of a log about this distribution point, to be held against its library. */
export type ArrivalClaim = Claim & {
  /** Newer claims have higher numbers; an answer carries the one it is about. */
  readonly number: number
  /** When its line was read; milliseconds since 1970 UTC, in the thread by its running clock. */
  readonly readAt: number
  /** When the first line of the same saying was read: what was hashed since then need not be hashed again. As `readAt`. */
  readonly since: number
}

export type ArrivalSetup = { readonly settings: WatchSettings; readonly orderIsKnown: boolean }

/** Service -> thread. */
export type ArrivalOrder =
  | { readonly kind: 'settings'; readonly settings: WatchSettings }
  /** A newer claim about a package replaces the older one. */
  | { readonly kind: 'check'; readonly claims: readonly ArrivalClaim[] }
  /** The package is on its way again: what was said of it does not count any more. */
  | { readonly kind: 'drop'; readonly packageId: string }
  /** The last scan of everything knows, or does not, in which order tree hashes take the names of this library. */
  | { readonly kind: 'order'; readonly isKnown: boolean }
  | { readonly kind: 'stop' }

export type ArrivalAnswer = {
  readonly number: number
  readonly packageId: string
  readonly verification: Verification | undefined
  readonly contradiction: Contradiction | undefined
  /** Milliseconds since 1970 UTC. */
  readonly at: number
}

/** Thread -> service. */
export type ArrivalReport =
  | { readonly kind: 'judged'; readonly answers: readonly ArrivalAnswer[] }
  /** Verdicts as verdict-records.ts packs them. */
  | {
      readonly kind: 'hashed'
      readonly verdicts: Uint8Array
      readonly files: number
      readonly bytes: number
      readonly mismatches: number
    }
  /** Is it hashing now? What is hashed on schedule waits meanwhile. */
  | { readonly kind: 'hashing'; readonly active: boolean }
  /** Nothing is left to do. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'failed'; readonly reason: string }

export type TellArrival = (report: ArrivalReport) => void
