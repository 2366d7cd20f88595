// Bytes of the files of a scenario: they depend on package, name and revision alone, so that every run, and whoever
// checks, makes the same.
import { createHash } from 'node:crypto'
import type { Hashes } from '../../engine/site/model/content.ts'
import { namedHashes } from './hashes.ts'

export type FileIdentity = {
  readonly packageId: string
  readonly name: string
  readonly revision: number
  readonly bytes: number
}

/** Words of xorshift32 (Marsaglia), begun with the name: cheap, and nothing in it repeats within a file. */
export function bytesOf({ packageId, name, revision, bytes }: FileIdentity): Buffer {
  const words = new Uint32Array(Math.ceil(bytes / 4))
  let state =
    createHash('sha256')
      .update(`${packageId}|${name}|${String(revision)}`)
      .digest()
      .readUInt32LE(0) || 1
  for (let at = 0; at < words.length; at++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[at] = state
  }
  return Buffer.from(words.buffer, 0, bytes)
}

/** Names that are the hashes of the bytes above. Remembers which bytes each hash stands for. */
export function byteHashes(): Hashes & { readonly known: ReadonlyMap<string, FileIdentity> } {
  const known = new Map<string, FileIdentity>()
  return {
    ...namedHashes,
    known,
    file(packageId, name, revision, bytes) {
      const identity = { packageId, name, revision, bytes }
      const hash = createHash('sha256').update(bytesOf(identity)).digest('hex').toUpperCase()
      known.set(hash, identity)
      return hash
    },
  }
}
