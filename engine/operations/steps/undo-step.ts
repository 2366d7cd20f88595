// Takes back a step of the first half of an operation, done, half done or not begun. What somebody else has come to need
// in the meantime stays.
import { contentKey } from '../../ids.ts'
import { iniName, iniOfStored, join, libraryOn } from '../../library/layout.ts'
import { isRefusal } from '../../library/store.ts'
import { usersIn, withoutUsers } from '../../library/users-change.ts'
import type { WritableStore } from '../../write/writable-store.ts'
import { parentOf, readSmallFile, removeFile, removeFolder } from './perform-step.ts'
import type { Step } from './step.ts'
import { unfinishedName, writeSmall } from './write-whole.ts'

/** What undoing needs to know of a step: everything but its bytes. This is what the journal keeps. */
export type UndoableStep =
  | { readonly action: 'make-folder'; readonly path: string }
  | { readonly action: 'write-stored-file'; readonly path: string; readonly replaces: boolean }
  | { readonly action: 'write-file'; readonly path: string; readonly replaces: boolean }
  | {
      readonly action: 'add-users'
      readonly path: string
      readonly users: readonly string[]
      readonly creates: boolean
    }
  | { readonly action: 'rename'; readonly path: string; readonly from: string }
  /** The bytes of a file that would have got its name after the decision. */
  | { readonly action: 'write-ahead'; readonly path: string }

/** @throws TypeError when the step can only be done again, and so belongs into the second half */
export function undoable(step: Step): UndoableStep {
  const { action, path } = step
  if (action === 'make-folder') return { action, path }
  if (action === 'write-stored-file' || action === 'write-file') return { action, path, replaces: step.replaces }
  if (action === 'add-users') return { action, path, users: step.users, creates: step.creates }
  if (action === 'rename') return { action, path, from: step.from }
  throw new TypeError(`${action} cannot be taken back and must not stand in the first half of a plan`)
}

/** @throws StoreError */
export function undoStep(store: WritableStore, step: UndoableStep): void {
  switch (step.action) {
    case 'make-folder':
      removeFolder(store, step.path)
      return
    case 'write-stored-file':
      removeFile(store, unfinishedName(step.path))
      if (!step.replaces && usersIn(readSmallFile(store, iniOfStored(step.path))).length === 0)
        removeFile(store, step.path)
      return
    case 'write-file':
      removeFile(store, unfinishedName(step.path))
      if (!step.replaces) removeFile(store, step.path)
      return
    case 'write-ahead':
      removeFile(store, unfinishedName(step.path))
      return
    case 'add-users':
      removeFile(store, unfinishedName(step.path))
      undoUsers(store, step)
      return
    case 'rename':
      if (isRefusal(store.status(step.from)) && !isRefusal(store.status(step.path))) store.rename(step.path, step.from)
  }
}

/** Users whose content is there keep their entry: too many users do no harm, too few do. */
function undoUsers(store: WritableStore, step: Extract<UndoableStep, { action: 'add-users' }>): void {
  const before = readSmallFile(store, step.path)
  if (before === undefined) return
  const going = step.users.filter((user) => !isCommitted(store, user))
  const after = withoutUsers(before, going)
  // One that we made may be torn, and then lists nobody. One that was there before stays.
  if (after === before && !step.creates) return
  if (step.creates && usersIn(after).length === 0) {
    removeFile(store, step.path)
    return
  }
  writeSmall(store, unfinishedName(step.path), after)
  store.flushFile(unfinishedName(step.path))
  store.rename(unfinishedName(step.path), step.path)
}

function isCommitted(store: WritableStore, content: string): boolean {
  const dataLib = join(libraryOn(store.drives[0]?.drive ?? ''), 'DataLib')
  const wanted = contentKey(iniName(content))
  const listing = store.list(dataLib, false)
  // Who cannot look must not take anybody out.
  if (isRefusal(listing)) return true
  return listing.entries.some(({ name }) => contentKey(name) === wanted)
}

/** The folders whose names undoing may change. */
export const undoneFolder = (step: UndoableStep): string => parentOf(step.path)
