// Who may need a stored file though no entry that can be read names it: contents of which not every entry is known. What
// nobody is known to need is not yet unneeded, and advice must not cost a byte that a lost entry stood for.
import { contentKey, packageContent } from '../ids.ts'
import { withoutIni } from '../library/layout.ts'
import { none } from '../scan/column.ts'
import { problemOf, type ContentEntry } from '../scan/entries.ts'
import { notRead, storedParts } from '../scan/index-tables.ts'
import { contentOf } from '../scan/library-index.ts'
import { isUnfinished, leavingOf, unfinishedOf, type LibraryView } from './view.ts'

/** Bytes of a content's entries that cannot be read, as far as they can be told. */
export type LostEntries = {
  readonly content: ContentEntry
  /** How many cannot be read; Infinity when a folder cannot be listed. */
  readonly entries: number
}

export type Needs = {
  /** Contents with entries that cannot be read, by key. */
  readonly lost: ReadonlyMap<string, LostEntries>
  /** Is any committed content not known to be whole? */
  readonly anyInDoubt: boolean
}

/** At level 0 nothing is known of entries, and nothing is said of users. */
export function findNeeds(view: LibraryView): Needs {
  const lost = new Map<string, LostEntries>()
  const unseen = unseenEntries(view)
  let anyInDoubt = false
  for (const content of view.contents) {
    if (isUnfinished(content) || content.folder === undefined) continue
    const key = contentKey(content.name)
    const entries = (unseen.get(key) ?? 0) + unreadEntries(view, content)
    if (entries > 0) lost.set(key, { content, entries })
    if (entries > 0 || !isWhole(content)) anyInDoubt = true
  }
  return { lost, anyInDoubt }
}

/** An order of names that we do not know is no sign of a lost entry. */
const isWhole = ({ tree }: ContentEntry): boolean => tree === 'holds' || tree === 'unverifiable'

/** By key of the content: links in the place of an entry, and folders that were not entered, of any number of them. */
function unseenEntries({ index }: LibraryView): ReadonlyMap<string, number> {
  const unseen = new Map<string, number>()
  for (const { content, kind, path } of index.tables.remarks) {
    if (content === undefined || (kind !== 'unreadable' && kind !== 'link')) continue
    const isEntry = withoutIni(path) !== undefined
    // An entry that cannot be read has a row, and is counted there.
    const entries = !isEntry ? Infinity : kind === 'link' ? 1 : 0
    unseen.set(contentKey(content), (unseen.get(contentKey(content)) ?? 0) + entries)
  }
  return unseen
}

function unreadEntries({ index }: LibraryView, { firstFile, fileCount }: ContentEntry): number {
  const { state, hash } = index.tables.files
  let count = 0
  for (let file = firstFile; file < firstFile + fileCount; file++) {
    if (state.at(file) !== 0 && state.at(file) !== notRead && hash.at(file) === none) count++
  }
  return count
}

/**
 * May a content that is listed as a user need the file though none of its entries says so? No when it is gone, or is
 * whole without it.
 */
export function mayNeed(view: LibraryView, user: string): boolean {
  const content = contentOf(view.index, user)
  if (content !== undefined) return content.folder === undefined || isUnfinished(content) || !isWhole(content)
  return (
    view.owners.has(contentKey(user)) ||
    unfinishedOf(view.index, user) !== undefined ||
    leavingOf(view.index, user) !== undefined ||
    mayBeNamed(view, user)
  )
}

/** A package file that cannot be read may name this content: what follows from that (I2) is not reported again. */
export function mayBeNamed(view: LibraryView, content: string): boolean {
  const own = packageContent(content)
  return own === undefined ? view.unreadPackages.size > 0 : view.unreadPackages.has(own.packageId)
}

/** Is there a users list that says nothing, because this level does not read it or it cannot be read? */
export const isUnreadList = ({ index }: LibraryView, row: number): boolean =>
  (index.tables.stored.parts.at(row) & storedParts.ini) !== 0 && isUnread(index.tables.stored.state.at(row))

const isUnread = (state: number): boolean =>
  state === notRead || problemOf(state) === 'denied' || problemOf(state) === 'unreadable'
