// Which of many old files makes the best seed for a new one (rdc 3.4): files that share many chunks share many traits.
import { chunkBytes, signatureHeader } from '../library/signature-file.ts'
import { md4 } from './md4.ts'

export const traitCount = 16

/**
 * The 16 traits of a file, 6 bits each, from its signature of level 1. A file without chunks has the traits 0x3f.
 */
export function similarityTraits(signature: Uint8Array): Uint8Array {
  const least = Array.from({ length: traitCount }, (): Buffer => Buffer.alloc(16, 0xff))
  const salted = Buffer.alloc(17)
  for (let at = signatureHeader.length; at + chunkBytes <= signature.length; at += chunkBytes) {
    salted.set(signature.subarray(at, at + 16))
    least.forEach((smallest, trait) => {
      salted[16] = trait + 1
      const digest = md4(salted)
      if (digest.compare(smallest) < 0) least[trait] = digest
    })
  }
  return Uint8Array.from(least, (smallest) => (smallest[7] ?? 0) & 0x3f)
}

/** How many traits two files share, 0 to 16. */
export const sharedTraits = (one: Uint8Array, other: Uint8Array): number =>
  one.reduce((count, trait, at) => (trait === other[at] ? count + 1 : count), 0)
