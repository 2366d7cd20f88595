// LibraryStore over real drives. Opens for reading only, never follows a link, and builds every host path from one of
// the roots it was given. Everything is shared for reading, writing and deleting while we hold it (libuv's default), so
// a provider that works on the same library never fails because of us.
import { closeSync, constants, lstatSync, openSync, readSync, readdirSync, statfsSync } from 'node:fs'
import { dirname, join, sep, toNamespacedPath } from 'node:path'
import { packageShare, remoteInstall } from '../drives/share-names.ts'
import { fromBytes, toBytes } from './host-names.ts'
import { libraryFolder, neighbours } from './layout.ts'
import type { Entry, EntryKind, LibraryStore, Listing, OpenFile, Refusal, Status } from './store.ts'

/** Where one drive of a library really lies. */
export type DriveRoot = {
  readonly drive: string
  /** Host path of its library folder. */
  readonly library: string
  /** Host path that stands for the root of the drive, for its marker and staging; undefined when nobody named one. */
  readonly root: string | undefined
}

// A link swapped in behind our back is refused by the system (O_NOFOLLOW), a pipe does not make us wait (O_NONBLOCK).
// Windows has neither flag, and needs neither here: its links were seen by the listing.
const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Bytes read at once; small files need one call, and a shorter answer is their end (local volumes). */
const blockBytes = 64 * 1024

export function diskStore(roots: readonly DriveRoot[]): LibraryStore {
  const hostPath = hostPaths(roots)
  const block = Buffer.allocUnsafeSlow(blockBytes)
  return {
    drives: roots.map(({ drive, library }) => ({ drive, location: library })),
    list: (folder, timed = true) => guarded(hostPath(folder), (host) => list(host, timed)),
    read: (path, limit) => guarded(hostPath(path), (host) => readSmall(host, limit, block)),
    status: (path) => guarded(hostPath(path), status),
    open: (path) => guarded(hostPath(path), open),
    freeBytes: (drive) => freeBytes(roots.find((root) => root.drive === drive)),
  }
}

export type HostPath = string | Buffer

/**
 * Store path -> host path; undefined for one that leads out of the roots. The folder of the last path is remembered:
 * of a million paths in a row, nearly all lie in the folder of the one before.
 */
export function hostPaths(roots: readonly DriveRoot[]): (path: string) => HostPath | undefined {
  const find = folderFinder(roots)
  let folder = ''
  let host: string | undefined
  return (path) => {
    const slash = path.lastIndexOf('/')
    if (path.indexOf('/') === slash) return finished(find(path)) // a drive, or what lies in its root
    if (slash !== folder.length || !path.startsWith(folder)) {
      folder = path.slice(0, slash)
      host = find(folder)
    }
    const name = path.slice(slash + 1)
    return host === undefined || unsafeName.test(name) ? undefined : finished(`${host}${sep}${name}`)
  }
}

const windows = process.platform === 'win32'
const unsafeName = windows ? /^\.{0,2}$|[\\\0:]/ : /^\.{0,2}$|\0/
/** The same for every name of a path that begins with a slash. */
const unsafeBelow = windows ? /\/\.{0,2}(?:\/|$)|[\\\0:]/ : /\/\.{0,2}(?:\/|$)|\0/

/** The `\\?\` form on Windows: no limit of 260, and a device name is a name like any other. */
const finished = (host: string | undefined): HostPath | undefined =>
  host === undefined ? undefined : windows ? toNamespacedPath(host) : toBytes(host)

