// I8, I9, I11 to I14: what DataLib promises against what FileLib holds. One pass over the hashes; reads no disk.
import { contentKey } from '../ids.ts'
import { pathInLibrary } from '../library/layout.ts'
import type { ContentEntry } from '../scan/entries.ts'
import { storedParts } from '../scan/index-tables.ts'
import type { Facts } from './facts.ts'
import { finding, type Finding, type Subject } from './findings.ts'
import type { Absence } from './missing.ts'
import {
  bucketPath,
  contentOfFile,
  driveOfStored,
  filePath,
  isInPlace,
  isMisplaced,
  isUnfinished,
  packagesOf,
  partPath,
  rowsOf,
  type LibraryView,
} from './view.ts'
import { disagreements, type StoredUsers } from './users.ts'

/** Everything known about one stored file, on all drives. */
export type StoredFile = {
  /** Number of the hash. */
  readonly hash: number
  readonly text: string
  /** Rows of the file table, committed contents only. */
  readonly files: readonly number[]
  /** Referenced by a content that is not committed yet. */
  readonly awaited: boolean
  /** Rows with the bytes where a lookup finds them; the primary drive first. */
  readonly places: readonly number[]
  /** Rows without the bytes, in the right bucket. */
  readonly remains: readonly number[]
  readonly misplaced: readonly number[]
}

export function* storedFiles(view: LibraryView): Generator<StoredFile> {
  const { index } = view
  for (let hash = 0; hash < index.tables.hashes.count; hash++) {
    const references = rowsOf(view.files, hash)
    const rows = rowsOf(view.stored, hash)
    if (references.length === 0 && rows.length === 0) continue
    const files = [...references].filter((file) => !isAwaiting(view, file))
    yield {
      hash,
      text: index.tables.hashes.text(hash),
      files,
      awaited: files.length < references.length,
      places: [...rows]
        .filter((row) => isInPlace(index, row))
        .sort((a, b) => driveNumber(index, a) - driveNumber(index, b)),
      remains: [...rows].filter((row) => !isInPlace(index, row) && !isMisplaced(index, row)),
      misplaced: [...rows].filter((row) => isMisplaced(index, row)),
    }
  }
}

const driveNumber = ({ tables }: LibraryView['index'], row: number): number =>
  tables.buckets.drive.at(tables.stored.bucket.at(row))

function isAwaiting({ index }: LibraryView, file: number): boolean {
  const content = contentOfFile(index, file)
  return content !== undefined && isUnfinished(content)
}

export type ReferenceFindings = {
  readonly findings: readonly Finding[]
  /** Keys of contents whose entries and users disagree, with the evidence: see checkTrees. */
  readonly disputed: ReadonlyMap<string, readonly string[]>
}

/** @param unclear  keys of contents of which not every entry is known: no user of theirs can be called stale */
export function checkReferences(
  view: LibraryView,
  absence: Absence,
  facts: Facts,
  unclear: ReadonlySet<string>,
): ReferenceFindings {
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
  findings.push(...signatureFindings(view, unsigned, withoutSignature, facts))
  const { findings: ofUsers, disputed } = disagreements(view, users, facts)
  return { findings: [...findings, ...ofUsers], disputed }
}

const subjectOf = (view: LibraryView, { text }: StoredFile, row: number | undefined): Subject => ({
  kind: 'stored-file',
  hash: text,
  drive: row === undefined ? undefined : driveOfStored(view.index, row),
  path: row === undefined ? undefined : pathInLibrary(partPath(view.index, row, 'data')),
})

/** Contents that reference a stored file, each once. */
export function contentsOf(view: LibraryView, files: readonly number[]): readonly ContentEntry[] {
  return [...new Set(files.map((file) => contentOfFile(view.index, file)))].filter((content) => content !== undefined)
}

const packagesOfAll = (view: LibraryView, contents: readonly ContentEntry[]): readonly string[] =>
  contents.flatMap(({ name }) => packagesOf(view, name))

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
    const contents = contentsOf(view, stored.files)
    const listed = contents.length > 0 ? contents.map(({ name }) => name) : namesOfUsers(view, stored.remains)
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
        bytes: Number(index.tables.files.size.at(stored.files[0] ?? 0)),
        packages: listed.flatMap((name) => packagesOf(view, name)),
        evidence: [...stray, ...stored.files.slice(0, 60).map((file) => pathInLibrary(filePath(index, file)))],
        involved: [...fileLibs(view, stored.text), ...stored.files.slice(0, 20).map((file) => filePath(index, file))],
      }),
    ]
  }
  if (lone === undefined || stored.awaited || stored.files.length > 0) return []
  const placed = stored.misplaced.find((row) => (index.tables.stored.parts.at(row) & storedParts.data) !== 0)
  if (placed !== undefined) return checkStray(view, stored, { now, level } as Facts)
  return [
    finding('loneParts', now, {
      subject: { ...subjectOf(view, stored, lone), path: pathInLibrary(`${bucketPath(index, lone)}/${stored.text}`) },
      detail: pathInLibrary(`${bucketPath(index, lone)}/${stored.text}`),
      involved: [bucketPath(index, lone)],
    }),
  ]
}

