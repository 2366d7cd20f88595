// A library in memory to which operations are really applied, through the same planners and the same apply as the
// command's.
import { viewOf, type LibraryView } from '../../engine/checks/view.ts'
import type { FolderReader } from '../../engine/library/disk-folder.ts'
import { libraryOn, parts } from '../../engine/library/layout.ts'
import type { LibraryStore } from '../../engine/library/store.ts'
import { applyPlan, type Applied } from '../../engine/operations/apply.ts'
import { planAdd } from '../../engine/operations/contents/add-content.ts'
import { readSource, type ContentSource, type SourceTools } from '../../engine/operations/contents/content-source.ts'
import { factsOf, type LibraryFacts } from '../../engine/operations/contents/library-facts.ts'
import { planRedistribute } from '../../engine/operations/contents/redistribute-content.ts'
import { planRemove } from '../../engine/operations/contents/remove-content.ts'
import { spoolPlace } from '../../engine/operations/contents/spool-place.ts'
import { planUpdate } from '../../engine/operations/contents/update-content.ts'
import type { Plan } from '../../engine/operations/plan.ts'
import { recover, type Recovery } from '../../engine/operations/recover.ts'
import { emptySpool } from '../../engine/operations/spool.ts'
import type { Hands } from '../../engine/operations/steps/hands.ts'
import { createSigner } from '../../engine/rdc/sign.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import { memoryWriter, type MemoryWriter } from '../../engine/write/memory-writer.ts'
import type { WritableStore } from '../../engine/write/writable-store.ts'
import { takeLock } from '../../engine/write/writer-lock.ts'
import { shuffledHands } from './shuffled-hands.ts'

/** `docs/readme.txt` -> bytes; a path that ends in `/` is an empty folder. */
export type Files = Readonly<Record<string, string>>

export type Operation =
  | { readonly kind: 'add'; readonly packageId: string; readonly contentId?: string; readonly files: Files }
  | { readonly kind: 'update'; readonly packageId: string; readonly contentId?: string; readonly files: Files }
  | { readonly kind: 'redistribute'; readonly what: string; readonly files: Files }
  | { readonly kind: 'remove'; readonly what: string }

export function emptyLibrary(drives: readonly string[]): MemoryWriter {
  const store = memoryWriter(drives)
  for (const part of parts) store.putFolder(`${libraryOn(drives[0] ?? '')}/${part}`)
  for (const drive of drives.slice(1)) store.putFolder(drive)
  return store
}

export async function viewOfStore(store: LibraryStore): Promise<LibraryView> {
  return viewOf((await scanLibrary(inlineCrew(store), { level: 1, now: 0 })).index)
}

/** A folder in memory, to be read as a source. */
export function folderOf(files: Files): FolderReader {
  const missing = { refused: 'missing', reason: 'ENOENT' } as const
  return {
    list(folder) {
      const prefix = folder === '' ? '' : `${folder}/`
      const kinds = new Map<string, 'file' | 'folder'>()
      for (const path of Object.keys(files)) {
        const rest = path.slice(prefix.length)
        if (!path.startsWith(prefix) || rest === '') continue
        const [name = ''] = rest.split('/')
        kinds.set(name, rest === name ? 'file' : 'folder')
      }
      return { entries: [...kinds].map(([name, kind]) => ({ name, kind })), modified: 0 }
    },
    open(path) {
      const text = files[path]
      if (text === undefined) return missing
      let left = Buffer.from(text)
      return {
        details: { size: left.length, timeModified: 133_444_736_000_000_000n, attributes: 0x20 },
        read(buffer) {
          const length = left.copy(buffer)
          left = left.subarray(length)
          return length
        },
        close: () => undefined,
        unchanged: () => true,
      }
    },
  }
}

export const sourceOf = (files: Files, ahead: Partial<SourceTools> = {}): Promise<ContentSource> =>
  readSource(folderOf(files), { signer: () => createSigner(), turn: () => Promise.resolve(), ...ahead })

/** @param writing  what is read is written ahead, as when the plan is going to be applied */
export async function planOf(facts: LibraryFacts, operation: Operation, writing?: WritingAhead): Promise<Plan> {
  const writes = operation.kind === 'redistribute' ? 'all' : 'new'
  const ahead = writing && { spool: spoolPlace(facts, writing.store, writes), hands: writing.hands }
  switch (operation.kind) {
    case 'add': {
      const { packageId, contentId, files } = operation
      return planAdd(facts, { packageId, contentId, version: undefined }, await sourceOf(files, ahead))
    }
    case 'update': {
      const { packageId, contentId, files } = operation
      return planUpdate(facts, { packageId, contentId }, await sourceOf(files, ahead))
    }
    case 'redistribute':
      return planRedistribute(facts, operation.what, await sourceOf(operation.files, ahead))
    case 'remove':
      return planRemove(facts, operation.what)
  }
}

export type WritingAhead = { readonly store: WritableStore; readonly hands: Hands | undefined }

export const noPause = (): Promise<void> => Promise.resolve()

export type Changed = {
  readonly plan: Plan
  readonly applied: Applied | undefined
  readonly recovery: Recovery | undefined
}

/** What the command does with --apply, from the lock to the end. */
export async function change(
  store: WritableStore,
  operation: Operation,
  {
    reserveBytes = 0,
    plan: planned,
    pause = noPause,
    view,
    handsSeed,
  }: {
    reserveBytes?: number
    plan?: (facts: LibraryFacts, writing: WritingAhead) => Promise<Plan>
    /** Several hands share the work, in the order that this number leads to. */
    handsSeed?: number | undefined
    pause?: (ms: number) => Promise<void>
    /** What the last look at the library found, when nothing has changed since. */
    view?: LibraryView | undefined
  } = {},
): Promise<Changed> {
  const writer = { host: 'here', process: 1, started: 'now', since: 'now' }
  // The one who wrote before us in this memory is gone when we come.
  const lock = await takeLock(store, writer, { token: 'a', lives: () => false, pause: noPause })
  if (lock.held !== undefined) throw new Error('the lock is held')
  const files = 'files' in operation ? operation.files : {}
  const source = folderOf(files)
  const places = { source, library: store }
  const workplace = { store, places, folders: { source }, signer: () => createSigner(), isStopped: () => false }
  const hands = handsSeed === undefined ? undefined : shuffledHands(workplace, handsSeed)
  const tools = { places, pause, hands }
  const recovery = await recover(store, tools)
  const facts = factsOf(view ?? (await viewOfStore(store)), store, reserveBytes)
  const plan = await (planned ?? ((given, writing) => planOf(given, operation, writing)))(facts, { store, hands })
  const applied = plan.refusals.length > 0 ? undefined : await applyPlan(store, plan, tools)
  emptySpool(store)
  lock.release()
  return { plan, applied, recovery }
}

/** What the next command does first. */
export async function restart(store: WritableStore): Promise<Recovery | undefined> {
  const writer = { host: 'here', process: 2, started: 'later', since: 'later' }
  const lock = await takeLock(store, writer, { token: 'b', lives: () => false, pause: noPause })
  if (lock.held !== undefined) throw new Error('the lock is held')
  const recovery = await recover(store, { places: { library: store }, pause: noPause })
  lock.release()
  return recovery
}
