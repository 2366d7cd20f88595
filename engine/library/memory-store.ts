// A content library in memory: tests, replay, what-if. Built from a plain list of files; behaves like disk-store.ts.
import type { EntryKind, LibraryStore, Listing, OpenFile, Refusal, Status, StoreDrive } from './store.ts'

type Node = { kind: EntryKind; bytes: Uint8Array; modified: number; children: Map<string, Node> }

export type MemoryFiles = {
  /** Store path -> bytes. Folders on the way are made. */
  readonly files: Readonly<Record<string, Uint8Array | string>>
  /** Further folders, for the empty ones. */
  readonly folders?: readonly string[]
  readonly links?: readonly string[]
  /** Milliseconds since 1970 UTC of everything that has no time of its own. */
  readonly modified?: number
}

/** A LibraryStore that its owner may change between two scans; each entry that comes or goes moves its folder's time. */
export interface MemoryStore extends LibraryStore {
  write(path: string, bytes: Uint8Array | string, modified?: number): void
  makeFolder(path: string): void
  makeLink(path: string): void
  remove(path: string): void
  move(from: string, to: string): void
}

export function memoryStore(drives: readonly string[], content: MemoryFiles): MemoryStore {
  const root = newNode('folder', 0)
  const begin = content.modified ?? 0
  const store: MemoryStore = {
    drives: drives.map((drive): StoreDrive => ({ drive, location: drive })),
    list: (folder) => list(find(root, folder)),
    read: (path, limit) => read(find(root, path), limit),
    status: (path) => status(find(root, path)),
    open: (path) => open(find(root, path)),
    freeBytes: () => undefined,
    write(path, bytes, modified = begin) {
      const node = put(root, path, 'file', modified)
      node.bytes = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
      node.modified = modified
    },
    makeFolder: (path) => void put(root, path, 'folder', begin),
    makeLink: (path) => void put(root, path, 'link', begin),
    remove(path) {
      const folder = parent(root, path)
      if (folder?.children.delete(last(path)) === true) folder.modified++
    },
    move(from, to) {
      const node = parent(root, from)?.children.get(last(from))
      if (node === undefined) return
      store.remove(from)
      put(root, to.slice(0, to.lastIndexOf('/')), 'folder', begin).children.set(last(to), node)
    },
  }
  for (const folder of content.folders ?? []) store.makeFolder(folder)
  for (const [path, bytes] of Object.entries(content.files)) store.write(path, bytes)
  for (const link of content.links ?? []) store.makeLink(link)
  return store
}

const newNode = (kind: EntryKind, modified: number): Node => ({
  kind,
  bytes: new Uint8Array(0),
  modified,
  children: new Map(),
})

const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const parent = (root: Node, path: string): Node | undefined => follow(root, path.split('/').slice(0, -1))

function follow(root: Node, names: readonly string[]): Node | undefined {
  let node: Node | undefined = root
  for (const name of names) node = node?.kind === 'folder' ? node.children.get(name) : undefined
  return node
}

function put(root: Node, path: string, kind: EntryKind, modified: number): Node {
  let node = root
  const names = path.split('/')
  names.forEach((name, at) => {
    let child = node.children.get(name)
    if (child === undefined) {
      child = newNode(at === names.length - 1 ? kind : 'folder', modified)
      node.children.set(name, child)
      node.modified = Math.max(node.modified + 1, modified)
    }
    node = child
  })
  return node
}

const missing: Refusal = { refused: 'missing', reason: 'does not exist' }
const link: Refusal = { refused: 'link', reason: 'is a link' }
const notSuch: Refusal = { refused: 'unreadable', reason: 'is of another kind' }

function find(root: Node, path: string): Node | Refusal {
  const names = path.split('/')
  if (names.some((name) => name === '' || name === '.' || name === '..')) {
    return { refused: 'outside', reason: 'is no path inside the library' }
  }
  return follow(root, names) ?? missing
}

const refused = (found: Node | Refusal): found is Refusal => 'refused' in found

function list(found: Node | Refusal): Listing | Refusal {
  if (refused(found)) return found
  if (found.kind !== 'folder') return found.kind === 'link' ? link : notSuch
  return { entries: [...found.children].map(([name, { kind }]) => ({ name, kind })), modified: found.modified }
}

function read(found: Node | Refusal, limit: number): Uint8Array | Refusal {
  if (refused(found)) return found
  if (found.kind !== 'file') return found.kind === 'link' ? link : notSuch
  return found.bytes.length > limit ? { refused: 'tooLarge', reason: `larger than ${limit} bytes` } : found.bytes
}

const status = (found: Node | Refusal): Status | Refusal =>
  refused(found) ? found : { kind: found.kind, size: found.bytes.length, modified: found.modified }

function open(found: Node | Refusal): OpenFile | Refusal {
  if (refused(found)) return found
  if (found.kind !== 'file') return found.kind === 'link' ? link : notSuch
  const { bytes } = found
  let at = 0
  return {
    read(buffer) {
      const part = bytes.subarray(at, at + buffer.length)
      buffer.set(part)
      at += part.length
      return part.length
    },
    close: () => undefined,
  }
}
