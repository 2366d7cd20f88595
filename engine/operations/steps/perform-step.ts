// One step, done. In two halves, so that a whole stage is flushed at once: `writeBytes` makes the new bytes under a
// temporary name, `putInPlace` gives them their name, or does what needs no bytes. Each half may be done again.
import { contentKey } from '../../ids.ts'
import { iniOfStored, signatureOfStored } from '../../library/layout.ts'
import { isRefusal, type LibraryStore } from '../../library/store.ts'
import { usersIn, withoutUsers, withUsers } from '../../library/users-change.ts'
import { largestIni } from '../../scan/read-record.ts'
import { StoreError, storeFaults, type WritableStore } from '../../write/writable-store.ts'
import type { Step } from './step.ts'
import { copyVerified, SourceError, unfinishedName, writeNew, writeSmall, type Reader } from './write-whole.ts'

export type Places = Readonly<Record<string, Reader>>

/** What a step really came to, where it may differ from what was announced. */
export type Performed = {
  /** Bytes. */
  readonly written: number
  readonly freed: number
  /** Store path of the file that was written and must be flushed before `putInPlace`. */
  readonly file?: string | undefined
  /** What was found changed since the plan was made, in words. */
  readonly change?: string | undefined
}

const nothing: Performed = { written: 0, freed: 0 }

type SmallWrite = Extract<Step, { action: 'write-file' | 'add-users' | 'drop-users' }>

const isSmallWrite = (step: Step): step is SmallWrite =>
  step.action === 'write-file' || step.action === 'add-users' || step.action === 'drop-users'

/** Has `writeBytes` something to write? What was written ahead while it was read lies there already. */
export const hasBytes = (step: Step): boolean =>
  isSmallWrite(step) || (step.action === 'write-stored-file' && step.spooled === undefined)

/**
 * @param goOn  asked between two pieces of a large file; throws to end the copy
 * @throws StoreError, SourceError
 */
export function writeBytes(
  store: WritableStore,
  places: Places,
  step: Step,
  goOn: () => void | Promise<void>,
): Performed | Promise<Performed> {
  if (step.action === 'write-stored-file') return writeStored(store, places, step, goOn)
  if (!isSmallWrite(step)) return nothing
  if (step.action === 'add-users' && step.creates) return writeFirstUsers(store, step)
  const content = smallContent(store, step)
  if (content === undefined) return { ...nothing, change: `${step.path} is gone` }
  const file = isDirect(step) ? step.path : unfinishedName(step.path)
  writeSmall(store, file, content)
  return { written: content.length, freed: 0, file }
}

type StoredWrite = Extract<Step, { action: 'write-stored-file' }>

function writeStored(
  store: WritableStore,
  places: Places,
  { path, bytes, hash, from, spooled }: StoredWrite,
  goOn: () => void | Promise<void>,
): Performed | Promise<Performed> {
  if (spooled !== undefined) return { written: bytes, freed: 0, file: spooled }
  const file = unfinishedName(path)
  const reader = places[from.place]
  if (reader === undefined) throw new SourceError(`nobody knows the place ${from.place}`)
  const copied = copyVerified(store, file, { reader, from: from.path, bytes, hash, goOn })
  return copied.then(() => ({ written: bytes, freed: 0, file }))
}

/** Nearly always there is none, and the call that makes it says so when there is: nobody looks first. */
function writeFirstUsers(store: WritableStore, step: Extract<Step, { action: 'add-users' }>): Performed {
  const { path, users } = step
  const content = withUsers(undefined, users)
  try {
    writeNew(store, path, content)
  } catch (error) {
    if (!(error instanceof StoreError) || error.fault !== 'exists') throw error
    const ours = new Set(users.map(contentKey))
    const others = usersIn(readSmallFile(store, path)).filter((user) => !ours.has(contentKey(user)))
    if (others.length > 0) throw new SourceError(`${path} is there since the plan was made`)
    writeSmall(store, path, content)
  }
  return { written: content.length, freed: 0, file: path }
}

