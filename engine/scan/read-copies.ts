// Copies of packages outside the library, in the root of a drive: classic share folders (`SMSPKGE$\<PackageID>`) and
// boot images expanded for PXE (`RemoteInstall\SMSImages\<PackageID>`).
import { packageShare, remoteInstall } from '../drives/share-names.ts'
import { parsePackageId } from '../ids.ts'
import { join } from '../library/layout.ts'
import { isRefusal, type LibraryStore } from '../library/store.ts'

export type PackageCopy = {
  readonly kind: 'share' | 'image'
  readonly drive: string
  readonly packageId: string
  /** As people see it: `SMSPKGE$\ABC00001`. */
  readonly path: string
  /** Of all its files. */
  readonly bytes: number
}

export type PackageCopies = {
  /** undefined when no drive has such a folder. */
  readonly shares: readonly PackageCopy[] | undefined
  readonly images: readonly PackageCopy[] | undefined
}

/** Files looked at for the size of one copy; a folder with more is told with what was counted until then. */
const mostFiles = 100_000

/** @param known  ids of the packages whose copies are in order: their size is of no interest */
export function readCopies(store: LibraryStore, known: ReadonlySet<string>): PackageCopies {
  const copies = { share: undefined as PackageCopy[] | undefined, image: undefined as PackageCopy[] | undefined }
  for (const { drive } of store.drives) {
    const places = { share: packageShare(drive), image: `${remoteInstall}/SMSImages` }
    for (const kind of ['share', 'image'] as const) {
      const folder = join(drive, places[kind])
      const listing = store.list(folder)
      if (isRefusal(listing)) continue
      const found = (copies[kind] ??= [])
      for (const entry of listing.entries) {
        const packageId = entry.kind === 'folder' ? parsePackageId(entry.name) : undefined
        if (packageId === undefined) continue
        const path = join(folder, entry.name)
        const bytes = known.has(packageId) ? 0 : sizeOf(store, path)
        const shown = `${places[kind]}/${entry.name}`.replaceAll('/', '\\')
        found.push({ kind, drive, packageId, path: shown, bytes })
      }
    }
  }
  return { shares: copies.share, images: copies.image }
}

/** Links are not followed. */
function sizeOf(store: LibraryStore, top: string): number {
  const folders = [top]
  let bytes = 0
  let files = 0
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const listing = store.list(folder)
    if (isRefusal(listing)) continue
    for (const { name, kind } of listing.entries) {
      if (kind === 'folder') folders.push(join(folder, name))
      if (kind !== 'file') continue
      if (++files > mostFiles) return bytes
      const status = store.status(join(folder, name))
      if (!isRefusal(status)) bytes += status.size
    }
  }
  return bytes
}
