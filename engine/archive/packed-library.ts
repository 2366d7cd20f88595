// A packed content seen as a small library of its own: its entries, its stored files, its tree hash. So a repair takes
// from it what it takes from any other library. Read-only, and only as good as the hashes its reader compares.
import { packageContent } from '../ids.ts'
import { writeContentIni, writeFileIni, writePackageIni } from '../library/ini-records.ts'
import { iniName, join, libraryOn, signatureOfStored, storedPath } from '../library/layout.ts'
import type { Entry, LibraryStore, Listing, OpenFile, Refusal, Status } from '../library/store.ts'
import type { ContentFile } from './content-file.ts'

/** The drive of the library in a packed content. */
export const packedDrive = 'packed'

type Held =
  | { readonly kind: 'folder'; readonly entries: Map<string, Entry> }
  | { readonly kind: 'small'; readonly bytes: () => Buffer }
  | { readonly kind: 'stored'; readonly number: number; readonly size: number }

const missing: Refusal = { refused: 'missing', reason: 'is not in the packed content' }

export function packedLibrary(file: ContentFile): LibraryStore {
  const held = layOut(file)
  return {
    drives: [{ drive: packedDrive, location: 'a packed content' }],
    list: (path): Listing | Refusal => {
      const found = held.get(path)
      return found?.kind === 'folder' ? { entries: [...found.entries.values()], modified: 0 } : missing
    },
    read(path, limit): Uint8Array | Refusal {
      const found = held.get(path)
      if (found?.kind !== 'small') return missing
      const bytes = found.bytes()
      return bytes.length > limit ? { refused: 'tooLarge', reason: `larger than ${limit} bytes` } : bytes
    },
    status: (path): Status | Refusal => statusOf(held.get(path)),
    open(path): OpenFile | Refusal {
      const found = held.get(path)
      return found?.kind === 'stored' ? file.openStored(found.number) : missing
    },
    freeBytes: () => undefined,
  }
}

function statusOf(found: Held | undefined): Status | Refusal {
  if (found === undefined) return missing
  if (found.kind === 'folder') return { kind: 'folder', size: 0, modified: 0 }
  return { kind: 'file', size: found.kind === 'stored' ? found.size : found.bytes().length, modified: 0 }
}

function layOut(file: ContentFile): ReadonlyMap<string, Held> {
  const { manifest } = file
  const held = new Map<string, Held>()
  const library = libraryOn(packedDrive)
  const root = join(join(library, 'DataLib'), manifest.contentId)
  put(held, root, { kind: 'folder', entries: new Map() })
  const folders: string[] = []
  for (const { parent, name } of manifest.folders) {
    const path = join(parent === undefined ? root : (folders[parent] ?? root), name)
    folders.push(path)
    put(held, path, { kind: 'folder', entries: new Map() })
  }
  for (const { folder, name, attributes, timeModified, stored } of manifest.files) {
    const one = manifest.stored[stored]
    if (one === undefined) continue
    const record = { attributes, size: BigInt(one.size), timeModified, hash: one.hash }
    const path = join(folder === undefined ? root : (folders[folder] ?? root), iniName(name))
    put(held, path, { kind: 'small', bytes: () => writeFileIni(record) })
  }
  const content = { hashAlgorithm: manifest.hashAlgorithm, hash: manifest.treeHash }
  put(held, iniName(root), { kind: 'small', bytes: () => writeContentIni(content) })
  for (const { packageId, version } of manifest.packages) {
    // What else a package of several contents holds, one packed content does not know.
    if (packageContent(manifest.contentId)?.packageId !== packageId) continue
    const bytes = (): Buffer => writePackageIni([manifest.contentId], version)
    put(held, join(join(library, 'PkgLib'), iniName(packageId)), { kind: 'small', bytes })
  }
  for (const [number, { hash, size, signatureSize }] of manifest.stored.entries()) {
    const path = storedPath(packedDrive, hash, 'data')
    put(held, path, { kind: 'stored', number, size })
    if (signatureSize > 0)
      put(held, signatureOfStored(path), { kind: 'small', bytes: () => file.signature(number) ?? Buffer.alloc(0) })
  }
  return held
}

/** With every folder above it. */
function put(held: Map<string, Held>, path: string, one: Held): void {
  held.set(path, one)
  const at = path.lastIndexOf('/')
  if (at < 0) return
  const above = path.slice(0, at)
  const known = held.get(above)
  const folder = known?.kind === 'folder' ? known : { kind: 'folder' as const, entries: new Map<string, Entry>() }
  const name = path.slice(at + 1)
  folder.entries.set(name, { name, kind: one.kind === 'folder' ? 'folder' : 'file' })
  if (known === undefined) put(held, above, folder)
}
