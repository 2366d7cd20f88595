// One run of a command that changes a library. Without --apply it reads and prints a plan. With it: lock, finish or take
// back what an earlier run left, read, plan, apply, print. Every changing command of `cmdp library` runs through here.
import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { viewOf } from '../../../engine/checks/view.ts'
import { diskStore } from '../../../engine/library/disk-store.ts'
import type { PlaceOnDisk } from '../../../engine/operations/change-worker.ts'
import { applyPlan, type Applied } from '../../../engine/operations/apply.ts'
import { factsOf, type LibraryFacts } from '../../../engine/operations/contents/library-facts.ts'
import { JournalError } from '../../../engine/operations/journal.ts'
import { linkRefusals } from '../../../engine/operations/link-refusals.ts'
import { allSteps, refusedPlan, type Plan } from '../../../engine/operations/plan.ts'
import { recover, type Recovery } from '../../../engine/operations/recover.ts'
import { emptySpool } from '../../../engine/operations/spool.ts'
import { wordsFor } from '../../../engine/operations/steps/failure-words.ts'
import type { Tools } from '../../../engine/operations/steps/operation-run.ts'
import { diskWriter } from '../../../engine/write/disk-writer.ts'
import { StoreError, type WritableStore } from '../../../engine/write/writable-store.ts'
import { takeLock } from '../../../engine/write/writer-lock.ts'
import { AgentError, badUsage } from '../../errors.ts'
import { progressOn } from '../../terminal/progress.ts'
import { note, readLibrary, type Session } from '../library-session.ts'
import { doneByRecovery } from './done-by-recovery.ts'
import { heldWords, openOperation, operationWords } from './open-operation.ts'
import { printChange } from './plan-output.ts'
import { lockJudge, thisWriter } from './process-start.ts'
import { workerHands, type WorkerHands } from './worker-hands.ts'

/** What a command knows how to do; everything else is the same for all. */
export type Change = {
  /** `add`, as on the command line. */
  readonly operation: string
  readonly subject: string
  /** Where the origins of its steps lead, besides the library itself. */
  readonly places: Tools['places']
  /** Where each of these places lies, when several threads may read them; without it one thread does everything. */
  readonly onDisk?: Readonly<Record<string, PlaceOnDisk>> | undefined
  /** @param writing  undefined when the plan is only to be shown */
  readonly plan: (facts: LibraryFacts, writing?: Writing) => Plan | Promise<Plan>
}

/** Sets the exit code: 0 planned or done, 1 refused, rolled back or unfinished. @param apply  do it */
export async function changeLibrary(session: Session, change: Change, apply: boolean): Promise<void> {
  process.exitCode = apply ? await applyChange(session, change) : await showPlan(session, change)
}

async function showPlan(session: Session, change: Change): Promise<0 | 1> {
  const store = diskStore(session.place.roots)
  const open = openOperation(store, session.clock.now())
  if (open !== undefined) note(session, operationWords(open))
  const plan = await planFrom(session, change, store)
  await printChange(session, { plan })
  return plan.refusals.length > 0 ? 1 : 0
}

async function planFrom(
  session: Session,
  change: Change,
  store: LibraryFacts['store'],
  writing?: Writing,
): Promise<Plan> {
  const index = await readLibrary(session)
  try {
    const view = viewOf(index)
    const plan = await change.plan(factsOf(view, store, session.place.reserveBytes), writing)
    const links = linkRefusals(store, allSteps(plan), view)
    return links.length === 0 ? plan : refusedPlan(plan.operation, plan.subject, [...plan.refusals, ...links])
  } catch (error) {
    // What a plan must know of the library cannot be read: nothing was changed, and nothing may be.
    const refusal = { reason: 'libraryDamaged', detail: wordsFor(error) } as const
    return refusedPlan(change.operation, change.subject, [refusal])
  }
}

async function applyChange(session: Session, change: Change): Promise<0 | 1> {
  return withWriter(session, change, async (writing) => {
    const { store, tools, recovery } = writing
    const plan = await planFrom(session, change, store, writing)
    const done = doneByRecovery(plan, recovery)
    const refused = plan.refusals.length > 0
    const applied = done?.applied ?? (refused ? undefined : await applyTo(session, store, plan, tools))
    await printChange(session, { plan: done?.plan ?? plan, recovery, applied })
    return applied?.outcome === 'applied' ? 0 : 1
  })
}

