// Where logs are, and what stands there. A path that holds no readable log is a state with a reason, never an error.
import { stat } from 'node:fs/promises'
import { idOf, openBytes, type ByteReader } from './byte-reader.ts'
import type { FileId } from './identity.ts'
import type { ReadFailure } from './tail-event.ts'

/** The name a log is rolled over to: `distmgr.log` becomes `distmgr.lo_` (log-formats 7). */
export function rolledName(path: string): string {
  return /\.log$/i.test(path) ? `${path.slice(0, -1)}_` : `${path}.lo_`
}

/** On a network share events do not arrive and every look costs a round trip: polled only, and less often. */
export function isOnShare(path: string): boolean {
  return /^[\\/]{2}[^\\/.?]/.test(path) || /^[\\/]{2}\?[\\/]UNC[\\/]/i.test(path)
}

/** Something stands at `path`, but it cannot be read as a log now. */
export class UnreadableLog extends Error {
  override readonly name = 'UnreadableLog'
  readonly path: string
  readonly reason: ReadFailure

  constructor(path: string, reason: ReadFailure, options?: ErrorOptions) {
    super(`${path}: ${reason}`, options)
    this.path = path
    this.reason = reason
  }
}

/** What tells a file from another that took its name, or from itself before it was written to. */
export type Stamp = { readonly id: FileId; readonly size: number; readonly changed: string }

/** The file system, as far as following a log needs it. A test puts its own writer between the calls. */
export type LogDisk = {
  /** Undefined when nothing stands there. @throws UnreadableLog */
  stamp(path: string): Promise<Stamp | undefined>
  /** Reads go into `buffer`. Undefined when nothing stands there. @throws UnreadableLog */
  open(path: string, buffer: Buffer): Promise<ByteReader | undefined>
}

export const logDisk: LogDisk = {
  stamp: (path) => unlessMissing(path, () => stampOf(path)),
  open: (path, buffer) => unlessMissing(path, () => openLog(path, buffer)),
}

async function stampOf(path: string): Promise<Stamp> {
  const stats = await stat(path, { bigint: true })
  if (!stats.isFile()) throw new UnreadableLog(path, stats.isDirectory() ? 'directory' : 'not-a-file')
  return {
    id: idOf(stats),
    size: Number(stats.size),
    changed: String(stats.mtimeNs),
  }
}

/** Looked at before it is opened: opening a FIFO would wait for its writer. */
async function openLog(path: string, buffer: Buffer): Promise<ByteReader> {
  await stampOf(path)
  const reader = await openBytes(path, buffer)
  if (reader.isFile) return reader
  await reader.close()
  throw new UnreadableLog(path, 'not-a-file')
}

async function unlessMissing<T>(path: string, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look()
  } catch (error) {
    const failure = readFailure(path, error)
    if (failure === undefined) return undefined
    throw failure
  }
}

/**
 * Why reading `path` failed; undefined when nothing stands there. A sharing violation of Windows arrives as EBUSY, a
 * denied access as EPERM (platform 4).
 *
 * @throws what is no error of the system, as it is
 */
export function readFailure(path: string, error: unknown): UnreadableLog | undefined {
  if (error instanceof UnreadableLog) return error
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  return new UnreadableLog(path, failures[error.code] ?? 'io', { cause: error })
}

const failures: Readonly<Record<string, ReadFailure>> = {
  EISDIR: 'directory',
  EACCES: 'permission',
  EPERM: 'permission',
  EBUSY: 'busy',
  EMFILE: 'too-many-files',
  ENFILE: 'too-many-files',
}
