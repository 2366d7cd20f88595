// What lies beside the library in the root of a drive: files on their way in (SMS_DP$) and signature archives (SMSSIG$).
import { contentKey, contentKind, parseFileHash, parsePackageId } from '../ids.ts'
import type { SignatureArchive, StagedFile, UnreadableFolder } from '../checks/facts.ts'
import { join, signatureFolder, stagingFolder, uncommitted } from '../library/layout.ts'
import { isRefusal, type Entry, type LibraryStore } from '../library/store.ts'
import { readCopies, type PackageCopies } from './read-copies.ts'

export type Neighbours = {
  /** undefined when no drive has a staging folder. */
  readonly staging: readonly StagedFile[] | undefined
  /** By the keys of content ids; undefined when no drive has the folder, or one of them cannot be read. */
  readonly archives: ReadonlyMap<string, SignatureArchive> | undefined
  readonly unreadable: readonly UnreadableFolder[]
  readonly copies: PackageCopies
}

/** @param packages  ids in PkgLib: only copies of others are measured */
export function readNeighbours(store: LibraryStore, packages: ReadonlySet<string> = new Set()): Neighbours {
  let staging: StagedFile[] | undefined
  let archives: Map<string, SignatureArchive> | undefined
  const unreadable: UnreadableFolder[] = []
  for (const { drive } of store.drives) {
    const staged = listIfThere(store, drive, stagingFolder, unreadable)
    if (staged !== undefined) {
      staging ??= []
      for (const { name, kind } of staged) if (isStaged(name, kind)) staging.push(...look(store, drive, name))
    }
    const signatures = listIfThere(store, drive, signatureFolder, unreadable)
    if (signatures === undefined) continue
    archives ??= new Map()
    for (const { name } of signatures) if (/\.tar$/i.test(name)) addArchive(store, drive, name, archives)
  }
  // An archive that is not seen may lie where we could not look.
  if (unreadable.some(({ name }) => name === signatureFolder)) archives = undefined
  return { staging, archives, unreadable, copies: readCopies(store, packages) }
}

/** undefined when it is not there, or cannot be read, which is told. */
function listIfThere(
  store: LibraryStore,
  drive: string,
  name: string,
  unreadable: UnreadableFolder[],
): readonly Entry[] | undefined {
  const listing = store.list(join(drive, name))
  if (!isRefusal(listing)) return listing.entries
  if (listing.refused === 'denied' || listing.refused === 'busy' || listing.refused === 'unreadable')
    unreadable.push({ drive, name, reason: listing.reason })
  return undefined
}

function addArchive(store: LibraryStore, drive: string, name: string, archives: Map<string, SignatureArchive>): void {
  const key = contentKey(name.slice(0, -4))
  const status = store.status(join(join(drive, signatureFolder), name))
  const before = archives.get(key) ?? { drive, name, bytes: 0 }
  archives.set(key, { ...before, bytes: before.bytes + (isRefusal(status) ? 0 : status.size) })
}

function look(store: LibraryStore, drive: string, name: string): StagedFile[] {
  const status = store.status(join(join(drive, stagingFolder), name))
  return isRefusal(status)
    ? []
    : [{ drive, name, bytes: status.kind === 'file' ? status.size : 0, modified: status.modified }]
}

/** The forms of real logs; the provider's own folders (`sms\bin`, `sms\logs`) lie beside them and are not staged. */
function isStaged(name: string, kind: string): boolean {
  if (kind === 'folder') return parsePackageId(name) !== undefined
  if (/\.tz$/i.test(name)) return parsePackageId(name.slice(0, -3)) !== undefined
  const base = uncommitted(name) ?? name
  const last = base.lastIndexOf('-')
  if (parseFileHash(base.slice(last + 1)) !== undefined) return contentKind(base.slice(0, last)) !== undefined
  const first = base.indexOf('-')
  return parseFileHash(base.slice(0, first)) !== undefined && contentKind(base.slice(first + 1)) !== undefined
}
