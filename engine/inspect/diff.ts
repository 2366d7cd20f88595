// Two libraries, or one library at two times: what differs in packages, contents, folders, source files and stored files
// with their users, and which side has the newer version. Bytes are not compared: a stored file is told by its hash and
// size.
import { contentKey } from '../ids.ts'
import { none } from '../scan/column.ts'
import type { PackageEntry } from '../scan/entries.ts'
import { contentOf } from '../scan/library-index.ts'
import { isInPlace, rowsOf, sourcePath, usersOf, type LibraryView } from '../checks/view.ts'
import { fileRows } from './links.ts'

export type Difference = {
  readonly level: 'package' | 'content' | 'folder' | 'file' | 'stored-file'
  /** `only here`, `only there`, `differs`. */
  readonly what: 'onlyHere' | 'onlyThere' | 'differs'
  readonly packageId: string | null
  readonly contentId: string | null
  readonly path: string | null
  readonly hash: string | null
  readonly here: string | null
  readonly there: string | null
  /** Which side has the higher version or the later time; null when neither can be told. */
  readonly newer: 'here' | 'there' | null
}

const blank = {
  packageId: null,
  contentId: null,
  path: null,
  hash: null,
  here: null,
  there: null,
  newer: null,
} as const

/** Packages first, then contents, their folders and files, stored files; empty when both hold the same. */
export const diffLibraries = (here: LibraryView, there: LibraryView): readonly Difference[] => [
  ...diffPackages(here, there),
  ...diffContents(here, there),
  ...diffStored(here, there),
]

function sides<Value>(
  here: ReadonlyMap<string, Value>,
  there: ReadonlyMap<string, Value>,
): [string, Value | undefined, Value | undefined][] {
  return [...new Set([...here.keys(), ...there.keys()])].sort().map((key) => [key, here.get(key), there.get(key)])
}

const whichOnly = (here: unknown): 'onlyHere' | 'onlyThere' => (here === undefined ? 'onlyThere' : 'onlyHere')

function diffPackages(here: LibraryView, there: LibraryView): Difference[] {
  const byId = ({ index }: LibraryView): Map<string, PackageEntry> =>
    new Map(index.survey.packages.map((entry) => [entry.packageId, entry]))
  return sides(byId(here), byId(there)).flatMap(([packageId, a, b]): Difference[] => {
    if (a === undefined || b === undefined) return [{ ...blank, level: 'package', what: whichOnly(a), packageId }]
    const [mine, other] = [describePackage(a), describePackage(b)]
    if (mine === other) return []
    const newer = newest(a.record?.version, b.record?.version)
    return [{ ...blank, level: 'package', what: 'differs', packageId, here: mine, there: other, newer }]
  })
}

const describePackage = ({ record }: PackageEntry): string =>
  record === undefined
    ? 'unreadable'
    : `version ${record.version ?? '-'}: ${record.contents.map(contentKey).sort().join(', ')}`

function newest<Value extends number | bigint>(here: Value | undefined, there: Value | undefined): Difference['newer'] {
  if (here === undefined || there === undefined || here === there) return null
  return here > there ? 'here' : 'there'
}

function diffContents(here: LibraryView, there: LibraryView): Difference[] {
  const byKey = ({ contents }: LibraryView): Map<string, string> =>
    new Map(contents.map(({ name }) => [contentKey(name), name]))
  return sides(byKey(here), byKey(there)).flatMap(([, a, b]): Difference[] => {
    if (a === undefined || b === undefined)
      return [{ ...blank, level: 'content', what: whichOnly(a), contentId: a ?? b ?? '' }]
    const below = [...diffFolders(here, there, a), ...diffFiles(here, there, a)]
    const [mine, other] = [describeContent(here, a), describeContent(there, b)]
    if (mine === other) return below
    return [{ ...blank, level: 'content', what: 'differs', contentId: a, here: mine, there: other }, ...below]
  })
}

/** Both halves, and what the INI says of the whole. */
function describeContent({ index }: LibraryView, name: string): string {
  const content = contentOf(index, name)
  const halves = [content?.folder === undefined ? 'no folder' : [], content?.ini === undefined ? 'no INI' : []].flat()
  return [...halves, content?.treeHash ?? (content?.ini === undefined ? [] : 'no tree hash')].flat().join(', ')
}

