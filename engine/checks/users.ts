// I11 and I12: the users listed beside a stored file against the contents that reference it. A content that went away
// and was left behind in many lists is one finding; so is one that was never listed anywhere.
import { contentKey, contentKind, packageContent } from '../ids.ts'
import { pathInLibrary } from '../library/layout.ts'
import type { ContentEntry } from '../scan/entries.ts'
import { contentOf } from '../scan/library-index.ts'
import type { Facts } from './facts.ts'
import { finding, type Finding } from './findings.ts'
import type { StoredFile } from './stored-files.ts'
import {
  bucketPath,
  driveOfStored,
  isUnfinished,
  packagesOf,
  partPath,
  unfinishedOf,
  type LibraryView,
} from './view.ts'

export type StoredUsers = {
  readonly stored: StoredFile
  /** Row of the copy that counts. */
  readonly place: number
  /** As listed, of all copies. */
  readonly users: readonly string[]
  /** Committed contents that reference it. */
  readonly contents: readonly ContentEntry[]
  readonly unclear: ReadonlySet<string>
}

/** One user too many or too few at one stored file. */
type Pair = { readonly at: StoredUsers; readonly content: string }

export function disagreements(
  view: LibraryView,
  all: readonly StoredUsers[],
  { now }: Facts,
): { findings: readonly Finding[]; disputed: ReadonlyMap<string, readonly string[]> } {
  const stale: Pair[] = []
  const absent: Pair[] = []
  for (const at of all) {
    const needing = new Set(at.contents.map(({ name }) => contentKey(name)))
    const listed = new Set(at.users.map(contentKey))
    const isDamaged = at.contents.some(({ name }) => !listed.has(contentKey(name)))
    for (const user of new Set(at.users)) {
      // What stands in a list that lost its users and is no content id is the same damage (I12), not a user too many.
      if (isDamaged && contentKind(user) === undefined) continue
      if (!needing.has(contentKey(user)) && isStale(view, at, user)) stale.push({ at, content: user })
    }
    for (const { name } of at.contents) if (!listed.has(contentKey(name))) absent.push({ at, content: name })
  }
  const disputed = new Map<string, string[]>()
  for (const { at, content } of stale)
    dispute(disputed, content, `${at.stored.text} lists it as a user, none of its entries names it`)
  for (const { at, content } of absent)
    dispute(disputed, content, `an entry names ${at.stored.text}, which does not list it`)
  return { findings: [...staleFindings(view, stale, now), ...missingFindings(view, absent, now)], disputed }
}

function dispute(disputed: Map<string, string[]>, content: string, words: string): void {
  const list = disputed.get(contentKey(content))
  if (list === undefined) disputed.set(contentKey(content), [words])
  else list.push(words)
}

/** A user whose content is missing, unfinished or unreadable is that finding's matter, not a stale one. */
function isStale(view: LibraryView, { unclear }: StoredUsers, user: string): boolean {
  const key = contentKey(user)
  const content = contentOf(view.index, user)
  if (content === undefined) return !view.owners.has(key) && unfinishedOf(view.index, user) === undefined
  return content.folder !== undefined && !isUnfinished(content) && !unclear.has(key)
}

function staleFindings(view: LibraryView, pairs: readonly Pair[], now: number): readonly Finding[] {
  const gone = byContent(pairs.filter(({ content }) => contentOf(view.index, content) === undefined))
  const many = gone.filter((group) => group.length > 1)
  const rest = without(pairs, many)
  return [
    ...many.map((group) => contentFinding(view, 'staleUser', group, now)),
    ...byStoredFile(rest).map((group) => storedFinding(view, 'staleUser', group, now)),
  ]
}

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

function contentFinding(
  view: LibraryView,
  kind: 'staleUser' | 'missingUser',
  group: readonly Pair[],
  now: number,
): Finding {
  const content = group[0]?.content ?? ''
  return finding(kind, now, {
    subject: { kind: 'content', packageId: packageContent(content)?.packageId, contentId: content },
    detail: `${content} ${kind === 'staleUser' ? 'is gone but still listed' : 'is not listed'} at ${group.length} stored files`,
    bytes: group.reduce((sum, pair) => sum + bytesOf(view, kind, [pair]), 0),
    packages: packagesOf(view, content),
    evidence: group.slice(0, 60).map(({ at }) => at.stored.text),
    involved: group.slice(0, 50).flatMap(({ at }) => involvedIn(view, at)),
  })
}

function storedFinding(
  view: LibraryView,
  kind: 'staleUser' | 'missingUser',
  group: readonly Pair[],
  now: number,
): Finding {
  const at = group[0]?.at
  if (at === undefined) throw new RangeError('a group of pairs is never empty')
  const names = group.map(({ content }) => content).sort()
  return finding(kind, now, {
    subject: {
      kind: 'stored-file',
      hash: at.stored.text,
      drive: driveOfStored(view.index, at.place),
      path: pathInLibrary(partPath(view.index, at.place, 'ini')),
    },
    detail: kind === 'staleUser' ? `${at.stored.text} lists ${some(names)}` : hazard(view, at, names),
    bytes: bytesOf(view, kind, group),
    packages: names.flatMap((name) => packagesOf(view, name)),
    evidence: names.slice(0, 60),
    involved: involvedIn(view, at),
  })
}

/** What would go wrong, in one sentence: `removing ABC00001 would delete it while Content_… needs it`. */
function hazard(view: LibraryView, at: StoredUsers, names: readonly string[]): string {
  const others = at.users.filter((user) => !names.includes(user))
  const owners = [...new Set(others.flatMap((user) => view.owners.get(contentKey(user)) ?? [user]))].sort()
  return `${at.stored.text}: removing ${some(owners)} would delete it while ${some(names)} needs it`
}

const some = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`

/** A stale user costs the file when nobody else needs it; a missing one endangers it. */
function bytesOf(view: LibraryView, kind: 'staleUser' | 'missingUser', group: readonly Pair[]): number {
  const at = group[0]?.at
  if (at === undefined) return 0
  const needed = at.contents.length > 0 || at.stored.awaited
  return kind === 'staleUser' && needed ? 0 : view.index.tables.stored.size.at(at.place)
}

const involvedIn = (view: LibraryView, { place }: StoredUsers): readonly string[] => [
  partPath(view.index, place, 'ini'),
  bucketPath(view.index, place),
  view.index.survey.drives[0]?.parts.DataLib?.path ?? '',
]
