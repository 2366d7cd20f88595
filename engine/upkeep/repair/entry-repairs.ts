// I3, I6, I7, I9 (entry), I15, I16: the records of a content in DataLib. The tree hash is the judge: what is put back must
// make names and hashes add up to it, so that a guess cannot slip in. Where the tree hash itself is gone it is computed
// again, or taken from a source library.
import { contentKey, packageContent, type FileHash } from '../../ids.ts'
import { assumedLayout } from '../../assumptions.ts'
import {
  readContentIni,
  readFileIni,
  writeContentIni,
  writeFileIni,
  type FileRecord,
} from '../../library/ini-records.ts'
import { iniName, join, uncommitted, withoutIni } from '../../library/layout.ts'
import { isRefusal, type LibraryStore } from '../../library/store.ts'
import { matchingOrder, treeHash, type TreeFolder } from '../../library/tree-hash.ts'
import type { Finding } from '../../checks/findings.ts'
import { isInPlace, isUnfinished, rowsOf, unfinishedOf, usersOf } from '../../checks/view.ts'
import { fileRows } from '../../inspect/links.ts'
import { none } from '../../scan/column.ts'
import type { ContentEntry } from '../../scan/entries.ts'
import { contentOf, liveStored } from '../../scan/library-index.ts'
import { inSource } from './heal-source.ts'
import {
  exists,
  left,
  sameBytes,
  smallFile,
  steps,
  writeFile,
  type Placed,
  type Repair,
  type RepairContext,
} from './repair.ts'

const dataLib = ({ view }: RepairContext): string => view.index.survey.drives[0]?.parts.DataLib?.path ?? ''

/** The tree below a folder of DataLib as its INIs say, and whether all of them could be read. */
type Read = { readonly tree: TreeFolder; readonly whole: boolean }

/** @param replaced  store path of an entry -> the record to take instead */
function readTree(store: LibraryStore, folder: string, replaced?: ReadonlyMap<string, FileRecord>): Read {
  const folders: { name: string; tree: TreeFolder }[] = []
  const files: { name: string; hash: FileHash }[] = []
  const listing = store.list(folder, false)
  let whole = !isRefusal(listing)
  for (const { name, kind } of isRefusal(listing) ? [] : listing.entries) {
    const path = join(folder, name)
    if (kind === 'folder') {
      const below = readTree(store, path, replaced)
      whole &&= below.whole
      folders.push({ name, tree: below.tree })
      continue
    }
    const base = kind === 'file' ? withoutIni(name) : undefined
    const bytes = smallFile(store, path)
    const record = replaced?.get(path) ?? (bytes === undefined ? undefined : readFileIni(bytes).record)
    if (base === undefined || record === undefined) whole = false
    else files.push({ name: base, hash: record.hash })
  }
  return { tree: { folders, files }, whole }
}

const holds = ({ tree, whole }: Read, hash: string | undefined): boolean =>
  whole && hash !== undefined && matchingOrder(tree, hash as FileHash) !== undefined

/** Do the entries of a content add up to its tree hash? */
export const entriesHold = (context: RepairContext, { folder, treeHash: hash }: ContentEntry): boolean =>
  folder !== undefined && holds(readTree(context.store, join(dataLib(context), folder)), hash)

/** I7 and I9: the entry of one file. The record that makes the tree hash hold is the right one. */
export function restoreEntry(finding: Finding, context: RepairContext): Repair {
  const { view, store } = context
  const content = contentOf(view.index, finding.subject.contentId ?? '')
  const path = finding.involved.find((one) => withoutIni(one) !== undefined && one.startsWith(dataLib(context)))
  if (content?.folder === undefined || path === undefined) return left('its content is not there')
  const root = join(dataLib(context), content.folder)
  const records = [...fromSources(context, path), ...candidates(context, content)]
  const right = records.find((record) => holds(readTree(store, root, new Map([[path, record]])), content.treeHash))
  return right === undefined
    ? left('no source library has this entry, and no stored file that lists the content makes the tree hash hold')
    : steps(['records', writeFile(store, path, writeFileIni(right))])
}

/** The same entry in source libraries. */
const fromSources = (context: RepairContext, path: string): readonly FileRecord[] =>
  context.sources.flatMap((source) => {
    const bytes = smallFile(source.store, inSource(source, `DataLib/${path.slice(dataLib(context).length + 1)}`))
    return (bytes === undefined ? undefined : readFileIni(bytes).record) ?? []
  })

/** Stored files that list the content but that none of its entries names, with time and attributes as known elsewhere. */
function candidates({ view }: RepairContext, content: ContentEntry): readonly FileRecord[] {
  const { tables } = view.index
  const key = contentKey(content.name)
  return [...liveStored(view.index)]
    .filter((row) => isInPlace(view.index, row) && usersOf(view.index, row).some((user) => contentKey(user) === key))
    .map((row) => {
      const hash = tables.stored.hash.at(row)
      const other = [...rowsOf(view.files, hash)].find((file) => tables.files.state.at(file) === 0)
      return {
        attributes: other === undefined ? archiveAttribute : tables.files.attributes.at(other),
        size: BigInt(tables.stored.size.at(row)),
        timeModified:
          other === undefined ? fileTimeOf(tables.stored.modified.at(row)) : tables.files.timeModified.at(other),
        hash: tables.hashes.text(hash) as FileHash,
      }
    })
}

