// All the disk the engine ever reads. Two implementations, disk-store.ts and memory-store.ts, pass one suite
// (test/conformance). Synchronous on purpose: everything that reads much runs in worker threads, where the blocking
// calls of Node are three to ten times as fast as the others.
//
// A path is a store path of layout.ts. A link is never followed, and nothing outside the drives' folders is touched:
// a path with `..` in it is refused.

export type EntryKind = 'file' | 'folder' | 'link' | 'other'

export type Entry = { readonly name: string; readonly kind: EntryKind }

/** What a folder holds, unordered. */
export type Listing = {
  readonly entries: readonly Entry[]
  /** When an entry last came or went; milliseconds since 1970 UTC, with fraction. 0 when it was not asked for. */
  readonly modified: number
}

/** Why something could not be looked at: an answer, not an exception, since one bad file must not end a scan. */
export type Refusal = {
  readonly refused: 'missing' | 'denied' | 'busy' | 'link' | 'tooLarge' | 'unreadable' | 'outside'
  /** The system's words, for the evidence of a finding. */
  readonly reason: string
}

export type Status = {
  readonly kind: EntryKind
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970 UTC, with the fraction the file system gives. */
  readonly modified: number
}

/** An open stored file; read in order, then close. */
export interface OpenFile {
  /** Fills the buffer from its begin as far as the file goes; fewer bytes than asked for only at the end. */
  read(buffer: Buffer): number | Refusal
  close(): void
}

export type StoreDrive = {
  /** `D:`, as in the findings; the first drive of a store is the primary. */
  readonly drive: string
  /** Where its library folder really lies, for people. */
  readonly location: string
}

export interface LibraryStore {
  readonly drives: readonly StoreDrive[]
  /** Links inside are told, not followed. With `timed` the folder's own time is looked up, and a link is refused. */
  list(folder: string, timed?: boolean): Listing | Refusal
  /** A whole small file; the bytes are valid until the next call. Larger than `limit` bytes: refused as tooLarge. */
  read(path: string, limit: number): Uint8Array | Refusal
  /** The thing itself, not what a link points at. */
  status(path: string): Status | Refusal
  open(path: string): OpenFile | Refusal
  /** Bytes free for the account that runs us, on the volume of that drive; undefined when nobody knows. */
  freeBytes(drive: string): number | undefined
}

export const isRefusal = (answer: object | number): answer is Refusal =>
  typeof answer === 'object' && 'refused' in answer
