// What DP providers do in the world is done to a library of its own for each DP, with the operations of the product.
import { randomBytes } from 'node:crypto'
import { viewOf } from '../../engine/checks/view.ts'
import type { FolderReader } from '../../engine/library/disk-folder.ts'
import { applyPlan } from '../../engine/operations/apply.ts'
import { planAdd } from '../../engine/operations/contents/add-content.ts'
import { readSource } from '../../engine/operations/contents/content-source.ts'
import { factsOf, type LibraryFacts } from '../../engine/operations/contents/library-facts.ts'
import { planRedistribute } from '../../engine/operations/contents/redistribute-content.ts'
import { planRemove } from '../../engine/operations/contents/remove-content.ts'
import type { Plan } from '../../engine/operations/plan.ts'
import { createSigner } from '../../engine/rdc/sign.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import type { Content } from '../../engine/site/model/content.ts'
import type { LibraryDeed } from '../../engine/site/model/shelves.ts'
import type { WritableStore } from '../../engine/write/writable-store.ts'
import { takeLock } from '../../engine/write/writer-lock.ts'
import type { Clock } from '../clock.ts'
import { AgentError } from '../errors.ts'
import { lockJudge, thisWriter } from '../library/change/process-start.ts'

export type Libraries = {
  /** Taken in; done by the next `catchUp`. */
  take(deed: LibraryDeed): void
  /** Does what was taken, in order. Rejects when a library cannot be written. */
  catchUp(): Promise<void>
}

/** Where libraries lie, and what they are filled from. */
export type LibraryHosts = {
  /** The library of a DP, empty when it is first asked for; bytes that stay free on each drive. */
  placeOf(dp: string): { readonly store: WritableStore; readonly reserve: number }
  /** The content as a folder. */
  sourceOf(content: Content): FolderReader
  /** A stored file of the DP loses a byte, wherever on the drives it lies. */
  damage(dp: string, hash: string): void
}

export function libraryKeeper(hosts: LibraryHosts, clock: Pick<Clock, 'now' | 'sleep'>): Libraries {
  const waiting: LibraryDeed[] = []

  const perform = async (deed: LibraryDeed): Promise<void> => {
    if (deed.do === 'corrupt') {
      const [file] = deed.content.files
      return file === undefined ? undefined : hosts.damage(deed.dp, file.hash)
    }
    const { store, reserve } = hosts.placeOf(deed.dp)
    const { index } = await scanLibrary(inlineCrew(store), { level: 1, now: 0 })
    const promised = 'drives' in deed ? { promised: deed.drives } : {}
    const facts = { ...factsOf(viewOf(index), store, reserve), ...promised }
    const source = hosts.sourceOf(deed.content)
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

type Change = Exclude<LibraryDeed, { readonly do: 'corrupt' }>

async function planFor(
  { do: what, package: of, content }: Change,
  facts: LibraryFacts,
  folder: FolderReader,
  clock: Pick<Clock, 'now' | 'sleep'>,
): Promise<Plan> {
  if (what === 'remove') return planRemove(facts, content.id)
  const tools = { signer: () => createSigner(), keepBytes: 0, turn: () => clock.sleep(0) }
  const source = await readSource(folder, tools)
  const request = { packageId: of.plan.id, contentId: content.id, version: undefined }
  const added = planAdd(facts, request, source)
  return added.refusals.length === 0 ? added : planRedistribute(facts, content.id, source)
}
