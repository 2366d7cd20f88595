// What the service and the thread that watches the library tell each other.
import type { LibraryNumbers } from '../../../exporters/index.ts'

/** The library's part of the configuration. Times in milliseconds. */
export type WatchSettings = {
  readonly primary: string
  /** Library folders on the other drives. */
  readonly drives: readonly string[]
  /** Letters in the registry's list of usable drives; undefined when nobody knows. */
  readonly usableDrives: readonly string[] | undefined
  readonly reserveMegabytes: number
  readonly scanEvery: number
  readonly verifyOnArrival: boolean
  readonly bytesPerSecond: number
  readonly reverifyAfter: number
  readonly pauseWhileTransferring: boolean
  /** Path of the expected list, and of the list of SMS_PackagesInContLib. */
  readonly expected: string | undefined
  readonly wmi: string | undefined
}

/** What is remembered of earlier runs. */
export type WatchMemory = {
  /** Verdicts as verdict-records.ts packs them, oldest first. */
  readonly verdicts: readonly Uint8Array[]
  /** Finding id -> when it was first seen; milliseconds since 1970 UTC. */
  readonly firstSeen: readonly (readonly [id: string, time: number])[]
  /** When the library was last read as a whole. */
  readonly walkedAt: number | undefined
}

export type WatchSetup = {
  readonly settings: WatchSettings
  readonly memory: WatchMemory
  /** Is the log that speaks of every change of this library followed? */
  readonly isLogged: boolean
  /** Where the index is kept. */
  readonly indexFile: string
}

/** Service -> thread. */
export type WatchOrder =
  | { readonly kind: 'settings'; readonly settings: WatchSettings }
  /** Does content arrive or leave now? */
  | { readonly kind: 'transferring'; readonly active: boolean }
  /** What has just arrived is being hashed: everything else waits. */
  | { readonly kind: 'arrivalHashing'; readonly active: boolean }
  /** Stored files were hashed elsewhere; verdicts as verdict-records.ts packs them. */
  | { readonly kind: 'verdicts'; readonly verdicts: Uint8Array; readonly mismatches: number }
  /** Lines of a log spoke of these packages here just now. */
  | { readonly kind: 'spokenOf'; readonly packageIds: readonly string[] }
  /** Packages of failed distributions: their stored files are verified first. */
  | { readonly kind: 'urgent'; readonly packageIds: readonly string[] }
  | { readonly kind: 'stop' }

/** Why the library cannot be read, or that it can. */
export type LibraryState = 'starting' | 'ready' | 'absent' | 'unreadable' | 'failed'

/** A finding as the data contract prints it. */
export type FindingObject = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly rule: string
  readonly severity: string
  readonly transient: boolean
  readonly firstSeen: string
  readonly lastSeen: string
}

/** One scan and judgement; the object of `library status --json`, and the numbers for the metrics. */
export type ScanReport = {
  readonly numbers: LibraryNumbers
  readonly account: Readonly<Record<string, unknown>>
  /** The gravest ones; `findingCount` tells how many there are. */
  readonly findings: readonly FindingObject[]
  readonly findingCount: number
  /** Packages of PkgLib with their version. */
  readonly packages: readonly (readonly [id: string, version: number | undefined])[]
  /** Is the order known in which tree hashes take the names of this library? */
  readonly orderIsKnown: boolean
  /** Milliseconds it took. */
  readonly took: number
  /** Was the library read as a whole, and how many contents and buckets were read again? */
  readonly walked: boolean
  readonly changed: number
}

/** Thread -> service. */
export type WatchReport =
  | { readonly kind: 'state'; readonly state: LibraryState; readonly reason: string | undefined }
  | { readonly kind: 'scanned'; readonly report: ScanReport; readonly walkedAt: number | undefined }
  | { readonly kind: 'passBegan'; readonly files: number; readonly bytes: number }
  | {
      readonly kind: 'verified'
      readonly verdicts: Uint8Array
      readonly files: number
      readonly bytes: number
      readonly mismatches: number
    }
  /** All that was due is verified; `took` milliseconds, undefined when nothing was due. */
  | { readonly kind: 'passEnded'; readonly took: number | undefined; readonly at: number }
  | { readonly kind: 'passFailed'; readonly reason: string }
  /** Everything known at once, in place of all earlier records. */
  | { readonly kind: 'verdictsRewritten'; readonly verdicts: readonly Uint8Array[] }
  | {
      readonly kind: 'log'
      readonly level: 'debug' | 'info' | 'warn' | 'error'
      readonly text: string
      readonly facts: Readonly<Record<string, string | number>>
    }

export type Tell = (report: WatchReport) => void
