// I11 and I12: the users listed beside a stored file against the contents that reference it. A content that went away
// and was left behind in many lists is one finding; so is one that was never listed anywhere.
import { contentKey, contentKind, packageContent } from '../ids.ts'
import { pathInLibrary } from '../library/layout.ts'
import type { ContentEntry } from '../scan/entries.ts'
import { storedParts } from '../scan/index-tables.ts'
import { contentOf } from '../scan/library-index.ts'
import type { Facts } from './facts.ts'
import { finding, type Finding } from './findings.ts'
import { mayNeed } from './possible-needs.ts'
import type { StoredFile } from './stored-files.ts'
import {
  bucketPath,
  driveOfStored,
  isUnfinished,
  leavingOf,
  packagesOf,
  partPath,
  unfinishedOf,
  type LibraryView,
} from './view.ts'

/** A users list beside bytes that are in place; only such lists count. */
export type UsersList = {
  /** Row of the stored table. */
  readonly row: number
  readonly users: readonly string[]
}

export type StoredUsers = {
  readonly stored: StoredFile
  /** At least one; without users where no list is there or one is damaged. */
  readonly lists: readonly UsersList[]
  /** Committed contents that reference it. */
  readonly contents: readonly ContentEntry[]
}

/** Does every list name exactly the contents that need the file? Nearly all do: they are not worth being kept. */
export function isAgreed({ lists, contents }: StoredUsers): boolean {
  const needing = new Set(contents.map(({ name }) => contentKey(name)))
  return lists.every(({ users }) => {
    const listed = new Set(users.map(contentKey))
    return listed.size === needing.size && [...listed].every((user) => needing.has(user))
  })
}

/** One user too many or too few at one stored file. */
type Pair = { readonly at: StoredUsers; readonly list: UsersList; readonly content: string }

/** @param unclear  keys of contents of which not every entry is known: no user of theirs can be called stale */
export function disagreements(
  view: LibraryView,
  all: readonly StoredUsers[],
  unclear: ReadonlySet<string>,
  { now }: Facts,
): { findings: readonly Finding[]; disputed: ReadonlyMap<string, readonly string[]> } {
  const stale: Pair[] = []
  const absent: Pair[] = []
  for (const at of all) {
    const needing = new Set(at.contents.map(({ name }) => contentKey(name)))
    const seen = new Set<string>()
    for (const list of at.lists) compareList(view, { at, list, needing, seen, unclear }, stale, absent)
  }
  const disputed = new Map<string, string[]>()
  for (const { at, content } of stale)
    dispute(disputed, content, `${at.stored.text} lists it as a user, none of its entries names it`)
  for (const { at, list, content } of absent)
    if (list.users.length > 0) dispute(disputed, content, `an entry names ${at.stored.text}, which does not list it`)
  return { findings: [...staleFindings(view, stale, now), ...missingFindings(view, absent, now)], disputed }
}

type Compared = {
  readonly at: StoredUsers
  readonly list: UsersList
  /** Keys of the contents that need the file. */
  readonly needing: ReadonlySet<string>
  /** What an earlier list of the same file was found to have too many or too few. */
  readonly seen: Set<string>
  readonly unclear: ReadonlySet<string>
}

/** Every list must name every content that needs the file: which copy a removal looks at, nobody knows. */
function compareList(view: LibraryView, compared: Compared, stale: Pair[], absent: Pair[]): void {
  const { at, list, needing, seen, unclear } = compared
  const listed = new Set(list.users.map(contentKey))
  const isDamaged = at.contents.some(({ name }) => !listed.has(contentKey(name)))
  const isNew = (content: string): boolean => seen.size !== seen.add(contentKey(content)).size
  for (const user of new Set(list.users)) {
    // What stands in a list that lost its users and is no content id is the same damage (I12), not a user too many.
    if (isDamaged && contentKind(user) === undefined) continue
    if (!needing.has(contentKey(user)) && isStale(view, user, unclear) && isNew(user))
      stale.push({ at, list, content: user })
  }
  for (const { name } of at.contents)
    if (!listed.has(contentKey(name)) && isNew(name)) absent.push({ at, list, content: name })
}

function dispute(disputed: Map<string, string[]>, content: string, words: string): void {
  const list = disputed.get(contentKey(content))
  if (list === undefined) disputed.set(contentKey(content), [words])
  else list.push(words)
}

/** A user whose content is missing, unfinished, leaving or unreadable is that finding's matter, not a stale one. */
function isStale(view: LibraryView, user: string, unclear: ReadonlySet<string>): boolean {
  const content = contentOf(view.index, user)
  if (content !== undefined)
    return content.folder !== undefined && !isUnfinished(content) && !unclear.has(contentKey(user))
  return (
    !view.owners.has(contentKey(user)) &&
    unfinishedOf(view.index, user) === undefined &&
    leavingOf(view.index, user) === undefined
  )
}

function staleFindings(view: LibraryView, pairs: readonly Pair[], now: number): readonly Finding[] {
  const gone = byContent(pairs.filter(({ content }) => contentOf(view.index, content) === undefined))
  const many = gone.filter((group) => group.length > 1)
  const rest = without(pairs, many)
  return [
    ...many.map((group) => contentFinding(view, staleKind(view, group), group, now)),
    ...byStoredFile(rest).map((group) => storedFinding(view, staleKind(view, group), group, now)),
  ]
}

const staleKind = (view: LibraryView, group: readonly Pair[]): 'staleUser' | 'userInDoubt' =>
  group.some(({ content }) => mayNeed(view, content)) ? 'userInDoubt' : 'staleUser'

