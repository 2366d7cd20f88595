// Hashes stored files at a low pace, pass by pass in the order of verify-order.ts; what has just arrived is the business of
// the arrival checks. What was hashed is told slice by slice, so that an end at any moment loses at most one slice.
import { endReading, isEnded, newAllowance, type Allowance } from '../../../engine/library/paced-store.ts'
import type { Refusal } from '../../../engine/library/store.ts'
import { hashOfStored, isInPlace, partPath } from '../../../engine/checks/view.ts'
import type { Crew } from '../../../engine/scan/crew.ts'
import { liveStored, type LibraryIndex } from '../../../engine/scan/library-index.ts'
import type { HashResult } from '../../../engine/verify/hash-stored.ts'
import { hashAll } from '../../../engine/verify/verify.ts'
import { knownDamage, verifyOrder } from '../../../engine/verify/verify-order.ts'
import type { Clock } from '../../clock.ts'
import type { Pacer } from '../../library/pacer.ts'
import { packVerdicts, type KeptVerdict } from './verdict-records.ts'
import type { Tell, WatchSettings } from './watch-messages.ts'

export type VerifierOptions = {
  readonly clock: Clock
  readonly tell: Tell
  readonly pacer: Pacer
  readonly settings: () => WatchSettings
  /** The index of now; undefined before the first scan. A row is good for the index it was read from. */
  readonly index: () => LibraryIndex | undefined
  readonly crew: (allowance: Allowance) => Crew
  /** Is content on its way, and hashing must wait? */
  readonly isPaused: () => boolean
  /** Hashes that failed distributions need. */
  readonly urgent: () => ReadonlySet<string>
  /** New damage was found. */
  readonly onDamage: () => void
}

export type Verifier = {
  /** Hashes what is due; resolves when nothing is, or when it was ended. Rejects when a thread died. */
  pass(): Promise<void>
  /** What is known of bytes: for the judgement. */
  known(index: LibraryIndex): readonly HashResult[]
  end(): void
}

/** One slice ends at so many files, or at what the rate allows in so many seconds. */
const sliceFiles = 1_000
const sliceSeconds = 2
/** Known damage is read again after this time: the disk may have recovered; milliseconds. */
const damageHolds = 24 * 60 * 60 * 1000

