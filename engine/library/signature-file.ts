// The RDC signature of one file, as [MS-RDC] lays it out: 24 bytes of header, then per chunk 16 bytes MD4 and its length
// as 16 bits, little endian. A public hex picture shows exactly this inside a `SMSSIG$\<ContentID>.tar` of a real DP
// (test/corpus/library/real). That `<HASH>.SIG` in FileLib holds the same is assumed.

export type SignatureChunk = {
  /** 16 bytes. */
  readonly md4: Uint8Array
  /** 1 to 65535 bytes. */
  readonly length: number
}

/** HeaderSize 24, version 1.1, minimum version 1.1, padding, file type 1. */
export const signatureHeader = Buffer.from('180000000100010001000100000000000100000000000000', 'hex')

/** Of one chunk in the file. */
export const chunkBytes = 18

const knownVersion = 0x00010001
const fileType = 1n

/**
 * Why these bytes are no signature that we can read, in words; undefined when they are one. Asks no more than a
 * reader must (rdc 3.1): a newer library may write its own version and what it likes into the padding.
 */
export function signatureFault(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < signatureHeader.length) return `${buffer.length} bytes are less than its header has`
  if (buffer.readUInt32LE(0) !== signatureHeader.length) return 'the header is of an unknown size'
  if (buffer.readUInt32LE(8) > knownVersion) return 'it needs a newer version of RDC'
  if (buffer.readBigUInt64LE(16) !== fileType) return 'the header is not that of a signature'
  if ((buffer.length - signatureHeader.length) % chunkBytes !== 0) return 'it ends within a chunk'
  for (let at = signatureHeader.length; at < buffer.length; at += chunkBytes) {
    if (buffer.readUInt16LE(at + 16) === 0) return 'it has a chunk of no length'
  }
  return undefined
}

/** The chunks in file order; undefined when these bytes are no signature of the known form. */
export function readSignature(bytes: Uint8Array): readonly SignatureChunk[] | undefined {
  if (signatureFault(bytes) !== undefined) return undefined
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: (buffer.length - signatureHeader.length) / chunkBytes }, (_, chunk) => {
    const at = signatureHeader.length + chunk * chunkBytes
    return { md4: buffer.subarray(at, at + 16), length: buffer.readUInt16LE(at + 16) }
  })
}

export function writeSignature(chunks: readonly SignatureChunk[]): Buffer {
  const bytes = Buffer.alloc(signatureHeader.length + chunks.length * chunkBytes)
  signatureHeader.copy(bytes)
  chunks.forEach(({ md4, length }, at) => {
    bytes.set(md4, signatureHeader.length + at * chunkBytes)
    bytes.writeUInt16LE(length, signatureHeader.length + at * chunkBytes + 16)
  })
  return bytes
}

/** Length of the file that was signed, in bytes: a cheap check without reading it. */
export const signedLength = (chunks: readonly SignatureChunk[]): number =>
  chunks.reduce((sum, { length }) => sum + length, 0)