/** FILE_ATTRIBUTE_ARCHIVE: what every plain file has. */
const archiveAttribute = 0x20
const fileTimeOf = (modified: number): bigint => BigInt(Math.round(modified)) * 10_000n + 116_444_736_000_000_000n

/** I15: entries and folders as a source library has them, when they make the tree hash hold. */
export function restoreTree({ subject }: Finding, context: RepairContext): Repair {
  const { view, store } = context
  const content = contentOf(view.index, subject.contentId ?? '')
  if (content?.folder === undefined) return left('its content is not there')
  const here = join(dataLib(context), content.folder)
  for (const source of context.sources) {
    const there = inSource(source, `DataLib/${content.name}`)
    const read = readTree(source.store, there)
    if (!holds(read, content.treeHash)) continue
    return { kind: 'steps', steps: differences(source.store, there, store, here) }
  }
  const hint = context.sources.length === 0 ? '; give one with --source' : ''
  return left(`no source library has ${content.name} with this tree hash${hint}, else redistribute the package`)
}

/** What makes the folder `here` like the one `there`. */
function differences(from: LibraryStore, there: string, store: LibraryStore, here: string): readonly Placed[] {
  const wanted = from.list(there, false)
  const listing = store.list(here, false)
  if (isRefusal(wanted)) return []
  const present = new Map((isRefusal(listing) ? [] : listing.entries).map((entry) => [entry.name, entry.kind]))
  const placed: Placed[] = isRefusal(listing) ? [['folders', { action: 'make-folder', path: here, bytes: 0 }]] : []
  for (const { name, kind } of wanted.entries) {
    present.delete(name)
    if (kind === 'folder') placed.push(...differences(from, join(there, name), store, join(here, name)))
    else {
      const bytes = smallFile(from, join(there, name))
      if (bytes !== undefined && !sameBytes(bytes, smallFile(store, join(here, name))))
        placed.push(['records', writeFile(store, join(here, name), bytes)])
    }
  }
  for (const [name, kind] of present) placed.push(...surplus(store, join(here, name), kind === 'folder'))
  return placed
}

function surplus(store: LibraryStore, path: string, isFolder: boolean): readonly Placed[] {
  const status = store.status(path)
  if (!isFolder) return [['leftovers', { action: 'remove-file', path, bytes: isRefusal(status) ? 0 : status.size }]]
  const listing = store.list(path, false)
  const below = isRefusal(listing) ? [] : listing.entries
  return [
    ...below.flatMap(({ name, kind }) => surplus(store, join(path, name), kind === 'folder')),
    ['empty folders', { action: 'remove-folder', path, bytes: 0 }],
  ]
}

/** I3 without INI, I6: the tree hash, from a source library where it has one that holds, else computed again. */
export function restoreTreeHash({ subject }: Finding, context: RepairContext): Repair {
  const { view, store } = context
  const content = contentOf(view.index, subject.contentId ?? '')
  if (content?.folder === undefined) return left('DataLib holds nothing of it; redistribute the package')
  const read = readTree(store, join(dataLib(context), content.folder))
  if (!read.whole) return left('not every entry of it can be read, so its tree hash cannot be computed')
  if (!storedFilesThere(context, content)) return left('some of its stored files are missing; heal them first')
  const ini = iniName(content.name)
  const known = context.sources.map((source) => smallFile(source.store, inSource(source, `DataLib/${ini}`)))
  const fitting = known.find((bytes) => bytes !== undefined && holds(read, readContentIni(bytes).record?.hash))
  if (fitting === undefined && known.some((bytes) => bytes !== undefined && readContentIni(bytes).record !== undefined))
    return left('its entries do not add up to the tree hash that the source library has; an entry is missing or wrong')
  const hash = treeHash(read.tree)
  const hashAlgorithm = assumedLayout.hashAlgorithmByLength.get(hash.length) ?? 0
  const path = join(dataLib(context), content.ini ?? ini)
  return steps(['records', writeFile(store, path, fitting ?? writeContentIni({ hashAlgorithm, hash }))])
}

const storedFilesThere = ({ view }: RepairContext, content: ContentEntry): boolean =>
  fileRows(content).every((file) => {
    const hash = view.index.tables.files.hash.at(file)
    return hash !== none && rowsOf(view.stored, hash).some((row) => isInPlace(view.index, row))
  })

/** I3 and I16: a content under its unfinished name that is complete in everything but the last rename. */
export function finishContent({ subject }: Finding, context: RepairContext): Repair {
  const { view, store } = context
  const base = uncommitted(subject.contentId ?? '') ?? subject.contentId ?? ''
  const content = unfinishedOf(view.index, base)
  const [folder, ini] = [content?.folder, content?.ini]
  if (content === undefined || !isUnfinished(content) || folder === undefined || ini === undefined)
    return left('half of it is missing; redistribute the package')
  if (!view.owners.has(contentKey(base))) return left('no package names it; sweep it as O7')
  if (!holds(readTree(store, join(dataLib(context), folder)), content.treeHash) || !storedFilesThere(context, content))
    return left(`it is not complete; redistribute ${packageContent(base)?.packageId ?? 'the package'}`)
  if (exists(store, join(dataLib(context), base)) || exists(store, join(dataLib(context), iniName(base))))
    return left('something of its final name is there already')
  return steps(
    [
      'folder names',
      { action: 'rename', path: join(dataLib(context), base), bytes: 0, from: join(dataLib(context), folder) },
    ],
    [
      'names',
      { action: 'rename', path: join(dataLib(context), iniName(base)), bytes: 0, from: join(dataLib(context), ini) },
    ],
  )
}
