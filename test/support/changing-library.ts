// A library in memory that operations change, and the plan applied to it as a command would, without lock and clock.
import { noFacts } from '../../engine/checks/facts.ts'
import type { Finding } from '../../engine/checks/findings.ts'
import { judge } from '../../engine/checks/judge-library.ts'
import { viewOf, type LibraryView } from '../../engine/checks/view.ts'
import { isRefusal, type LibraryStore } from '../../engine/library/store.ts'
import { applyPlan, type Applied } from '../../engine/operations/apply.ts'
import { operationPath } from '../../engine/operations/operation-folder.ts'
import type { Plan } from '../../engine/operations/plan.ts'
import type { Places } from '../../engine/operations/steps/perform-step.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import { hashAll } from '../../engine/verify/verify.ts'
import { memoryWriter, type MemoryWriter } from '../../engine/write/memory-writer.ts'
import type { WritableStore } from '../../engine/write/writable-store.ts'
import { exampleStore, manifest } from './example-library.ts'
import type { Changes } from './mutations.ts'

/** Writes everything a store in memory holds. */
export function writerFrom(
  drives: readonly string[],
  files: Readonly<Record<string, Uint8Array>>,
  folders: readonly string[],
  begin = Date.UTC(2026, 0, 1),
): MemoryWriter {
  const writer = memoryWriter(drives, begin)
  for (const folder of folders) writer.putFolder(folder)
  for (const [path, bytes] of Object.entries(files)) writer.put(path, bytes)
  return writer
}

/** The worked example on two drives, or on those named. */
export function exampleWriter(drives: readonly string[] = ['D:', 'E:']): MemoryWriter {
  const store = exampleStore()
  const toStore = (path: string): string => `${path[0] ?? ''}:${path.slice(1)}`
  const files = manifest.files.map(({ path }) => [toStore(path), copyOf(store, toStore(path))] as const)
  return writerFrom(drives, Object.fromEntries(files), manifest.directories.map(toStore))
}

export function copyOf(store: LibraryStore, path: string): Buffer {
  const bytes = store.read(path, 1e9)
  if (isRefusal(bytes)) throw new Error(`${path}: ${bytes.reason}`)
  return Buffer.from(bytes)
}

/** What the mutations of the worked example need. */
export const changesOf = (store: WritableStore & Pick<MemoryWriter, 'put'>): Changes => ({
  read: (path) => copyOf(store, path),
  write: (path, bytes) => store.put(path, bytes),
  remove: (path) => removeAll(store, path),
  move(from, to) {
    store.rename(from, to)
  },
})

function removeAll(store: WritableStore, path: string): void {
  const listing = store.list(path, false)
  if (isRefusal(listing)) {
    store.removeFile(path)
    return
  }
  for (const { name } of listing.entries) removeAll(store, `${path}/${name}`)
  store.removeFolder(path)
}

export type Looked = { readonly view: LibraryView; readonly findings: readonly Finding[] }

export async function look(store: LibraryStore, level = 1, now = Date.UTC(2026, 0, 1)): Promise<Looked> {
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level: Math.min(1, level), now })
  const hashed = level < 2 ? undefined : (await hashAll(crew, index, { signatures: true })).results
  return { view: viewOf(index), findings: judge(index, { ...noFacts(now, level), hashed }).findings }
}

/** Applies a plan as a command does, with the folder of the journal made and taken away. */
export async function apply(store: WritableStore, plan: Plan, places: Places = {}): Promise<Applied> {
  store.makeFolder(operationPath(store))
  const applied = await applyPlan(store, plan, {
    places: { library: store, ...places },
    pause: () => Promise.resolve(),
  })
  if (applied.outcome !== 'unfinished') store.removeFolder(operationPath(store))
  return applied
}
