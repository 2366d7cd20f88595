// The plans of a move, one after the other: begin, stored files, records, switch. Made anew by every run from what is on
// the target by then, so that an interrupted move goes on where it was cut.
import { join, libraryOn, parts, storedPath } from '../../library/layout.ts'
import type { Rule } from '../../checks/finding-kinds.ts'
import type { Finding } from '../../checks/findings.ts'
import { hashOfStored } from '../../checks/view.ts'
import type { Plan, PlanRefusal } from '../../operations/plan.ts'
import { readStoredName } from '../../library/layout.ts'
import { isRefusal } from '../../library/store.ts'
import { sameBytes } from '../repair/repair.ts'
import { copyTree } from './copy-records.ts'
import { copyStored, leavingRows, needFolder } from './copy-stored.ts'
import {
  isNew,
  markAt,
  markPath,
  markText,
  moveMark,
  newPiece,
  planOf,
  primaryOf,
  sizeOf,
  statusOf,
  type Move,
  type Piece,
} from './move.ts'

/** Everything that copies; with the last plan the target is complete. */
export function* copyPlans(move: Move): Generator<Plan> {
  const known = new Set<string>()
  const begin = beginPiece(move, known)
  if (sizeOf(begin).steps > 0) yield planOf(move, begin)
  for (const piece of copyStored(move, known)) yield planOf(move, piece)
  if (!move.metadata) return
  const source = move.view.index.survey.drives[0]?.parts
  for (const part of ['DataLib', 'PkgLib'] as const) {
    const from = source?.[part]?.path
    if (from === undefined) continue
    for (const piece of copyTree(move, from, join(libraryOn(move.to), part), known)) yield planOf(move, piece)
  }
  const surplus = surplusPiece(move)
  if (sizeOf(surplus).steps > 0) yield planOf(move, surplus)
}

/** The library folder of a new target with the mark in it, before anything else. */
function beginPiece(move: Move, known: Set<string>): Piece {
  const piece = newPiece()
  if (!needsMark(move)) return piece
  const library = libraryOn(move.to)
  for (const path of [library, ...parts.map((part) => join(library, part))]) {
    const needed = move.metadata || path === library || path.endsWith('FileLib')
    if (needed) needFolder(move, path, piece, known)
  }
  const content = markText(move)
  if (markAt(move) === undefined)
    piece.records.push({ action: 'write-file', path: markPath(move), bytes: content.length, content, replaces: false })
  return piece
}

/** A drive that becomes the primary one, or joins the library, is unfinished until the switch. */
const needsMark = (move: Move): boolean => isNew(move) || move.metadata

/** Stored files on a target of our own that the library no longer has: an earlier run brought them. */
function surplusPiece(move: Move): Piece {
  const piece = newPiece()
  if (!isNew(move) || markAt(move) === undefined) return piece
  const wanted = new Set(leavingRows(move).map((row) => hashOfStored(move.view.index, row)))
  const fileLib = join(libraryOn(move.to), 'FileLib')
  const buckets = move.store.list(fileLib, false)
  for (const bucket of isRefusal(buckets) ? [] : buckets.entries) {
    const folder = join(fileLib, bucket.name)
    const listing = move.store.list(folder, false)
    for (const { name } of isRefusal(listing) ? [] : listing.entries) {
      const stored = readStoredName(name)
      if (stored === undefined || wanted.has(stored.hash)) continue
      const path = join(folder, name)
      piece.away.push({ action: 'remove-file', path, bytes: statusOf(move.store, path)?.size ?? 0 })
    }
  }
  return piece
}

/** The last plan: from here on the target is the library. */
export function switchPlan(move: Move): Plan | undefined {
  const size = statusOf(move.store, markPath(move))?.size
  if (!needsMark(move)) return undefined
  const piece = newPiece()
  piece.away.push({ action: 'remove-file', path: markPath(move), bytes: size ?? markText(move).length })
  return planOf(move, piece)
}

