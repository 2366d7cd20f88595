// The checksum of LevelDB's files: CRC-32C (Castagnoli), stored masked because it may itself lie in checked bytes.
// Source: leveldb util/crc32c.h.

/** @param state  what an earlier call gave, to go on with it */
export function crc32c(bytes: Uint8Array, state = 0): number {
  let crc = ~state
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0)
  return ~crc >>> 0
}

export function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

const polynomial = 0x82f63b78

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
  return crc
})
