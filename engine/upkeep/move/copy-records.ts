// PkgLib and DataLib, copied file by file to a new primary drive. On the target they must be exactly those of the source:
// what an earlier, interrupted run brought and the source has lost since is taken away again.
import { join } from '../../library/layout.ts'
import { isRefusal, type LibraryStore } from '../../library/store.ts'
import { exists } from '../repair/repair.ts'
import { copySmall, needFolder } from './copy-stored.ts'
import { newPiece, sizeOf, statusOf, type Move, type Piece } from './move.ts'

/** One plan copies about so many files. */
const mostSteps = 4_000

/** @param part  folder of the source's DataLib or PkgLib; `there` is the one of the target */
export function* copyTree(move: Move, part: string, there: string, known: Set<string>): Generator<Piece> {
  let piece = newPiece()
  needFolder(move, there, piece, known)
  for (const { name, kind } of listed(move.store, part)) {
    copyEntry(move, join(part, name), join(there, name), kind, piece)
    if (sizeOf(piece).steps < mostSteps) continue
    yield piece
    piece = newPiece()
  }
  const wanted = new Set(listed(move.store, part).map(({ name }) => name))
  for (const { name, kind } of listed(move.store, there)) {
    if (!wanted.has(name)) takeAway(move.store, join(there, name), kind, piece)
  }
  if (sizeOf(piece).steps > 0) yield piece
}

const listed = (store: LibraryStore, folder: string): readonly { name: string; kind: string }[] => {
  const listing = store.list(folder, false)
  return isRefusal(listing) ? [] : listing.entries
}

function copyEntry(move: Move, from: string, to: string, kind: string, piece: Piece): void {
  if (kind === 'file') copySmall(move, from, to, piece)
  if (kind !== 'folder') return
  if (!exists(move.store, to)) piece.folders.push({ action: 'make-folder', path: to, bytes: 0 })
  const entries = listed(move.store, from)
  for (const entry of entries) copyEntry(move, join(from, entry.name), join(to, entry.name), entry.kind, piece)
  const wanted = new Set(entries.map(({ name }) => name))
  for (const { name, kind: other } of listed(move.store, to)) {
    if (!wanted.has(name)) takeAway(move.store, join(to, name), other, piece)
  }
}

/** A file or a whole folder, the deepest first. */
function takeAway(store: LibraryStore, path: string, kind: string, piece: Piece): void {
  if (kind !== 'folder') {
    piece.away.push({ action: 'remove-file', path, bytes: statusOf(store, path)?.size ?? 0 })
    return
  }
  for (const { name, kind: below } of listed(store, path)) takeAway(store, join(path, name), below, piece)
  piece.empty.push({ action: 'remove-folder', path, bytes: 0 })
}