/** Nobody can see it before the operation is decided, so it is written where it belongs. */
export const isDirect = (step: Step): boolean =>
  (step.action === 'write-file' && step.direct === true) || (step.action === 'add-users' && step.creates)

/** The bytes as they must be now: a users INI is read again right before it is replaced. */
function smallContent(store: LibraryStore, step: SmallWrite): Uint8Array | undefined {
  if (step.action === 'write-file') return step.content
  const before = readSmallFile(store, step.path)
  if (step.action === 'add-users') {
    if (before === undefined) throw new SourceError(`${step.path} is gone since the plan was made`)
    return withUsers(before, step.users)
  }
  return before === undefined ? undefined : withoutUsers(before, step.users)
}

/** A copy of a small file's bytes; undefined when there is none. */
export function readSmallFile(store: LibraryStore, path: string): Uint8Array | undefined {
  const bytes = store.read(path, largestIni.users)
  if (!isRefusal(bytes)) return Buffer.from(bytes)
  if (bytes.refused === 'missing') return undefined
  throw new StoreError(storeFaults[bytes.reason] ?? 'broken', 'read', path, bytes.reason)
}

/** @throws StoreError */
export function putInPlace(store: WritableStore, step: Step): Performed {
  switch (step.action) {
    case 'make-folder':
      store.makeFolder(step.path)
      return nothing
    case 'write-file':
    case 'add-users':
      if (!isDirect(step)) store.rename(unfinishedName(step.path), step.path)
      return nothing
    case 'write-stored-file':
      store.rename(step.spooled ?? unfinishedName(step.path), step.path)
      return nothing
    case 'drop-users':
      // Nothing was written when the INI is gone: then nobody is listed any more.
      if (!isRefusal(store.status(unfinishedName(step.path)))) store.rename(unfinishedName(step.path), step.path)
      return nothing
    case 'rename':
      renameOnce(store, step)
      return nothing
    case 'remove-file':
      return { written: 0, freed: removeFile(store, step.path) }
    case 'remove-folder':
      return removeFolder(store, step.path)
    case 'remove-stored-file':
      return removeStored(store, step.path, step.users)
  }
}

/** A rename that an interrupted run has done is done. */
function renameOnce(store: WritableStore, { from, path, goes }: Extract<Step, { action: 'rename' }>): void {
  try {
    store.rename(from, path)
  } catch (error) {
    const again = goes === true || !isRefusal(store.status(path))
    if (!again || !(error instanceof StoreError) || error.fault !== 'missing') throw error
  }
}

/** Bytes that became free. */
export function removeFile(store: WritableStore, path: string): number {
  const status = store.status(path)
  if (isRefusal(status) && status.refused === 'missing') return 0
  try {
    store.removeFile(path)
  } catch (error) {
    if (error instanceof StoreError && error.fault === 'missing') return 0
    throw error
  }
  return isRefusal(status) ? 0 : status.size
}

export function removeFolder(store: WritableStore, path: string): Performed {
  try {
    store.removeFolder(path)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    if (error.fault === 'notEmpty' || error.fault === 'exists') return { ...nothing, change: `${path} is not empty` }
    if (error.fault !== 'missing') throw error
  }
  return nothing
}

/** INI, bytes, signature, in this order: without its INI a stored file is waste, without its bytes an INI is a lie. */
function removeStored(store: WritableStore, path: string, going: readonly string[]): Performed {
  const ini = iniOfStored(path)
  const before = readSmallFile(store, ini)
  const keys = new Set(going.map(contentKey))
  const others = usersIn(before).filter((user) => !keys.has(contentKey(user)))
  if (before !== undefined && others.length > 0) {
    const content = withoutUsers(before, going)
    writeSmall(store, unfinishedName(ini), content)
    store.flushFile(unfinishedName(ini))
    store.rename(unfinishedName(ini), ini)
    return { written: content.length, freed: 0, change: `${path} stays: ${others.join(', ')} needs it now` }
  }
  const parts = [ini, path, signatureOfStored(path)]
  return { written: 0, freed: parts.reduce((sum, part) => sum + removeFile(store, part), 0) }
}

/** The folder whose names a step changes. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))
