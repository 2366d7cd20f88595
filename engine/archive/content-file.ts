// One content in one file, so that one distribution point can seed or heal another. The vendor's prestaged `.pkgx` has an
// unknown layout; this is our own, version 1. Numbers are little-endian. Nothing is compressed: what comes out is never
// more than what lies there.
//
//    0   8  `CMDPCONT`
//    8   2  version, 1
//   10   2  zero
//   12   4  length of the manifest
//   16   8  length of the whole file
//   24  32  SHA-256 of the manifest
//   56   8  zero
//   64   …  manifest (manifest.ts), then for each stored file in its order: the bytes, then its RDC signature
//
// Every byte is covered by a check: the header by its fixed values and lengths, the manifest by its hash, the stored
// files by their names, the signatures by hashes in the manifest. Encrypted, these bytes lie inside a sealed file
// (sealed-file.ts).
import { createHash } from 'node:crypto'
import { isRefusal, type OpenFile } from '../library/store.ts'
import { isArchiveRefusal, openPart, readExactly, refuse, type ArchiveRefusal, type ByteSource } from './byte-source.ts'
import { readManifest, writeManifest, type Manifest, type PackedStoredFile } from './manifest.ts'

const magic = 'CMDPCONT'
const version = 1
const headerBytes = 64

/** A million files need about 150 MB; more is no content but an attack on memory. */
const largestManifest = 512 * 1024 * 1024

export const isContentFile = (head: Buffer): boolean => head.subarray(0, 8).toString('latin1') === magic

/** Header and manifest: what stands before the bytes of the stored files. */
export function contentFileHead(manifest: Manifest): { readonly head: Buffer; readonly size: number } {
  const written = writeManifest(manifest)
  const size = headerBytes + written.length + payloadBytes(manifest)
  const header = Buffer.alloc(headerBytes)
  header.write(magic, 0, 'latin1')
  header.writeUInt16LE(version, 8)
  header.writeUInt32LE(written.length, 12)
  header.writeBigUInt64LE(BigInt(size), 16)
  createHash('sha256').update(written).digest().copy(header, 24)
  return { head: Buffer.concat([header, written]), size }
}

const payloadBytes = ({ stored }: Manifest): number =>
  stored.reduce((sum, { size, signatureSize }) => sum + size + signatureSize, 0)

export type ContentFile = {
  readonly manifest: Manifest
  /** The bytes of a stored file, by its number in the manifest; not yet compared with its hash. */
  openStored(number: number): OpenFile
  /** Its RDC signature; undefined when none was packed or it is damaged. */
  signature(number: number): Buffer | undefined
}

export function openContentFile(source: ByteSource): ContentFile | ArchiveRefusal {
  const header = readExactly(source, 0, Math.min(headerBytes, source.size))
  if (isArchiveRefusal(header)) return header
  const manifest = readHead(source, header)
  if (isArchiveRefusal(manifest)) return manifest
  const places = placesOf(manifest, source.size - payloadBytes(manifest))
  return {
    manifest,
    openStored(number) {
      const [position = 0] = places[number] ?? []
      return openPart(source, position, manifest.stored[number]?.size ?? 0)
    },
    signature(number) {
      const one = manifest.stored[number]
      if (one === undefined || one.signatureSize === 0) return undefined
      const bytes = readExactly(source, (places[number]?.[0] ?? 0) + one.size, one.signatureSize)
      return isArchiveRefusal(bytes) || sha256(bytes) !== one.signatureHash ? undefined : bytes
    },
  }
}

function readHead(source: ByteSource, header: Buffer): Manifest | ArchiveRefusal {
  if (header.length < headerBytes || !isContentFile(header)) return refuse('notPacked')
  if (header.readUInt16LE(8) !== version) return refuse('newerVersion', `version ${header.readUInt16LE(8)}`)
  if (header.readUInt16LE(10) !== 0 || header.readBigUInt64LE(56) !== 0n) return refuse('damaged', 'its header')
  if (header.readBigUInt64LE(16) !== BigInt(source.size)) return refuse('truncated')
  const length = header.readUInt32LE(12)
  if (length > largestManifest) return refuse('hostile', 'its manifest is larger than any content needs')
  const bytes = readExactly(source, headerBytes, length)
  if (isArchiveRefusal(bytes)) return bytes
  if (!createHash('sha256').update(bytes).digest().equals(header.subarray(24, 56)))
    return refuse('damaged', 'its manifest')
  const manifest = readManifest(bytes)
  if (isArchiveRefusal(manifest)) return manifest
  return headerBytes + length + payloadBytes(manifest) === source.size ? manifest : refuse('hostile', 'its sizes lie')
}

function placesOf({ stored }: Manifest, begin: number): readonly (readonly [position: number])[] {
  let at = begin
  return stored.map(({ size, signatureSize }) => {
    const place = [at] as const
    at += size + signatureSize
    return place
  })
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').toUpperCase()

/** Reads every byte and compares every hash: what is wrong, or undefined when all is well. */
export function verifyContentFile(file: ContentFile): ArchiveRefusal | undefined {
  const block = Buffer.allocUnsafeSlow(1024 * 1024)
  for (const [number, one] of file.manifest.stored.entries()) {
    const fault = storedFault(file.openStored(number), one, block)
    if (fault !== undefined) return fault
    if (one.signatureSize > 0 && file.signature(number) === undefined)
      return refuse('damaged', `the signature of ${one.hash}`)
  }
  return undefined
}

function storedFault(open: OpenFile, { hash }: PackedStoredFile, block: Buffer): ArchiveRefusal | undefined {
  const digest = createHash(hash.length === 40 ? 'sha1' : 'sha256')
  for (;;) {
    const length = open.read(block)
    if (isRefusal(length)) return refuse('damaged', `stored file ${hash}: ${length.reason}`)
    if (length === 0) break
    digest.update(block.subarray(0, length))
  }
  return digest.digest('hex').toUpperCase() === hash ? undefined : refuse('damaged', `stored file ${hash}`)
}
