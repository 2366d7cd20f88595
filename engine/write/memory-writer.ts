// WritableStore in memory: a file system that knows what has reached the disk and what has not. For tests, and for
// trying an operation without a disk.
//
// Bytes are safe after flushFile, names after flushFolder of the folder they stand in. Everything that came, went or
// was renamed since then may be there after a power loss or not, each change for itself; a rename is one change.
import type { EntryKind, LibraryStore, Refusal } from '../library/store.ts'
import { StoreError, storeFaults, type FileWriter, type WritableStore } from './writable-store.ts'

type Node = {
  readonly kind: EntryKind
  bytes: Uint8Array
  /** What a power loss leaves of the bytes; undefined when nothing was flushed yet. */
  safe: Uint8Array | undefined
  names: Map<string, Node>
  safeNames: Map<string, Node>
  /** Milliseconds; counts changes. */
  modified: number
}

/** One change of names, all of it or none. */
type Change = readonly { readonly folder: Node; readonly name: string; readonly to: Node | undefined }[]

export type PowerLoss = {
  /** Does this change, which was not flushed, survive? */
  readonly keepsName: () => boolean
  /** What is left of bytes that were not flushed. */
  readonly keepsBytes: (bytes: Uint8Array) => Uint8Array
}

/** The hardest one: everything that was not flushed is gone. */
export const everythingGone: PowerLoss = { keepsName: () => false, keepsBytes: () => new Uint8Array(0) }

export interface MemoryWriter extends WritableStore {
  powerLoss(loss: PowerLoss): void
  /** Bytes that fit on a drive; unlimited when not set. */
  setCapacity(drive: string, bytes: number): void
  /** Every file with its bytes, and every folder (ending in `/`) with none. */
  everything(): Map<string, Uint8Array>
  /** Makes a file with all folders above, as if it had always been there. */
  put(path: string, bytes: Uint8Array): void
  putFolder(path: string): void
}

const newNode = (kind: EntryKind): Node => ({
  kind,
  bytes: new Uint8Array(0),
  safe: undefined,
  names: new Map(),
  safeNames: new Map(),
  modified: 0,
})

export function memoryWriter(drives: readonly string[], begin = 0): MemoryWriter {
  const root = newNode('folder')
  const capacities = new Map<string, number>()
  let pending: Change[] = []
  let time = begin
  const change = (...parts: Change): void => {
    for (const { folder, name, to } of parts) {
      if (to === undefined) folder.names.delete(name)
      else folder.names.set(name, to)
      folder.modified = ++time
    }
    pending.push(parts)
  }
  const settle = (parts: Change): void => {
    for (const { folder, name, to } of parts) {
      if (to === undefined) folder.safeNames.delete(name)
      else folder.safeNames.set(name, to)
    }
  }
  const room = (drive: string): number => (capacities.get(drive) ?? Number.POSITIVE_INFINITY) - used(find(root, drive))
  return {
    ...reading(root, drives),
    freeBytes: (drive) => (capacities.has(drive) ? Math.max(0, room(drive)) : undefined),
    create(path) {
      const { folder, name } = place(root, 'create', path)
      if (folder.names.has(name)) throw failure('EEXIST', 'create', path)
      const file = newNode('file')
      file.modified = ++time
      change({ folder, name, to: file })
      return writerOf(file, path, () => room(driveOf(path)))
    },
    makeFolder(path) {
      const { folder, name } = place(root, 'mkdir', path)
      const there = folder.names.get(name)
      if (there === undefined) change({ folder, name, to: newNode('folder') })
      else if (there.kind === 'link') throw failure('ELOOP', 'mkdir', path)
      else if (there.kind !== 'folder') throw failure('EEXIST', 'mkdir', path)
    },
    rename(from, to) {
      const old = place(root, 'rename', from)
      const next = place(root, 'rename', to)
      const node = old.folder.names.get(old.name)
      const there = next.folder.names.get(next.name)
      if (node === undefined) throw failure('ENOENT', 'rename', from)
      if (driveOf(from) !== driveOf(to)) throw failure('EXDEV', 'rename', to)
      if (there?.kind === 'folder' && (node.kind !== 'folder' || there.names.size > 0))
        throw failure('ENOTEMPTY', 'rename', to)
      if (there !== undefined && there.kind !== 'folder' && node.kind === 'folder')
        throw failure('ENOTDIR', 'rename', to)
      change({ ...old, to: undefined }, { ...next, to: node })
    },
    removeFile(path) {
      const { folder, name } = place(root, 'unlink', path)
      const node = folder.names.get(name)
      if (node === undefined) throw failure('ENOENT', 'unlink', path)
      if (node.kind === 'folder') throw failure('EPERM', 'unlink', path)
      change({ folder, name, to: undefined })
    },
    removeFolder(path) {
      const { folder, name } = place(root, 'rmdir', path)
      const node = folder.names.get(name)
      if (node?.kind !== 'folder') throw failure(node === undefined ? 'ENOENT' : 'ENOTDIR', 'rmdir', path)
      if (node.names.size > 0) throw failure('ENOTEMPTY', 'rmdir', path)
      change({ folder, name, to: undefined })
    },
    flushFile(path) {
      const file = find(root, path)
      if (file?.kind !== 'file') throw failure('ENOENT', 'flush', path)
      file.safe = file.bytes
    },
    flushFolder(path) {
      const folder = find(root, path)
      if (folder?.kind !== 'folder') throw failure('ENOENT', 'flush', path)
      const own = pending.filter((parts) => parts.some((part) => part.folder === folder))
      own.forEach(settle)
      pending = pending.filter((parts) => !own.includes(parts))
    },
    // Each file and folder by itself is the harder case.
    flushDrive: () => false,
    powerLoss(loss) {
      for (const parts of pending) if (loss.keepsName()) settle(parts)
      pending = []
      lose(root, loss, new Set())
    },
    setCapacity: (drive, bytes) => void capacities.set(drive, bytes),
    everything() {
      const found = new Map<string, Uint8Array>()
      walk(root, '', found)
      return found
    },
    put(path, bytes) {
      const node = ensure(root, path, 'file')
      node.bytes = bytes
      node.safe = bytes
    },
    putFolder: (path) => void ensure(root, path, 'folder'),
  }
}

