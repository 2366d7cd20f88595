// I8, I9, I11 to I14: what DataLib promises against what FileLib holds. One pass over the hashes; reads no disk.
import { pathInLibrary } from '../library/layout.ts'
import { storedParts } from '../scan/index-tables.ts'
import { checkBeside, checkCopies, checkLength, checkSignaturePresent, checkStray, unsignedFindings } from './copies.ts'
import type { Facts } from './facts.ts'
import { finding, type Finding } from './findings.ts'
import { loneUsersOf } from './lone-users.ts'
import type { Absence } from './missing.ts'
import { isUnreadList, mayNeed, type Needs } from './possible-needs.ts'
import { contentsOf, storedFiles, subjectOf, type StoredFile } from './stored-files.ts'
import { unownedFindings, type Suspects } from './unowned.ts'
import { disagreements, isAgreed, type StoredUsers, type UsersList } from './users.ts'
import { bucketPath, driveOfStored, filePath, packagesOf, usersOf, type LibraryView } from './view.ts'

export type ReferenceFindings = {
  readonly findings: readonly Finding[]
  /** Keys of contents whose entries and users disagree, with the evidence: see checkTrees. */
  readonly disputed: ReadonlyMap<string, readonly string[]>
  /** Rows of stored files of which a wrong length (I9) explains wrong bytes. */
  readonly explained: ReadonlySet<number>
  /** Stored files that may be the bytes of entries that cannot be read. */
  readonly suspects: Suspects
}

export function checkReferences(view: LibraryView, absence: Absence, needs: Needs, facts: Facts): ReferenceFindings {
  const missing = new Set(absence.missingHashes)
  const findings: Finding[] = []
  const explained = new Set<number>()
  const users: StoredUsers[] = []
  const unowned: StoredFile[] = []
  let withoutSignature = 0
  const unsigned: Finding[] = []
  for (const stored of storedFiles(view)) {
    if (stored.places.length === 0) {
      findings.push(...checkAbsent(view, stored, { facts, missing, absence, needs }))
      continue
    }
    const lengths = checkLength(view, stored, facts)
    for (const row of lengths.explained) explained.add(row)
    findings.push(...checkCopies(view, stored, facts), ...lengths.findings)
    const use = facts.level < 1 ? undefined : useOf(view, stored)
    if (use?.kind === 'listed' && !isAgreed(use.users)) users.push(use.users)
    if (use?.kind === 'unowned') unowned.push(stored)
    const isListless = use?.kind === 'unowned' || (use?.kind === 'listed' && use.users.lists.every(isEmpty))
    findings.push(...checkBeside(view, stored, straysOf(view, stored, isListless), facts))
    if (isListless) continue
    const signature = checkSignaturePresent(view, stored, facts)
    if (signature !== undefined && unsigned.length < 1_000_000) unsigned.push(signature)
    withoutSignature += signature === undefined ? 0 : 1
  }
  findings.push(...unsignedFindings(view, unsigned, withoutSignature, facts))
  const { findings: ofUsers, disputed } = disagreements(view, users, absence.unclear, facts)
  const lonely = unownedFindings(view, unowned, needs, facts)
  return { findings: [...findings, ...ofUsers, ...lonely.findings], disputed, explained, suspects: lonely.suspects }
}

const isEmpty = ({ users }: UsersList): boolean => users.length === 0

/** Rows out of place; a list in a wrong bucket that is missing beside the bytes is told with that (I12, I13). */
function straysOf({ index }: LibraryView, { remains, misplaced }: StoredFile, isListless: boolean): readonly number[] {
  const { parts } = index.tables.stored
  const isBareList = (row: number): boolean =>
    (parts.at(row) & (storedParts.data | storedParts.ini)) === storedParts.ini
  const own = isListless ? misplaced.filter((row) => !isBareList(row)) : misplaced
  return remains.length === 0 ? own : [...remains, ...own]
}

/** Who is listed where it counts, beside the bytes. `unknown`: a list that cannot be read says so itself (I25). */
type Use =
  { readonly kind: 'listed'; readonly users: StoredUsers } | { readonly kind: 'unowned' } | { readonly kind: 'unknown' }

