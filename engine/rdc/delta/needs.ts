// What must travel (rdc 4): the source is the new version, the seed the old one that is there already. Both are known by
// their signatures only. Every chunk of the source that the seed has too is taken from the seed.
import { chunkBytes, signatureHeader } from '../../library/signature-file.ts'
import { createChunkIndex } from './chunk-index.ts'

export type Need = {
  /** Whose bytes these are. */
  readonly from: 'seed' | 'source'
  /** Where they begin in that file. */
  readonly offset: number
  readonly length: number
}

/**
 * The source, piece by piece in order; neighbours that are contiguous in their file are one piece.
 *
 * @param source  signature of the new version, any level; must be sound (`signatureFault`)
 * @param seed    signature of the old version, same level and parameters
 */
export function needsOf(source: Uint8Array, seed: Uint8Array): readonly Need[] {
  const index = createChunkIndex(seed)
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength)
  const needs: Need[] = []
  let last: Need | undefined
  let offset = 0
  let wanted = -1
  for (let at = signatureHeader.length; at < source.length; at += chunkBytes) {
    const length = view.getUint16(at + 16, true)
    const found = index.find(source, at, wanted)
    wanted = found < 0 ? -1 : found + 1
    const need: Need =
      found < 0 ? { from: 'source', offset, length } : { from: 'seed', offset: index.offsetOf(found), length }
    if (last?.from === need.from && last.offset + last.length === need.offset) {
      last = { ...last, length: last.length + length }
      needs[needs.length - 1] = last
    } else {
      last = need
      needs.push(need)
    }
    offset += length
  }
  return needs
}

/** Bytes that these pieces take from one of the two files. */
export const bytesFrom = (needs: readonly Need[], from: Need['from']): number =>
  needs.reduce((sum, need) => (need.from === from ? sum + need.length : sum), 0)
