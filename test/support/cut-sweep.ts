// Cuts an operation off at every single call it makes to the disk, in every way, and looks at what is left: right away,
// as a client would see it, and after the next start.
import { libraryOn, operationFolder } from '../../engine/library/layout.ts'
import type { Plan } from '../../engine/operations/plan.ts'
import type { LibraryFacts } from '../../engine/operations/contents/library-facts.ts'
import { everythingGone, type MemoryWriter, type PowerLoss } from '../../engine/write/memory-writer.ts'
import type { WritableStore } from '../../engine/write/writable-store.ts'
import { judged } from './library-account.ts'
import { differences, type LibraryModel } from './library-model.ts'
import { change, emptyLibrary, planOf, restart, type Operation, type WritingAhead } from './operation-world.ts'
import { modelAfter } from './random-operations.ts'
import { seededRandom } from './random.ts'
import { Cut, cutAt, troubled } from './troubled-store.ts'

/** A library before an operation, and that operation. */
export type Scenario = { readonly name: string; readonly before: readonly Operation[]; readonly operation: Operation }

const guid = 'Content_6f2d1c3a-9b4e-4d77-8a10-5c0e2b7f9d31'
const tools = {
  'setup.exe': 'shared by two',
  'docs/readme.txt': 'read me',
  'docs/same.txt': 'shared by two',
  'empty/': '',
}
const toolsNext = { 'setup.exe': 'shared by two', 'docs/readme.txt': 'read me again', 'new.bin': 'n'.repeat(300) }
const two: readonly Operation[] = [
  { kind: 'add', packageId: 'ABC00001', files: tools },
  {
    kind: 'add',
    packageId: 'ABC0000A',
    contentId: `${guid}.1`,
    files: { 'bin/installer.exe': 'shared by two', 'license.txt': 'mine' },
  },
]

export const scenarios: readonly Scenario[] = [
  { name: 'add to an empty library', before: [], operation: { kind: 'add', packageId: 'ABC00001', files: tools } },
  {
    name: 'add',
    before: two,
    operation: {
      kind: 'add',
      packageId: 'ABC00002',
      files: { 'a.txt': 'shared by two', 'b.txt': 'of its own', 'c.txt': '' },
    },
  },
  {
    name: 'add a second content',
    before: two,
    operation: { kind: 'add', packageId: 'ABC0000A', contentId: `${guid.replace('6f', '7f')}.1`, files: { x: 'mine' } },
  },
  { name: 'update', before: two, operation: { kind: 'update', packageId: 'ABC00001', files: toolsNext } },
  {
    name: 'update an application',
    before: two,
    operation: { kind: 'update', packageId: 'ABC0000A', files: { 'license.txt': 'yours' } },
  },
  { name: 'redistribute', before: two, operation: { kind: 'redistribute', what: 'ABC00001', files: tools } },
  { name: 'remove', before: two, operation: { kind: 'remove', what: 'ABC00001' } },
  { name: 'remove a content', before: two, operation: { kind: 'remove', what: `${guid}.1` } },
]

/** What is left of what was not flushed. */
export const cuts: Readonly<Record<string, (seed: number) => PowerLoss>> = {
  // The process is killed: the system still has everything.
  killed: () => ({ keepsName: () => true, keepsBytes: (bytes) => bytes }),
  'power lost, all gone': () => everythingGone,
  'power lost, names without bytes': () => ({ keepsName: () => true, keepsBytes: () => new Uint8Array(0) }),
  'power lost, some of it': (seed) => {
    const random = seededRandom(seed)
    return {
      keepsName: () => random.chance(0.5),
      keepsBytes: (bytes) => bytes.subarray(0, random.below(bytes.length + 1)),
    }
  },
}

/** A safety step taken out: what the sweep must notice. */
export type Sabotage = {
  readonly store?: (store: WritableStore) => WritableStore
  readonly plan?: (plan: Plan) => Plan
  /** Copy, switch and leave of a move. */
  readonly parts?: <Part>(parts: readonly Part[]) => readonly Part[]
}

