// What a repair of one finding is made of, and what the repairers know. A repair is a handful of steps, each with the
// stage it belongs to; plan-repair.ts puts those of all findings into one plan.
import { isRefusal, type LibraryStore } from '../../library/store.ts'
import { largestIni } from '../../scan/read-record.ts'
import type { Finding } from '../../checks/findings.ts'
import { isInPlace, rowsOf, type LibraryView } from '../../checks/view.ts'
import type { DriveRoom } from '../../operations/choose-drive.ts'
import type { Step } from '../../operations/steps/step.ts'
import type { HealSource } from './heal-source.ts'

/**
 * The order that is safe to cut anywhere: bytes before records that speak of them, records before names that make them
 * visible, and what is not needed any more goes last. The first two only add.
 */
export const repairStages = [
  'folders',
  'bytes',
  'records',
  'folder names',
  'names',
  'users',
  'leftovers',
  'empty folders',
] as const

export type RepairStage = (typeof repairStages)[number]

export type Repair =
  | { readonly kind: 'steps'; readonly steps: readonly (readonly [RepairStage, Step])[] }
  /** It cannot be done here, or should not; the words say what would help. */
  | { readonly kind: 'left'; readonly why: string }

export type RepairContext = {
  readonly view: LibraryView
  readonly store: LibraryStore
  /** Other libraries and folders of source files, in the order they were given. */
  readonly sources: readonly HealSource[]
  /** Package ids that should be here; undefined when nobody said. */
  readonly expected: ReadonlySet<string> | undefined
  readonly rooms: readonly DriveRoom[]
  readonly reserveBytes: number
  /** Users INIs as earlier repairs of this plan will leave them, by store path. */
  readonly users: Map<string, Uint8Array | undefined>
  /** Bytes of signatures that this plan holds already. */
  readonly signing: { bytes: number }
}

/** What whoever plans a repair must know. */
export type RepairFacts = Omit<RepairContext, 'signing'>

export type Repairer = (finding: Finding, context: RepairContext) => Repair

export type Placed = readonly [RepairStage, Step]

export const numberOf = ({ view }: RepairContext, { subject }: Pick<Finding, 'subject'>): number | undefined =>
  view.index.tables.hashes.find(subject.hash ?? '')

/** Rows of the copies that a lookup finds. */
export const placesOf = ({ view }: RepairContext, hash: number): readonly number[] =>
  [...rowsOf(view.stored, hash)].filter((row) => isInPlace(view.index, row))

export const left = (why: string): Repair => ({ kind: 'left', why })
export const steps = (...all: readonly (readonly [RepairStage, Step])[]): Repair => ({ kind: 'steps', steps: all })

/** A copy of a small file; undefined when it is not there or cannot be read. */
export function smallFile(store: LibraryStore, path: string): Buffer | undefined {
  const bytes = store.read(path, largestIni.users)
  return isRefusal(bytes) ? undefined : Buffer.from(bytes)
}

export const exists = (store: LibraryStore, path: string): boolean => !isRefusal(store.status(path))

/** Writes a small file, new or in place of the one that is there. */
export const writeFile = (store: LibraryStore, path: string, content: Uint8Array): Step => ({
  action: 'write-file',
  path,
  bytes: content.length,
  content,
  replaces: exists(store, path),
})

export function removeFile(store: LibraryStore, path: string): Step {
  const status = store.status(path)
  return { action: 'remove-file', path, bytes: isRefusal(status) ? 0 : status.size }
}

/** The same bytes, whoever made the buffers. */
export const sameBytes = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a !== undefined && b !== undefined && Buffer.compare(a, b) === 0
