// In which order stored files are hashed: those a failed distribution needs first, then those never verified, then the
// oldest verdicts, small files before large ones. A verdict holds while size and time stay the same.
import { isInPlace, hashOfStored } from '../checks/view.ts'
import { liveStored, type LibraryIndex } from '../scan/library-index.ts'
import type { HashResult } from './hash-stored.ts'

export type HashVerdict = {
  readonly size: number
  /** Milliseconds since 1970 UTC. */
  readonly modified: number
  readonly verifiedAt: number
  readonly sound: boolean
}

/** By hash. */
export type HashVerdicts = Map<string, HashVerdict>

/** Adds what was just hashed. Files that could not be read get no verdict. */
export function recordVerdicts(
  index: LibraryIndex,
  verdicts: HashVerdicts,
  results: readonly HashResult[],
  now: number,
): void {
  for (const { row, bytes, actual } of results) {
    if (actual === undefined) continue
    const hash = hashOfStored(index, row)
    const modified = index.tables.stored.modified.at(row)
    verdicts.set(hash, { size: bytes, modified, verifiedAt: now, sound: actual === hash })
  }
}

export type OrderOptions = {
  readonly verdicts: ReadonlyMap<string, HashVerdict>
  /** Hashes that a failed distribution needs. */
  readonly urgent?: ReadonlySet<string>
  /** Sound verdicts younger than this are not verified again; everything is when undefined. Milliseconds since 1970. */
  readonly notSince?: number | undefined
}

/** Rows of the stored table in the order to hash. */
export function verifyOrder(
  index: LibraryIndex,
  { verdicts, urgent = new Set(), notSince }: OrderOptions,
): readonly number[] {
  const { size } = index.tables.stored
  const due: { row: number; urgent: number; verifiedAt: number; size: number }[] = []
  for (const row of liveStored(index)) {
    if (!isInPlace(index, row)) continue
    const hash = hashOfStored(index, row)
    const verdict = verdicts.get(hash)
    const verifiedAt = verdict !== undefined && holds(index, row, verdict) ? verdict.verifiedAt : 0
    if (notSince !== undefined && verifiedAt >= notSince) continue
    due.push({ row, urgent: urgent.has(hash) ? 0 : 1, verifiedAt, size: size.at(row) })
  }
  due.sort((a, b) => a.urgent - b.urgent || a.verifiedAt - b.verifiedAt || a.size - b.size)
  return due.map(({ row }) => row)
}

const holds = ({ tables }: LibraryIndex, row: number, { size, modified, sound }: HashVerdict): boolean =>
  sound && tables.stored.size.at(row) === size && tables.stored.modified.at(row) === modified

/** A part of the rows, spread evenly; `seed` decides which, so that runs together see everything. */
export function sampleOf(rows: readonly number[], part: number, seed: number): readonly number[] {
  if (part >= 1) return rows
  const wanted = Math.ceil(rows.length * part)
  const step = rows.length / Math.max(1, wanted)
  const first = (Math.abs(seed) % 1_000) / 1_000
  return Array.from({ length: wanted }, (_, at) => rows[Math.floor((at + first) * step) % rows.length]).filter(
    (row) => row !== undefined,
  )
}
