// The copies on drives that left the library, taken away after the switch when the operator asked for it. Only what was
// moved goes: a file of somebody else stays, and with it the folder it lies in.
import { iniOfStored, join, libraryOn, signatureOfStored, storedPath } from '../../library/layout.ts'
import { isRefusal, type LibraryStore } from '../../library/store.ts'
import { usersIn } from '../../library/users-change.ts'
import { hashOfStored, partPath } from '../../checks/view.ts'
import type { Plan } from '../../operations/plan.ts'
import { sameBytes, smallFile } from '../repair/repair.ts'
import { leavingRows } from './copy-stored.ts'
import { newPiece, planOf, primaryOf, sizeOf, statusOf, type Move, type Piece } from './move.ts'

const mostSteps = 4_000

/**
 * Names first, bytes last: whoever still reads the old place finds a library or none, never half of one.
 *
 * @param moved  is what stands at the first path at the second one, too? Before the move, everything that is going to be
 */
export function* leavePlans(move: Move, moved: Moved = isAtTarget): Generator<Plan> {
  const { store } = move
  const primary = primaryOf(move)
  if (move.metadata && move.from.includes(primary)) {
    for (const part of ['PkgLib', 'DataLib'] as const) {
      const path = move.view.index.survey.drives[0]?.parts[part]?.path
      if (path !== undefined)
        yield* inPieces(move, entriesOf(store, path), (entry, piece) =>
          leaveEntry(move, { path, there: join(libraryOn(move.to), part), entry, moved }, piece),
        )
    }
  }
  yield* inPieces(move, leavingRows(move), (row, piece) => removeRow(move, row, moved, piece))
  const rest = newPiece()
  for (const drive of move.from) emptyFolders(move, drive, rest)
  if (sizeOf(rest).steps > 0) yield planOf(move, rest)
}

type Moved = (move: Move, from: string, to: string, size: number | undefined) => boolean

/** Before anything was copied: all that a move can take along. */
export const willBeMoved: Moved = () => true

/** Small files by their bytes, stored files by their length: those were verified on their way. */
const isAtTarget: Moved = ({ store }, from, to, size) =>
  size === undefined ? sameBytes(smallFile(store, from), smallFile(store, to)) : statusOf(store, to)?.size === size

type Leaving = {
  readonly path: string
  /** The same folder at the target. */
  readonly there: string
  readonly entry: { readonly name: string; readonly kind: string }
  readonly moved: Moved
}

/** @returns whether nothing of it stays */
function leaveEntry(move: Move, { path, there, entry, moved }: Leaving, piece: Piece): boolean {
  const { store } = move
  const from = join(path, entry.name)
  const to = join(there, entry.name)
  if (entry.kind === 'folder') {
    const all = entriesOf(store, from).map((below) =>
      leaveEntry(move, { path: from, there: to, entry: below, moved }, piece),
    )
    const empties = all.every(Boolean)
    if (empties) piece.empty.push({ action: 'remove-folder', path: from, bytes: 0 })
    return empties
  }
  // A link, and what is too large to be a record, was not copied.
  const goes = entry.kind === 'file' && smallFile(store, from) !== undefined && moved(move, from, to, undefined)
  if (goes) piece.away.push({ action: 'remove-file', path: from, bytes: statusOf(store, from)?.size ?? 0 })
  return goes
}

const entriesOf = (store: LibraryStore, folder: string): readonly { name: string; kind: string }[] => {
  const listing = store.list(folder, false)
  return isRefusal(listing) ? [] : listing.entries
}

function* inPieces<Item>(
  move: Move,
  items: readonly Item[],
  take: (item: Item, piece: Piece) => void,
): Generator<Plan> {
  let piece = newPiece()
  for (const item of items) {
    take(item, piece)
    if (sizeOf(piece).steps < mostSteps) continue
    yield planOf(move, piece)
    piece = newPiece()
  }
  if (sizeOf(piece).steps > 0) yield planOf(move, piece)
}

function removeRow(move: Move, row: number, moved: Moved, piece: Piece): void {
  const { view, store } = move
  const path = partPath(view.index, row, 'data')
  const target = storedPath(move.to, hashOfStored(view.index, row), 'data')
  if (!moved(move, path, target, view.index.tables.stored.size.at(row))) return
  const users = usersIn(smallFile(store, iniOfStored(path)))
  const parts = [path, iniOfStored(path), signatureOfStored(path)]
  const bytes = parts.reduce((sum, one) => sum + (statusOf(store, one)?.size ?? 0), 0)
  piece.away.push({ action: 'remove-stored-file', path, bytes, users })
}

/** Folders that nothing but moved things were in. */
function emptyFolders(move: Move, drive: string, piece: Piece): void {
  const { view, store } = move
  const found = view.index.survey.drives.find((one) => one.drive === drive)?.parts
  const gone = new Set(leavingRows(move).map((row) => hashOfStored(view.index, row)))
  const fileLib = found?.FileLib?.path
  const buckets = fileLib === undefined ? [] : entriesOf(store, fileLib).map(({ name }) => join(fileLib, name))
  const free = buckets.filter((bucket) =>
    entriesOf(store, bucket).every(({ name }) => gone.has(name.split('.')[0]?.toUpperCase() ?? '')),
  )
  for (const path of free) piece.empty.push({ action: 'remove-folder', path, bytes: 0 })
  if (fileLib !== undefined && free.length === buckets.length)
    piece.empty.push({ action: 'remove-folder', path: fileLib, bytes: 0 })
  const isPrimary = move.metadata && drive === primaryOf(move)
  for (const part of isPrimary ? (['PkgLib', 'DataLib'] as const) : []) {
    const path = found?.[part]?.path
    if (path !== undefined) piece.empty.push({ action: 'remove-folder', path, bytes: 0 })
  }
  // The folder of the old primary drive holds our own lock until the end.
  if (!isPrimary && free.length === buckets.length && ownPartsOnly(store, drive))
    piece.empty.push({ action: 'remove-folder', path: libraryOn(drive), bytes: 0 })
}

const ownPartsOnly = (store: LibraryStore, drive: string): boolean =>
  entriesOf(store, libraryOn(drive)).every(({ name }) => name.toUpperCase() === 'FILELIB')
