// One writer per library. Each writer makes a file of its own and then looks for others: of two that do so at the same
// time, at most one sees nobody. So no file is ever taken over, which would be a race on any file system.
//
//   SCCMContentLib\cmdp-operation\writer-<token>.lock     {"host":"DP1","process":4711,"started":"…","since":"…"}
//
// On a drive without room for these bytes they stand in the name, so that something can be freed there:
//
//   SCCMContentLib\cmdp-operation\writer-<token>.<bytes as base64url>.lock     empty
//
// The file of a process that is gone counts for nothing, also when its number was given to another process since. It has
// its bytes on disk before it has its name, so a torn one (empty, NULs, half a text) is never that of a writer at work:
// a file system that lost power left it.
import { join, libraryOn, operationFolder } from '../library/layout.ts'
import { isRefusal, type LibraryStore } from '../library/store.ts'
import { StoreError, type WritableStore } from './writable-store.ts'

export type Writer = {
  readonly host: string
  /** Process id. */
  readonly process: number
  /** When this process started, in the words of its system: tells it from a later one of the same number. */
  readonly started: string
  /** When it took the lock; ISO 8601. */
  readonly since: string
}

export type Lock = { readonly held: undefined; release(): void } | { readonly held: Other }

export type LockTools = {
  /** Unique to this attempt; letters and digits. */
  readonly token: string
  /** Does this process still run? undefined when nobody can tell, as for another host. */
  readonly lives: (writer: Writer) => boolean | undefined
  /** Is a torn lock, last written at this time, certainly left over? Without it one is somebody's. Milliseconds. */
  readonly isLeftOver?: ((modified: number) => boolean) | undefined
  readonly pause: (ms: number) => Promise<unknown>
}

/** How often, and how long each time, the one with the smaller token waits for the other to step back. Milliseconds. */
const looks = 10
const betweenLooks = 30

const lockName = /^writer-([A-Za-z0-9]+)(?:\.([\w-]+))?\.lock$/
/** NTFS and the file systems of Linux. */
const longestName = 255

/** @throws StoreError when the library cannot be written to */
export async function takeLock(store: WritableStore, me: Writer, tools: LockTools): Promise<Lock> {
  const folder = join(libraryOn(store.drives[0]?.drive ?? ''), operationFolder)
  const own = await announce(store, folder, me, tools)
  for (let look = 1; ; look++) {
    const other = othersAt(store, folder, tools)
    if (other === undefined) {
      removeUnnamed(store, folder)
      return { held: undefined, release: () => leave(store, folder, own) }
    }
    if (look === looks || tools.token > other.token) {
      leave(store, folder, own)
      return { held: other }
    }
    await tools.pause(betweenLooks)
  }
}

/** @returns store path of our lock */
async function announce(store: WritableStore, folder: string, me: Writer, tools: LockTools): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      store.makeFolder(folder)
      return writeLock(store, folder, me, tools.token)
    } catch (error) {
      // Another writer that ends takes the folder away.
      if (error instanceof StoreError && error.fault === 'missing' && tries < looks) await tools.pause(betweenLooks)
      else {
        removeDead(store, join(folder, `writer-${tools.token}.lock.new`))
        leave(store, folder, undefined)
        throw error
      }
    }
  }
}

function writeLock(store: WritableStore, folder: string, me: Writer, token: string): string {
  const own = join(folder, `writer-${token}.lock`)
  const unnamed = `${own}.new`
  try {
    const file = store.create(unnamed)
    try {
      const bytes = Buffer.from(JSON.stringify(me))
      if (file.write(bytes) < bytes.length) throw new StoreError('full', 'write', unnamed, 'ENOSPC')
    } finally {
      file.close()
    }
    store.flushFile(unnamed)
    store.flushFolder(folder)
    store.rename(unnamed, own)
    return own
  } catch (error) {
    const named = lockNameOf(me, token)
    if (!(error instanceof StoreError) || error.fault !== 'full' || named.length > longestName) throw error
    removeDead(store, unnamed)
    store.create(join(folder, named)).close()
    return join(folder, named)
  }
}

