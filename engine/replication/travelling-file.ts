import type { FileHash } from '../ids.ts'
import { recordHeadBytes, writeDeltaHeader } from '../rdc/delta/delta-form.ts'
import { bytesFrom, needsOf } from '../rdc/delta/needs.ts'
import { fileParameters } from '../rdc/parameters.ts'
import { worthwhileLevels } from '../rdc/sign.ts'
import type { FileChange } from './file-delta.ts'

/** How one file reaches its destination. */
export type TravellingFile = {
  readonly path: string
  readonly hash: FileHash
  /** `link`: the bytes are there already; `block`: what is new inside the file; `whole`. */
  readonly how: 'link' | 'block' | 'whole'
  /** Bytes that travel. */
  readonly bytes: number
}

/** Bytes of the delta between two stored files; undefined when one of their signatures is not known. */
export type BlockCost = (before: FileHash, after: FileHash) => number | undefined

/** Bytes of the delta that turns the file with the signature `seed` into the one with `source`. */
export function deltaBytes(source: Uint8Array, seed: Uint8Array): number {
  const needs = needsOf(source, seed)
  const hash = '0'.repeat(64)
  const size = needs.reduce((sum, { length }) => sum + length, 0)
  const header = writeDeltaHeader({ seed: hash, target: hash, size, parameters: fileParameters })
  return header.length + needs.length * recordHeadBytes + bytesFrom(needs, 'source')
}

/**
 * A changed file as a block delta; undefined when it travels whole: it is new, so small that RDC is not worth while (rdc
 * 3.2), or its delta would not be smaller than itself.
 */
export function asBlockDelta(change: FileChange, blockCost: BlockCost): TravellingFile | undefined {
  if (change.kind !== 'changed' || worthwhileLevels(change.file.bytes) === 0) return undefined
  const bytes = blockCost(change.before.hash, change.file.hash)
  if (bytes === undefined || bytes >= change.file.bytes) return undefined
  return { path: change.path, hash: change.file.hash, how: 'block', bytes }
}
