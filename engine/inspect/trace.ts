// From a package, content, hash or file name to everything that hangs together with it, both ways.
import { contentKey, parseFileHash } from '../ids.ts'
import { none } from '../scan/column.ts'
import { contentOf } from '../scan/library-index.ts'
import { contentOfFile, rowsOf, sourcePath, type LibraryView } from '../checks/view.ts'
import {
  contentLinks,
  fileLinks,
  fileRows,
  packageLinks,
  storedFileLinks,
  type ContentLinks,
  type FileLinks,
  type PackageLinks,
  type StoredFileLinks,
} from './links.ts'

export type Trace = {
  readonly query: string
  readonly packages: readonly PackageLinks[]
  readonly contents: readonly ContentLinks[]
  readonly files: readonly FileLinks[]
  readonly storedFiles: readonly StoredFileLinks[]
}

/** Row numbers and names that a query touches. */
type Touched = { packages: Set<string>; contents: Map<string, string>; files: Set<number>; hashes: Set<number> }

/** Everything that hangs together with the query; all lists empty when nothing matches. */
export function trace(view: LibraryView, query: string): Trace {
  const touched: Touched = { packages: new Set(), contents: new Map(), files: new Set(), hashes: new Set() }
  const text = query.trim()
  const ways = [fromPackage, fromContent, fromHash, fromLibraryPath, fromFileName, fromHashBegin]
  ways.some((way) => way(view, text, touched))
  return shown(view, query, touched)
}

function shown(view: LibraryView, query: string, { packages, contents, files, hashes }: Touched): Trace {
  return {
    query,
    packages: view.index.survey.packages.filter(({ packageId }) => packages.has(packageId)).map(packageLinks),
    contents: [...contents.values()].map((name) => contentLinks(view, name)),
    files: [...files].map((file) => fileLinks(view, file)),
    storedFiles: [...hashes].map((hash) => storedFileLinks(view, hash)),
  }
}

function fromPackage(view: LibraryView, text: string, touched: Touched): boolean {
  const entry = view.index.survey.packages.find(({ packageId }) => packageId === text.toUpperCase())
  if (entry === undefined) return false
  touched.packages.add(entry.packageId)
  for (const content of entry.record?.contents ?? []) addContent(view, content, touched)
  return true
}

function fromContent(view: LibraryView, text: string, touched: Touched): boolean {
  const known = contentOf(view.index, text) !== undefined || view.owners.has(contentKey(text))
  if (known) addContent(view, text, touched)
  return known
}

function addContent(view: LibraryView, name: string, touched: Touched): void {
  const content = contentOf(view.index, name)
  touched.contents.set(contentKey(name), content?.name ?? name)
  for (const id of view.owners.get(contentKey(name)) ?? []) touched.packages.add(id)
  for (const file of content === undefined ? [] : fileRows(content)) addFile(view, file, touched)
}

function addFile(view: LibraryView, file: number, touched: Touched): void {
  const hash = view.index.tables.files.hash.at(file)
  touched.files.add(file)
  if (hash !== none) touched.hashes.add(hash)
}

function fromHash(view: LibraryView, text: string, touched: Touched): boolean {
  const hash = parseFileHash(text)
  const number = hash === undefined ? undefined : view.index.tables.hashes.find(hash)
  return number !== undefined && addHash(view, number, touched)
}

/** As `tree` prints it: `D08F918F29DD…`. */
const hashBegin = /^([0-9A-F]{8,63})…?$/i

/** A whole hash, or the begin of one. */
export const isHashText = (text: string): boolean => parseFileHash(text) !== undefined || hashBegin.test(text)

function fromHashBegin(view: LibraryView, text: string, touched: Touched): boolean {
  const begin = hashBegin.exec(text)?.[1]?.toUpperCase()
  const { hashes } = view.index.tables
  let found = false
  for (let number = 0; begin !== undefined && number < hashes.count; number++) {
    if (hashes.text(number).startsWith(begin)) found = addHash(view, number, touched) || found
  }
  return found
}

/** @returns false when nobody speaks of it any more */
function addHash(view: LibraryView, number: number, touched: Touched): boolean {
  if (rowsOf(view.files, number).length === 0 && rowsOf(view.stored, number).length === 0) return false
  touched.hashes.add(number)
  for (const user of storedFileLinks(view, number).lists.flatMap(({ users }) => users)) {
    if (contentOf(view.index, user) !== undefined || view.owners.has(contentKey(user))) addOwner(view, user, touched)
  }
  for (const file of rowsOf(view.files, number)) addFileWithOwners(view, file, touched)
  return true
}