/** Folders without any file below them, topmost first: those with files are told by their files. */
function diffFolders(here: LibraryView, there: LibraryView, contentId: string): Difference[] {
  const mine = foldersOf(here, contentId)
  const others = foldersOf(there, contentId)
  const only = sides(mine.all, others.all).filter(([, a, b]) => a === undefined || b === undefined)
  const missing = new Set(only.map(([key]) => key))
  return only
    .filter(([key]) => !mine.filled.has(key) && !others.filled.has(key) && !missing.has(parentOf(key)))
    .map(([, a, b]) => ({ ...blank, level: 'folder', what: whichOnly(a), contentId, path: a ?? b ?? '' }))
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('\\')))

type Folders = {
  /** Path in upper case -> as spelled. */
  readonly all: ReadonlyMap<string, string>
  /** Those with a file in them or below, in upper case. */
  readonly filled: ReadonlySet<string>
}

function foldersOf({ index }: LibraryView, contentId: string): Folders {
  const all = new Map<string, string>()
  const filled = new Set<string>()
  const content = contentOf(index, contentId)
  const { folders, files } = index.tables
  const paths = new Map<number, string>()
  for (let row = content?.firstFolder ?? 0, left = content?.folderCount ?? 0; left > 0; row++, left--) {
    const above = paths.get(folders.parent.at(row))
    const path = above === undefined ? '' : above === '' ? folders.name.at(row) : `${above}\\${folders.name.at(row)}`
    paths.set(row, path)
    if (above !== undefined) all.set(path.toUpperCase(), path)
  }
  for (const file of content === undefined ? [] : fileRows(content)) {
    let path = (paths.get(files.folder.at(file)) ?? '').toUpperCase()
    for (; path !== '' && !filled.has(path); path = parentOf(path)) filled.add(path)
  }
  return { all, filled }
}

function diffFiles(here: LibraryView, there: LibraryView, contentId: string): Difference[] {
  return sides(filesOf(here, contentId), filesOf(there, contentId)).flatMap(([, a, b]): Difference[] => {
    const base = { ...blank, level: 'file', contentId, path: a?.path ?? b?.path ?? '' } as const
    if (a === undefined || b === undefined) return [{ ...base, what: whichOnly(a) }]
    if (a.facts === b.facts) return []
    return [{ ...base, what: 'differs', here: a.facts, there: b.facts, newer: newest(a.time, b.time) }]
  })
}

function filesOf(view: LibraryView, contentId: string): Map<string, { path: string; facts: string; time: bigint }> {
  const content = contentOf(view.index, contentId)
  const { files, hashes } = view.index.tables
  return new Map(
    (content === undefined ? [] : fileRows(content)).map((file) => {
      const path = sourcePath(view.index, file)
      const hash = files.hash.at(file)
      const time = files.timeModified.at(file)
      const facts =
        hash === none
          ? 'unreadable'
          : `${hashes.text(hash)} ${files.size.at(file)} bytes, attributes ${files.attributes.at(file).toString(16)}, time ${time}`
      return [path.toUpperCase(), { path, facts, time }]
    }),
  )
}

/** Stored files by hash; on which drive they lie is no difference. */
function diffStored(here: LibraryView, there: LibraryView): Difference[] {
  return sides(storedOf(here), storedOf(there)).flatMap(([hash, a, b]): Difference[] => {
    const base = { ...blank, level: 'stored-file', hash } as const
    if (a === undefined || b === undefined) return [{ ...base, what: whichOnly(a) }]
    const [mine, other] = [ownPart(a, b), ownPart(b, a)]
    return mine === null && other === null ? [] : [{ ...base, what: 'differs', here: mine, there: other }]
  })
}

type Stored = {
  readonly bytes: number
  /** Key -> name of each user that is listed beside a copy. */
  readonly users: ReadonlyMap<string, string>
}

/** What the other side has not: the size, and users. */
function ownPart(mine: Stored, other: Stored): string | null {
  const users = [...mine.users].filter(([key]) => !other.users.has(key)).map(([, user]) => user)
  const words = [
    ...(mine.bytes === other.bytes ? [] : [`${mine.bytes} bytes`]),
    ...(users.length === 0 ? [] : [`users ${users.sort().join(' ')}`]),
  ]
  return words.length === 0 ? null : words.join(', ')
}

function storedOf(view: LibraryView): Map<string, Stored> {
  const { tables } = view.index
  const found = new Map<string, Stored>()
  for (let hash = 0; hash < tables.hashes.count; hash++) {
    const rows = [...rowsOf(view.stored, hash)].filter((row) => isInPlace(view.index, row))
    const [row] = rows
    if (row === undefined) continue
    const users = rows.flatMap((one) => usersOf(view.index, one)).map((user) => [contentKey(user), user] as const)
    found.set(tables.hashes.text(hash), { bytes: tables.stored.size.at(row), users: new Map(users) })
  }
  return found
}