function lockNameOf({ host, process, started, since }: Writer, token: string): string {
  const bytes = Buffer.from(JSON.stringify([host, process, started, since]))
  return `writer-${token}.${bytes.toString('base64url')}.lock`
}

/** What the name of a lock says of its writer; undefined when it says nothing. */
function writerInName(text: string): Writer | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (!Array.isArray(value)) return undefined
    const [host, process, started, since] = value as readonly unknown[]
    return readWriter(Buffer.from(JSON.stringify({ host, process, started, since })))
  } catch {
    return undefined
  }
}

function leave(store: WritableStore, folder: string, own: string | undefined): void {
  try {
    if (own !== undefined) store.removeFile(own)
    store.removeFolder(folder)
  } catch (error) {
    // A journal that is still open, or another writer, keeps the folder.
    if (!(error instanceof StoreError)) throw error
  }
}

/** A writer beside us. */
export type Other = {
  readonly token: string
  /** Store path of its lock. */
  readonly path: string
  /** undefined when the lock cannot be read. */
  readonly writer: Writer | undefined
  /** When a torn lock was last written, milliseconds since 1970 UTC; undefined for a whole one, or one kept from us. */
  readonly torn: number | undefined
}

/** Does it write, or may it? */
export const mayWrite = (
  { writer, torn }: Other,
  { lives, isLeftOver }: Omit<LockTools, 'token' | 'pause'>,
): boolean => (writer !== undefined ? lives(writer) !== false : torn === undefined || isLeftOver?.(torn) !== true)

/** A writer beside us that lives, or may; what the dead left is taken away. */
function othersAt(store: WritableStore, folder: string, tools: LockTools): Other | undefined {
  for (const other of writersAt(store, folder)) {
    if (other.token === tools.token) continue
    if (mayWrite(other, tools)) return other
    removeDead(store, other.path)
  }
  return undefined
}

/** Locks that were cut off before they had their name. Somebody who is just making one makes it again. */
function removeUnnamed(store: WritableStore, folder: string): void {
  const listing = store.list(folder, false)
  if (isRefusal(listing)) return
  for (const { name } of listing.entries)
    if (lockName.test(name.replace(/\.new$/, '')) && name.endsWith('.new')) removeDead(store, join(folder, name))
}

function removeDead(store: WritableStore, path: string): void {
  try {
    store.removeFile(path)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
  }
}

/** Everybody who says to be writing; for `status`, which changes nothing. */
export function writersAt(
  store: LibraryStore,
  folder = join(libraryOn(store.drives[0]?.drive ?? ''), operationFolder),
): readonly Other[] {
  const listing = store.list(folder, false)
  if (isRefusal(listing)) return []
  return listing.entries.flatMap(({ name }) => {
    const [, token, inName] = lockName.exec(name) ?? []
    if (token === undefined) return []
    const path = join(folder, name)
    const named = inName === undefined ? undefined : writerInName(inName)
    if (named !== undefined) return [{ token, path, writer: named, torn: undefined }]
    const bytes = store.read(path, 4096)
    // Gone between the listing and now: it has ended.
    if (isRefusal(bytes))
      return bytes.refused === 'missing' ? [] : [{ token, path, writer: undefined, torn: undefined }]
    const writer = readWriter(bytes)
    const status = writer === undefined ? store.status(path) : undefined
    const torn = status === undefined || isRefusal(status) ? undefined : status.modified
    return [{ token, path, writer, torn }]
  })
}

function readWriter(bytes: Uint8Array): Writer | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    if (typeof value !== 'object' || value === null) return undefined
    const { host, process, started, since } = value as Readonly<Record<string, unknown>>
    if (typeof host !== 'string' || typeof started !== 'string') return undefined
    if (typeof process !== 'number' || !Number.isSafeInteger(process) || process <= 0) return undefined
    return { host, process, started, since: typeof since === 'string' ? since : 'unknown' }
  } catch {
    return undefined
  }
}
