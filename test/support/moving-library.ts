// A move as the command runs it, on a library in memory: copy, switch, and leave the source when asked.
import { isRefusal, type LibraryStore } from '../../engine/library/store.ts'
import { allSteps, totalsOf, type Plan, type PlanTotals } from '../../engine/operations/plan.ts'
import { recover } from '../../engine/operations/recover.ts'
import { leavePlans, willBeMoved } from '../../engine/upkeep/move/leave-source.ts'
import { copyPlans, libraryAfter, switchPlan } from '../../engine/upkeep/move/plan-move.ts'
import type { Move } from '../../engine/upkeep/move/move.ts'
import type { WritableStore } from '../../engine/write/writable-store.ts'
import { apply, look } from './changing-library.ts'

export type MoveWish = Pick<Move, 'operation' | 'from' | 'to' | 'metadata'> & {
  /** Drives of the library before; the target only when it is one of them. */
  readonly drives: readonly string[]
  readonly leave?: boolean
}

/** Copy, switch, leave. */
export type MovePart = () => Promise<void>

/** The same store seen with these drives, the first one primary. */
export const withDrives = <Store extends LibraryStore>(store: Store, drives: readonly string[]): Store => ({
  ...store,
  drives: drives.map((drive) => ({ drive, location: drive })),
})

export async function moveOf(store: LibraryStore, wish: MoveWish): Promise<Move> {
  const { view } = await look(withDrives(store, wish.drives))
  return { ...wish, view, store }
}

export const summed = (all: readonly PlanTotals[]): PlanTotals => {
  const counts: Record<string, number> = {}
  const bytes = { written: 0, freed: 0 }
  for (const one of all) {
    for (const [action, count] of Object.entries(one.counts)) counts[action] = (counts[action] ?? 0) + count
    bytes.written += one.bytes.written
    bytes.freed += one.bytes.freed
  }
  return { counts, bytes }
}

export const announced = (move: Move, leave: boolean): PlanTotals =>
  summed(
    [...copyPlans(move), ...[switchPlan(move) ?? []].flat(), ...(leave ? leavePlans(move, willBeMoved) : [])].map(
      (plan) => totalsOf(allSteps(plan)),
    ),
  )

/**
 * Applies every plan of a move; what an earlier run left is recovered first.
 *
 * @param order  of the parts of the move; the safe one when none is given
 */
export async function runMove(
  store: WritableStore,
  wish: MoveWish,
  order: (parts: readonly MovePart[]) => readonly MovePart[] = (parts) => parts,
): Promise<PlanTotals> {
  const all = [...new Set([...wish.drives, wish.to])]
  const old = withDrives(store, all)
  await recover(old, { places: { library: old }, pause: () => Promise.resolve() })
  const move = await moveOf(old, wish)
  const done: PlanTotals[] = []
  const doAll = async (target: WritableStore, plans: Iterable<Plan>): Promise<void> => {
    for (const plan of plans) {
      const { outcome, problems, totals } = await apply(target, plan)
      if (outcome !== 'applied') throw new Error(problems.join('; '))
      done.push(totals)
    }
  }
  const parts: readonly MovePart[] = [
    () => doAll(old, copyPlans(move)),
    () => doAll(old, [switchPlan(move) ?? []].flat()),
    () =>
      wish.leave === true
        ? doAll(withDrives(store, [...libraryAfter(move).drives, ...wish.from]), leavePlans(move))
        : Promise.resolve(),
  ]
  for (const part of order(parts)) await part()
  return summed(done)
}

/** Paths of everything below the library folder of a drive. */
export function pathsOn(store: LibraryStore, drive: string): readonly string[] {
  const found: string[] = []
  const folders = [`${drive}/SCCMContentLib`]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const listing = store.list(folder, false)
    for (const { name, kind } of isRefusal(listing) ? [] : listing.entries) {
      found.push(`${folder}/${name}`)
      if (kind === 'folder') folders.push(`${folder}/${name}`)
    }
  }
  return found.sort()
}
