// The library index on disk: written under another name, flushed, renamed over. A file that is damaged, of another
// version or of another library is set aside in favour of a new scan: it can always be rebuilt.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import type { DriveRoot } from '../../engine/library/disk-store.ts'
import type { LibraryIndex } from '../../engine/scan/library-index.ts'
import { decodeIndex, encodeIndex } from '../../engine/scan/snapshot.ts'
import { readError } from '../errors.ts'
import { tell } from '../terminal/output.ts'

/** The kept index; undefined when there is none that fits, which is told when a file was there. */
export function loadIndex(path: string, roots: readonly DriveRoot[]): LibraryIndex | undefined {
  const bytes = readIfThere(path)
  if (bytes === undefined) return undefined
  const decoded = decodeIndex(bytes)
  if (decoded.index === undefined) {
    tell([`${path} is ${decoded.fault}; the library is read anew`])
    return undefined
  }
  const { drives } = decoded.index.survey
  const same = drives.length === roots.length && drives.every((one, at) => one.location === roots[at]?.library)
  if (!same) tell([`${path} is the index of another library; the library is read anew`])
  return same ? decoded.index : undefined
}

/** An index to compare with, whatever library it is of; undefined when the file is none. */
export function readIndexFile(path: string): LibraryIndex | undefined {
  const bytes = readIfThere(path)
  return bytes === undefined ? undefined : decodeIndex(bytes).index
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw readError(path, error)
  }
}

export function saveIndex(path: string, index: LibraryIndex): void {
  const fresh = `${path}.new`
  try {
    const file = openSync(fresh, 'w')
    try {
      for (const piece of encodeIndex(index)) for (let at = 0; at < piece.length;) at += writeSync(file, piece, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(fresh, path)
  } catch (error) {
    throw readError(path, error)
  }
}
