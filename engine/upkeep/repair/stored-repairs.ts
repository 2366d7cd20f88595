// I8, I9, I10 and I14: the bytes of stored files. A damaged or missing one is healed from another drive, a copy that lies
// in a wrong bucket, or a source that was given; of two sound copies the one on the primary drive stays.
import { iniOfStored, join, signatureOfStored, storedName, storedPath } from '../../library/layout.ts'
import { isRefusal } from '../../library/store.ts'
import { usersIn } from '../../library/users-change.ts'
import type { Finding } from '../../checks/findings.ts'
import { bucketPath, driveOfStored, hashOfStored, isMisplaced, partPath, rowsOf } from '../../checks/view.ts'
import { storedParts } from '../../scan/index-tables.ts'
import { chooseDrive } from '../../operations/choose-drive.ts'
import type { Origin, Step } from '../../operations/steps/step.ts'
import { findBytes, isSound } from './heal-source.ts'
import {
  exists,
  left,
  numberOf,
  placesOf,
  removeFile,
  smallFile,
  writeFile,
  type Placed,
  type Repair,
  type RepairContext,
} from './repair.ts'
import { signatureFor } from './signature-repairs.ts'
import { addUsersAt, usersFile, usersNeeded } from './users-repairs.ts'

/** Bytes that the entries record; undefined when no entry can be read. */
function recordedSize({ view }: RepairContext, hash: number): number | undefined {
  const { files } = view.index.tables
  const row = [...rowsOf(view.files, hash)].find((file) => files.state.at(file) === 0)
  return row === undefined ? undefined : Number(files.size.at(row))
}

/** I8 without a copy, I9, I10: the bytes come from wherever they are sound. */
export function healStored(finding: Finding, context: RepairContext): Repair {
  const hash = numberOf(context, finding)
  if (hash === undefined) return left('nothing is known of this stored file any more')
  const text = context.view.index.tables.hashes.text(hash)
  const good = findGood(context, hash, text)
  if (good === undefined) {
    const hint = context.sources.length === 0 ? '; give a good library or the package source with --source' : ''
    return left(`no sound copy of ${text.slice(0, 12)}… was found on any drive or source${hint}`)
  }
  const damaged = placesOf(context, hash).filter(
    (row) => !isSound(context.store, partPath(context.view.index, row, 'data'), text, recordedSize(context, hash)),
  )
  const targets =
    damaged.length > 0
      ? damaged.map((row) => partPath(context.view.index, row, 'data'))
      : placesOf(context, hash).length > 0
        ? []
        : [newPlace(context, hash, text, good.size)]
  if (targets.length === 0) return left('every copy is sound by now')
  if (targets.includes(undefined)) return left('no drive has room for it beside the reserve')
  const steps = targets.flatMap((path) => (path === undefined ? [] : heal(context, hash, path, good)))
  return { kind: 'steps', steps }
}

type Good = { readonly from: Origin; readonly size: number }

/** Another drive, then a wrong bucket, then the sources. */
function findGood(context: RepairContext, hash: number, text: string): Good | undefined {
  const { view, store, sources } = context
  const size = recordedSize(context, hash)
  const rows = [...rowsOf(view.stored, hash)].sort(
    (a, b) => Number(isMisplaced(view.index, a)) - Number(isMisplaced(view.index, b)),
  )
  for (const row of rows) {
    const path = partPath(view.index, row, 'data')
    const status = store.status(path)
    if (!isRefusal(status) && isSound(store, path, text, size))
      return { from: { place: 'library', path }, size: status.size }
  }
  return findBytes(sources, text, size)
}

/** Beside what is left of it, else where the next file goes. */
function newPlace(context: RepairContext, hash: number, text: string, size: number): string | undefined {
  const { view, rooms, reserveBytes } = context
  const remains = [...rowsOf(view.stored, hash)].find((row) => !isMisplaced(view.index, row))
  if (remains !== undefined) return partPath(view.index, remains, 'data')
  const room = chooseDrive(rooms, size, reserveBytes)
  return room === undefined ? undefined : storedPath(room.drive, text, 'data')
}

function heal(context: RepairContext, hash: number, path: string, { from, size }: Good): readonly Placed[] {
  const { store } = context
  const text = path.slice(path.lastIndexOf('/') + 1)
  const write: Step = {
    action: 'write-stored-file',
    path,
    bytes: size,
    hash: text,
    from,
    replaces: exists(store, path),
  }
  return [
    ...missingFolders(context, path),
    ['bytes', write],
    ...signatureFor(context, path, from),
    ...addUsersAt(context, path, usersNeeded(context, hash)),
  ]
}

/** Folders above a stored file that are not there yet, the outer ones first. */
export function missingFolders({ store }: RepairContext, path: string): readonly Placed[] {
  const bucket = path.slice(0, path.lastIndexOf('/'))
  const fileLib = bucket.slice(0, bucket.lastIndexOf('/'))
  return [fileLib.slice(0, fileLib.lastIndexOf('/')), fileLib, bucket]
    .filter((folder) => !exists(store, folder))
    .map((folder) => ['folders', { action: 'make-folder', path: folder, bytes: 0 }])
}

