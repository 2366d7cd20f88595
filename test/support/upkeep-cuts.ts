// Moves, sweeps and repairs cut off at every single call that changes something, in every way a cut can leave the disk:
// is everything that was whole still whole, right away and after the next run?
import { noFacts } from '../../engine/checks/facts.ts'
import type { Finding } from '../../engine/checks/findings.ts'
import { orphanClasses, type OrphanClass } from '../../engine/inspect/orphans.ts'
import { contentTree, type FolderNode } from '../../engine/inspect/tree.ts'
import { unfinishedSuffix } from '../../engine/library/layout.ts'
import { isRefusal, type LibraryStore } from '../../engine/library/store.ts'
import { recover } from '../../engine/operations/recover.ts'
import { driveRooms } from '../../engine/operations/choose-drive.ts'
import { planRepair } from '../../engine/upkeep/repair/plan-repair.ts'
import { planSweep } from '../../engine/upkeep/sweep/plan-sweep.ts'
import { everythingGone, type MemoryWriter } from '../../engine/write/memory-writer.ts'
import type { WritableStore } from '../../engine/write/writable-store.ts'
import { apply, changesOf, exampleWriter, look } from './changing-library.ts'
import { cuts, type Sabotage } from './cut-sweep.ts'
import { runMove, withDrives, type MoveWish } from './moving-library.ts'
import { mutations } from './mutations.ts'
import { noPause } from './operation-world.ts'
import { Cut, cutAt, failure, troubled, type Call } from './troubled-store.ts'

