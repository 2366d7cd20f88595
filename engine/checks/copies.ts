// I8 (copies), I9 and I14: the stored files that are there, each for itself.
import { pathInLibrary } from '../library/layout.ts'
import { storedParts } from '../scan/index-tables.ts'
import type { Facts } from './facts.ts'
import { finding, type Finding } from './findings.ts'
import { contentsOf, packagesOfAll, subjectOf, type StoredFile } from './stored-files.ts'
import { bucketPath, driveOfStored, filePath, partPath, type LibraryView } from './view.ts'

/** I8, two copies or more. */
export function checkCopies(view: LibraryView, stored: StoredFile, { now }: Facts): Finding[] {
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
export function checkLength(view: LibraryView, stored: StoredFile, { now, level }: Facts): Finding[] {
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

/** I14: what lies in a wrong bucket beside a copy that is in place, or for itself. */
export function checkStray(view: LibraryView, stored: StoredFile, { now }: Facts): Finding[] {
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

/** I14: bytes without a signature beside them; undefined when there is one. */
export function checkSignaturePresent(view: LibraryView, stored: StoredFile, { now }: Facts): Finding | undefined {
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
