// Moving what a library holds on some drives to another one: a transfer moves one drive, a merge brings all drives
// together. The same work in both: copy and verify, then switch, and only then, if asked, take the source away.
//
// It is a series of plans, each safe by itself: what a cut leaves behind is on the target only, where nobody looks
// before the switch, and the next run goes on from there. A file on the target tells whose unfinished move it is.
import { join, libraryOn } from '../../library/layout.ts'
import { isRefusal, type LibraryStore } from '../../library/store.ts'
import type { LibraryView } from '../../checks/view.ts'
import type { Plan } from '../../operations/plan.ts'
import type { Step } from '../../operations/steps/step.ts'

export type Move = {
  readonly operation: 'transfer' | 'merge'
  /** The library without the target, unless the target is one of its drives already. */
  readonly view: LibraryView
  /** Reads the drives of the library and the target. */
  readonly store: LibraryStore
  /** Drives that leave the library. */
  readonly from: readonly string[]
  readonly to: string
  /** The primary drive leaves: PkgLib and DataLib go along. */
  readonly metadata: boolean
}

/** Stands in the library folder of the target until the switch. */
export const moveMark = 'cmdp-move.txt'

export const markPath = ({ to }: Pick<Move, 'to'>): string => join(libraryOn(to), moveMark)

export const primaryOf = ({ view }: Pick<Move, 'view'>): string => view.index.survey.drives[0]?.drive ?? ''

/** Bytes of the mark: whose move this is. */
export function markText(move: Move): Buffer {
  const drives = move.view.index.survey.drives
  const source = move.from.map((drive) => drives.find((one) => one.drive === drive)?.location ?? drive)
  return Buffer.from(`cmdp-move 1\r\nfrom ${source.join(', ')}\r\n`, 'utf8')
}

export function markAt(move: Pick<Move, 'store' | 'to'>): Buffer | undefined {
  const bytes = move.store.read(markPath(move), 64 * 1024)
  return isRefusal(bytes) ? undefined : Buffer.from(bytes)
}

/** The target is no drive of the library yet. */
export const isNew = ({ view, to }: Move): boolean => view.index.survey.drives.every(({ drive }) => drive !== to)

/** Steps of one part of a move; stages are made by `planOf`. */
export type Piece = {
  readonly folders: Step[]
  readonly bytes: Step[]
  readonly records: Step[]
  /** Leftovers of an earlier run that the source no longer has. */
  readonly away: Step[]
  readonly empty: Step[]
}

export const newPiece = (): Piece => ({ folders: [], bytes: [], records: [], away: [], empty: [] })

export const sizeOf = ({ folders, bytes, records, away, empty }: Piece): { steps: number; bytes: number } => ({
  steps: folders.length + bytes.length + records.length + away.length + empty.length,
  bytes: [...bytes, ...records].reduce((sum, step) => sum + step.bytes, 0),
})

export const planOf = (move: Pick<Move, 'operation' | 'from' | 'to'>, piece: Piece): Plan => ({
  operation: move.operation,
  subject: `${move.from.join(' ')} to ${move.to}`,
  prepare: stagesOf(['folders', piece.folders], ['bytes', piece.bytes], ['records', piece.records]),
  finish: stagesOf(['leftovers', piece.away], ['empty folders', piece.empty]),
  refusals: [],
})

const stagesOf = (...all: readonly (readonly [string, readonly Step[]])[]): Plan['prepare'] =>
  all.filter(([, steps]) => steps.length > 0).map(([name, steps]) => ({ name, steps }))

export const statusOf = (store: LibraryStore, path: string): { size: number; kind: string } | undefined => {
  const status = store.status(path)
  return isRefusal(status) ? undefined : status
}
