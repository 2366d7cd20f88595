// The first look at a library: which parts exist on which drive and what lies in their roots. Everything deeper, and the
// files of PkgLib, are read in pieces, by workers.
import { contentKey, contentKind } from '../ids.ts'
import {
  join,
  libraryOn,
  neighbours,
  operationFolder,
  parts,
  removingSuffix,
  uncommitted,
  withoutIni,
  type Part,
} from '../library/layout.ts'
import { isRefusal, type Entry, type LibraryStore, type Status } from '../library/store.ts'
import { windowsNameFault } from '../library/windows-names.ts'
import { isPackageId, type PackageEntry, type Remark } from './entries.ts'
import { readPackages, type PackageFile } from './read-packages.ts'
import type { ContentNames } from './scan-content.ts'

export type PartSurvey = {
  /** Store path, spelled as found. */
  readonly path: string
  readonly modified: number
}

export type DriveSurvey = {
  readonly drive: string
  readonly location: string
  /** Is there a library folder at all? */
  readonly present: boolean
  /** Is the root of the drive there? */
  readonly rootPresent: boolean
  readonly parts: Readonly<Partial<Record<Part, PartSurvey>>>
  /** Folders of FileLib, as found. */
  readonly buckets: readonly string[]
  /** Which neighbours of the library lie in the root of the drive: marker, staging, signatures. */
  readonly neighbours: readonly string[]
  readonly freeBytes: number | undefined
}

export type Survey = {
  readonly drives: readonly DriveSurvey[]
  readonly packages: readonly PackageEntry[]
  readonly contents: readonly ContentNames[]
  readonly remarks: readonly Remark[]
}

/** A survey whose packages are known by name only. */
export type Roots = Omit<Survey, 'packages'> & { readonly packageFiles: readonly PackageFile[] }

/** The whole survey in the calling thread. */
export function surveyLibrary(store: LibraryStore): Survey {
  const { packageFiles, ...roots } = surveyRoots(store)
  const { packages, remarks } = readPackages(store, packageFiles)
  return withoutForeign({ ...roots, packages, remarks: [...roots.remarks, ...remarks] })
}

/**
 * A copy that somebody keeps in DataLib is no content, whatever it holds: its name is no content id of any kind, and no
 * package names it. (One that a package names is a content in a form we have not seen.)
 */
export function withoutForeign(survey: Survey): Survey {
  const named = new Set(survey.packages.flatMap(({ record }) => (record?.contents ?? []).map(contentKey)))
  const contents: ContentNames[] = []
  const remarks = [...survey.remarks]
  const dataLib = survey.drives[0]?.parts.DataLib?.path ?? ''
  for (const content of survey.contents) {
    const { name, folder, ini } = content
    if (contentKind(name) !== undefined) {
      contents.push(content)
      continue
    }
    const committed = uncommitted(name) ?? uncommitted(name, removingSuffix) ?? name
    if (contentKind(committed) !== undefined || named.has(contentKey(committed))) contents.push(content)
    else remarks.push(remark('foreign', join(dataLib, folder ?? ini ?? name), 'is no content id'))
  }
  return { ...survey, contents, remarks }
}

export function surveyRoots(store: LibraryStore): Roots {
  const remarks: Remark[] = []
  const drives = store.drives.map(({ drive, location }, at) => surveyDrive(store, drive, location, at === 0, remarks))
  const primary = drives[0]
  return {
    drives,
    packageFiles: listPackages(store, primary?.parts.PkgLib, remarks),
    contents: listContents(store, primary?.parts.DataLib, remarks),
    remarks,
  }
}

function surveyDrive(
  store: LibraryStore,
  drive: string,
  location: string,
  primary: boolean,
  remarks: Remark[],
): DriveSurvey {
  const library = libraryOn(drive)
  const listing = store.list(library)
  const found: Partial<Record<Part, PartSurvey>> = {}
  const named: Partial<Record<Part, string[]>> = {}
  const buckets: string[] = []
  if (!isRefusal(listing)) {
    for (const entry of listing.entries) {
      const part = parts.find((name) => name.toUpperCase() === entry.name.toUpperCase())
      const path = join(library, entry.name)
      if (entry.kind === 'link') remarks.push(remark('link', path, 'is a link'))
      else if (entry.name === operationFolder)
        continue // ours, while a library is being changed
      else if (part === undefined || entry.kind !== 'folder')
        remarks.push(remark('foreign', path, 'is no part of a library'))
      else if (!primary && part !== 'FileLib')
        remarks.push(remark('foreign', path, 'belongs on the primary drive only'))
      else (named[part] ??= []).push(path)
    }
    for (const part of parts) {
      const path = chosenTwin(store, named[part] ?? [], join(library, part), remarks)
      if (path !== undefined) found[part] = { path, modified: modifiedOf(store.status(path)) }
    }
    if (found.FileLib !== undefined) listBuckets(store, found.FileLib.path, buckets, remarks)
  } else if (listing.refused !== 'missing') {
    remarks.push(remark(listing.refused === 'link' ? 'link' : 'unreadable', library, listing.reason))
  }
  return {
    drive,
    location,
    present: !isRefusal(listing),
    rootPresent: !isRefusal(store.status(drive)),
    parts: found,
    buckets,
    neighbours: neighbours.filter((name) => !isRefusal(store.status(join(drive, name)))),
    freeBytes: store.freeBytes(drive),
  }
}

