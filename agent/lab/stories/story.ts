import type { CourseName, ProcessingName } from './courses.ts'

/** A site with its distribution points and packages, and what happens there: everything a story needs, as data. */
export type Story = {
  readonly site: StorySite
  readonly distributionPoints: Readonly<Record<string, StoryDp>>
  readonly packages: Readonly<Record<string, StoryPackage>>
  readonly acts: readonly Act[]
}

export type StorySite = {
  readonly code: string
  /** FQDN of the site server. */
  readonly server: string
  /** Folder of the inboxes, as messages print it. */
  readonly inboxes: string
  /** The site's content library, as messages print it. */
  readonly library: string
  /** Package processing threads (distribution-engine.md 2: 3). */
  readonly packageThreads: number
  /** DP threads per package (the same: 5). */
  readonly dpThreads: number
}

/** Keyed by FQDN in the story. */
export type StoryDp = {
  /** Bytes per second from the site server (or, for a pull DP, from its source). */
  readonly bytesPerSecond: number
}

/** Keyed by package id in the story. */
export type StoryPackage = {
  readonly name: string
  /** Site that owns the package. */
  readonly site: string
  readonly version: number
  readonly source: string
  readonly kind: 'package' | 'application'
  readonly files: Readonly<Record<string, number>>
}

/** One action of an administrator: at a time, for one package, to some distribution points. */
export type Act = {
  /** Milliseconds after the story's beginning. */
  readonly at: number
  readonly package: string
  readonly processing: ProcessingName
  /** FQDN -> what happens there. */
  readonly to: Readonly<Record<string, CourseName>>
  /** The act comes again so many milliseconds later, with the next version of the package, for ever. */
  readonly every?: number
}
