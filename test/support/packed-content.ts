// Packs contents of libraries in memory, and makes packed contents that no honest writer would.
import { createHash } from 'node:crypto'
import type { Manifest } from '../../engine/archive/manifest.ts'
import { packContent, type Packing } from '../../engine/archive/pack-content.ts'
import { viewOf } from '../../engine/checks/view.ts'
import type { LibraryStore } from '../../engine/library/store.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import type { ContentId, FileHash, PackageId } from '../../engine/ids.ts'
import { treeHash } from '../../engine/library/tree-hash.ts'
import { sha256 } from './library-builder.ts'

export async function packing(store: LibraryStore, contentId: string): Promise<Packing> {
  const { index } = await scanLibrary(inlineCrew(store), { level: 1, now: 0 })
  const packed = packContent(viewOf(index), store, contentId)
  if ('cannotPack' in packed) throw new Error(packed.cannotPack)
  return packed
}

/** One piece after the other: each is valid only until the next. */
export function bytesOf(pieces: Iterable<Uint8Array>): Buffer {
  const copies: Uint8Array[] = []
  for (const piece of pieces) copies.push(Uint8Array.from(piece))
  return Buffer.concat(copies)
}

export const packed = async (store: LibraryStore, contentId: string): Promise<Buffer> =>
  bytesOf((await packing(store, contentId)).bytes())

const none = sha256(Buffer.alloc(0))

/** A sound manifest of one file `docs\a.txt`; the tree hash is that of exactly this. */
export function smallManifest(bytes: Buffer): Manifest {
  const hash = sha256(bytes)
  return {
    contentId: 'ABC00001.1' as ContentId,
    packages: [{ packageId: 'ABC00001' as PackageId, version: 1 }],
    hashAlgorithm: 32780,
    treeHash: treeHash({
      folders: [{ name: 'docs', tree: { folders: [], files: [{ name: 'a.txt', hash }] } }],
      files: [],
    }),
    folders: [{ parent: undefined, name: 'docs' }],
    stored: [{ hash, size: bytes.length, signatureSize: 0, signatureHash: none }],
    files: [{ folder: 0, name: 'a.txt', attributes: 0x20, timeModified: 133444736000000000n, stored: 0 }],
  }
}

/** A content file around any bytes for a manifest, with right lengths and a right hash of its own. */
export function contentFileOf(written: Buffer, payload: Buffer): Buffer {
  const header = Buffer.alloc(64)
  header.write('CMDPCONT', 0, 'latin1')
  header.writeUInt16LE(1, 8)
  header.writeUInt32LE(written.length, 12)
  header.writeBigUInt64LE(BigInt(64 + written.length + payload.length), 16)
  createHash('sha256').update(written).digest().copy(header, 24)
  return Buffer.concat([header, written, payload])
}

export const hashOf = (text: string): FileHash => sha256(Buffer.from(text))