export type Preflight = {
  readonly findings: readonly Finding[]
  /** Rules that the operator accepts although they are fatal or a risk. */
  readonly accepted: ReadonlySet<Rule>
  /** Distributions that logs show under way, in words. */
  readonly running: readonly string[]
  /** Bytes on the target; undefined when nobody knows. */
  readonly freeBytes: number | undefined
  readonly reserveBytes: number
  /** Bytes that the plans write. */
  readonly needed: number
}

/** Why this move must not begin. */
export function moveRefusals(move: Move, flight: Preflight): readonly PlanRefusal[] {
  return [...targetRefusals(move), ...conditionRefusals(flight), ...spaceRefusals(move, flight)]
}

function targetRefusals(move: Move): readonly PlanRefusal[] {
  const drives = move.view.index.survey.drives.map(({ drive }) => drive)
  const foreign = move.from.filter((drive) => !drives.includes(drive))
  const refusals: PlanRefusal[] = foreign.map((drive) => ({
    reason: 'absent',
    detail: `${drive} is no drive of this library`,
  }))
  if (move.from.length === 0)
    refusals.push({ reason: 'absent', detail: 'the library is on this drive alone; there is nothing to merge' })
  if (move.from.includes(move.to))
    refusals.push({ reason: 'ambiguous', detail: `${move.to} cannot be both source and target` })
  const mark = markAt(move)
  if (mark !== undefined && !sameBytes(mark, markText(move)))
    refusals.push({
      reason: 'inUse',
      detail: `${moveMark} on ${move.to} belongs to another move; finish that one, or empty the target`,
    })
  if (mark === undefined && needsMark(move) && holdsOther(move))
    refusals.push({
      reason: 'inUse',
      detail: `${move.to} already holds a content library; two libraries in one place destroy each other`,
    })
  return refusals
}

/** PkgLib, DataLib, or with a new drive also FileLib, that this move did not make. */
function holdsOther(move: Move): boolean {
  const held = isNew(move) ? parts : parts.filter((part) => part !== 'FileLib')
  return held.some((part) => {
    const listing = move.store.list(join(libraryOn(move.to), part), false)
    return !isRefusal(listing) && listing.entries.length > 0
  })
}

function conditionRefusals({ findings, accepted, running }: Preflight): readonly PlanRefusal[] {
  const grave = findings.filter(
    ({ severity, transient, rule }) =>
      !transient && (severity === 'fatal' || severity === 'risk') && !accepted.has(rule),
  )
  const moving = findings.filter(({ transient }) => transient)
  return [
    ...grave.slice(0, 10).map(({ id, detail }) => ({
      reason: 'libraryDamaged' as const,
      detail: `repair it first, or accept it with --accept ${id.split('-')[0] ?? ''}: ${detail} [${id}]`,
    })),
    ...(moving.length === 0 ? [] : [{ reason: 'inUse' as const, detail: 'the library is changing while we look' }]),
    ...running
      .slice(0, 10)
      .map((words) => ({ reason: 'inUse' as const, detail: `a distribution is under way: ${words}` })),
  ]
}

function spaceRefusals({ to }: Move, { freeBytes, reserveBytes, needed }: Preflight): readonly PlanRefusal[] {
  if (freeBytes === undefined || freeBytes - needed >= reserveBytes) return []
  const detail = `${to} has ${freeBytes} bytes free; the move needs ${needed} and a reserve of ${reserveBytes} (0x80070070)`
  return [{ reason: 'noSpace', detail }]
}

/** Where the library is after the switch, in the words of the registry and of the shares. */
export function libraryAfter(move: Move): { readonly primary: string; readonly drives: readonly string[] } {
  const primary = move.metadata ? move.to : primaryOf(move)
  const stay = move.view.index.survey.drives.map(({ drive }) => drive).filter((drive) => !move.from.includes(drive))
  return { primary, drives: [...new Set([primary, ...stay, move.to])] }
}

/** Is every stored file that leaves on the target? Cheap: names and lengths; the bytes were verified on their way. */
export const isComplete = (move: Move): boolean =>
  leavingRows(move).every((row) => {
    const target = statusOf(move.store, storedPath(move.to, hashOfStored(move.view.index, row), 'data'))
    return target?.size === move.view.index.tables.stored.size.at(row)
  })
