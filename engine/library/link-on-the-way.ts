// Nothing is read for a change, written or deleted behind a link: a folder of the library that is a link or a junction
// (I29) leads to what belongs to somebody else. A system call refuses a link at the end of a path at most, so the folders
// on the way to it are looked at one by one, each once for each store.
import type { LibraryStore, Refusal } from './store.ts'
import { isRefusal } from './store.ts'

/** Store path of a folder -> the first link on the way to it, itself included; undefined when there is none. */
export type LinkFinder = (folder: string) => string | undefined

/** Folders that are remembered; a content of more is looked at again. */
const most = 200_000

/** What lies in the root of a drive is looked at too, the root itself is not: the operator named it. */
export function linkFinder({ status }: Pick<LibraryStore, 'status'>): LinkFinder {
  const plain = new Set<string>()
  let last = ''
  const find: LinkFinder = (folder) => {
    if (folder === last || plain.has(folder)) return undefined
    const slash = folder.lastIndexOf('/')
    if (slash < 0) return undefined
    const above = find(folder.slice(0, slash))
    if (above !== undefined) return above
    const found = status(folder)
    if (isRefusal(found)) return found.refused === 'link' ? folder : undefined // not there yet: nothing to remember
    if (found.kind === 'link') return folder
    if (plain.size === most) plain.clear()
    plain.add(folder)
    last = folder
    return undefined
  }
  return find
}

/** The folder a store path lies in; the root of a drive lies in itself. */
export const folderOfPath = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')) || path.length)

/** The same store, to which everything behind a link is a link. */
export function withoutLinks(store: LibraryStore, linkTo = linkFinder(store)): LibraryStore {
  const unless = <Answer>(folder: string, look: () => Answer): Answer | Refusal =>
    linkTo(folder) === undefined ? look() : { refused: 'link', reason: 'ELOOP' }
  return {
    ...store,
    list: (folder, timed) => unless(folder, () => store.list(folder, timed)),
    read: (path, limit) => unless(folderOfPath(path), () => store.read(path, limit)),
    status: (path) => unless(folderOfPath(path), () => store.status(path)),
    open: (path) => unless(folderOfPath(path), () => store.open(path)),
  }
}
