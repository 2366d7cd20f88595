import { md4 } from './md4.ts'

/**
 * The 256 words that the rolling hash mixes in, by byte value: the MD4 chain of sixteen zero bytes, each block read as four
 * words, little endian (rdc 2.1).
 */
export const h3Table: Uint32Array = chain()

function chain(): Uint32Array {
  const table = new Uint32Array(256)
  let block: Buffer = Buffer.alloc(16)
  for (let at = 0; at < table.length; at += 4) {
    block = md4(block)
    for (let word = 0; word < 4; word++) table[at + word] = block.readUInt32LE(word * 4)
  }
  return table
}

/** How far the rolling hash turns per byte, in bits; window times this is a multiple of 32, so that a byte that leaves cancels (rdc 2.2). */
export function rotationOf(window: number): number {
  let rotation = 1
  for (let divisor = 32; divisor > 0 && window % divisor !== 0; divisor = Math.floor(divisor / 2)) rotation *= 2
  return rotation % 32
}
