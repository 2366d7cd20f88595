// I8, I9, I11 to I14: what DataLib promises against what FileLib holds. One pass over the hashes; reads no disk.
import { pathInLibrary } from '../library/layout.ts'
import { storedParts } from '../scan/index-tables.ts'
import { checkCopies, checkLength, checkSignaturePresent, checkStray, unsignedFindings } from './copies.ts'
import type { Facts } from './facts.ts'
import { finding, type Finding } from './findings.ts'
import { loneUsersOf } from './lone-users.ts'
import type { Absence } from './missing.ts'
import { contentsOf, packagesOfAll, storedFiles, subjectOf, type StoredFile } from './stored-files.ts'
import { disagreements, type StoredUsers } from './users.ts'
import { bucketPath, driveOfStored, filePath, packagesOf, partPath, usersOf, type LibraryView } from './view.ts'

export type ReferenceFindings = {
  readonly findings: readonly Finding[]
  /** Keys of contents whose entries and users disagree, with the evidence: see checkTrees. */
  readonly disputed: ReadonlyMap<string, readonly string[]>
}

export function checkReferences(view: LibraryView, absence: Absence, facts: Facts): ReferenceFindings {
  const { unclear } = absence
  const missing = new Set(absence.missingHashes)
  const findings: Finding[] = []
  const users: StoredUsers[] = []
  let withoutSignature = 0
  const unsigned: Finding[] = []
  for (const stored of storedFiles(view)) {
    if (stored.places.length === 0) {
      findings.push(...checkAbsent(view, stored, facts, missing, absence))
      continue
    }
    findings.push(...checkCopies(view, stored, facts), ...checkLength(view, stored, facts))
    const told = facts.level < 1 ? [] : checkUse(view, stored, facts, users, unclear)
    findings.push(...told)
    if (told.length === 0) {
      findings.push(...checkStray(view, stored, facts))
      const signature = checkSignaturePresent(view, stored, facts)
      if (signature !== undefined && unsigned.length < 1_000_000) unsigned.push(signature)
      withoutSignature += signature === undefined ? 0 : 1
    }
  }
  findings.push(...unsignedFindings(view, unsigned, withoutSignature, facts))
  const { findings: ofUsers, disputed } = disagreements(view, users, facts)
  return { findings: [...findings, ...ofUsers], disputed }
}

/** No drive holds the bytes: I8 when somebody needs them, else leftovers (I14). */
function checkAbsent(
  view: LibraryView,
  stored: StoredFile,
  { now, level }: Facts,
  missing: ReadonlySet<number>,
  absence: Absence,
): Finding[] {
  const { index } = view
  const [lone = stored.misplaced[0]] = stored.remains
  if (missing.has(stored.hash)) {
    if (absence.explained.has(stored.hash)) return []
    const [first] = stored.files
    const listed =
      first === undefined
        ? loneUsersOf(view, stored.remains, absence.unclear).needing
        : contentsOf(view, stored.files).map(({ name }) => name)
    const stray = stored.misplaced.map(
      (row) => `a copy lies in ${pathInLibrary(bucketPath(index, row))}, where no lookup finds it`,
    )
    return [
      finding('storedFileMissing', now, {
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
      }),
    ]
  }
  if (lone === undefined || stored.awaited || stored.files.length > 0) return []
  const placed = stored.misplaced.find((row) => (index.tables.stored.parts.at(row) & storedParts.data) !== 0)
  if (placed !== undefined) return checkStray(view, stored, { now, level } as Facts)
  if (loneUsersOf(view, stored.remains, absence.unclear).explained) return []
  return [
    finding('loneParts', now, {
      subject: { ...subjectOf(view, stored, lone), path: pathInLibrary(`${bucketPath(index, lone)}/${stored.text}`) },
      detail: pathInLibrary(`${bucketPath(index, lone)}/${stored.text}`),
      involved: [bucketPath(index, lone)],
    }),
  ]
}

/** The bucket on every drive: each may get the file while we look. */
const fileLibs = (view: LibraryView, hash: string): readonly string[] =>
  view.index.survey.drives.flatMap(({ parts }) =>
    parts.FileLib === undefined ? [] : [`${parts.FileLib.path}/${hash.slice(0, 4)}`],
  )

/** I12 without a users list, I13; pairs of users and entries that do not match go to `users`. */
function checkUse(
  view: LibraryView,
  stored: StoredFile,
  { now }: Facts,
  users: StoredUsers[],
  unclear: ReadonlySet<string>,
): Finding[] {
  const { tables } = view.index
  const [place = 0] = stored.places
  const rows = [...stored.places, ...stored.remains]
  const readable = rows.filter((row) => isUsersList(tables.stored.parts.at(row), tables.stored.state.at(row)))
  const names = readable.flatMap((row) => usersOf(view.index, row))
  const contents = contentsOf(view, stored.files)
  if (names.length > 0) {
    users.push({ stored, place, users: names, contents, unclear })
    return []
  }
  if (contents.length > 0) {
    return [
      finding('missingUser', now, {
        subject: subjectOf(view, stored, place),
        detail: `${stored.text} lists no user, ${contents.length} contents need it: removing any package would delete it`,
        bytes: tables.stored.size.at(place),
        packages: packagesOfAll(view, contents),
        evidence: contents.slice(0, 60).map(({ name }) => `${name} is not listed`),
        involved: [
          partPath(view.index, place, 'data'),
          partPath(view.index, place, 'ini'),
          bucketPath(view.index, place),
        ],
      }),
    ]
  }
  if (stored.awaited) return []
  return [
    finding('noUser', now, {
      subject: subjectOf(view, stored, place),
      detail: stored.text,
      bytes: stored.places.reduce((sum, row) => sum + tables.stored.size.at(row), 0),
      involved: [
        partPath(view.index, place, 'data'),
        partPath(view.index, place, 'ini'),
        bucketPath(view.index, place),
      ],
    }),
  ]
}

const isUsersList = (parts: number, state: number): boolean => (parts & storedParts.ini) !== 0 && state === 0