function addFileWithOwners(view: LibraryView, file: number, touched: Touched): void {
  addFile(view, file, touched)
  addOwner(view, contentOfFile(view.index, file)?.name ?? '', touched)
}

function addOwner(view: LibraryView, content: string, touched: Touched): void {
  touched.contents.set(contentKey(content), content)
  for (const id of view.owners.get(contentKey(content)) ?? []) touched.packages.add(id)
}

/**
 * A place in the library as findings and `trace` print it: `DataLib\\ABC00001.2\\docs\\readme.txt.INI`, `FileLib\\D08F\\D08F…`
 * with or without `.INI` or `.SIG`, `PkgLib\\ABC00001.INI`; also behind a drive or a path that ends at the library.
 */
function fromLibraryPath(view: LibraryView, text: string, touched: Touched): boolean {
  const names = text.replaceAll('/', '\\').replace(/\\+$/, '').split('\\')
  const at = names.findIndex((name) => isPart(name))
  const part = (names[at] ?? '').replace(drivePrefix, '').toUpperCase()
  const below = names.slice(at + 1)
  const isWhole = at >= 0 && names.slice(0, at).every((_, place) => place < at - 1 || isLibrary(names[place] ?? ''))
  const [first = ''] = below
  if (!isWhole || first === '') return false
  if (part === 'PKGLIB') return fromPackage(view, first.replace(/\.INI$/i, ''), touched)
  if (part === 'FILELIB') return fromHash(view, (below.at(-1) ?? '').replace(/\.(INI|SIG)$/i, ''), touched)
  if (below.length > 1) return fromFileName(view, below.join('\\'), touched)
  return fromContent(view, first, touched) || fromContent(view, first.replace(/\.INI$/i, ''), touched)
}

/** As `trace` prints the place of a stored file: `E: FileLib\\…`. */
const drivePrefix = /^[a-z]: */i
const isPart = (name: string): boolean => /^(PKGLIB|DATALIB|FILELIB)$/i.test(name.replace(drivePrefix, ''))
/** The folder above the parts: SCCMContentLib, its share, or the root of a drive. */
const isLibrary = (name: string): boolean => /^(SCCMContentLib([A-Z]?\$)?|[a-z]:|)$/i.test(name)

/** A file name, or the end of a path: `readme.txt`, `docs\readme.txt`, `docs/readme.txt`; with or without `.INI`. */
function fromFileName(view: LibraryView, text: string, touched: Touched): boolean {
  const wanted = text.replaceAll('/', '\\').replace(/^\\+/, '').toUpperCase()
  if (wanted === '') return false
  const last = wanted.slice(wanted.lastIndexOf('\\') + 1)
  const { name } = view.index.tables.files
  for (const content of view.contents) {
    for (const file of fileRows(content)) {
      const own = name.at(file).toUpperCase()
      if (own !== last && `${own}.INI` !== last) continue
      const path = `\\${content.name.toUpperCase()}\\${sourcePath(view.index, file).toUpperCase()}`
      if (path.endsWith(`\\${wanted}`) || `${path}.INI`.endsWith(`\\${wanted}`)) addFileWithOwners(view, file, touched)
    }
  }
  return touched.files.size > 0
}

/** Packages, contents, files and stored files whose name or hash contains the text, without regard to case. */
export function find(view: LibraryView, text: string): Trace {
  const wanted = text.toUpperCase()
  const touched: Touched = { packages: new Set(), contents: new Map(), files: new Set(), hashes: new Set() }
  for (const { packageId } of view.index.survey.packages)
    if (packageId.includes(wanted)) touched.packages.add(packageId)
  for (const content of view.contents) {
    if (content.name.toUpperCase().includes(wanted)) touched.contents.set(contentKey(content.name), content.name)
    for (const file of fileRows(content)) {
      if (matches(view, file, wanted)) touched.files.add(file)
    }
  }
  if (/^[0-9A-F]{4,64}$/.test(wanted)) {
    for (let hash = 0; hash < view.index.tables.hashes.count; hash++) {
      if (view.index.tables.hashes.text(hash).startsWith(wanted) && rowsOf(view.stored, hash).length > 0)
        touched.hashes.add(hash)
    }
  }
  return shown(view, text, touched)
}

const matches = (view: LibraryView, file: number, wanted: string): boolean =>
  wanted.includes('\\')
    ? sourcePath(view.index, file).toUpperCase().includes(wanted)
    : view.index.tables.files.name.at(file).toUpperCase().includes(wanted)
