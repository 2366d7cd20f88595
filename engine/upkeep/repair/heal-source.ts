// Where good bytes can come from: another library (its FileLib, its entries, its packages) or a folder of source files,
// found by length and hash. A candidate counts only after it was hashed: a plan promises nothing that it has not seen.
import { createHash } from 'node:crypto'
import { storedPath } from '../../library/layout.ts'
import { isRefusal, type LibraryStore } from '../../library/store.ts'
import type { Origin } from '../../operations/steps/step.ts'

export type HealSource = {
  /** Name of the place in the origins of steps. */
  readonly place: string
  /** A store whose first drive is the folder: a library, or any folder seen as if it were one. */
  readonly store: LibraryStore
}

/** Entries that a search through a source folder looks at; a source of more is searched by a library's own means. */
const mostEntries = 2_000_000

const block = Buffer.allocUnsafeSlow(1024 * 1024)

/** Upper-case hex of a file's bytes; undefined when it cannot be read to its end. */
export function hashFile(store: LibraryStore, path: string, digits: number): string | undefined {
  const file = store.open(path)
  if (isRefusal(file)) return undefined
  const digest = createHash(digits === 40 ? 'sha1' : 'sha256')
  try {
    for (;;) {
      const length = file.read(block)
      if (isRefusal(length)) return undefined
      if (length === 0) return digest.digest('hex').toUpperCase()
      digest.update(block.subarray(0, length))
    }
  } finally {
    file.close()
  }
}

export function isSound(store: LibraryStore, path: string, hash: string, size: number | undefined): boolean {
  const status = store.status(path)
  if (isRefusal(status) || status.kind !== 'file' || (size !== undefined && status.size !== size)) return false
  return hashFile(store, path, hash.length) === hash
}

const driveOf = ({ store }: HealSource): string => store.drives[0]?.drive ?? ''

/** Store path below the library folder of a source. */
export const inSource = (source: HealSource, path: string): string => `${driveOf(source)}/SCCMContentLib/${path}`

/** The first source that has these bytes, and its length. */
export function findBytes(
  sources: readonly HealSource[],
  hash: string,
  size: number | undefined,
): { readonly from: Origin; readonly size: number } | undefined {
  for (const source of sources) {
    const path = inFileLib(source, hash, size) ?? inFolder(source, hash, size)
    const status = path === undefined ? undefined : source.store.status(path)
    if (path !== undefined && status !== undefined && !isRefusal(status))
      return { from: { place: source.place, path }, size: status.size }
  }
  return undefined
}

function inFileLib(source: HealSource, hash: string, size: number | undefined): string | undefined {
  const path = storedPath(driveOf(source), hash, 'data')
  return isSound(source.store, path, hash, size) ? path : undefined
}

/** A folder of plain files is listed once and searched by length; without a length there would be too much to hash. */
function inFolder(source: HealSource, hash: string, size: number | undefined): string | undefined {
  if (size === undefined || isLibrary(source)) return undefined
  return (filesBySize(source).get(size) ?? []).find((path) => isSound(source.store, path, hash, size))
}

export const isLibrary = (source: HealSource): boolean =>
  !isRefusal(source.store.list(inSource(source, 'FileLib'), false))

const listed = new WeakMap<LibraryStore, ReadonlyMap<number, readonly string[]>>()

function filesBySize(source: HealSource): ReadonlyMap<number, readonly string[]> {
  const known = listed.get(source.store)
  if (known !== undefined) return known
  const files = new Map<number, string[]>()
  let seen = 0
  const folders = [inSource(source, '').slice(0, -1)]
  for (let folder = folders.pop(); folder !== undefined && seen < mostEntries; folder = folders.pop()) {
    const listing = source.store.list(folder, false)
    for (const { name, kind } of isRefusal(listing) ? [] : listing.entries) {
      seen++
      const path = `${folder}/${name}`
      if (kind === 'folder') folders.push(path)
      const status = kind === 'file' ? source.store.status(path) : undefined
      if (status === undefined || isRefusal(status)) continue
      files.set(status.size, [...(files.get(status.size) ?? []), path])
    }
  }
  listed.set(source.store, files)
  return files
}