/** I8 with copies too many: the first sound one stays, the primary drive first, and takes over all users. */
export function keepOneCopy(finding: Finding, context: RepairContext): Repair {
  const { view, store } = context
  const hash = numberOf(context, finding)
  if (hash === undefined) return left('nothing is known of this stored file any more')
  const text = view.index.tables.hashes.text(hash)
  const drives = view.index.survey.drives.map(({ drive }) => drive)
  const rows = [...placesOf(context, hash)].sort(
    (a, b) => drives.indexOf(driveOfStored(view.index, a)) - drives.indexOf(driveOfStored(view.index, b)),
  )
  const kept = rows.find((row) => isSound(store, partPath(view.index, row, 'data'), text, recordedSize(context, hash)))
  if (kept === undefined) return left('no copy has the right bytes; heal it with --source first')
  const others = rows.filter((row) => row !== kept)
  const data = partPath(view.index, kept, 'data')
  const users = rows.flatMap((row) => usersIn(smallFile(store, partPath(view.index, row, 'ini'))))
  const signature = others
    .map((row) => smallFile(store, partPath(view.index, row, 'sig')))
    .find((bytes) => bytes !== undefined)
  const sig: readonly Placed[] =
    exists(store, signatureOfStored(data)) || signature === undefined
      ? []
      : [['records', writeFile(store, signatureOfStored(data), signature)]]
  return {
    kind: 'steps',
    steps: [
      ...sig,
      ...addUsersAt(context, data, [...new Set(users)]),
      ...others.flatMap((row) => removeTriple(context, row)),
    ],
  }
}

/** Data, users INI (as the steps before leave it) and signature of one row, and its bucket when nothing else is in it. */
function removeTriple(context: RepairContext, row: number): readonly Placed[] {
  const { view, store } = context
  const path = partPath(view.index, row, 'data')
  const list = usersFile(context, iniOfStored(path))
  const bytes = [path, signatureOfStored(path)].reduce((sum, one) => {
    const status = store.status(one)
    return sum + (isRefusal(status) ? 0 : status.size)
  }, list?.length ?? 0)
  return [
    ['leftovers', { action: 'remove-stored-file', path, bytes, users: usersIn(list) }],
    ...emptied({ view, store }, bucketPath(view.index, row), partsOf({ view, store }, row)),
  ]
}

type Place = Pick<RepairContext, 'view' | 'store'>

/** Store paths of the parts of a row that are there. */
function partsOf({ view, store }: Place, row: number): readonly string[] {
  const text = hashOfStored(view.index, row)
  return (['data', 'ini', 'sig'] as const)
    .map((part) => join(bucketPath(view.index, row), storedName(text, part)))
    .filter((path) => !isRefusal(store.status(path)))
}

/** The step that removes a folder which holds nothing but `going`. */
function emptied({ store }: Place, folder: string, going: readonly string[]): readonly Placed[] {
  const listing = store.list(folder, false)
  if (isRefusal(listing) || listing.entries.some(({ name }) => !going.includes(join(folder, name)))) return []
  return [['empty folders', { action: 'remove-folder', path: folder, bytes: 0 }]]
}

/** I14: copies in a wrong bucket, when a sound one is in place or nobody needs it. */
export function removeStray(finding: Finding, context: RepairContext): Repair {
  const { view, store } = context
  const hash = numberOf(context, finding)
  if (hash === undefined) return left('nothing is known of this stored file any more')
  const text = view.index.tables.hashes.text(hash)
  const needed = rowsOf(view.files, hash).length > 0
  const sound = placesOf(context, hash).some((row) =>
    isSound(store, partPath(view.index, row, 'data'), text, recordedSize(context, hash)),
  )
  if (needed && !sound) return left('no sound copy is in place; the stray one may be the last')
  const strays = rowsAt(context, finding, hash).filter((row) => isMisplaced(view.index, row))
  return { kind: 'steps', steps: strays.flatMap((row) => removeParts(context, row)) }
}

/** Rows in the bucket the finding speaks of: another one's list may name users that need the file. */
const rowsAt = ({ view }: RepairContext, { involved }: Finding, hash: number): readonly number[] =>
  [...rowsOf(view.stored, hash)].filter((row) => involved.includes(bucketPath(view.index, row)))

function removeParts(context: RepairContext, row: number): readonly Placed[] {
  const paths = partsOf(context, row)
  return [
    ...paths.map((path): Placed => ['leftovers', removeFile(context.store, path)]),
    ...emptied(context, bucketPath(context.view.index, row), paths),
  ]
}

/** I14: an INI or a signature beside no bytes that nobody needs. */
export function removeLoneParts(finding: Finding, context: RepairContext): Repair {
  const { view } = context
  const hash = numberOf(context, finding)
  const rows = hash === undefined ? [] : rowsAt(context, finding, hash)
  const lone = rows.filter((row) => (view.index.tables.stored.parts.at(row) & storedParts.data) === 0)
  return { kind: 'steps', steps: lone.flatMap((row) => removeParts(context, row)) }
}
