// What a judgement is told besides the index: lists from outside, the time, the results of hashing.
import type { PackageCopies } from '../scan/read-copies.ts'
import type { HashResult } from '../verify/hash-stored.ts'

/** A package that should be here; absent facts are not checked. */
export type ExpectedPackage = {
  readonly packageId: string
  readonly packageVersion: number | undefined
  readonly contentId: string | undefined
  readonly name: string | undefined
  readonly bytes: number | undefined
}

/** A content that came, went or was replaced though no log spoke of its package. */
export type UnloggedChange = {
  readonly contentId: string
  readonly packageIds: readonly string[]
  /** When the scan saw it; milliseconds since 1970 UTC. */
  readonly at: number
}

export type Facts = {
  /** Milliseconds since 1970 UTC; decides what is old. */
  readonly now: number
  /** 0 shape, 1 graph, 2 bytes, 3 outside. */
  readonly level: number
  /** Package ids of `SMS_PackagesInContLib`, upper case. */
  readonly wmi: ReadonlySet<string> | undefined
  readonly expected: readonly ExpectedPackage[] | undefined
  /** What hashing found, for the stored files that were hashed. */
  readonly hashed: readonly HashResult[] | undefined
  /** `hashed` is what remembered verdicts tell: then I10 is evaluated as far as they reach, and the rest is due. */
  readonly remembered?: boolean | undefined
  /** Free bytes that must stay on each drive; undefined when free space says nothing about this library. */
  readonly reserveBytes: number | undefined
  /** Letters (`D:`) of `ContentLibUsableDrives`; undefined when nobody knows. */
  readonly usableDrives: readonly string[] | undefined
  /** Names and times of what lies in staging and in SMSSIG$, by drive; undefined when there is no such folder. */
  readonly staging: readonly StagedFile[] | undefined
  /** Folders beside the library that are there and could not be read. */
  readonly unreadable?: readonly UnreadableFolder[] | undefined
  /** undefined when nobody compares scans with the log. */
  readonly unlogged?: readonly UnloggedChange[] | undefined
  /** Copies of packages outside the library: classic shares, expanded boot images. */
  readonly copies: PackageCopies
  /** Signature archives by the key of their content id. */
  readonly archives: ReadonlyMap<string, SignatureArchive> | undefined
}

/** A tar of SMSSIG$; the first one when several drives hold it. `bytes` counts all of them. */
export type SignatureArchive = { readonly drive: string; readonly name: string; readonly bytes: number }

export type StagedFile = {
  readonly drive: string
  readonly name: string
  readonly bytes: number
  readonly modified: number
}

export type UnreadableFolder = {
  readonly drive: string
  /** Below the root of the drive: `SMSSIG$`. */
  readonly name: string
  /** The system's words. */
  readonly reason: string
}

/** A judgement of the index alone. */
export const noFacts = (now: number, level: number): Facts => ({
  now,
  level,
  wmi: undefined,
  expected: undefined,
  hashed: undefined,
  reserveBytes: undefined,
  usableDrives: undefined,
  staging: undefined,
  archives: undefined,
  copies: { shares: undefined, images: undefined },
})
