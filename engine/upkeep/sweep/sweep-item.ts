// One thing that a sweep takes away: what it is, how old it is, and the steps in their stages.
import type { OrphanClass } from '../../inspect/orphans.ts'
import type { Step } from '../../operations/steps/step.ts'

/** Visibility first, bytes last: cut anywhere, what is left is at most waste. */
export const sweepStages = [
  'packages',
  'content INIs',
  'folder names',
  'users',
  'entries',
  'leftovers',
  'empty folders',
] as const

export type SweepStage = (typeof sweepStages)[number]

export type Placed = readonly [SweepStage, Step]

/** An orphan that can be swept on disk, before it is decided whether it is. */
export type Candidate = {
  readonly class: OrphanClass
  /** `ABC00009.1`, a hash, or a path: with the class, what tells it from all others. */
  readonly what: string
  /** Last change of anything it consists of; milliseconds since 1970 UTC. */
  readonly modified: number
} & (
  | { readonly kind: 'content'; readonly content: string; readonly packageId?: string | undefined }
  | { readonly kind: 'steps'; readonly steps: readonly Placed[] }
)

/** Classes that are reported but never swept from here, and why. */
export const notSwept: Readonly<Partial<Record<OrphanClass, string>>> = {
  O5: 'an instance in WMI is deleted there, and a package that WMI does not list is removed or redistributed',
  O9: 'a package share lies outside the content library, in a folder that clients read without it; library orphans names it, and it is deleted by hand',
  O10: 'an expanded boot image lies outside the content library, where PXE serves it; library orphans names it, and it is deleted by hand',
}
