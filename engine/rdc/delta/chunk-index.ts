import { randomBytes } from 'node:crypto'
import { chunkBytes, signatureHeader } from '../../library/signature-file.ts'

/** Finds a chunk in a signature by its MD4 and length; 16 bytes of memory per chunk besides the signature itself. */
export type ChunkIndex = {
  /**
   * The number of a chunk equal to the one at byte `at` of a signature; -1 when there is none.
   *
   * @param wanted  the chunk that is preferred when several are equal
   */
  find(signature: Uint8Array, at: number, wanted: number): number
  /** Where a chunk begins in the file, in bytes. */
  offsetOf(chunk: number): number
}

/** Open addressing. What comes from outside must not choose where it collides: the factors are drawn anew each time. */
export function createChunkIndex(signature: Uint8Array): ChunkIndex {
  const count = Math.max(0, Math.floor((signature.length - signatureHeader.length) / chunkBytes))
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(count * 2 + 1))).fill(-1)
  const offsets = new Float64Array(count + 1)
  const view = new DataView(signature.buffer, signature.byteOffset, signature.byteLength)
  const factors = new Int32Array(Uint8Array.from(randomBytes(20)).buffer)
  const shift = 32 - Math.log2(slots.length)

  const slotOf = (bytes: DataView, at: number): number => {
    let mixed = Math.imul(bytes.getUint16(at + 16, true), (factors[4] ?? 0) | 1)
    for (let word = 0; word < 4; word++) {
      mixed = (mixed + Math.imul(bytes.getInt32(at + word * 4, true), (factors[word] ?? 0) | 1)) | 0
    }
    return shift === 32 ? 0 : mixed >>> shift
  }
  const isEqual = (bytes: DataView, at: number, chunk: number): boolean => {
    const own = signatureHeader.length + chunk * chunkBytes
    if (view.getUint16(own + 16, true) !== bytes.getUint16(at + 16, true)) return false
    for (let word = 0; word < 16; word += 4) {
      if (view.getInt32(own + word, true) !== bytes.getInt32(at + word, true)) return false
    }
    return true
  }
  const search = (bytes: DataView, at: number): number => {
    let slot = slotOf(bytes, at)
    for (let chunk = slots[slot] ?? -1; chunk >= 0 && !isEqual(bytes, at, chunk); chunk = slots[slot] ?? -1) {
      slot = (slot + 1) % slots.length
    }
    return slot
  }

  for (let chunk = 0, at = signatureHeader.length; chunk < count; chunk++, at += chunkBytes) {
    offsets[chunk + 1] = (offsets[chunk] ?? 0) + view.getUint16(at + 16, true)
    const slot = search(view, at)
    if (slots[slot] === -1) slots[slot] = chunk
  }
  return {
    find(other, at, wanted) {
      const bytes = new DataView(other.buffer, other.byteOffset, other.byteLength)
      return wanted >= 0 && wanted < count && isEqual(bytes, at, wanted) ? wanted : (slots[search(bytes, at)] ?? -1)
    },
    offsetOf: (chunk) => offsets[chunk] ?? 0,
  }
}
