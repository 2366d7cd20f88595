// What of the library cannot be seen as a whole: a missing part, a vanished drive, a folder nobody may read. Found
// first, because everything that follows from it is counted there and not reported again.
import { contentKey } from '../ids.ts'
import { libraryOn, type Part } from '../library/layout.ts'
import { notRead } from '../scan/index-tables.ts'
import { loneUsersOf } from './lone-users.ts'
import { contentOfFile, isInPlace, isUnfinished, rowsOf, type LibraryView } from './view.ts'

export type Absence = {
  /** Parts that the primary drive lacks or that cannot be listed: nothing below them may be concluded. */
  readonly blind: Readonly<Record<Part, boolean>>
  /** Parts that the primary drive lacks. */
  readonly missingParts: readonly Part[]
  /** Secondary drives that are gone or lost their FileLib. */
  readonly goneDrives: readonly string[]
  /** First four digits of buckets that could not be read; '' stands for all of them. */
  readonly blindBuckets: ReadonlySet<string>
  /** Hash numbers that contents need and no drive holds. */
  readonly missingHashes: readonly number[]
  /** Keys of contents of which not every entry is known: no user of theirs can be called stale. */
  readonly unclear: ReadonlySet<string>
  /** Those of them that a gone drive or part explains. */
  readonly explained: ReadonlySet<number>
}

export function findAbsence(view: LibraryView): Absence {
  const { drives, remarks } = view.index.survey
  const primary = drives[0]
  const unlisted = new Set(remarks.filter(({ kind }) => kind === 'unreadable').map(({ path }) => path))
  const missingParts = (['PkgLib', 'DataLib', 'FileLib'] as const).filter((part) => primary?.parts[part] === undefined)
  const cannotSee = (part: Part): boolean =>
    missingParts.includes(part) || unlisted.has(primary?.parts[part]?.path ?? '')
  const blindBuckets = findBlindBuckets(view, unlisted)
  const unclear = unclearContents(view)
  const missingHashes = findMissing(view, unclear).filter((hash) => !isBlind(view, blindBuckets, hash))
  const candidates = drives.slice(1).filter(({ parts }) => parts.FileLib === undefined)
  // A usable drive that holds no library yet is no loss; it is one when stored files are missing or its root is gone.
  const lost = missingHashes.filter((hash) => !hasRemains(view, hash))
  const gone = candidates.filter(({ present, rootPresent }) => present || !rootPresent || lost.length > 0)
  const explains = gone.length > 0 || missingParts.includes('FileLib')
  return {
    blind: { PkgLib: cannotSee('PkgLib'), DataLib: cannotSee('DataLib'), FileLib: cannotSee('FileLib') },
    missingParts,
    goneDrives: gone.map(({ drive }) => drive),
    blindBuckets,
    missingHashes,
    unclear,
    explained: new Set(explains ? lost : []),
  }
}

/** INI or signature beside the gap show that the stored file was here, not on the drive that is gone. */
const hasRemains = (view: LibraryView, hash: number): boolean => rowsOf(view.stored, hash).length > 0

function findMissing(view: LibraryView, unclear: ReadonlySet<string>): number[] {
  const missing: number[] = []
  for (let hash = 0; hash < view.index.tables.hashes.count; hash++) {
    if (rowsOf(view.stored, hash).some((row) => isInPlace(view.index, row))) continue
    const isNeeded =
      rowsOf(view.files, hash).some((file) => isCommitted(view, file)) ||
      loneUsersOf(view, rowsOf(view.stored, hash), unclear).needing.length > 0
    if (isNeeded) missing.push(hash)
  }
  return missing
}

function isCommitted(view: LibraryView, file: number): boolean {
  const content = contentOfFile(view.index, file)
  return content !== undefined && !isUnfinished(content)
}

function findBlindBuckets(view: LibraryView, unlisted: ReadonlySet<string>): ReadonlySet<string> {
  const blind = new Set<string>()
  for (const { drive, parts } of view.index.survey.drives) {
    if (unlisted.has(parts.FileLib?.path ?? libraryOn(drive))) blind.add('')
  }
  for (const { kind, path } of view.index.tables.remarks) {
    const [, , fileLib, bucket, file] = path.split('/')
    if (kind === 'unreadable' && fileLib?.toUpperCase() === 'FILELIB' && file === undefined) {
      blind.add((bucket ?? '').toUpperCase())
    }
  }
  return blind
}

const isBlind = (view: LibraryView, buckets: ReadonlySet<string>, hash: number): boolean =>
  buckets.size > 0 && (buckets.has('') || buckets.has(view.index.tables.hashes.text(hash).slice(0, 4)))

/** Contents of which not every entry is known; '' never occurs as a key. */
function unclearContents({ index, contents }: LibraryView): ReadonlySet<string> {
  const unclear = new Set<string>()
  for (const { content, kind } of index.tables.remarks) {
    if (content !== undefined && kind === 'unreadable') unclear.add(contentKey(content))
  }
  for (const { name, firstFile, fileCount } of contents) {
    for (let file = firstFile; file < firstFile + fileCount; file++) {
      const state = index.tables.files.state.at(file)
      if (state !== 0 && state !== notRead) unclear.add(contentKey(name))
    }
  }
  return unclear
}
