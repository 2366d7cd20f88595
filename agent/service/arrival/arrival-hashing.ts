// Hashes the stored files of what has just arrived, the newest first, at the rate that verification has. Wrong bytes are
// read a second time at once; whether the file moved meanwhile, the next look at it tells by size and time.
import { endReading, isEnded, newAllowance, type Allowance } from '../../../engine/library/paced-store.ts'
import type { Crew } from '../../../engine/scan/crew.ts'
import type { HashResult } from '../../../engine/verify/hash-stored.ts'
import type { Clock } from '../../clock.ts'
import { pacer } from '../../library/pacer.ts'
import { packVerdicts, type KeptVerdict } from '../library/verdict-records.ts'
import type { WatchSettings } from '../library/watch-messages.ts'
import type { KnownBytes, StoredItem } from './arrival-look.ts'
import type { ArrivalClaim, TellArrival } from './arrival-messages.ts'

export type ArrivalHashingOptions = {
  readonly clock: Clock
  readonly tell: TellArrival
  readonly settings: () => WatchSettings
  readonly crew: (allowance: Allowance) => Crew
  /** All that was asked for these packages is known, or some of it is wrong. */
  readonly onKnown: (packageIds: Iterable<string>) => void
}

export type ArrivalHashing = KnownBytes & {
  /** @returns false when nothing of it is to be hashed; true also when it must be asked for again, since too much waits */
  add(claim: ArrivalClaim, items: readonly StoredItem[]): boolean
  readonly isBusy: boolean
  end(): void
  /** Resolves when the threads are gone. */
  close(): Promise<void>
}

type Work = { readonly item: StoredItem; readonly packageIds: Set<string> }
type Read = Pick<HashResult, 'actual' | 'refusal'> & {
  readonly size: number
  readonly modified: number
  readonly at: number
}

/** One slice ends at so many files or bytes: between two of them what is newer gets its turn. */
const sliceFiles = 50
const sliceBytes = 8 * 1024 * 1024
/** Stored files that wait at a time, and how many may when something has just been read. */
const mostQueued = 5_000
const mostOfNew = 20_000
/** A line counts as new for so long; milliseconds. */
const newFor = 10_000
/** Results remembered; they serve the looks of the next minutes. */
const mostKnown = 100_000

export function arrivalHashing({ clock, tell, settings, crew, onKnown }: ArrivalHashingOptions): ArrivalHashing {
  const queue = new Map<string, Work>()
  const results = new Map<string, Read>()
  const pace = pacer(clock, () => settings().bytesPerSecond)
  let running: Promise<void> | undefined
  let allowance: Allowance | undefined
  let ended = false

  const read = ({ path, size, modified }: StoredItem, since: number): Read | undefined => {
    const known = results.get(path)
    return known?.size === size && known.modified === modified && known.at >= since ? known : undefined
  }

  const keep = (item: StoredItem, { actual, refusal }: HashResult): void => {
    results.delete(item.path)
    results.set(item.path, { actual, refusal, size: item.size, modified: item.modified, at: clock.elapsed() })
    const oldest = results.size > mostKnown ? results.keys().next().value : undefined
    if (oldest !== undefined) results.delete(oldest)
  }

  const nextSlice = (): readonly Work[] => {
    const slice: Work[] = []
    let bytes = 0
    for (const work of [...queue.values()].sort((a, b) => b.item.modified - a.item.modified)) {
      slice.push(work)
      bytes += work.item.size
      if (slice.length >= sliceFiles || bytes >= sliceBytes) break
    }
    return slice
  }

  const hash = async (own: Crew, items: readonly StoredItem[]): Promise<readonly HashResult[]> => {
    const files = items.map(({ path, hash: name }, row) => ({ row, path, hash: name, signature: undefined }))
    const answer = await own.run({ kind: 'hash', files })
    return answer.kind === 'hashed' ? answer.results : []
  }

  const hashSlice = async (own: Crew, slice: readonly Work[]): Promise<void> => {
    const items = slice.map(({ item }) => item)
    const first = await hash(own, items)
    const wrong = first.filter(({ row, actual }) => actual !== undefined && actual !== items[row]?.hash)
    const again =
      wrong.length === 0
        ? []
        : await hash(
            own,
            wrong.flatMap(({ row }) => items[row] ?? []),
          )
    const sure = first.map((result) => {
      const at = wrong.indexOf(result)
      return at < 0 ? result : { ...(again[at] ?? result), row: result.row }
    })
    if (ended) return
    const verdicts: KeptVerdict[] = []
    let bytes = 0
    for (const result of sure) {
      const item = items[result.row]
      if (item === undefined || isEnded(result.refusal)) continue
      keep(item, result)
      if (result.actual === undefined) continue
      const sound = result.actual === item.hash
      const { hash: name, size, modified } = item
      verdicts.push({
        hash: name,
        size,
        modified,
        verifiedAt: clock.now(),
        sound,
        actual: sound ? undefined : result.actual,
      })
      bytes += size
    }
    const mismatches = verdicts.filter(({ sound }) => !sound).length
    tell({ kind: 'hashed', verdicts: packVerdicts(verdicts), files: verdicts.length, bytes, mismatches })
    const bad = new Set(verdicts.filter(({ sound }) => !sound).map(({ hash: name }) => name))
    settle(slice, bad)
  }

  /** What is done leaves the queue; packages of which nothing is left, or something is bad, are looked at. */
  const settle = (slice: readonly Work[], bad: ReadonlySet<string>): void => {
    for (const work of slice) if (queue.get(work.item.path) === work) queue.delete(work.item.path)
    const waiting = new Set([...queue.values()].flatMap(({ packageIds }) => [...packageIds]))
    const known = new Set<string>()
    for (const { item, packageIds } of slice) {
      for (const id of packageIds) if (bad.has(item.hash) || !waiting.has(id)) known.add(id)
    }
    if (known.size > 0) onKnown(known)
  }

  const work = async (): Promise<void> => {
    allowance = newAllowance()
    const own = crew(allowance)
    const stopGranting = pace.begin(allowance, () => false)
    tell({ kind: 'hashing', active: true })
    try {
      while (queue.size > 0 && !ended) await hashSlice(own, nextSlice())
    } catch (error) {
      // A thread died: what was asked for is asked again with the next look.
      tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
      queue.clear()
    } finally {
      stopGranting()
      tell({ kind: 'hashing', active: false })
      await own.close()
      running = undefined
    }
    if (queue.size > 0 && !ended) start()
  }
  const start = (): void => {
    running ??= work()
  }

  return {
    read,
    add({ packageId, since, readAt }, items) {
      const open = items.filter((item) => read(item, since) === undefined)
      // The backlog of a first start comes piece by piece; what is new is let in before it.
      const most = clock.elapsed() - readAt < newFor ? mostOfNew : mostQueued
      if (open.length > 0 && queue.size >= most) return true
      for (const item of open) {
        const known = queue.get(item.path)
        const same = known?.item.size === item.size && known.item.modified === item.modified
        // It may be on its way to the hasher just now: its result serves this package, too.
        if (same) known.packageIds.add(packageId)
        else queue.set(item.path, { item, packageIds: new Set([packageId]) })
      }
      if (open.length > 0 && !ended) start()
      return open.length > 0
    },
    get isBusy() {
      return running !== undefined
    },
    end() {
      ended = true
      if (allowance !== undefined) endReading(allowance)
    },
    close: async () => {
      await running
    },
  }
}
