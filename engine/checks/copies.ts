// I8 (copies), I9 and I14: the stored files that are there, each for itself.
import { contentKey } from '../ids.ts'
import { pathInLibrary } from '../library/layout.ts'
import { storedParts } from '../scan/index-tables.ts'
import type { Facts } from './facts.ts'
import { finding, type Finding } from './findings.ts'
import { mayNeed } from './possible-needs.ts'
import { contentsOf, packagesOfAll, subjectOf, type StoredFile } from './stored-files.ts'
import { bucketPath, driveOfStored, filePath, isMisplaced, partPath, usersOf, type LibraryView } from './view.ts'

/** I8, two copies or more. The evidence tells them apart: length, hash where it is known, users. */
export function checkCopies(view: LibraryView, stored: StoredFile, { now, level }: Facts): Finding[] {
  const [, ...others] = stored.places
  if (others.length === 0) return []
  const { index } = view
  return [
    finding('storedFileTwice', now, {
      subject: { kind: 'stored-file', hash: stored.text },
      detail: `${stored.text} on ${stored.places.map((row) => driveOfStored(index, row)).join(', ')}`,
      bytes: others.reduce((sum, row) => sum + index.tables.stored.size.at(row), 0),
      packages: packagesOfAll(view, contentsOf(view, stored.files)),
      evidence: stored.places.map((row) => `${placeOf(view, row)}${level < 1 ? '' : `, ${copyWords(view, row)}`}`),
      involved: stored.places.map((row) => partPath(index, row, 'data')),
    }),
  ]
}

const placeOf = ({ index }: LibraryView, row: number): string =>
  `${driveOfStored(index, row)} ${pathInLibrary(partPath(index, row, 'data'))}`

function copyWords({ index }: LibraryView, row: number): string {
  const { size, parts, userCount } = index.tables.stored
  const users = (parts.at(row) & storedParts.ini) === 0 ? 'no users list' : `${userCount.at(row)} users listed`
  return `${size.at(row)} bytes, ${users}`
}

/** Findings about lengths, and the rows of stored files whose bytes need no further explanation. */
export type LengthFindings = { readonly findings: readonly Finding[]; readonly explained: readonly number[] }

/** I9: every copy has the length that every entry records. The entry that stands alone is the one in doubt. */
export function checkLength(view: LibraryView, stored: StoredFile, { now, level }: Facts): LengthFindings {
  const { tables } = view.index
  const findings: Finding[] = []
  const explained: number[] = []
  if (level < 1 || stored.files.length === 0) return { findings, explained }
  const blamed = new Set<number>()
  for (const row of stored.places) {
    const length = BigInt(tables.stored.size.at(row))
    const differing = stored.files.filter((file) => tables.files.size.at(file) !== length)
    const wholly = differing.length === stored.files.length
    // An entry that one copy contradicts is not told again for the next.
    const fresh = wholly ? differing : differing.filter((file) => !blamed.has(file))
    if (fresh.length === 0) continue
    findings.push(lengthFinding(view, stored, { row, differing: fresh, wholly, now }))
    if (wholly) explained.push(row)
    else for (const file of fresh) blamed.add(file)
  }
  return { findings, explained }
}

type LengthFault = {
  readonly row: number
  /** Entries that record another length. */
  readonly differing: readonly number[]
  /** Are those all entries? Then the bytes are wrong, not an entry. */
  readonly wholly: boolean
  readonly now: number
}

function lengthFinding(view: LibraryView, stored: StoredFile, { row, differing, wholly, now }: LengthFault): Finding {
  const { tables } = view.index
  const [first = 0] = differing
  const length = tables.stored.size.at(row)
  const contents = contentsOf(view, differing)
  return finding(wholly ? 'lengthDiffers' : 'entryLengthDiffers', now, {
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
    involved: [partPath(view.index, row, 'data'), ...differing.slice(0, 20).map((file) => filePath(view.index, file))],
  })
}

/**
 * I14: what lies of a stored file where it does not belong while its bytes are in place: in a wrong bucket, or INI and
 * signature on a drive without the bytes. Each for itself: drives and buckets differ.
 */
export const checkBeside = (view: LibraryView, stored: StoredFile, rows: readonly number[], facts: Facts): Finding[] =>
  rows.map((row) => {
    const { parts, state } = view.index.tables.stored
    const unlisted = usersOnlyAt(view, stored, row)
    const isUnread = (parts.at(row) & storedParts.ini) !== 0 && (facts.level < 1 || state.at(row) !== 0)
    const holders = stored.places.map((place) => driveOfStored(view.index, place)).join(', ')
    const kind =
      isUnread || unlisted.length > 0 ? 'strayList' : isMisplaced(view.index, row) ? 'misplaced' : 'strayParts'
    const { facts: place, path } = strayFacts(view, stored, row)
    return finding(kind, facts.now, {
      ...place,
      detail: `${path}; the bytes in place are on ${holders}`,
      evidence: unlisted.map((user) => `${user} is listed only here`),
    })
  })

/** Users that are listed in no place where it counts, and that need the file or may do so. */
function usersOnlyAt(view: LibraryView, stored: StoredFile, row: number): readonly string[] {
  const listed = new Set(stored.places.flatMap((place) => usersOf(view.index, place)).map(contentKey))
  const needing = new Set(contentsOf(view, stored.files).map(({ name }) => contentKey(name)))
  return usersOf(view.index, row).filter(
    (user) => !listed.has(contentKey(user)) && (needing.has(contentKey(user)) || mayNeed(view, user)),
  )
}

/** I14: bytes that lie in wrong buckets only, and that nothing is known to need. @param inDoubt  but something may */
export const checkStray = (view: LibraryView, stored: StoredFile, inDoubt: boolean, { now }: Facts): Finding[] =>
  stored.misplaced.map((row) => {
    const { facts, path } = strayFacts(view, stored, row)
    return finding(inDoubt ? 'misplacedInDoubt' : 'misplacedAlone', now, { ...facts, detail: path })
  })

function strayFacts(view: LibraryView, stored: StoredFile, row: number) {
  const bucket = bucketPath(view.index, row)
  const path = pathInLibrary(`${bucket}/${stored.text}`)
  return {
    path: `${driveOfStored(view.index, row)} ${path}`,
    facts: {
      subject: { ...subjectOf(view, stored, row), path },
      bytes: view.index.tables.stored.size.at(row),
      involved: [bucket, partPath(view.index, row, 'ini')],
    },
  }
}

/** I14: bytes without a signature beside them; undefined when there is one. */
export function checkSignaturePresent(view: LibraryView, stored: StoredFile, { now }: Facts): Finding | undefined {
  const { tables } = view.index
  const [place = 0] = stored.places
  const signed = stored.places.some((row) => (tables.stored.parts.at(row) & storedParts.sig) !== 0)
  if (signed || stored.misplaced.length > 0) return undefined
  return finding('signatureMissing', now, {
    subject: subjectOf(view, stored, place),
    detail: stored.text,
    packages: packagesOfAll(view, contentsOf(view, stored.files)),
    involved: [bucketPath(view.index, place)],
  })
}

/** A library in which most stored files have no signature is one fact, not a hundred thousand. */
export function unsignedFindings(
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
