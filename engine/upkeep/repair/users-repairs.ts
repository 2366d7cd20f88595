// I11 and I12: the users lists beside stored files. A user is added wherever an entry needs the file; one is dropped only
// when its content is gone, or is whole and does not need the file. Too many users never lose a byte, too few do.
import { contentKey } from '../../ids.ts'
import { iniOfStored } from '../../library/layout.ts'
import { usersIn, withoutUsers, withUsers } from '../../library/users-change.ts'
import { contentOfFile, isInPlace, isUnfinished, partPath, rowsOf, unfinishedOf, usersOf } from '../../checks/view.ts'
import type { Finding } from '../../checks/findings.ts'
import { none } from '../../scan/column.ts'
import { contentOf, liveStored } from '../../scan/library-index.ts'
import { fileRows } from '../../inspect/links.ts'
import type { Step } from '../../operations/steps/step.ts'
import { exists, left, smallFile, type Repair, type RepairContext, type RepairStage } from './repair.ts'

type Placed = readonly [RepairStage, Step]

/** Contents whose entries need a stored file, committed ones only; spelled as DataLib spells them. */
export function usersNeeded({ view }: Pick<RepairContext, 'view'>, hash: number): readonly string[] {
  const names = new Map<string, string>()
  for (const file of rowsOf(view.files, hash)) {
    const content = contentOfFile(view.index, file)
    if (content !== undefined && !isUnfinished(content)) names.set(contentKey(content.name), content.name)
  }
  return [...names.values()]
}

/** Hashes that a finding about users speaks of. */
export function hashesOf({ subject }: Finding, { view }: Pick<RepairContext, 'view'>): readonly number[] {
  const { tables } = view.index
  const number = subject.hash === undefined ? undefined : tables.hashes.find(subject.hash)
  if (number !== undefined) return [number]
  const key = contentKey(subject.contentId ?? '')
  const content = contentOf(view.index, key)
  const needed = content === undefined ? [] : fileRows(content).map((file) => tables.files.hash.at(file))
  const listed = [...liveStored(view.index)]
    .filter((row) => usersOf(view.index, row).some((user) => contentKey(user) === key))
    .map((row) => tables.stored.hash.at(row))
  return [...new Set([...needed, ...listed])].filter((hash) => hash !== none)
}

const placesOf = ({ view }: RepairContext, hash: number): readonly number[] =>
  [...rowsOf(view.stored, hash)].filter((row) => isInPlace(view.index, row))

/** I12: every content that needs the file is listed. */
export function addMissingUsers(finding: Finding, context: RepairContext): Repair {
  const steps = hashesOf(finding, context).flatMap((hash) => addUsers(context, hash, usersNeeded(context, hash)))
  return steps.length === 0
    ? left('its users are listed by another repair, or the stored file is gone')
    : { kind: 'steps', steps }
}

/** Lists users at every copy that lacks one of them. */
export function addUsers(context: RepairContext, hash: number, users: readonly string[]): readonly Placed[] {
  return placesOf(context, hash).flatMap((row) => addUsersAt(context, partPath(context.view.index, row, 'data'), users))
}

/** @param data  store path of the stored file, which may still have to be written */
export function addUsersAt(context: RepairContext, data: string, users: readonly string[]): readonly Placed[] {
  const path = iniOfStored(data)
  const before = usersFile(context, path)
  const after = withUsers(before, users)
  if (after === before || users.length === 0) return []
  context.users.set(path, after)
  const creates = !exists(context.store, path)
  return [['records', { action: 'add-users', path, bytes: after.length, users, creates }]]
}

/** A users INI as the steps before leave it; undefined when there is none. */
export function usersFile(context: RepairContext, path: string): Uint8Array | undefined {
  if (!context.users.has(path)) context.users.set(path, smallFile(context.store, path))
  return context.users.get(path)
}

/** I11: users whose content is gone, or does not need the file, go. */
export function dropStaleUsers(finding: Finding, context: RepairContext): Repair {
  const steps = hashesOf(finding, context).flatMap((hash) => dropStale(context, hash))
  return steps.length === 0
    ? left('the entries of that content are in doubt themselves; a user too many does no harm until they are repaired')
    : { kind: 'steps', steps }
}

function dropStale(context: RepairContext, hash: number): readonly Placed[] {
  return [...rowsOf(context.view.stored, hash)].flatMap((row): Placed[] => {
    const path = partPath(context.view.index, row, 'ini')
    const before = usersFile(context, path)
    const stale = staleUsersOf(context, hash, usersIn(before))
    if (before === undefined || stale.length === 0) return []
    const after = withoutUsers(before, stale)
    context.users.set(path, after)
    return [['users', { action: 'drop-users', path, bytes: after.length, users: stale }]]
  })
}

/** Those of the users whose content is gone, or is whole and does not need the file. */
export function staleUsersOf(
  context: Pick<RepairContext, 'view'>,
  hash: number,
  users: readonly string[],
): readonly string[] {
  const needed = new Set(usersNeeded(context, hash).map(contentKey))
  return users.filter((user) => !needed.has(contentKey(user)) && isCertainlyStale(context, user))
}

/** A content whose names and hashes do not add up may have lost the entry that needs the file. */
function isCertainlyStale({ view }: Pick<RepairContext, 'view'>, user: string): boolean {
  const content = contentOf(view.index, user)
  if (content !== undefined) return content.tree === 'holds' && !isUnfinished(content)
  return !view.owners.has(contentKey(user)) && unfinishedOf(view.index, user) === undefined
}