export function createVerifier(options: VerifierOptions): Verifier {
  const { clock, tell, pacer, settings, urgent } = options
  const running = new Set<Allowance>()
  /** Hash -> why it could not be read last time. */
  const unreadable = new Map<string, Refusal>()
  let ended = false

  const due = (index: LibraryIndex): readonly number[] => {
    const now = clock.now()
    const notSince = now - settings().reverifyAfter
    const rows = verifyOrder(index, { urgent: urgent(), notSince, badNotSince: now - damageHolds })
    const twins = verifiedTwins(index, rows, notSince)
    return rows.filter((row) => !twins.has(index.tables.stored.hash.at(row)))
  }

  const hashSlice = async (crew: Crew, index: LibraryIndex, rows: readonly number[]): Promise<void> => {
    const admit = (): Promise<boolean> => Promise.resolve(!ended)
    const { results } = await hashAll(crew, index, { rows, admit })
    const sure = await confirmed(crew, index, results)
    if (ended) return
    const verdicts: KeptVerdict[] = []
    let bytes = 0
    let mismatches = 0
    for (const { row, bytes: size, actual, refusal } of sure) {
      const hash = hashOfStored(index, row)
      if (actual === undefined) {
        if (isEnded(refusal)) continue
        if (refusal !== undefined && refusal.refused !== 'missing') unreadable.set(hash, refusal)
        continue
      }
      const sound = actual === hash
      const modified = index.tables.stored.modified.at(row)
      verdicts.push({ hash, size, modified, verifiedAt: clock.now(), sound, actual: sound ? undefined : actual })
      bytes += size
      if (!sound) mismatches += 1
    }
    record(options.index() ?? index, verdicts)
    tell({ kind: 'verified', verdicts: packVerdicts(verdicts), files: verdicts.length, bytes, mismatches })
    if (mismatches > 0) options.onDamage()
  }

  /** @param seen  hashes that had their turn: one whose file vanished or moves is not tried again and again */
  const hashRows = async (
    rowsOf: (index: LibraryIndex) => readonly number[],
    seen: Set<string>,
    isPaused: () => boolean,
  ): Promise<number> => {
    const index = options.index()
    const rows = index === undefined ? [] : rowsOf(index).filter((row) => !seen.has(hashOfStored(index, row)))
    if (index === undefined || rows.length === 0) return 0
    const allowance = newAllowance()
    const crew = options.crew(allowance)
    const stopGranting = pacer.begin(allowance, isPaused)
    running.add(allowance)
    try {
      for (const slice of slices(index, rows, settings().bytesPerSecond * sliceSeconds)) {
        if (ended || options.index() !== index) break
        await hashSlice(crew, index, slice)
        for (const row of slice) seen.add(hashOfStored(index, row))
      }
    } finally {
      running.delete(allowance)
      stopGranting()
      await crew.close()
    }
    return rows.length
  }

  return {
    async pass() {
      const index = options.index()
      if (index === undefined || ended) return
      const began = clock.elapsed()
      unreadable.clear()
      const first = due(index)
      if (first.length > 0) tell({ kind: 'passBegan', files: first.length, bytes: bytesOf(index, first) })
      // What became due meanwhile belongs to this pass; a library read as a whole has other rows.
      const seen = new Set<string>()
      let more = first.length > 0
      while (!ended && more) more = (await hashRows(due, seen, options.isPaused)) > 0
      const took = first.length === 0 ? undefined : clock.elapsed() - began
      if (!ended) tell({ kind: 'passEnded', took, at: clock.now() })
    },
    known: (index) => [...knownDamage(index), ...refused(index, unreadable)],
    end() {
      ended = true
      for (const allowance of running) endReading(allowance)
    },
  }

  /** Wrong bytes are hashed a second time, unless the file was written meanwhile: the next scan sees that one anew. */
  async function confirmed(
    crew: Crew,
    index: LibraryIndex,
    results: readonly HashResult[],
  ): Promise<readonly HashResult[]> {
    const wrong = results.filter(({ row, actual }) => actual !== undefined && actual !== hashOfStored(index, row))
    if (wrong.length === 0) return results
    const paths = wrong.map(({ row }) => partPath(index, row, 'data'))
    const times = Float64Array.from(wrong, ({ row }) => index.tables.stored.modified.at(row))
    const answer = await crew.run({ kind: 'changed', paths, times })
    const moved = new Set(answer.kind === 'changed' ? answer.paths : [])
    const rows = wrong.filter((_, at) => !moved.has(paths[at] ?? '')).map(({ row }) => row)
    const again = rows.length === 0 ? [] : (await hashAll(crew, index, { rows })).results
    return [...results.filter((result) => !wrong.includes(result)), ...again]
  }
}

/** Hashes of which another copy has the verdict: one verdict is kept per hash, and two copies are told as I8. */
function verifiedTwins(index: LibraryIndex, rows: readonly number[], notSince: number): ReadonlySet<number> {
  const { stored } = index.tables
  const candidates = new Set(
    rows.map((row) => stored.hash.at(row)).filter((hash) => (index.verdicts.get(hash)?.verifiedAt ?? -1) >= notSince),
  )
  const twins = new Set<number>()
  if (candidates.size === 0) return twins
  for (const row of liveStored(index)) {
    const hash = stored.hash.at(row)
    const verdict = candidates.has(hash) && isInPlace(index, row) ? index.verdicts.get(hash) : undefined
    if (verdict?.size === stored.size.at(row) && verdict.modified === stored.modified.at(row)) twins.add(hash)
  }
  return twins
}

function record(index: LibraryIndex, verdicts: readonly KeptVerdict[]): void {
  for (const { hash, ...verdict } of verdicts) {
    const number = index.tables.hashes.find(hash)
    if (number !== undefined) index.verdicts.set(number, verdict)
  }
}

function* slices(index: LibraryIndex, rows: readonly number[], most: number): Generator<readonly number[]> {
  let slice: number[] = []
  let bytes = 0
  for (const row of rows) {
    slice.push(row)
    bytes += index.tables.stored.size.at(row)
    if (slice.length < sliceFiles && bytes < most) continue
    yield slice
    slice = []
    bytes = 0
  }
  if (slice.length > 0) yield slice
}

const bytesOf = (index: LibraryIndex, rows: readonly number[]): number =>
  rows.reduce((sum, row) => sum + index.tables.stored.size.at(row), 0)

function refused(index: LibraryIndex, unreadable: ReadonlyMap<string, Refusal>): readonly HashResult[] {
  if (unreadable.size === 0) return []
  const results: HashResult[] = []
  for (const row of liveStored(index)) {
    const refusal = isInPlace(index, row) ? unreadable.get(hashOfStored(index, row)) : undefined
    if (refusal !== undefined) results.push({ row, bytes: 0, actual: undefined, refusal, signature: undefined })
  }
  return results
}