/**
 * Of folders that differ only by case: the one that holds most, and of equal ones the one that is spelled as the product
 * does. The others are told, with what they hold: it is not read.
 */
function chosenTwin(
  store: LibraryStore,
  paths: readonly string[],
  usual: string,
  remarks: Remark[],
): string | undefined {
  if (paths.length < 2) return paths[0]
  const held = paths.map((path) => {
    const listing = store.list(path)
    return { path, entries: isRefusal(listing) ? 0 : listing.entries.length }
  })
  held.sort((a, b) => b.entries - a.entries || Number(b.path === usual) - Number(a.path === usual))
  const [chosen, ...others] = held
  for (const { path, entries } of others)
    remarks.push(remark('twin', path, `differs from another folder only by case; its ${entries} entries are not read`))
  return chosen?.path
}

const remark = (kind: Remark['kind'], path: string, detail: string, content?: string): Remark => ({
  kind,
  path,
  detail,
  content,
  hash: undefined,
})

const modifiedOf = (status: Status | object): number => ('modified' in status ? Number(status.modified) : 0)

function listBuckets(store: LibraryStore, fileLib: string, buckets: string[], remarks: Remark[]): void {
  let last = ''
  let seen: Set<string> | undefined
  for (const { name, kind } of entriesOf(store, fileLib, remarks)) {
    // Listed in order as a rule: a name above all before it is new.
    if (seen === undefined && kind === 'folder' && name > last && /^[0-9A-F]{4}$/.test(name)) {
      buckets.push(name)
      last = name
      continue
    }
    const path = join(fileLib, name)
    seen ??= new Set(buckets)
    if (kind === 'link') remarks.push(remark('link', path, 'is a link'))
    else if (kind !== 'folder' || !/^[0-9A-F]{4}$/i.test(name)) remarks.push(remark('foreign', path, 'is no bucket'))
    else {
      if (seen.has(name.toUpperCase())) remarks.push(remark('twin', path, 'differs from another bucket only by case'))
      else if (name !== name.toUpperCase()) remarks.push(remark('wrongCase', path, 'a bucket name is upper case'))
      seen.add(name.toUpperCase())
      buckets.push(name)
    }
  }
}

function entriesOf(store: LibraryStore, folder: string, remarks: Remark[]): readonly Entry[] {
  const listing = store.list(folder)
  if (!isRefusal(listing)) return listing.entries
  if (listing.refused !== 'missing') remarks.push(remark('unreadable', folder, listing.reason))
  return []
}

function listPackages(store: LibraryStore, pkgLib: PartSurvey | undefined, remarks: Remark[]): readonly PackageFile[] {
  if (pkgLib === undefined) return []
  const files = new Map<string, PackageFile>()
  for (const { name, kind } of entriesOf(store, pkgLib.path, remarks)) {
    const path = join(pkgLib.path, name)
    const base = withoutIni(name)
    const packageId = base?.toUpperCase() ?? ''
    const isPackage = base !== undefined && (kind === 'file' || isPackageId(packageId))
    if (kind === 'link') remarks.push(remark('link', path, 'is a link'))
    else if (!isPackage) remarks.push(remark('foreign', path, 'is no INI'))
    else if (files.has(packageId)) remarks.push(remark('twin', path, 'differs from another file only by case'))
    else {
      files.set(packageId, kind === 'file' ? { packageId, path } : { packageId, path, isNoFile: true })
      if (base !== packageId) remarks.push(remark('wrongCase', path, 'a package id is upper case'))
    }
  }
  return [...files.values()]
}

/** Pairs `<ContentID>` and `<ContentID>.INI`, without regard to case. */
function listContents(
  store: LibraryStore,
  dataLib: PartSurvey | undefined,
  remarks: Remark[],
): readonly ContentNames[] {
  if (dataLib === undefined) return []
  const pairs = new Map<string, { name: string; folder: string | undefined; ini: string | undefined }>()
  for (const { name, kind } of entriesOf(store, dataLib.path, remarks)) {
    const path = join(dataLib.path, name)
    const base = kind === 'file' ? withoutIni(name) : name
    if (kind === 'link') remarks.push(remark('link', path, 'is a link', withoutIni(name) ?? name))
    else if (kind === 'other' || base === undefined || base === '')
      remarks.push(remark('foreign', path, 'is no content'))
    else {
      const fault = windowsNameFault(base)
      if (fault !== undefined) remarks.push(remark('badName', path, fault, base))
      const half = kind === 'folder' ? 'folder' : 'ini'
      const key = base.toUpperCase()
      const pair = pairs.get(key) ?? { name: base, folder: undefined, ini: undefined }
      pairs.set(key, pair)
      if (pair[half] !== undefined) remarks.push(remark('twin', path, 'differs from another entry only by case', base))
      else pair[half] = name
      if (half === 'folder') pair.name = base
    }
  }
  return [...pairs.values()]
}
