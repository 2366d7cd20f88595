// An encrypted copy of one content, as for a cloud management gateway: there every package is encrypted by itself and
// nothing is shared (content library, operations). AES-256-GCM in chunks, our own layout, version 1, little-endian:
//
//    0   8  `CMDPSEAL`
//    8   2  version, 1
//   10   2  zero
//   12   4  bytes of one chunk before encryption; the last one is shorter
//   16   8  length of what is sealed
//   24  32  salt, random for each file
//   56   8  package id
//   64  28  nonce and tag of an empty message: does the key belong to this header?
//   92   …  per chunk: nonce (12, random), the encrypted bytes, tag (16)
//
// The key of the chunks is HKDF-SHA-256(key of the package, salt, package id), so that no two files share one: equal
// contents have nothing in common. Each chunk is bound to the header and to its number; chunks that are swapped, left
// out, repeated or taken from another file, and a file that is cut, do not open.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { PackageId } from '../ids.ts'
import { isArchiveRefusal, readExactly, refuse, type ArchiveRefusal, type ByteSource } from './byte-source.ts'

const magic = 'CMDPSEAL'
const version = 1
const headerBytes = 64
const nonceBytes = 12
const tagBytes = 16
const overhead = nonceBytes + tagBytes
const firstChunk = headerBytes + overhead
const chunkBytes = 64 * 1024
const cipher = 'aes-256-gcm'

export const isSealedFile = (head: Buffer): boolean => head.subarray(0, 8).toString('latin1') === magic

/** Package whose key opens the file; undefined when the bytes are no sealed file. Read before anything is checked. */
export const sealedPackage = (head: Buffer): string | undefined =>
  isSealedFile(head) && head.length >= headerBytes ? head.toString('latin1', 56, 64) : undefined

/** Length of a sealed file. */
export const sealedSize = (size: number, chunk = chunkBytes): number =>
  firstChunk + size + Math.ceil(size / chunk) * overhead

/**
 * Encrypts `plain`, whose pieces may have any length, as it comes.
 *
 * @param size  bytes of all pieces together
 * @param key  32 bytes, the package's own
 */
export function* sealBytes(
  plain: Iterable<Uint8Array>,
  size: number,
  packageId: PackageId,
  key: Buffer,
): Generator<Buffer> {
  const header = Buffer.alloc(headerBytes)
  header.write(magic, 0, 'latin1')
  header.writeUInt16LE(version, 8)
  header.writeUInt32LE(chunkBytes, 12)
  header.writeBigUInt64LE(BigInt(size), 16)
  randomBytes(32).copy(header, 24)
  header.write(packageId, 56, 'latin1')
  const chunkKey = keyOf(header, key)
  yield Buffer.concat([header, seal(chunkKey, header, noChunk, Buffer.alloc(0))])
  let number = 0
  for (const chunk of inChunks(plain)) yield seal(chunkKey, header, number++, chunk)
}

const keyOf = (header: Buffer, key: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', key, header.subarray(24, 56), header.subarray(56, 64), 32))

/** Number of the empty message behind the header; no file has so many chunks. */
const noChunk = 2 ** 48

function boundTo(header: Buffer, number: number): Buffer {
  const bound = Buffer.alloc(headerBytes + 8)
  header.copy(bound)
  bound.writeBigUInt64LE(BigInt(number), headerBytes)
  return bound
}

function seal(key: Buffer, header: Buffer, number: number, chunk: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes })
  sealing.setAAD(boundTo(header, number))
  return Buffer.concat([nonce, sealing.update(chunk), sealing.final(), sealing.getAuthTag()])
}

function open(key: Buffer, header: Buffer, number: number, sealed: Buffer): Buffer | undefined {
  const opening = createDecipheriv(cipher, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  opening.setAAD(boundTo(header, number))
  opening.setAuthTag(sealed.subarray(-tagBytes))
  try {
    return Buffer.concat([opening.update(sealed.subarray(nonceBytes, -tagBytes)), opening.final()])
  } catch {
    return undefined // OpenSSL says no more than that it does not fit
  }
}

function* inChunks(pieces: Iterable<Uint8Array>): Generator<Buffer> {
  let held: Uint8Array[] = []
  let length = 0
  for (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + chunkBytes - length)
      held.push(Uint8Array.from(part)) // the piece may be a buffer that its maker fills again
      length += part.length
      at += part.length
      if (length < chunkBytes) continue
      yield Buffer.concat(held)
      held = []
      length = 0
    }
  }
  if (length > 0) yield Buffer.concat(held)
}

/** What is inside, to be read from any place; each chunk is opened when it is needed, the last one is kept. */
export function openSealed(source: ByteSource, key: Buffer): ByteSource | ArchiveRefusal {
  const head = readExactly(source, 0, Math.min(firstChunk, source.size))
  if (isArchiveRefusal(head)) return head
  if (head.length < firstChunk || !isSealedFile(head)) return refuse('notPacked')
  if (head.readUInt16LE(8) !== version) return refuse('newerVersion', `version ${head.readUInt16LE(8)}`)
  const header = head.subarray(0, headerBytes)
  const chunkKey = keyOf(header, key)
  if (open(chunkKey, header, noChunk, head.subarray(headerBytes)) === undefined) return refuse('wrongKey')
  const size = Number(header.readBigUInt64LE(16))
  const chunk = header.readUInt32LE(12)
  if (chunk !== chunkBytes || header.readUInt16LE(10) !== 0) return refuse('newerVersion', `chunks of ${chunk} bytes`)
  if (sealedSize(size) !== source.size) return refuse('truncated')
  return chunkReader(source, header, chunkKey, size)
}

function chunkReader(source: ByteSource, header: Buffer, key: Buffer, size: number): ByteSource {
  let kept: { number: number; bytes: Buffer } | undefined
  const chunkAt = (number: number): Buffer | ArchiveRefusal => {
    if (kept?.number === number) return kept.bytes
    const length = Math.min(chunkBytes, size - number * chunkBytes)
    const sealed = readExactly(source, firstChunk + number * (chunkBytes + overhead), length + overhead)
    if (isArchiveRefusal(sealed)) return sealed
    const bytes = open(key, header, number, sealed)
    if (bytes === undefined) return refuse('damaged', `chunk ${number} does not open: changed, swapped or cut`)
    kept = { number, bytes }
    return bytes
  }
  return {
    size,
    readAt(buffer, position) {
      let done = 0
      while (done < buffer.length && position + done < size) {
        const at = position + done
        const chunk = chunkAt(Math.floor(at / chunkBytes))
        if (isArchiveRefusal(chunk)) return { refused: 'unreadable', reason: chunk.reason }
        done += chunk.copy(buffer, done, at % chunkBytes)
      }
      return done
    },
  }
}