export type Job = {
  readonly name: string
  /** Drives of the library before and after. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly make: () => MemoryWriter
  readonly run: (store: WritableStore, sabotage?: Sabotage) => Promise<void>
}

const later = Date.UTC(2026, 1, 1)
const all = ['D:', 'E:', 'F:', 'R:']

function library(...ids: readonly string[]): MemoryWriter {
  const store = exampleWriter(all)
  for (const drive of ['F:', 'R:']) store.putFolder(drive)
  for (const id of ids) mutations.find((one) => one.id === id)?.apply(changesOf(store))
  // All of this is on the disk before the job begins.
  store.powerLoss({ keepsName: () => true, keepsBytes: (bytes) => bytes })
  return store
}

const move = (name: string, wish: MoveWish, after: readonly string[]): Job => ({
  name,
  before: wish.drives,
  after,
  make: () => library(),
  run: async (store, sabotage) => void (await runMove(store, { ...wish, leave: true }, sabotage?.parts)),
})

async function sweepAll(store: WritableStore, sabotage?: Sabotage): Promise<void> {
  const own = withDrives(store, ['D:', 'E:'])
  await recover(own, { places: { library: own }, pause: noPause })
  const { view, findings } = await look(own, 1, later)
  const facts = { view, store: own, findings, facts: noFacts(later, 1), siteServer: undefined, unsettled: [] }
  const classes = Object.keys(orphanClasses) as OrphanClass[]
  const { plan } = planSweep(facts, { classes, olderThan: 0, maxItems: 100, maxBytes: Infinity })
  await finished(own, sabotage?.plan?.(plan) ?? plan)
}

async function repairAll(store: WritableStore): Promise<void> {
  const own = withDrives(store, ['D:', 'E:'])
  const source = { place: 'source1', store: goodLibrary() }
  await recover(own, { places: { library: own, source1: source.store }, pause: noPause })
  const { view, findings } = await look(own, 2, later)
  const rooms = driveRooms(view.index.survey)
  const facts = { view, store: own, sources: [source], expected: undefined, rooms, reserveBytes: 0, users: new Map() }
  await finished(own, planRepair(findings, facts, false).plan, { source1: source.store })
}

async function finished(store: WritableStore, plan: Parameters<typeof apply>[1], places = {}): Promise<void> {
  const { outcome, problems } = await apply(store, plan, places)
  if (outcome !== 'applied') throw new Error(problems.join('; '))
}

/** A sound copy of the example, all on one drive. */
export function goodLibrary(): MemoryWriter {
  const store = exampleWriter(['S:'])
  for (const [path, bytes] of exampleWriter().everything()) {
    if (path.endsWith('/')) store.putFolder(`S:${path.slice(2, -1)}`)
    else store.put(`S:${path.slice(2)}`, bytes)
  }
  return store
}

const own = (name: string, ids: readonly string[], run: Job['run']): Job => ({
  name,
  before: ['D:', 'E:'],
  after: ['D:', 'E:'],
  make: () => library(...ids),
  run,
})

export const jobs: readonly Job[] = [
  move(
    'transfer of the primary drive',
    { operation: 'transfer', drives: ['D:', 'E:'], from: ['D:'], to: 'F:', metadata: true },
    ['F:', 'E:'],
  ),
  move(
    'transfer of a secondary drive',
    { operation: 'transfer', drives: ['D:', 'E:'], from: ['E:'], to: 'F:', metadata: false },
    ['D:', 'F:'],
  ),
  move(
    'merge into the primary drive',
    { operation: 'merge', drives: ['D:', 'E:'], from: ['E:'], to: 'D:', metadata: false },
    ['D:'],
  ),
  move(
    'merge into a secondary drive',
    { operation: 'merge', drives: ['D:', 'E:'], from: ['D:'], to: 'E:', metadata: true },
    ['E:'],
  ),
  move(
    'move to a remote folder',
    { operation: 'transfer', drives: ['D:', 'E:'], from: ['D:', 'E:'], to: 'R:', metadata: true },
    ['R:'],
  ),
  own('sweep', ['m5', 'm6', 'm16'], sweepAll),
  own('repair', ['m1', 'm4', 'm9', 'm11', 'm12', 'm15', 'm17'], repairAll),
]

type Said = { readonly files: string; readonly findings: readonly Finding[] }

/** Packages and every source file of every content with its hash; and what is wrong at level 2. */
export async function said(store: LibraryStore, drives: readonly string[]): Promise<Said> {
  const { view, findings } = await look(withDrives(store, drives), 2, later)
  const lines: string[] = view.index.survey.packages.map(
    ({ packageId, record }) => `${packageId} ${record?.version ?? '-'} ${record?.contents.join() ?? ''}`,
  )
  const walk = (node: FolderNode, path: string): void => {
    lines.push(`${path}/`)
    for (const { name, hash, modified } of node.files) lines.push(`${path}/${name} ${hash ?? '-'} ${modified ?? '-'}`)
    for (const below of node.folders) walk(below, `${path}/${below.name}`)
  }
  for (const { name } of view.contents) {
    const tree = view.owners.has(name.toUpperCase()) ? contentTree(view, name) : undefined
    if (tree !== undefined) walk(tree, name)
  }
  return { files: lines.sort().join('\n'), findings }
}

const grave = ({ findings }: Said): readonly string[] =>
  findings
    .filter(({ severity, packagesAffected }) => severity === 'fatal' && packagesAffected.length > 0)
    .map(({ rule, subject }) => `${rule} ${subject.hash ?? subject.contentId ?? subject.path ?? ''}`)

export async function callsOfJob(job: Job, sabotage?: Sabotage): Promise<number> {
  const disk = job.make()
  const store = troubled(sabotage?.store?.(disk) ?? disk, () => undefined)
  try {
    await job.run(store, sabotage)
  } catch (error) {
    // Without a safety step the work may not even come to its end.
    if (sabotage === undefined) throw error
  }
  return store.calls()
}

/**
 * @param sabotage  a safety step that is taken out until the cut; what runs afterwards has it
 * @returns what is wrong; empty when nothing is
 */
export async function jobCase(job: Job, cut: string, at: number, sabotage?: Sabotage): Promise<readonly string[]> {
  const store = job.make()
  const begin = await said(store, job.before)
  try {
    await job.run(troubled(sabotage?.store?.(store) ?? store, cutAt(at)), sabotage)
  } catch (error) {
    if (!(error instanceof Cut) && sabotage === undefined) throw error
  }
  store.powerLoss(cuts[cut]?.(at) ?? everythingGone)
  return (await lookAfter(job, store, begin)).map((one) => `${job.name}, ${cut}, call ${at}: ${one}`)
}

export type Fault = {
  readonly code: string
  /** Number of the first call that fails. */
  readonly at: number
  readonly forEver: boolean
  /** Only calls of this name fail. */
  readonly only?: string
}

/**
 * A disk that fails instead: once, or from then on.
 *
 * @returns what is wrong, and whether the job was done all the same
 */
export async function faultCase(
  job: Job,
  { code, at, forEver, only }: Fault,
): Promise<{ readonly wrong: readonly string[]; readonly done: boolean }> {
  const store = job.make()
  const begin = await said(store, job.before)
  const name = `${job.name}, ${code} ${forEver ? 'from' : 'at'} call ${at}`
  let failed = false
  const trouble = (call: Call): undefined => {
    if (call.number < at || (failed && !forEver) || (only !== undefined && only !== call.call)) return
    failed = true
    throw failure(code, call)
  }
  let told = ''
  try {
    await job.run(troubled(store, trouble))
  } catch (error) {
    told = error instanceof Error ? error.message : ''
    if (!told.includes(code)) throw error
  }
  const wrong = await lookAfter(job, store, begin)
  return { wrong: wrong.map((one) => `${name}: ${one}`), done: told === '' }
}

async function lookAfter(job: Job, store: MemoryWriter, begin: Said): Promise<readonly string[]> {
  const wrong: string[] = []
  const places = [job.before, job.after]
  const seen = await Promise.all(places.map((drives) => said(store, drives)))
  const wasBad = new Set(grave(begin))
  // At every moment one of the two places is the whole library, or what a repair found has not become worse.
  const sound = seen.some((one) => isNoWorse(one, begin, wasBad))
  if (!sound) wrong.push(`neither place is whole: ${seen.flatMap(grave).join(', ')}`)
  wrong.push(...(await leftAfterRecovery(job, store)))
  const moved = seen[1] !== undefined && isNoWorse(seen[1], begin, wasBad) && !hasMark(store, job.after)
  // Once the old place is going, the new one is the library, and there is nothing to run again.
  if (job.before.join() !== job.after.join() && moved && job.before[0] !== job.after[0]) return wrong
  try {
    await job.run(store)
  } catch (error) {
    return [...wrong, `the next run fails: ${String(error)}`]
  }
  const right = job.make()
  await job.run(right)
  const [done, wanted] = await Promise.all([said(store, job.after), said(right, job.after)])
  const open = done.findings.filter((one) => !wanted.findings.some(({ id }) => id === one.id))
  if (done.files !== wanted.files || open.length > 0)
    wrong.push(`the next run did not finish it: ${open.map(({ rule, detail }) => `${rule} ${detail}`).join(', ')}`)
  return wrong
}

/** What any command with --apply does first, at the old place and at the new one: no half of anything may be left. */
async function leftAfterRecovery({ before, after }: Job, store: MemoryWriter): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const drives of [before, after]) {
    const own = withDrives(store, [...new Set([...drives, ...before, ...after])])
    try {
      const recovery = await recover(own, { places: { library: own, source1: goodLibrary() }, pause: noPause })
      wrong.push(...(recovery?.problems ?? []))
    } catch (error) {
      wrong.push(`it cannot be recovered: ${String(error)}`)
    }
  }
  const torn = [...store.everything().keys()].filter((path) => path.endsWith(unfinishedSuffix))
  return [...wrong, ...torn.map((path) => `${path} is left after the recovery`)]
}

const isNoWorse = (now: Said, begin: Said, wasBad: ReadonlySet<string>): boolean =>
  grave(now).every((one) => wasBad.has(one)) && (wasBad.size > 0 || packagesOf(now) === packagesOf(begin))

const packagesOf = ({ files }: Said): string => files

const hasMark = (store: LibraryStore, [primary = '']: readonly string[]): boolean =>
  !isRefusal(store.status(`${primary}/SCCMContentLib/cmdp-move.txt`))