function useOf(view: LibraryView, stored: StoredFile): Use {
  const { parts } = view.index.tables.stored
  const lists: UsersList[] = []
  let isHidden = false
  for (const row of stored.places) {
    if ((parts.at(row) & storedParts.ini) === 0) continue
    if (isUnreadList(view, row)) isHidden = true
    else lists.push({ row, users: usersOf(view.index, row) })
  }
  if (lists.length === 0 && isHidden) return { kind: 'unknown' }
  // Bytes without any list beside them are listed by nobody; a bare second copy lacks nothing that the first one says.
  const [place = 0] = stored.places
  const all = lists.length === 0 ? [{ row: place, users: [] }] : lists
  const contents = contentsOf(view, stored.files)
  if (contents.length > 0 || !all.every(isEmpty)) return { kind: 'listed', users: { stored, lists: all, contents } }
  return stored.awaited || isHidden ? { kind: 'unknown' } : { kind: 'unowned' }
}

type Surroundings = {
  readonly facts: Facts
  readonly missing: ReadonlySet<number>
  readonly absence: Absence
  readonly needs: Needs
}

/** No drive holds the bytes: I8 when somebody needs them, else leftovers (I14). */
function checkAbsent(view: LibraryView, stored: StoredFile, around: Surroundings): Finding[] {
  const { facts, absence, missing } = around
  if (missing.has(stored.hash)) return absence.explained.has(stored.hash) ? [] : [missingFinding(view, stored, around)]
  if (stored.awaited || stored.files.length > 0) return []
  const { parts } = view.index.tables.stored
  if (stored.misplaced.some((row) => (parts.at(row) & storedParts.data) !== 0)) {
    const isInDoubt =
      facts.level < 1 ||
      around.needs.anyInDoubt ||
      stored.misplaced.some((row) => isUnreadList(view, row)) ||
      allUsersOf(view, stored).some((user) => mayNeed(view, user))
    return checkStray(view, stored, isInDoubt, facts)
  }
  if (loneUsersOf(view, [...stored.remains, ...stored.misplaced], absence.unclear).explained) return []
  return [...stored.remains, ...stored.misplaced].map((row) => leftover(view, stored, row, facts))
}

const allUsersOf = ({ index }: LibraryView, { remains, misplaced }: StoredFile): readonly string[] =>
  [...remains, ...misplaced].flatMap((row) => usersOf(index, row))

function leftover(view: LibraryView, stored: StoredFile, row: number, { now, level }: Facts): Finding {
  const bucket = bucketPath(view.index, row)
  const path = pathInLibrary(`${bucket}/${stored.text}`)
  const isKnown = level >= 1 && !isUnreadList(view, row)
  return finding(isKnown ? 'loneParts' : 'lonePartsUnread', now, {
    subject: { ...subjectOf(view, stored, row), path },
    detail: `${driveOfStored(view.index, row)} ${path}`,
    involved: [bucket],
  })
}

function missingFinding(view: LibraryView, stored: StoredFile, { facts: { now }, absence }: Surroundings): Finding {
  const { index } = view
  const [lone = stored.misplaced[0]] = stored.remains
  const [first] = stored.files
  const listed =
    first === undefined
      ? loneUsersOf(view, stored.remains, absence.unclear).needing
      : contentsOf(view, stored.files).map(({ name }) => name)
  const stray = stored.misplaced.map(
    (row) =>
      `a copy lies in ${driveOfStored(index, row)} ${pathInLibrary(bucketPath(index, row))}, where no lookup finds it`,
  )
  return finding('storedFileMissing', now, {
    subject: {
      kind: 'stored-file',
      hash: stored.text,
      drive: lone === undefined ? undefined : driveOfStored(index, lone),
    },
    detail: `${stored.text}, needed by ${listed.length} contents`,
    // Only an entry tells how long the file was.
    bytes: first === undefined ? 0 : Number(index.tables.files.size.at(first)),
    packages: listed.flatMap((name) => packagesOf(view, name)),
    evidence: [...stray, ...stored.files.slice(0, 60).map((file) => pathInLibrary(filePath(index, file)))],
    involved: [...fileLibs(view, stored.text), ...stored.files.slice(0, 20).map((file) => filePath(index, file))],
  })
}

/** The bucket on every drive: each may get the file while we look. */
const fileLibs = (view: LibraryView, hash: string): readonly string[] =>
  view.index.survey.drives.flatMap(({ parts }) =>
    parts.FileLib === undefined ? [] : [`${parts.FileLib.path}/${hash.slice(0, 4)}`],
  )
