// In which order stored files are hashed: those a failed distribution needs first, then those never verified, then the
// oldest verdicts, small files before large ones. A verdict holds while size and time stay the same.
import { isInPlace, hashOfStored } from '../checks/view.ts'
import { liveStored, type HashVerdict, type LibraryIndex } from '../scan/library-index.ts'
import type { HashResult } from './hash-stored.ts'

/** Earlier than every verdict. */
const never = -1

/** Remembers what was just hashed. Files that could not be read get no verdict. */
export function recordVerdicts(index: LibraryIndex, results: readonly HashResult[], now: number): void {
  index.unsaved = undefined
  for (const { row, bytes, actual } of results) {
    if (actual === undefined) continue
    const modified = index.tables.stored.modified.at(row)
    const sound = actual === hashOfStored(index, row)
    const verdict = { size: bytes, modified, verifiedAt: now, sound, actual: sound ? undefined : actual }
    index.verdicts.set(index.tables.stored.hash.at(row), verdict)
  }
}

export type OrderOptions = {
  /** Hashes that a failed distribution needs. */
  readonly urgent?: ReadonlySet<string>
  /** Sound verdicts younger than this are not verified again; everything is when undefined. Milliseconds since 1970. */
  readonly notSince?: number | undefined
  /** The same for damage that is known and still the same file: reading it again tells nothing new. */
  readonly badNotSince?: number | undefined
}

/** Rows of the stored table in the order to hash. */
export function verifyOrder(
  index: LibraryIndex,
  { urgent = new Set(), notSince, badNotSince }: OrderOptions = {},
): readonly number[] {
  const { size } = index.tables.stored
  const due: { row: number; urgent: number; verifiedAt: number; size: number }[] = []
  for (const row of liveStored(index)) {
    if (!isInPlace(index, row)) continue
    const hash = hashOfStored(index, row)
    const verdict = index.verdicts.get(index.tables.stored.hash.at(row))
    const verifiedAt = verdict !== undefined && holds(index, row, verdict) ? verdict.verifiedAt : never
    if (notSince !== undefined && verifiedAt >= notSince) continue
    if (badNotSince !== undefined && verdict !== undefined && isOf(index, row, verdict) && !verdict.sound) {
      if (verdict.verifiedAt >= badNotSince) continue
    }
    due.push({ row, urgent: urgent.has(hash) ? 0 : 1, verifiedAt, size: size.at(row) })
  }
  due.sort((a, b) => a.urgent - b.urgent || a.verifiedAt - b.verifiedAt || a.size - b.size)
  return due.map(({ row }) => row)
}

const holds = (index: LibraryIndex, row: number, verdict: HashVerdict): boolean =>
  verdict.sound && isOf(index, row, verdict)

/** Is the verdict about the bytes that lie there now, as far as size and time tell? */
const isOf = ({ tables }: LibraryIndex, row: number, { size, modified }: HashVerdict): boolean =>
  tables.stored.size.at(row) === size && tables.stored.modified.at(row) === modified

/** The damage that is known and not outdated, as if it had just been hashed. */
export function knownDamage(index: LibraryIndex): readonly HashResult[] {
  const damaged = new Map([...index.verdicts].filter(([, { sound }]) => !sound))
  if (damaged.size === 0) return []
  const found: HashResult[] = []
  for (const row of liveStored(index)) {
    const verdict = damaged.get(index.tables.stored.hash.at(row))
    if (verdict === undefined || !isInPlace(index, row) || !isOf(index, row, verdict)) continue
    const actual = verdict.actual ?? 'another one'
    found.push({ row, bytes: verdict.size, actual, refusal: undefined, signature: undefined })
  }
  return found
}

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

/** The oldest verdict that still holds; undefined while any stored file has none. Milliseconds since 1970 UTC. */
export function oldestVerification(index: LibraryIndex): number | undefined {
  let oldest: number | undefined
  for (const row of liveStored(index)) {
    if (!isInPlace(index, row)) continue
    const verdict = index.verdicts.get(index.tables.stored.hash.at(row))
    if (verdict === undefined || !holds(index, row, verdict)) return undefined
    oldest = Math.min(oldest ?? Infinity, verdict.verifiedAt)
  }
  return oldest
}
