// What failed, in words for the operator. A fault of ours is no trouble of the disk and is thrown on.
import { windowsPath } from '../../library/layout.ts'
import { StoreError, type StoreFault } from '../../write/writable-store.ts'
import { SourceError } from './write-whole.ts'

/** Steps of one stage that failed, in words. */
export class StageError extends Error {
  override readonly name = 'StageError'
}

const faultWords: Readonly<Record<StoreFault, string>> = {
  missing: 'the file or folder is gone (0x80070002)',
  exists: 'there is something else of this name',
  denied: 'access is denied, or somebody holds it open (0x80070005)',
  busy: 'somebody holds it open, a virus scanner or a client that downloads (0x80070020)',
  full: 'the disk is full (0x80070070)',
  gone: 'the drive is gone',
  notEmpty: 'the folder is not empty',
  link: 'it is a link inside the library, and links are never followed [I29]; put the real file or folder in its place',
  outside: 'it lies outside of the library',
  tooLong: 'the name is too long',
  readOnly: 'the drive is read-only',
  broken: 'the disk or the file system failed',
}

const callWords: Readonly<Record<string, string>> = {
  create: 'making the file',
  mkdir: 'making the folder',
  write: 'writing',
  close: 'writing',
  flush: 'flushing to the disk',
  rename: 'renaming',
  unlink: 'deleting',
  rmdir: 'deleting the folder',
  read: 'reading',
}

export const isOfTheDisk = (error: unknown): error is Error =>
  error instanceof StoreError || error instanceof SourceError || error instanceof StageError

export function wordsFor(error: unknown): string {
  if (!isOfTheDisk(error)) throw error
  if (!(error instanceof StoreError)) return error.message
  const call = callWords[error.call] ?? error.call
  return `${windowsPath(error.path)}: ${call} failed, ${faultWords[error.fault]}, ${error.code}`
}
