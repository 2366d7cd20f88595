// Bytes of a source, written where they are going to stay while they are read and hashed: a file is read once, and gets
// its name in FileLib by a rename. Nobody refers to what lies here, and nothing here outlives the operation.
//
//   SCCMContentLib\cmdp-operation\spool\1\0-17     on the primary drive, which is filled first
import { join } from '../library/layout.ts'
import { isRefusal } from '../library/store.ts'
import { StoreError, type WritableStore } from '../write/writable-store.ts'
import { operationPath } from './operation-folder.ts'

/** What a source that is read may write ahead, and where. Plain values: they travel to worker threads. */
export type Spool = {
  /** Store path of the folder. */
  readonly folder: string
  /** Bytes that it may take. */
  readonly room: number
  /** What the library holds already, and so is not written; undefined when everything is written anew. */
  readonly held: Held | undefined
  /** What was written ahead already, by whatever thread. */
  readonly written: Written
}

/** A hash table of begins of hashes, 0 where there is none; shared by the threads that read one source. */
export type Written = Int32Array

/** @param files  how many there may be at most; half of the table stays free */
export function newWritten(files: number): Written {
  const places = 2 ** Math.ceil(Math.log2(Math.max(1, files) * 2))
  return new Int32Array(new SharedArrayBuffer(places * Int32Array.BYTES_PER_ELEMENT))
}

/** True for the first who asks. Of two hashes that begin alike the second is read twice, nothing else. */
export function isFirst(written: Written, hash: string): boolean {
  const begin = Number.parseInt(hash.slice(0, 8), 16) | 0 || 1
  const last = written.length - 1
  for (let at = begin & last; ; at = (at + 1) & last) {
    const there = Atomics.compareExchange(written, at, 0, begin)
    if (there === 0 || there === begin) return there === 0
  }
}

/** Begins of hashes, and lengths, each in order. One too many costs reading a file twice, nothing else. */
export type Held = { readonly hashes: Float64Array; readonly sizes: Float64Array }

export function heldFrom(hashes: readonly string[], sizes: readonly number[]): Held {
  return { hashes: shared(hashes.map(beginOf)), sizes: shared(sizes) }
}

/** Threads look at the same numbers instead of copies. */
function shared(numbers: readonly number[]): Float64Array {
  const all = new Float64Array(new SharedArrayBuffer(numbers.length * Float64Array.BYTES_PER_ELEMENT))
  all.set(numbers)
  return all.sort()
}

/** 48 bits, which a number holds exactly. */
const beginOf = (hash: string): number => Number.parseInt(hash.slice(0, 12), 16)

/** `hash` is undefined while a large file is still being read: then its length decides. */
export function mayHold(held: Held | undefined, size: number, hash: string | undefined): boolean {
  if (held === undefined) return false
  return hash === undefined ? includes(held.sizes, size) : includes(held.hashes, beginOf(hash))
}

function includes(sorted: Float64Array, wanted: number): boolean {
  let low = 0
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return sorted[low] === wanted
}

export const spoolPath = (store: WritableStore): string => join(operationPath(store), 'spool')

/** So many folders, so that several threads do not wait for each other in one. @throws StoreError */
export function makeSpool(store: WritableStore, folders: number): readonly string[] {
  const path = spoolPath(store)
  store.makeFolder(path)
  return Array.from({ length: folders }, (_, at) => {
    const folder = join(path, String(at + 1))
    store.makeFolder(folder)
    return folder
  })
}

/** Takes away what an operation has left, or never used. What cannot be taken away now goes at the next start. */
export function emptySpool(store: WritableStore): void {
  removeBelow(store, spoolPath(store))
}

function removeBelow(store: WritableStore, path: string): void {
  const listing = store.list(path, false)
  if (isRefusal(listing)) return
  for (const { name, kind } of listing.entries) {
    if (kind === 'folder') removeBelow(store, join(path, name))
    else attempt(() => store.removeFile(join(path, name)))
  }
  attempt(() => store.removeFolder(path))
}

function attempt(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
  }
}
