// Reads one content of DataLib: its INI, its tree, and the tree hash while the names are at hand.
import { readContentIni, readFileIni, type ContentRecord, type FileRecord } from '../library/ini-records.ts'
import { iniName, join, withoutIni } from '../library/layout.ts'
import { isRefusal, type Entry, type LibraryStore } from '../library/store.ts'
import { matchingOrder, orderIsCertain, type TreeFolder } from '../library/tree-hash.ts'
import { compareUpper, upperName } from '../library/name-case.ts'
import { windowsNameFault } from '../library/windows-names.ts'
import { none } from './column.ts'
import { stateOf, type Remark, type TreeState } from './entries.ts'
import { notRead, type IndexTables } from './index-tables.ts'
import { largestIni, oddityWords, readRecord } from './read-record.ts'

/** A content as the listing of DataLib shows it. */
export type ContentNames = {
  readonly name: string
  readonly folder: string | undefined
  readonly ini: string | undefined
}

/** Folders deeper than this are not entered: no Windows path of 32,767 characters goes deeper in practice. */
const deepest = 1_000

type Walk = {
  readonly store: LibraryStore
  readonly tables: IndexTables
  readonly content: string
  readonly number: number
  readonly level: number
  /** False as soon as a part of the tree stays unknown. */
  whole: boolean
  modified: number
}

/**
 * Adds one content to the tables.
 *
 * @param dataLib  store path of DataLib
 * @param level    0 lists only, 1 reads the INIs
 */
export function scanContent(
  store: LibraryStore,
  tables: IndexTables,
  dataLib: string,
  names: ContentNames,
  level: number,
): void {
  const firstFolder = tables.folders.parent.length
  const firstFile = tables.files.folder.length
  const walk: Walk = {
    store,
    tables,
    content: names.name,
    number: tables.contents.length,
    level,
    whole: true,
    modified: 0,
  }
  const info = names.ini === undefined || level < 1 ? undefined : readInfo(walk, join(dataLib, names.ini))
  const tree =
    names.folder === undefined ? undefined : walkFolder(walk, join(dataLib, names.folder), names.folder, none, 0)
  const iniModified = names.ini === undefined || level < 1 ? 0 : modifiedOf(store, join(dataLib, names.ini))
  const { state, telling } = tree === undefined || !walk.whole ? unknownTree : treeState(tree, info?.record)
  // Written out: to spread two objects into one takes as long as to list the folder.
  tables.contents.push({
    name: names.name,
    folder: names.folder,
    ini: names.ini,
    modified: Math.max(walk.modified, iniModified),
    iniModified,
    treeHash: info?.record?.hash,
    problem: info !== undefined && info.record === undefined ? info.problem : undefined,
    tree: state,
    telling,
    firstFolder,
    folderCount: tables.folders.parent.length - firstFolder,
    firstFile,
    fileCount: tables.files.folder.length - firstFile,
  })
}

function modifiedOf(store: LibraryStore, path: string): number {
  const status = store.status(path)
  return isRefusal(status) ? 0 : status.modified
}

function readInfo(walk: Walk, path: string): ReturnType<typeof readRecord<ContentRecord>> {
  const info = readRecord(walk.store, path, largestIni.content, readContentIni)
  if (info.refusal !== undefined) remark(walk, 'unreadable', path, info.refusal.reason)
  else if (info.record !== undefined && info.oddities.length > 0)
    remark(walk, 'oddForm', path, oddityWords(info.oddities))
  return info
}

type Telling = { readonly state: TreeState; readonly telling: boolean }

const unknownTree: Telling = { state: 'unknown', telling: false }

function treeState(tree: TreeFolder, record: ContentRecord | undefined): Telling {
  if (record === undefined) return unknownTree
  const certain = orderIsCertain(tree)
  if (matchingOrder(tree, record.hash) !== undefined) return { state: 'holds', telling: !certain }
  return { state: certain ? 'differs' : 'unverifiable', telling: false }
}

function remark(walk: Walk, kind: Remark['kind'], path: string, detail: string): void {
  walk.tables.remarks.push({ kind, path, detail, content: walk.content, hash: undefined })
}

