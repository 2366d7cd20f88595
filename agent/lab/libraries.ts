// The library of every DP on disk: what DP providers do in the world is done there with the operations of the product.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { viewOf } from '../../engine/checks/view.ts'
import { diskFolder } from '../../engine/library/disk-folder.ts'
import type { DriveRoot } from '../../engine/library/disk-store.ts'
import { applyPlan } from '../../engine/operations/apply.ts'
import { planAdd } from '../../engine/operations/contents/add-content.ts'
import { readSource } from '../../engine/operations/contents/content-source.ts'
import { factsOf, type LibraryFacts } from '../../engine/operations/contents/library-facts.ts'
import { planRedistribute } from '../../engine/operations/contents/redistribute-content.ts'
import { planRemove } from '../../engine/operations/contents/remove-content.ts'
import type { Plan } from '../../engine/operations/plan.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import type { Content } from '../../engine/site/model/content.ts'
import type { HierarchyPlan } from '../../engine/site/model/hierarchy-plan.ts'
import type { LibraryDeed } from '../../engine/site/model/shelves.ts'
import { diskWriter } from '../../engine/write/disk-writer.ts'
import { takeLock } from '../../engine/write/writer-lock.ts'
import type { Clock } from '../clock.ts'
import { AgentError } from '../errors.ts'
import { lockJudge, thisWriter } from '../library/change/process-start.ts'
import { bytesOf, type FileIdentity } from './file-bytes.ts'

export type Libraries = {
  /** Taken in; done by the next `catchUp`. */
  take(deed: LibraryDeed): void
  /** Does what was taken, in order. Rejects when the disk refuses. */
  catchUp(): Promise<void>
}

type Place = { readonly roots: readonly DriveRoot[]; readonly reserve: number }

/** @param out  gets `libraries/<host>/<drive>/SCCMContentLib` and `sources/<content>` */
export function realLibraries(
  out: string,
  plan: HierarchyPlan,
  files: ReadonlyMap<string, FileIdentity>,
  clock: Pick<Clock, 'now' | 'sleep'>,
): Libraries {
  const waiting: LibraryDeed[] = []
  const places = new Map<string, Place>()
  const sources = new Set<string>()

  const placeOf = (dp: string): Place => {
    const known = places.get(dp)
    if (known !== undefined) return known
    const described = plan.distributionPoints.find(({ name }) => name === dp)
    const roots = (described?.drives ?? []).map(({ letter }) => {
      const root = join(out, 'libraries', dp, letter.slice(0, 1))
      mkdirSync(join(root, 'SCCMContentLib'), { recursive: true })
      return { drive: letter, library: join(root, 'SCCMContentLib'), root }
    })
    const place = { roots, reserve: described?.reserve ?? 0 }
    places.set(dp, place)
    return place
  }

  /** The content as a folder, written when it is first needed. */
  const sourceOf = (content: Content): string => {
    const folder = join(out, 'sources', content.id)
    if (sources.has(content.id)) return folder
    mkdirSync(folder, { recursive: true })
    for (const { name, hash } of content.files) {
      const identity = files.get(hash)
      if (identity !== undefined) writeFileSync(join(folder, name), bytesOf(identity))
    }
    sources.add(content.id)
    return folder
  }

  const perform = async (deed: LibraryDeed): Promise<void> => {
    const { roots, reserve } = placeOf(deed.dp)
    if (deed.do === 'corrupt') return damage(roots, deed.content)
    const store = diskWriter(roots)
    const { index } = await scanLibrary(inlineCrew(store), { level: 1, now: 0 })
    const facts = factsOf(viewOf(index), store, reserve)
    const source = diskFolder(sourceOf(deed.content))
    const chosen = await planFor(deed, facts, source, clock)
    const [refusal] = chosen.refusals
    if (refusal !== undefined) throw unwritable(deed, refusal.detail)
    const pause = (ms: number): Promise<void> => clock.sleep(ms)
    const token = randomBytes(8).toString('hex')
    const now = clock.now()
    const lock = await takeLock(store, thisWriter(now), { token, ...lockJudge(now), pause })
    if (lock.held !== undefined) throw unwritable(deed, 'another program changes it')
    try {
      const { outcome, problems } = await applyPlan(store, chosen, { places: { source, library: store }, pause })
      if (outcome !== 'applied') throw unwritable(deed, problems.join('; '))
    } finally {
      lock.release()
    }
  }

  return {
    take: (deed) => void waiting.push(deed),
    async catchUp() {
      for (let deed = waiting.shift(); deed !== undefined; deed = waiting.shift()) await perform(deed)
    },
  }
}

const unwritable = ({ dp, content }: LibraryDeed, reason: string): AgentError =>
  new AgentError('unwritable', { path: `the library of ${dp}`, reason: `${content.id}: ${reason}` })

/** One byte of a stored file turns over, wherever on the drives it lies. */
function damage(roots: readonly DriveRoot[], { files: [file] }: Content): void {
  if (file === undefined) return
  for (const { library } of roots) {
    const path = join(library, 'FileLib', file.hash.slice(0, 4), file.hash)
    if (!existsSync(path)) continue
    const bytes = readFileSync(path)
    bytes[0] = (bytes[0] ?? 0) ^ 0xff
    return writeFileSync(path, bytes)
  }
}

type Change = Exclude<LibraryDeed, { readonly do: 'corrupt' }>

async function planFor(
  { do: what, package: of, content }: Change,
  facts: LibraryFacts,
  folder: ReturnType<typeof diskFolder>,
  clock: Pick<Clock, 'now' | 'sleep'>,
): Promise<Plan> {
  if (what === 'remove') return planRemove(facts, content.id)
  const tools = { signer: undefined, keepBytes: 0, turn: () => clock.sleep(0) }
  const source = await readSource(folder, tools)
  const request = { packageId: of.plan.id, contentId: content.id, version: undefined }
  const added = planAdd(facts, request, source)
  return added.refusals.length === 0 ? added : planRedistribute(facts, content.id, source)
}
