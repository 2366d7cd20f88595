// Where a file is cut into chunks (rdc 2): the plain version, one byte after the other. engine/rdc/wasm does the same
// many bytes at a time; tests hold both against each other.
//
// A hash rolls over the last `window` bytes. A place is cut when its hash is greater than every other one up to a horizon
// away. That depends on the bytes around it only, so an insertion moves the cuts behind it and changes none of them. A chunk
// that would become too long is cut where it must be.
import { horizonClippedAtEnd } from '../assumptions.ts'
import { h3Table, rotationOf } from './h3-table.ts'
import { longestChunk, type RdcParameters } from './parameters.ts'

export type Cutter = {
  /** The lengths of the chunks that these bytes complete, in order. Pieces may be of any size. */
  push(bytes: Uint8Array): readonly number[]
  /** The lengths of the last chunks. */
  end(): readonly number[]
}

export function createCutter({ window, horizon }: RdcParameters): Cutter {
  const hashOf = rollingHash(window)
  const greatestBefore = slidingMaximum(horizon)
  /** The place that is a maximum so far, and its hash. */
  let candidate: { readonly place: number; readonly hash: number } | undefined
  let place = 0
  let cutAt = 0

  /** Cuts at `at`; when that is too far, as often as it must be before. */
  const cutsUntil = (at: number): number[] => {
    const lengths: number[] = []
    for (; at - cutAt > longestChunk; cutAt += longestChunk) lengths.push(longestChunk)
    if (at > cutAt) lengths.push(at - cutAt)
    cutAt = at
    return lengths
  }

  return {
    push(bytes) {
      const lengths: number[] = []
      for (const byte of bytes) {
        const hash = hashOf(byte)
        if (candidate !== undefined && hash >= candidate.hash) candidate = undefined
        if (hash > greatestBefore(place, hash) && place > horizon) candidate = { place, hash }
        if (candidate?.place === place - horizon) {
          lengths.push(...cutsUntil(candidate.place))
          candidate = undefined
        }
        place++
      }
      return lengths
    },
    end: () => [
      ...(candidate !== undefined && horizonClippedAtEnd ? cutsUntil(candidate.place) : []),
      ...cutsUntil(place),
    ],
  }
}

/** The next byte -> the hash over the last `window` bytes, unsigned; before the file there are zeros (rdc 2.3). */
function rollingHash(window: number): (byte: number) => number {
  const last = new Uint8Array(window)
  const rotation = rotationOf(window)
  let at = 0
  let hash = 0
  return (lead) => {
    const mixed = hash ^ (h3Table[lead] ?? 0) ^ (h3Table[last[at] ?? 0] ?? 0)
    hash = (mixed << rotation) | (mixed >>> (32 - rotation))
    last[at] = lead
    at = at + 1 === window ? 0 : at + 1
    return hash >>> 0
  }
}

/** Takes the hash at a place and gives the greatest of the `horizon` hashes before it; -1 when there is none. */
function slidingMaximum(horizon: number): (place: number, hash: number) => number {
  // A ring of what can still become the greatest: places in order, hashes falling.
  const mask = 2 ** Math.ceil(Math.log2(horizon + 2)) - 1
  const places = new Float64Array(mask + 1)
  const hashes = new Uint32Array(mask + 1)
  let first = 0
  let end = 0
  return (place, hash) => {
    if (first !== end && (places[first] ?? 0) < place - horizon) first = (first + 1) & mask
    const greatest = first === end ? -1 : (hashes[first] ?? 0)
    while (first !== end && (hashes[(end - 1) & mask] ?? 0) <= hash) end = (end - 1) & mask
    places[end] = place
    hashes[end] = hash
    end = (end + 1) & mask
    return greatest
  }
}
