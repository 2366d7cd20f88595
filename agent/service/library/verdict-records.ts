// Verdicts as they are kept: by hash, with size and times, so that they outlive the index. Records of 64 bytes:
//
//   0 hash (32 bytes, a shorter one is padded)   32 flags: 1 sound, 2 SHA-1, 4 the next record is the hash found instead
//   40 size   48 modified   56 verifiedAt        (little-endian doubles; times in milliseconds since 1970 UTC)
import type { HashVerdict, LibraryIndex } from '../../../engine/scan/library-index.ts'

const recordBytes = 64
const flags = { sound: 1, short: 2, found: 4 } as const

export type KeptVerdict = HashVerdict & { readonly hash: string }

export function packVerdicts(verdicts: readonly KeptVerdict[]): Uint8Array {
  const records = verdicts.reduce((count, { actual }) => count + (actual === undefined ? 1 : 2), 0)
  const bytes = Buffer.alloc(records * recordBytes)
  let at = 0
  for (const { hash, size, modified, verifiedAt, sound, actual } of verdicts) {
    bytes.write(hash, at, 'hex')
    const found = actual !== undefined && /^[0-9A-F]+$/.test(actual)
    bytes[at + 32] = (sound ? flags.sound : 0) | (hash.length === 40 ? flags.short : 0) | (found ? flags.found : 0)
    bytes.writeDoubleLE(size, at + 40)
    bytes.writeDoubleLE(modified, at + 48)
    bytes.writeDoubleLE(verifiedAt, at + 56)
    at += recordBytes
    if (!found) continue
    bytes.write(actual, at, 'hex')
    at += recordBytes
  }
  return bytes.subarray(0, at)
}

/** Bytes that are no records give none. */
export function* unpackVerdicts(packed: Uint8Array): Generator<KeptVerdict> {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
  for (let at = 0; at + recordBytes <= bytes.length; at += recordBytes) {
    const mark = bytes[at + 32] ?? 0
    const hash = hexAt(bytes, at, mark)
    const verdict = {
      hash,
      size: bytes.readDoubleLE(at + 40),
      modified: bytes.readDoubleLE(at + 48),
      verifiedAt: bytes.readDoubleLE(at + 56),
      sound: (mark & flags.sound) !== 0,
    }
    if ((mark & flags.found) === 0) {
      yield verdict
      continue
    }
    at += recordBytes
    if (at + recordBytes <= bytes.length) yield { ...verdict, actual: hexAt(bytes, at, mark) }
  }
}

const hexAt = (bytes: Buffer, at: number, mark: number): string =>
  bytes.toString('hex', at, at + ((mark & flags.short) === 0 ? 32 : 20)).toUpperCase()

/** Later records win; verdicts of stored files that are gone are left out. @returns records that were read */
export function recallVerdicts(index: LibraryIndex, packed: readonly Uint8Array[]): number {
  let read = 0
  for (const some of packed) {
    for (const { hash, ...verdict } of unpackVerdicts(some)) {
      read += 1
      const number = index.tables.hashes.find(hash)
      if (number !== undefined) index.verdicts.set(number, verdict)
    }
  }
  return read
}

/** Verdicts per record in the state store. */
const perRecord = 4_096

/** All verdicts of the index, as few records. */
export function allVerdicts(index: LibraryIndex): readonly Uint8Array[] {
  const all = [...index.verdicts].map(([number, verdict]) => ({ hash: index.tables.hashes.text(number), ...verdict }))
  return Array.from({ length: Math.ceil(all.length / perRecord) }, (_, at) =>
    packVerdicts(all.slice(at * perRecord, (at + 1) * perRecord)),
  )
}
