import { horizonClippedAtEnd } from '../../assumptions.ts'
import { createChunkList } from '../chunk-list.ts'
import { rotationOf } from '../h3-table.ts'
import { longestChunk, parameterLimits, type RdcParameters } from '../parameters.ts'
import type { Signer } from '../signer.ts'
import { md4OfPieces, type Piece } from './md4-lanes.ts'
import { inputCapacity, places, type RdcMachine } from './rdc-module.ts'

/** Zeros that stand for what lies before the file. */
const before = parameterLimits.window.most
/** Bytes hashed before their maxima are looked for: their hashes stay in the processor's cache. */
const blockBytes = 64 * 1024

/**
 * Signs by WebAssembly: the same as `plainSigner`, some twenty times as fast. Places below are those in the machine's memory, behind
 * `places.bytes`; when it is full, what is still needed moves to its front.
 */
export function wasmSigner(machine: RdcMachine, { window, horizon }: RdcParameters): Signer {
  const list = createChunkList()
  const rotation = rotationOf(window)
  const waiting: Piece[] = []
  const numbers: number[] = []
  let hash = 0
  let filled: number = before
  let cutAt: number = before
  /** Places before this one are known to be cut or not. The spec lets none be cut up to the first horizon. */
  let decided = before + horizon + 1
  machine.memory.fill(0, places.bytes, places.bytes + before)

  function cut(at: number): void {
    waiting.push({ address: places.bytes + cutAt, length: at - cutAt })
    numbers.push(list.add(at - cutAt))
    cutAt = at
  }
  function cutForced(until: number): void {
    while (until - cutAt > longestChunk) cut(cutAt + longestChunk)
  }

  function decide(until: number): void {
    if (until <= decided) return
    const end = machine.maxima(decided, until, filled, horizon, places.maxima)
    for (let at = places.maxima / 4; at < end / 4; at++) {
      const place = machine.words[at] ?? 0
      cutForced(place)
      cut(place)
    }
    cutForced(until)
    decided = until
  }

  function hashChunks(): void {
    md4OfPieces(machine, waiting, (piece, md4) => list.setMd4(numbers[piece] ?? 0, md4))
    waiting.length = 0
    numbers.length = 0
  }

  function makeRoom(): void {
    hashChunks()
    const keep = Math.max(0, Math.min(cutAt, filled - before, decided - horizon))
    machine.memory.copyWithin(places.bytes, places.bytes + keep, places.bytes + filled)
    machine.words.copyWithin(places.hashes / 4, places.hashes / 4 + keep, places.hashes / 4 + filled)
    filled -= keep
    cutAt -= keep
    decided -= keep
  }

  return {
    update(bytes) {
      for (let from = 0; from < bytes.length;) {
        if (filled + blockBytes > inputCapacity) makeRoom()
        const part = bytes.subarray(from, from + blockBytes)
        machine.memory.set(part, places.bytes + filled)
        hash = machine.hash(filled, filled + part.length, hash, window, rotation)
        filled += part.length
        from += part.length
        decide(filled - horizon)
      }
    },
    digest() {
      if (horizonClippedAtEnd) decide(filled)
      cutForced(filled)
      if (filled > cutAt) cut(filled)
      hashChunks()
      return list.end()
    },
  }
}
