import { chunkBytes, signatureHeader } from '../library/signature-file.ts'

/** A signature file that grows by one chunk at a time; nothing but its bytes is kept. */
export type ChunkList = {
  /** Appends a chunk whose MD4 comes later; returns its number. */
  add(length: number): number
  setMd4(chunk: number, md4: Uint8Array): void
  /** The whole signature file. */
  end(): Buffer
}

export function createChunkList(): ChunkList {
  let bytes = Buffer.alloc(signatureHeader.length + 64 * chunkBytes)
  let filled = signatureHeader.copy(bytes)
  return {
    add(length) {
      if (filled + chunkBytes > bytes.length) bytes = Buffer.concat([bytes, Buffer.alloc(bytes.length)])
      bytes.writeUInt16LE(length, filled + 16)
      filled += chunkBytes
      return (filled - signatureHeader.length) / chunkBytes - 1
    },
    setMd4: (chunk, md4) => bytes.set(md4, signatureHeader.length + chunk * chunkBytes),
    end: () => bytes.subarray(0, filled),
  }
}