/** Store path of a folder, or of what lies in the root of a drive -> host path as text. */
function folderFinder(roots: readonly DriveRoot[]): (path: string) => string | undefined {
  const places = new Map<string, string>()
  for (const { drive, library, root } of roots) {
    places.set(drive, root ?? dirname(library))
    places.set(`${drive}/${libraryFolder}`, library)
    const beside = root === undefined ? [] : [...neighbours, packageShare(drive), remoteInstall]
    for (const name of beside) places.set(`${drive}/${name}`, join(root ?? '', name))
  }
  return (path) => {
    const inRoot = path.indexOf('/', path.indexOf('/') + 1)
    const place = places.get(inRoot < 0 ? path : path.slice(0, inRoot))
    if (place === undefined || inRoot < 0) return place
    const below = path.slice(inRoot)
    return unsafeBelow.test(below) ? undefined : place + (windows ? below.replaceAll('/', sep) : below)
  }
}

export function guarded<Answer>(
  host: HostPath | undefined,
  look: (host: HostPath) => Answer | Refusal,
): Answer | Refusal {
  if (host === undefined) return { refused: 'outside', reason: 'is no path inside the library' }
  try {
    return look(host)
  } catch (error) {
    return refusal(error)
  }
}

/** Error numbers of the system -> why we could not look. EBUSY is Windows' sharing violation, EPERM its access denied. */
const refusals: Readonly<Record<string, Refusal['refused']>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  ENAMETOOLONG: 'missing', // a name that cannot be given is nobody's
  EACCES: 'denied',
  EPERM: 'denied',
  EBUSY: 'busy',
  ELOOP: 'link',
}

function refusal(error: unknown): Refusal {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error
  return { refused: refusals[error.code] ?? 'unreadable', reason: error.code }
}

type Kinds = { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }

const kindOf = (entry: Kinds): EntryKind =>
  entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other'

export function list(folder: HostPath, timed: boolean): Listing | Refusal {
  const status = timed ? lstatSync(folder) : undefined
  const modified = status?.mtimeMs ?? 0
  if (status?.isSymbolicLink() === true) return { refused: 'link', reason: 'is a link' }
  const entries: Entry[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    // U+FFFD stands for bytes that are no UTF-8: read the names again as bytes, so that they can be opened.
    if (entry.name.includes('\ufffd')) return { entries: listBytes(folder), modified }
    entries.push({ name: entry.name, kind: kindOf(entry) })
  }
  return { entries, modified }
}

const listBytes = (folder: HostPath): readonly Entry[] =>
  readdirSync(folder, { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
    name: fromBytes(entry.name),
    kind: kindOf(entry),
  }))

function readSmall(path: HostPath, limit: number, block: Buffer): Uint8Array | Refusal {
  const file = openSync(path, readOnly)
  try {
    const first = readSync(file, block, 0, block.length, null)
    if (first < block.length) {
      return first > limit ? tooLarge(limit) : block.subarray(0, first)
    }
    const pieces = [Buffer.from(block)]
    for (let total = first, more = first; more > 0; total += more) {
      if (total > limit) return tooLarge(limit)
      more = readSync(file, block, 0, block.length, null)
      pieces.push(Buffer.from(block.subarray(0, more)))
    }
    return Buffer.concat(pieces)
  } finally {
    closeSync(file)
  }
}

const tooLarge = (limit: number): Refusal => ({ refused: 'tooLarge', reason: `larger than ${limit} bytes` })

function status(path: HostPath): Status {
  const found = lstatSync(path)
  return { kind: kindOf(found), size: found.size, modified: found.mtimeMs }
}

const open = (path: HostPath): OpenFile => reading(openNumber(path))

/** The system's number of a file opened for reading only. */
export const openNumber = (path: HostPath): number => openSync(path, readOnly)

export const reading = (file: number): OpenFile => ({
  read(buffer) {
    try {
      return readSync(file, buffer, 0, buffer.length, null)
    } catch (error) {
      return refusal(error)
    }
  },
  close: () => closeSync(file),
})

function freeBytes(root: DriveRoot | undefined): number | undefined {
  if (root === undefined) return undefined
  try {
    const { bavail, bsize } = statfsSync(root.library, { bigint: true })
    return Number(bavail * bsize)
  } catch {
    return undefined // a drive that is gone has no free space to tell
  }
}