function missingFindings(view: LibraryView, pairs: readonly Pair[], now: number): readonly Finding[] {
  const nowhere = byContent(pairs).filter((group) => group.length > 1 && isListedNowhere(view, group))
  const rest = without(pairs, nowhere)
  return [
    ...nowhere.map((group) => contentFinding(view, 'missingUser', group, now)),
    ...byStoredFile(rest).map((group) => storedFinding(view, 'missingUser', group, now)),
  ]
}

const byContent = (pairs: readonly Pair[]): Groups => groupsOf(pairs, ({ content }) => contentKey(content))
const byStoredFile = (pairs: readonly Pair[]): Groups => groupsOf(pairs, ({ at }) => at.stored.hash)

type Groups = readonly (readonly Pair[])[]

function groupsOf(pairs: readonly Pair[], keyOf: (pair: Pair) => string | number): Groups {
  const groups = new Map<string | number, Pair[]>()
  for (const pair of pairs) {
    const group = groups.get(keyOf(pair))
    if (group === undefined) groups.set(keyOf(pair), [pair])
    else group.push(pair)
  }
  return [...groups.values()]
}

function without(pairs: readonly Pair[], groups: Groups): readonly Pair[] {
  const taken = new Set(groups.flat())
  return pairs.filter((pair) => !taken.has(pair))
}

/** Every stored file the content needs lacks it: it was never registered. */
function isListedNowhere(view: LibraryView, group: readonly Pair[]): boolean {
  const content = contentOf(view.index, group[0]?.content ?? '')
  if (content === undefined) return false
  const { hash } = view.index.tables.files
  const needed = new Set<number>()
  for (let file = content.firstFile; file < content.firstFile + content.fileCount; file++) needed.add(hash.at(file))
  return needed.size === group.length
}

type UsersKind = 'staleUser' | 'userInDoubt' | 'missingUser'

function contentFinding(view: LibraryView, kind: UsersKind, group: readonly Pair[], now: number): Finding {
  const content = group[0]?.content ?? ''
  return finding(kind, now, {
    subject: { kind: 'content', packageId: packageContent(content)?.packageId, contentId: content },
    detail: `${content} ${kind === 'missingUser' ? 'is not listed' : 'is gone but still listed'} at ${group.length} stored files`,
    bytes: group.reduce((sum, pair) => sum + bytesOf(view, kind, [pair]), 0),
    packages: packagesOf(view, content),
    evidence: group.slice(0, 60).map(({ at }) => at.stored.text),
    involved: group.slice(0, 50).flatMap((pair) => involvedIn(view, pair)),
  })
}

function storedFinding(view: LibraryView, kind: UsersKind, group: readonly Pair[], now: number): Finding {
  const [first] = group
  if (first === undefined) throw new RangeError('a group of pairs is never empty')
  const { at, list } = first
  const names = group.map(({ content }) => content).sort()
  return finding(kind, now, {
    subject: {
      kind: 'stored-file',
      hash: at.stored.text,
      drive: driveOfStored(view.index, list.row),
      path: pathInLibrary(partPath(view.index, list.row, 'ini')),
    },
    detail: kind === 'missingUser' ? hazard(view, first, names) : `${at.stored.text} lists ${some(names)}`,
    bytes: bytesOf(view, kind, group),
    packages: names.flatMap((name) => packagesOf(view, name)),
    evidence: [...group.slice(0, 60).map((pair) => pairWords(view, kind, pair)), ...strayLists(view, kind, at.stored)],
    involved: group.slice(0, 20).flatMap((pair) => involvedIn(view, pair)),
  })
}

function pairWords({ index }: LibraryView, kind: UsersKind, { at, list, content }: Pair): string {
  const where = at.stored.places.length === 1 ? '' : ` on ${driveOfStored(index, list.row)}`
  return `${content} is ${kind === 'missingUser' ? 'not ' : ''}listed${where}`
}

/** Where the lost list may have gone to: it does not count there, but it says who was listed. */
const strayLists = ({ index }: LibraryView, kind: UsersKind, { remains, misplaced }: StoredFile): readonly string[] =>
  kind !== 'missingUser'
    ? []
    : [...remains, ...misplaced]
        .filter((row) => (index.tables.stored.parts.at(row) & storedParts.ini) !== 0)
        .map(
          (row) =>
            `a list lies in ${driveOfStored(index, row)} ${pathInLibrary(bucketPath(index, row))}, where it does not count`,
        )

/** What would go wrong, in one sentence: `removing ABC00001 would delete it while Content_… needs it`. */
function hazard(view: LibraryView, { at, list }: Pair, names: readonly string[]): string {
  if (list.users.length === 0)
    return `${at.stored.text} lists no user, ${names.length} contents need it: removing any package would delete it`
  const others = list.users.filter((user) => !names.includes(user))
  const owners = [...new Set(others.flatMap((user) => view.owners.get(contentKey(user)) ?? [user]))].sort()
  return `${at.stored.text}: removing ${some(owners)} would delete it while ${some(names)} needs it`
}

const some = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`

/** A stale user costs the file when nobody else needs it; a missing one endangers it. */
function bytesOf(view: LibraryView, kind: UsersKind, group: readonly Pair[]): number {
  const [first] = group
  if (first === undefined) return 0
  const isNeeded = first.at.contents.length > 0 || first.at.stored.awaited
  return kind !== 'missingUser' && isNeeded ? 0 : view.index.tables.stored.size.at(first.list.row)
}

const involvedIn = (view: LibraryView, { list }: Pair): readonly string[] => [
  partPath(view.index, list.row, 'ini'),
  bucketPath(view.index, list.row),
  view.index.survey.drives[0]?.parts.DataLib?.path ?? '',
]
