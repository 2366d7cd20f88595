// What a planner knows of the library as it is: the index from both sides, and the read port for what the index leaves
// out (sizes of small files, which names a folder holds right now).
import type { LibraryView } from '../../checks/view.ts'
import { isInPlace, partPath, rowsOf, usersOf, contentOfFile, driveOfStored } from '../../checks/view.ts'
import { contentKey } from '../../ids.ts'
import { join, libraryOn, parts, uncommitted } from '../../library/layout.ts'
import { isRefusal, type LibraryStore } from '../../library/store.ts'
import { storedParts } from '../../scan/index-tables.ts'
import { driveRooms, type DriveRoom } from '../choose-drive.ts'
import type { PlanRefusal } from '../plan.ts'
import { readSmallFile } from '../steps/perform-step.ts'

export type LibraryFacts = {
  readonly view: LibraryView
  readonly store: LibraryStore
  /** Room that plans have not promised yet. */
  readonly rooms: readonly DriveRoom[]
  /** Bytes that must stay free on each drive. */
  readonly reserveBytes: number
  /** Drive that was promised to a stored file before; the others take what has room. */
  readonly promised?: ReadonlyMap<string, string>
}

export const factsOf = (view: LibraryView, store: LibraryStore, reserveBytes: number): LibraryFacts => ({
  view,
  store,
  rooms: driveRooms(view.index.survey),
  reserveBytes,
})

/** A stored file as it is on one drive. */
export type StoredCopy = {
  readonly drive: string
  /** Store path of the data. */
  readonly path: string
  /** Bytes of the data; undefined when only its INI or signature is there. */
  readonly size: number | undefined
  readonly users: readonly string[]
  readonly hasIni: boolean
  readonly hasSignature: boolean
}

/** Where the stored file is, drive by drive; only where a lookup finds it. */
export function copiesOf({ view }: LibraryFacts, hash: string): readonly StoredCopy[] {
  const { tables } = view.index
  const number = tables.hashes.find(hash)
  if (number === undefined) return []
  return [...rowsOf(view.stored, number)].flatMap((row) => {
    const bits = tables.stored.parts.at(row)
    if ((bits & (storedParts.wrongBucket | storedParts.lowerCase)) !== 0) return []
    return {
      drive: driveOfStored(view.index, row),
      path: partPath(view.index, row, 'data'),
      size: isInPlace(view.index, row) ? tables.stored.size.at(row) : undefined,
      users: usersOf(view.index, row),
      hasIni: (bits & storedParts.ini) !== 0,
      hasSignature: (bits & storedParts.sig) !== 0,
    }
  })
}

/** Contents whose entries in DataLib need the stored file, committed or not. */
export function contentsThatNeed({ view }: LibraryFacts, hash: string): readonly string[] {
  const number = view.index.tables.hashes.find(hash)
  if (number === undefined) return []
  const names = [...rowsOf(view.files, number)].flatMap((file) => contentOfFile(view.index, file)?.name ?? [])
  return distinct(names.map((name) => uncommitted(name) ?? name))
}

/** Each id once, in the first spelling. */
export const distinct = (ids: readonly string[]): readonly string[] =>
  [...new Map(ids.map((id) => [contentKey(id), id] as const).reverse()).values()].reverse()

/** Bytes of a file; 0 when it is not there. */
export function sizeOf({ store }: LibraryFacts, path: string): number {
  const status = store.status(path)
  return isRefusal(status) ? 0 : status.size
}

/** A users INI as it is; undefined when there is none. */
export const usersFile = ({ store }: LibraryFacts, path: string): Uint8Array | undefined => readSmallFile(store, path)

/** Store path of a part of the library on the primary drive, spelled as found. */
export function primaryPart({ view }: LibraryFacts, part: (typeof parts)[number]): string {
  const primary = view.index.survey.drives[0]
  return primary?.parts[part]?.path ?? join(libraryOn(primary?.drive ?? ''), part)
}

/** Why nothing at all may be changed in this library now. */
export function libraryRefusals({ view }: LibraryFacts): readonly PlanRefusal[] {
  const refusals: PlanRefusal[] = []
  view.index.survey.drives.forEach((drive, at) => {
    const detail = (text: string): PlanRefusal => ({ reason: 'libraryDamaged', detail: text, path: drive.location })
    if (!drive.rootPresent) refusals.push(detail(`drive ${drive.drive} is gone, and what lies on it is not known`))
    else if (at === 0 && parts.some((part) => drive.parts[part] !== undefined))
      for (const part of parts.filter((name) => drive.parts[name] === undefined))
        refusals.push(detail(`${part} is missing on the primary drive`))
  })
  return refusals
}
