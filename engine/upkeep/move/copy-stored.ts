// The stored files of drives that leave, copied to the target: bytes verified on their way, users lists joined, RDC
// signatures along. What lies on the target already is hashed before it counts.
import { bucketOf, iniOfStored, join, libraryOn, signatureOfStored, storedPath } from '../../library/layout.ts'
import { usersIn, withUsers } from '../../library/users-change.ts'
import { driveOfStored, hashOfStored, isInPlace, partPath } from '../../checks/view.ts'
import { liveStored } from '../../scan/library-index.ts'
import { exists, sameBytes, smallFile } from '../repair/repair.ts'
import { isSound } from '../repair/heal-source.ts'
import { isNew, newPiece, sizeOf, type Move, type Piece } from './move.ts'

/** One plan copies no more than this, so that a cut loses little. */
const mostSteps = 4_000
const mostBytes = 1024 * 1024 * 1024

/** Rows of stored files on the drives that leave, in the order of their names. */
export const leavingRows = ({ view, from }: Move): readonly number[] =>
  [...liveStored(view.index)].filter(
    (row) => isInPlace(view.index, row) && from.includes(driveOfStored(view.index, row)),
  )

/** The leaving rows by hash: a stored file that lies on several drives that leave arrives once, with the users of all. */
function leavingFiles(move: Move): readonly (readonly number[])[] {
  const files = new Map<string, number[]>()
  for (const row of leavingRows(move)) {
    const hash = hashOfStored(move.view.index, row)
    const rows = files.get(hash)
    if (rows === undefined) files.set(hash, [row])
    else rows.push(row)
  }
  return [...files.values()]
}

/**
 * Pieces with the steps that are still to be done; none when everything is on the target.
 *
 * @param known  folders that are there or planned; those planned here are added
 */
export function* copyStored(move: Move, known: Set<string>): Generator<Piece> {
  let piece = newPiece()
  for (const rows of leavingFiles(move)) {
    copyFile(move, rows, piece, known)
    const { steps, bytes } = sizeOf(piece)
    if (steps < mostSteps && bytes < mostBytes) continue
    yield piece
    piece = newPiece()
  }
  if (sizeOf(piece).steps > 0) yield piece
}

function copyFile(move: Move, rows: readonly number[], piece: Piece, known: Set<string>): void {
  const { view, store, to } = move
  const [first = 0] = rows
  const hash = hashOfStored(view.index, first)
  const sources = rows.map((row) => partPath(view.index, row, 'data'))
  const target = storedPath(to, hash, 'data')
  const [source = ''] = sources
  const size = view.index.tables.stored.size.at(first)
  needFolders(move, hash, piece, known)
  if (!isSound(store, target, hash, size)) {
    const from = { place: 'library', path: source }
    piece.bytes.push({
      action: 'write-stored-file',
      path: target,
      bytes: size,
      hash,
      from,
      replaces: exists(store, target),
    })
  }
  const signed = sources.map(signatureOfStored).find((path) => exists(store, path))
  if (signed !== undefined) copySmall(move, signed, signatureOfStored(target), piece)
  copyUsers(move, sources.map(iniOfStored), iniOfStored(target), piece)
}

function needFolders(move: Move, hash: string, piece: Piece, known: Set<string>): void {
  const fileLib = join(libraryOn(move.to), 'FileLib')
  for (const path of [libraryOn(move.to), fileLib, join(fileLib, bucketOf(hash))]) needFolder(move, path, piece, known)
}

/** Makes a folder that is neither there nor planned. */
export function needFolder({ store }: Pick<Move, 'store'>, path: string, piece: Piece, known: Set<string>): void {
  if (known.has(path)) return
  known.add(path)
  if (!exists(store, path)) piece.folders.push({ action: 'make-folder', path, bytes: 0 })
}

/** A small file of the source, where the target has not the same. */
export function copySmall(move: Pick<Move, 'store'>, from: string, to: string, piece: Piece): void {
  const content = smallFile(move.store, from)
  if (content !== undefined) putSmall(move, content, to, piece)
}

function putSmall({ store }: Pick<Move, 'store'>, content: Uint8Array, to: string, piece: Piece): void {
  if (sameBytes(content, smallFile(store, to))) return
  piece.records.push({ action: 'write-file', path: to, bytes: content.length, content, replaces: exists(store, to) })
}

/** On a new target the list is that of the source, byte for byte; on a drive that is in use its own users stay. */
function copyUsers(move: Move, from: readonly string[], to: string, piece: Piece): void {
  const { store } = move
  const lists = from.flatMap((path) => smallFile(store, path) ?? [])
  const [first] = lists
  if (first === undefined) return
  const users = lists.flatMap(usersIn)
  if (isNew(move) || !exists(store, to)) {
    putSmall(move, withUsers(first, users), to, piece)
    return
  }
  const before = smallFile(store, to)
  const after = withUsers(before, users)
  if (users.length === 0 || (before !== undefined && after === before)) return
  piece.records.push({ action: 'add-users', path: to, bytes: after.length, users, creates: before === undefined })
}