/** Who may write, after everything that was cut off has been recovered. */
export type Writing = {
  readonly store: WritableStore
  readonly tools: Tools
  readonly recovery: Recovery | undefined
}

/**
 * Takes the lock, recovers what an earlier run left, does the work, and gives the lock back.
 *
 * @param roots  the drives of the library, and what else is written to
 */
export async function withWriter(
  session: Session,
  change: Pick<Change, 'operation' | 'subject' | 'places' | 'onDisk'>,
  work: (writing: Writing) => Promise<0 | 1>,
  roots = session.place.roots,
): Promise<0 | 1> {
  const store = diskWriter(roots)
  const pause = (ms: number): Promise<void> => session.clock.sleep(ms)
  const lock = await locked(store, pause, session)
  if (lock.held !== undefined) {
    const refusal = { reason: 'inUse', detail: heldWords(store, lock.held) } as const
    await printChange(session, { plan: refusedPlan(change.operation, change.subject, [refusal]) })
    return 1
  }
  const hands = handsFor(session, change, roots)
  try {
    holdSignals()
    const tools = { places: { ...change.places, library: store }, pause, turn: turns(session.clock), hands }
    const recovery = await recovered(store, tools)
    if (recovery?.outcome === 'failed') {
      const detail = `${recovery.operation} ${recovery.subject} was cut off and cannot be recovered yet: ${recovery.problems.join('; ')}`
      const refusals = [{ reason: 'inUse', detail } as const]
      await printChange(session, { plan: refusedPlan(change.operation, change.subject, refusals), recovery })
      return 1
    }
    return await work({ store, tools, recovery })
  } finally {
    await hands?.close()
    emptySpool(store)
    lock.release()
  }
}

/** None when one thread is asked for, or reads what only it can read. */
function handsFor(
  { options, signal }: Session,
  { onDisk }: Pick<Change, 'onDisk'>,
  roots: Session['place']['roots'],
): WorkerHands | undefined {
  const size = options.workers ?? availableParallelism()
  return onDisk === undefined || size < 2 ? undefined : workerHands({ roots, places: onDisk, size, signal })
}

/** Milliseconds between two turns of the event loop: soon enough for a hand on Ctrl-C, and no cost beside the disk. */
const turnEvery = 50

/** A turn of the event loop when the last one is a while ago; undefined otherwise. */
export function turns(clock: Session['clock']): () => Promise<void> | undefined {
  let last = clock.elapsed()
  const turn = async (): Promise<void> => {
    await clock.sleep(0)
    last = clock.elapsed()
  }
  return () => (clock.elapsed() - last < turnEvery ? undefined : turn())
}

/**
 * The first Ctrl-C or SIGTERM aborts the session's signal: all is taken back, or finished. Those after it must not cut that off, and
 * the exit code is ours to the end: without an explicit exit Node gives up its handlers some 50 ms before it is gone.
 */
function holdSignals(): void {
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => undefined)
  process.once('exit', (code) => process.exit(code))
}

/** `library remove` and `library sweep` get by without the bytes of a lock and a journal, but not without their names. */
const tooFull =
  'the drive is so full (0x80070070) that not even a name fits; move away some file that is no part of the library, then free more with library remove or library sweep'

async function locked(store: WritableStore, pause: Tools['pause'], { clock }: Session): ReturnType<typeof takeLock> {
  try {
    const token = randomBytes(8).toString('hex')
    const now = clock.now()
    return await takeLock(store, thisWriter(now), { token, ...lockJudge(now), pause })
  } catch (error) {
    if (error instanceof StoreError)
      throw new AgentError('unwritable', { path: error.path, reason: error.fault === 'full' ? tooFull : error.code })
    throw error
  }
}

async function recovered(store: WritableStore, tools: Tools): Promise<Recovery | undefined> {
  try {
    return await recover(store, tools)
  } catch (error) {
    if (error instanceof JournalError) throw badUsage(error.message)
    throw error
  }
}

export async function applyTo(session: Session, store: WritableStore, plan: Plan, tools: Tools): Promise<Applied> {
  const bar = progressOn(process.stderr, 'Changing', !session.options.json)
  const onProgress: Tools['onProgress'] = ({ stage, done, total }) => bar.show(done, total, stage)
  try {
    return await applyPlan(store, plan, { ...tools, signal: session.signal, onProgress })
  } finally {
    bar.end()
  }
}
