// The write port of a content library, beside the read port of library/store.ts. Only commands that change a library
// hold one; the running agent never does. Three implementations pass one suite (test/conformance/write-conformance.ts):
// disk-writer.ts, memory-writer.ts, and the store of the tests that fails and loses power.
//
// Synchronous like the read port, and as plain as the system calls below it: what must be flushed before what is the
// business of operations/apply.ts. A link is never followed. Every failure is a StoreError.
import type { LibraryStore } from '../library/store.ts'

/** A file that is being written, from its begin. */
export interface FileWriter {
  /** Writes some of the bytes and tells how many: a short write is no failure. */
  write(bytes: Uint8Array): number
  close(): void
}

export interface WritableStore extends LibraryStore {
  /** A new file; one of this name fails with `exists`. */
  create(path: string): FileWriter
  /** A folder whose parent is there; one that is there already is fine, a link or file of this name is not. */
  makeFolder(path: string): void
  /** Gives a file or folder a new name on the same drive, in one step; a file of the new name is replaced. */
  rename(from: string, to: string): void
  removeFile(path: string): void
  /** An empty folder. */
  removeFolder(path: string): void
  /** The bytes of a file that was written and closed survive a power loss when this returns; its name may not. */
  flushFile(path: string): void
  /** The names in this folder survive too. Does nothing where the system keeps them in order itself. */
  flushFolder(path: string): void
  /**
   * Everything written to this drive so far survives a power loss when this returns; false when the system has no such
   * call, and each file and folder must be flushed by itself.
   */
  flushDrive(drive: string): boolean
}

/** Why something could not be done: the classes an operation can act on. */
export type StoreFault =
  | 'missing'
  | 'exists'
  | 'denied'
  | 'busy'
  | 'full'
  | 'gone'
  | 'notEmpty'
  | 'link'
  | 'outside'
  | 'tooLong'
  | 'readOnly'
  | 'broken'

/** Thrown by a WritableStore. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly fault: StoreFault
  /** The call that failed: `rename`. */
  readonly call: string
  /** Store path. */
  readonly path: string
  /** The system's word: `EBUSY`. */
  readonly code: string

  constructor(fault: StoreFault, call: string, path: string, code: string) {
    super(`${call} ${path}: ${code}`)
    this.fault = fault
    this.call = call
    this.path = path
    this.code = code
  }
}

/**
 * What the words of the systems mean. On Windows a file that somebody holds open is EBUSY, EPERM or EACCES, depending
 * on the call (sharing violation 0x80070020, failure taxonomy); a drive that is pulled out is ENOENT, EIO or ENODEV.
 */
export const storeFaults: Readonly<Record<string, StoreFault>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EEXIST: 'exists',
  EISDIR: 'exists',
  EACCES: 'denied',
  EPERM: 'denied',
  EBUSY: 'busy',
  EAGAIN: 'busy',
  ETXTBSY: 'busy',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  ENODEV: 'gone',
  ENXIO: 'gone',
  ESTALE: 'gone',
  ENOTCONN: 'gone',
  EHOSTDOWN: 'gone',
  ENOTEMPTY: 'notEmpty',
  ELOOP: 'link',
  ENAMETOOLONG: 'tooLong',
  EROFS: 'readOnly',
}
