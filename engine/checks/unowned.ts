// I13: stored files that nobody lists and no entry names. While entries cannot be read, one of these may be theirs: as many
// as there are such entries follow from that and are told there, more of them are told with the doubt.
import { contentKey } from '../ids.ts'
import { pathInLibrary } from '../library/layout.ts'
import { storedParts } from '../scan/index-tables.ts'
import type { Facts } from './facts.ts'
import { finding, type Finding } from './findings.ts'
import { isUnreadList, mayNeed, type Needs } from './possible-needs.ts'
import { subjectOf, type StoredFile } from './stored-files.ts'
import {
  bucketPath,
  contentOfFile,
  driveOfStored,
  isInPlace,
  partPath,
  rowsOf,
  storedBytes,
  usersOf,
  type LibraryView,
} from './view.ts'

/** Key of a content with entries that cannot be read -> which stored files may be theirs, in words. */
export type Suspects = ReadonlyMap<string, readonly string[]>

/** As many as each finding about an entry names. */
const mostSuspects = 20

/** Evidence beside an entry that cannot be read. */
export const suspectWords = (suspects: Suspects, content: string | undefined): readonly string[] =>
  suspects.get(contentKey(content ?? '')) ?? []

export function unownedFindings(
  view: LibraryView,
  unowned: readonly StoredFile[],
  needs: Needs,
  { now }: Facts,
): { readonly findings: readonly Finding[]; readonly suspects: Suspects } {
  const open = unowned.length === 0 ? new Map<string, number>() : openEntries(view, needs)
  const entries = [...open.values()].reduce((sum, count) => sum + count, 0)
  if (unowned.length <= entries) {
    const words = unowned
      .slice(0, mostSuspects)
      .map(({ places: [row = 0] }) => `${placeOf(view, row)} has no user and may be its bytes`)
    const more = unowned.length - words.length
    const told = more === 0 ? words : [...words, `so may ${more} more stored files without user`]
    return { findings: [], suspects: new Map([...open.keys()].map((key) => [key, told])) }
  }
  const findings = unowned.map((stored) => {
    const isInDoubt = needs.anyInDoubt || isNamedElsewhere(view, stored)
    return unownedFinding(view, stored, isInDoubt, now)
  })
  return { findings, suspects: new Map() }
}

const placeOf = ({ index }: LibraryView, row: number): string =>
  `${driveOfStored(index, row)} ${pathInLibrary(partPath(index, row, 'data'))}`

/** Does a list out of place name a content that may need the file, or cannot be read? */
const isNamedElsewhere = (view: LibraryView, { remains, misplaced }: StoredFile): boolean =>
  [...remains, ...misplaced].some(
    (row) => isUnreadList(view, row) || usersOf(view.index, row).some((user) => mayNeed(view, user)),
  )

/** By key of the content: entries that cannot be read, without those that a stored file accounts for by its list. */
function openEntries(view: LibraryView, { lost }: Needs): ReadonlyMap<string, number> {
  if (lost.size === 0) return new Map()
  const accounted = accountedFor(view, new Set(lost.keys()))
  const open = [...lost].map(([key, { entries }]) => [key, entries - (accounted.get(key) ?? 0)] as const)
  return new Map(open.filter(([, entries]) => entries > 0))
}

/** How many stored files list a content that no entry of it names. */
function accountedFor(view: LibraryView, keys: ReadonlySet<string>): ReadonlyMap<string, number> {
  const { index } = view
  const counts = new Map<string, number>()
  for (let hash = 0; hash < index.tables.hashes.count; hash++) {
    const rows = [...rowsOf(view.stored, hash)].filter(
      (row) => isInPlace(index, row) && (index.tables.stored.parts.at(row) & storedParts.ini) !== 0,
    )
    const listed = new Set(rows.flatMap((row) => usersOf(index, row)).map(contentKey))
    for (const key of listed) {
      if (!keys.has(key)) continue
      const isNamed = rowsOf(view.files, hash).some(
        (file) => contentKey(contentOfFile(index, file)?.name ?? '') === key,
      )
      if (!isNamed) counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  return counts
}

function unownedFinding(view: LibraryView, stored: StoredFile, isInDoubt: boolean, now: number): Finding {
  const { index } = view
  const [place = 0] = stored.places
  return finding(isInDoubt ? 'noUserInDoubt' : 'noUser', now, {
    subject: subjectOf(view, stored, place),
    detail: stored.text,
    bytes: storedBytes(view, stored.hash),
    involved: [partPath(index, place, 'data'), partPath(index, place, 'ini'), bucketPath(index, place)],
  })
}
