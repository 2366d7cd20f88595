// The steps that take contents away together: a stored file goes when none of those that stay needs it. The order is
// that of removing one content (content library, operations): out of PkgLib, the INI, the folder's name, users and
// stored files, entries, folders.
import { contentKey } from '../../ids.ts'
import { iniName, join, signatureFolder, uncommitted } from '../../library/layout.ts'
import { isRefusal, type LibraryStore } from '../../library/store.ts'
import { usersIn, withoutUsers } from '../../library/users-change.ts'
import { contentOfFile, isInPlace, partPath, rowsOf, usersOf, type LibraryView } from '../../checks/view.ts'
import { fileRows } from '../../inspect/links.ts'
import { none } from '../../scan/column.ts'
import type { ContentEntry } from '../../scan/entries.ts'
import { contentOf, liveStored } from '../../scan/library-index.ts'
import { smallFile } from '../repair/repair.ts'
import { tripleOf, type SweepPlace } from './candidates.ts'
import type { Placed } from './sweep-item.ts'

/** @param packages  package ids whose file in PkgLib goes too */
export function removeContents(
  place: SweepPlace,
  names: readonly string[],
  packages: readonly string[],
): readonly Placed[] {
  const contents = names.flatMap((name) => contentOf(place.view.index, name) ?? [])
  return [
    ...place.view.index.survey.packages
      .filter(({ packageId }) => packages.includes(packageId))
      .map(({ path }): Placed => ['packages', removed(place.store, path)]),
    ...contents.flatMap((content) => dataLibSteps(place, content)),
    ...storedSteps(place, contents),
    ...contents.flatMap(({ name }) => archiveSteps(place.store, name)),
  ]
}

function removed(store: LibraryStore, path: string): Placed[1] {
  const status = store.status(path)
  return { action: 'remove-file', path, bytes: isRefusal(status) ? 0 : status.size }
}

/** A folder that is being removed keeps this name until it is empty; a scan shows it as an orphan. */
const removing = '.removing'

function dataLibSteps({ view, store }: SweepPlace, { name, folder, ini }: ContentEntry): readonly Placed[] {
  const dataLib = view.index.survey.drives[0]?.parts.DataLib?.path ?? ''
  const placed: Placed[] = ini === undefined ? [] : [['content INIs', removed(store, join(dataLib, ini))]]
  if (folder === undefined) return placed
  const from = join(dataLib, folder)
  const path = name.toUpperCase().endsWith(removing.toUpperCase()) ? from : `${from}${removing}`
  if (path !== from) placed.push(['folder names', { action: 'rename', path, bytes: 0, from, goes: true }])
  return [...placed, ...emptying(store, from, path)]
}

/** Everything below a folder, files first, then folders from the deepest up; as it is named by then. */
function emptying(store: LibraryStore, folder: string, later: string): readonly Placed[] {
  const listing = store.list(folder, false)
  const placed: Placed[] = []
  for (const { name, kind } of isRefusal(listing) ? [] : listing.entries) {
    if (kind === 'folder') placed.push(...emptying(store, join(folder, name), join(later, name)))
    else placed.push(['entries', { ...removed(store, join(folder, name)), path: join(later, name) }])
  }
  return [...placed, ['empty folders', { action: 'remove-folder', path: later, bytes: 0 }]]
}

function storedSteps(place: SweepPlace, contents: readonly ContentEntry[]): readonly Placed[] {
  const { view } = place
  const going = new Set(contents.flatMap(({ name }) => usersGoing(view, name)))
  const hashes = new Set(
    contents.flatMap((content) => fileRows(content).map((file) => view.index.tables.files.hash.at(file))),
  )
  for (const key of going) for (const hash of hashesOfUser(view, key)) hashes.add(hash)
  return [...hashes]
    .filter((hash) => hash !== none)
    .flatMap((hash) =>
      [...rowsOf(view.stored, hash)]
        .filter((row) => isInPlace(view.index, row))
        .flatMap((row) => storedStep(place, row, isNeeded(view, hash, going), going)),
    )
}

const byUser = new WeakMap<LibraryView, ReadonlyMap<string, readonly number[]>>()

/** Hashes of the stored files that list a user; the lists are gone through once for each view. */
function hashesOfUser(view: LibraryView, key: string): readonly number[] {
  const known = byUser.get(view)
  if (known !== undefined) return known.get(key) ?? []
  const hashes = new Map<string, number[]>()
  for (const row of liveStored(view.index)) {
    for (const user of usersOf(view.index, row)) {
      const list = hashes.get(contentKey(user)) ?? []
      hashes.set(contentKey(user), list)
      list.push(view.index.tables.stored.hash.at(row))
    }
  }
  byUser.set(view, hashes)
  return hashes.get(key) ?? []
}

/** Keys under which a content stands in users lists; an unfinished one is listed under its final name too. */
function usersGoing(view: LibraryView, name: string): readonly string[] {
  const base = uncommitted(name)
  const own = [contentKey(name)]
  if (base === undefined || contentOf(view.index, base) !== undefined || view.owners.has(contentKey(base))) return own
  return [...own, contentKey(base)]
}

const isNeeded = (view: LibraryView, hash: number, going: ReadonlySet<string>): boolean =>
  [...rowsOf(view.files, hash)].some((file) => !going.has(contentKey(contentOfFile(view.index, file)?.name ?? '')))

function storedStep(
  { view, store }: SweepPlace,
  row: number,
  needed: boolean,
  going: ReadonlySet<string>,
): readonly Placed[] {
  const path = partPath(view.index, row, 'data')
  const ini = partPath(view.index, row, 'ini')
  const before = smallFile(store, ini)
  const users = usersIn(before)
  const dropped = users.filter((user) => going.has(contentKey(user)))
  if (!needed && dropped.length === users.length)
    return [['leftovers', { action: 'remove-stored-file', path, bytes: tripleOf(store, path).bytes, users: dropped }]]
  if (before === undefined || dropped.length === 0) return []
  const after = withoutUsers(before, dropped)
  return [['users', { action: 'drop-users', path: ini, bytes: after.length, users: dropped }]]
}

const archiveSteps = (store: LibraryStore, name: string): readonly Placed[] =>
  store.drives
    .map(({ drive }) => join(join(drive, signatureFolder), iniName(name).replace(/\.INI$/, '.tar')))
    .filter((path) => !isRefusal(store.status(path)))
    .map((path): Placed => ['leftovers', removed(store, path)])