const failure = (code: string, call: string, path: string): StoreError =>
  new StoreError(storeFaults[code] ?? 'broken', call, path, code)

const driveOf = (path: string): string => path.slice(0, Math.max(0, path.indexOf('/')) || path.length)

function find(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root
  for (const name of path.split('/')) node = node?.kind === 'folder' ? node.names.get(name) : undefined
  return node
}

function place(root: Node, call: string, path: string): { folder: Node; name: string } {
  const at = path.lastIndexOf('/')
  const name = path.slice(at + 1)
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) throw failure('EINVAL', call, path)
  const folder = at < 0 ? root : find(root, path.slice(0, at))
  if (folder?.kind !== 'folder') throw failure(folder === undefined ? 'ENOENT' : 'ENOTDIR', call, path)
  return { folder, name }
}

function ensure(root: Node, path: string, kind: EntryKind): Node {
  let node = root
  const names = path.split('/')
  names.forEach((name, at) => {
    const child = node.names.get(name) ?? newNode(at === names.length - 1 ? kind : 'folder')
    node.names.set(name, child)
    node.safeNames.set(name, child)
    node = child
  })
  return node
}

function writerOf(file: Node, path: string, room: () => number): FileWriter {
  return {
    write(bytes) {
      const length = Math.min(bytes.length, room())
      if (length <= 0 && bytes.length > 0) throw failure('ENOSPC', 'write', path)
      file.bytes = Buffer.concat([file.bytes, bytes.subarray(0, length)])
      return length
    },
    close: () => undefined,
  }
}

const used = (node: Node | undefined): number =>
  node === undefined ? 0 : [...node.names.values()].reduce((sum, child) => sum + used(child), node.bytes.length)

/** What was not settled is gone; what is left is safe. */
function lose(node: Node, loss: PowerLoss, seen: Set<Node>): void {
  if (seen.has(node)) return
  seen.add(node)
  if (node.kind === 'file' && node.safe !== node.bytes) node.bytes = node.safe ?? loss.keepsBytes(node.bytes)
  node.safe = node.bytes
  node.names = new Map(node.safeNames)
  for (const child of node.names.values()) lose(child, loss, seen)
}

function walk(node: Node, path: string, found: Map<string, Uint8Array>): void {
  for (const [name, child] of node.names) {
    const below = path === '' ? name : `${path}/${name}`
    if (child.kind === 'folder') {
      found.set(`${below}/`, new Uint8Array(0))
      walk(child, below, found)
    } else found.set(below, child.bytes)
  }
}

const missing: Refusal = { refused: 'missing', reason: 'ENOENT' }
const otherKind: Refusal = { refused: 'unreadable', reason: 'EISDIR' }

function reading(root: Node, drives: readonly string[]): LibraryStore {
  const file = (path: string): Node | Refusal => {
    const node = find(root, path)
    return node === undefined ? missing : node.kind === 'file' ? node : otherKind
  }
  return {
    drives: drives.map((drive) => ({ drive, location: drive })),
    list(folder) {
      const node = find(root, folder)
      if (node?.kind !== 'folder') return node === undefined ? missing : otherKind
      return { entries: [...node.names].map(([name, { kind }]) => ({ name, kind })), modified: node.modified }
    },
    read(path, limit) {
      const node = file(path)
      if ('refused' in node) return node
      return node.bytes.length > limit ? { refused: 'tooLarge', reason: `larger than ${limit} bytes` } : node.bytes
    },
    status(path) {
      const node = find(root, path)
      return node === undefined ? missing : { kind: node.kind, size: node.bytes.length, modified: node.modified }
    },
    open(path) {
      const node = file(path)
      if ('refused' in node) return node
      let at = 0
      return {
        read(buffer) {
          const part = node.bytes.subarray(at, at + buffer.length)
          buffer.set(part)
          at += part.length
          return part.length
        },
        close: () => undefined,
      }
    },
    freeBytes: () => undefined,
  }
}