function namesOfUsers({ index: { tables } }: LibraryView, rows: readonly number[]): readonly string[] {
  return rows.flatMap((row) => {
    const first = tables.stored.firstUser.at(row)
    return Array.from(
      { length: tables.stored.userCount.at(row) },
      (_, at) => tables.userNames[tables.users.at(first + at)] ?? '',
    )
  })
}

/** The bucket on every drive: each may get the file while we look. */
const fileLibs = (view: LibraryView, hash: string): readonly string[] =>
  view.index.survey.drives.flatMap(({ parts }) =>
    parts.FileLib === undefined ? [] : [`${parts.FileLib.path}/${hash.slice(0, 4)}`],
  )

/** I8, two copies or more. */
function checkCopies(view: LibraryView, stored: StoredFile, { now }: Facts): Finding[] {
  const [, ...others] = stored.places
  if (others.length === 0) return []
  const { index } = view
  return [
    finding('storedFileTwice', now, {
      subject: { kind: 'stored-file', hash: stored.text },
      detail: `${stored.text} on ${stored.places.map((row) => driveOfStored(index, row)).join(', ')}`,
      bytes: others.reduce((sum, row) => sum + index.tables.stored.size.at(row), 0),
      packages: packagesOfAll(view, contentsOf(view, stored.files)),
      evidence: stored.places.map(
        (row) => `${driveOfStored(index, row)} ${pathInLibrary(partPath(index, row, 'data'))}`,
      ),
      involved: stored.places.map((row) => partPath(index, row, 'data')),
    }),
  ]
}

/** I9: every copy has the length that every entry records. The entry that stands alone is the one in doubt. */
function checkLength(view: LibraryView, stored: StoredFile, { now, level }: Facts): Finding[] {
  const { tables } = view.index
  if (level < 1 || stored.files.length === 0) return []
  return stored.places.flatMap((row) => {
    const length = tables.stored.size.at(row)
    const differing = stored.files.filter((file) => tables.files.size.at(file) !== BigInt(length))
    const [first] = differing
    if (first === undefined) return []
    const wholly = differing.length === stored.files.length
    const contents = contentsOf(view, differing)
    return finding('lengthDiffers', now, {
      subject: wholly
        ? subjectOf(view, stored, row)
        : {
            ...subjectOf(view, stored, row),
            kind: 'file',
            contentId: contents[0]?.name,
            path: pathInLibrary(filePath(view.index, first)),
          },
      detail: `${stored.text} has ${length} bytes, ${differing.length} of ${stored.files.length} entries record ${tables.files.size.at(first)}`,
      bytes: length,
      packages: packagesOfAll(view, contents),
      evidence: differing.slice(0, 60).map((file) => pathInLibrary(filePath(view.index, file))),
      involved: [
        partPath(view.index, row, 'data'),
        ...differing.slice(0, 20).map((file) => filePath(view.index, file)),
      ],
    })
  })
}

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
  const names = namesOfUsers(view, readable)
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

/** I14: what lies in a wrong bucket beside a copy that is in place, or for itself. */
function checkStray(view: LibraryView, stored: StoredFile, { now }: Facts): Finding[] {
  const [stray] = stored.misplaced
  if (stray === undefined) return []
  const { index } = view
  return [
    finding('misplaced', now, {
      subject: { ...subjectOf(view, stored, stray), path: pathInLibrary(`${bucketPath(index, stray)}/${stored.text}`) },
      detail: stored.misplaced.map((row) => pathInLibrary(`${bucketPath(index, row)}/${stored.text}`)).join(', '),
      bytes: stored.misplaced.reduce((sum, row) => sum + index.tables.stored.size.at(row), 0),
      packages: [],
      involved: stored.misplaced.map((row) => bucketPath(index, row)),
    }),
  ]
}

function checkSignaturePresent(view: LibraryView, stored: StoredFile, { now }: Facts): Finding | undefined {
  const { tables } = view.index
  const [place = 0] = stored.places
  const signed = [...stored.places, ...stored.remains].some(
    (row) => (tables.stored.parts.at(row) & storedParts.sig) !== 0,
  )
  if (signed || stored.misplaced.length > 0) return undefined
  return finding('signatureMissing', now, {
    subject: subjectOf(view, stored, place),
    detail: stored.text,
    packages: packagesOfAll(view, contentsOf(view, stored.files)),
    involved: [bucketPath(view.index, place)],
  })
}

/** A library in which most stored files have no signature is one fact, not a hundred thousand. */
function signatureFindings(
  view: LibraryView,
  unsigned: readonly Finding[],
  count: number,
  { now }: Facts,
): readonly Finding[] {
  if (count <= 10 || count * 2 <= view.stored.rows.length) return unsigned
  return [
    finding('signatureMissing', now, {
      subject: { kind: 'library', drive: view.index.survey.drives[0]?.drive },
      detail: `${count} of ${view.stored.rows.length} stored files`,
    }),
  ]
}

export const keyOf = (content: ContentEntry): string => contentKey(content.name)