export type SweepCase = {
  readonly scenario: Scenario
  readonly cut: string
  readonly at: number
  readonly sabotage?: Sabotage | undefined
  /** Several hands share the work, in the order that this number leads to. */
  readonly handsSeed?: number | undefined
}

export type World = { readonly disk: MemoryWriter; readonly before: LibraryModel; readonly after: LibraryModel }

export const reserveBytes = 100_000

export async function worldFor({ before, operation }: Scenario): Promise<World> {
  const disk = emptyLibrary(['D:', 'E:'])
  // Little room beside the reserve: some stored files go to the second drive.
  disk.setCapacity('D:', reserveBytes + 1_500)
  disk.setCapacity('E:', 2 * reserveBytes)
  let model: LibraryModel = new Map()
  for (const earlier of before) {
    const { applied, plan } = await change(disk, earlier, { reserveBytes })
    if (applied?.outcome !== 'applied') throw new Error(JSON.stringify(plan.refusals))
    model = modelAfter(model, earlier) ?? model
  }
  disk.powerLoss({ keepsName: () => true, keepsBytes: (bytes) => bytes })
  const after = modelAfter(model, operation)
  if (after === undefined) throw new Error('the operation of a scenario must be possible')
  return { disk, before: model, after }
}

const planHook =
  (operation: Operation, sabotage: Sabotage | undefined) =>
  async (facts: LibraryFacts, writing: WritingAhead): Promise<Plan> => {
    const plan = await planOf(facts, operation, writing)
    return sabotage?.plan?.(plan) ?? plan
  }

/** How many calls the whole operation makes. */
export async function callsOf(scenario: Scenario, sabotage?: Sabotage): Promise<number> {
  const { disk } = await worldFor(scenario)
  const store = troubled(sabotage?.store?.(disk) ?? disk, () => undefined)
  const { applied } = await change(store, scenario.operation, {
    reserveBytes,
    plan: planHook(scenario.operation, sabotage),
  })
  if (applied?.outcome !== 'applied') throw new Error(`${scenario.name}: ${JSON.stringify(applied)}`)
  return store.calls()
}

/** @returns what is wrong after a cut before call number `at`; empty when nothing is */
export async function sweepCase({ scenario, cut, at, sabotage, handsSeed }: SweepCase): Promise<readonly string[]> {
  const world = await worldFor(scenario)
  const store = troubled(sabotage?.store?.(world.disk) ?? world.disk, cutAt(at))
  try {
    await change(store, scenario.operation, {
      reserveBytes,
      plan: planHook(scenario.operation, sabotage),
      handsSeed,
    })
  } catch (error) {
    if (!(error instanceof Cut)) throw error
  }
  world.disk.powerLoss(cuts[cut]?.(at) ?? everythingGone)
  const seen = (await judged(world.disk, 2, 0)).filter(
    ({ severity, packagesAffected }) => severity === 'fatal' && packagesAffected.length > 0,
  )
  const wrong = seen.map(({ rule, detail }) => `before the next start: ${rule} ${detail}`)
  const recovery = await restart(sabotage?.store?.(world.disk) ?? world.disk)
  if (recovery?.outcome === 'failed') wrong.push(...recovery.problems)
  if (world.disk.everything().has(`${libraryOn('D:')}/${operationFolder}/`)) wrong.push('its folder is left')
  return [...wrong, ...(await neither(world))].map((one) => `${scenario.name}, ${cut}, call ${at}: ${one}`)
}

/** The library is as it was, or as it must become, down to the last file. */
export async function neither({ disk, before, after }: World): Promise<readonly string[]> {
  const toBefore = await differences(disk, before)
  if (toBefore.length === 0) return []
  const toAfter = await differences(disk, after)
  return toAfter.length === 0 ? [] : toAfter.slice(0, 5)
}