/** Rows of a folder come before those of its sub-folders, so that each folder's files lie together. */
function walkFolder(walk: Walk, path: string, name: string, parent: number, depth: number): TreeFolder {
  const tree: { folders: { name: string; tree: TreeFolder }[]; files: TreeFolder['files'] } = { folders: [], files: [] }
  const { folders } = walk.tables
  const row = folders.parent.length
  folders.parent.push(parent)
  folders.content.push(walk.number)
  folders.name.push(name)
  const listing =
    depth > deepest
      ? ({ refused: 'unreadable', reason: 'nested too deeply' } as const)
      : walk.store.list(path, walk.level > 0)
  if (isRefusal(listing)) {
    folders.modified.push(0)
    walk.whole = false
    remark(walk, listing.refused === 'link' ? 'link' : 'unreadable', path, listing.reason)
    return tree
  }
  folders.modified.push(listing.modified)
  walk.modified = Math.max(walk.modified, listing.modified)
  tree.files = readFiles(walk, path, row, listing.entries)
  for (const entry of listing.entries) {
    if (entry.kind !== 'folder') continue
    checkName(walk, path, entry.name, entry.name)
    const below = walkFolder(walk, join(path, entry.name), entry.name, row, depth + 1)
    tree.folders.push({ name: entry.name, tree: below })
  }
  return tree
}

function readFiles(walk: Walk, folder: string, row: number, entries: readonly Entry[]): TreeFolder['files'] {
  const files: { name: string; hash: FileRecord['hash'] }[] = []
  for (const { name } of twinsAmong(entries)) {
    remark(walk, 'twin', join(folder, name), 'differs from another entry only by case')
  }
  for (const { name: entryName, kind } of entries) {
    if (kind === 'folder') continue
    const name = kind === 'file' ? withoutIni(entryName) : undefined
    if (name === undefined || name === '') {
      remark(walk, kind === 'link' ? 'link' : 'foreign', join(folder, entryName), foreignBecause[kind])
      continue
    }
    checkName(walk, folder, entryName, name)
    const hash = walk.level < 1 ? pushUnread(walk, row, name) : pushFile(walk, row, join(folder, entryName), name)
    if (hash === undefined) walk.whole = false
    else files.push({ name, hash })
  }
  return files
}

const foreignBecause = { link: 'is a link', other: 'is no plain file', file: 'is no INI' } as const

/** Entries that another one before them equals but for case. */
function twinsAmong(entries: readonly Entry[]): readonly Entry[] {
  // A folder is listed in order as a rule; where each name is above the one before, none can be there twice.
  if (entries.every(({ name }, at) => at === 0 || compareUpper(entries[at - 1]?.name ?? '', name) < 0)) return []
  const seen = new Set<string>()
  return entries.filter(({ name }) => seen.size === seen.add(upperName(name)).size)
}

/** Longer names leave no room for the `.INI`. */
const longestOfInis = 251

function checkName(walk: Walk, folder: string, entryName: string, name: string): void {
  const fault = windowsNameFault(name) ?? (name.length > longestOfInis ? windowsNameFault(iniName(name)) : undefined)
  if (fault !== undefined) remark(walk, 'badName', join(folder, entryName), fault)
}

/** A file of which the listing is all that this level knows. */
function pushUnread({ tables: { files } }: Walk, folder: number, name: string): undefined {
  files.folder.push(folder)
  files.name.push(name)
  files.hash.push(none)
  files.size.push(0n)
  files.timeModified.push(0n)
  files.attributes.push(0)
  files.state.push(notRead)
}

function pushFile(walk: Walk, folder: number, path: string, name: string): FileRecord['hash'] | undefined {
  const { files, hashes } = walk.tables
  files.folder.push(folder)
  files.name.push(name)
  const read = readRecord(walk.store, path, largestIni.file, readFileIni)
  const { record } = read
  files.hash.push(record === undefined ? none : hashes.add(record.hash))
  files.size.push(record?.size ?? 0n)
  files.timeModified.push(record?.timeModified ?? 0n)
  files.attributes.push(record?.attributes ?? 0)
  files.state.push(read.record === undefined ? stateOf(read.problem) : 0)
  if (read.refusal !== undefined) remark(walk, 'unreadable', path, read.refusal.reason)
  if (read.record !== undefined && read.oddities.length > 0) remark(walk, 'oddForm', path, oddityWords(read.oddities))
  return record?.hash
}
