import { signatureFault } from '../../library/signature-file.ts'
import { needsOf } from './needs.ts'
import { signatureOf } from '../sign.ts'
import { mostLevels, recursionParameters } from '../parameters.ts'

/**
 * How the receiver comes by the signature of the new version without fetching all of it (rdc 3.2): it fetches the
 * topmost level, and rebuilds each level below from its own and what it lacks.
 *
 * @param top    the topmost signature of the source
 * @param seed   the seed's signatures, level 1 first, as many levels
 * @param fetch  bytes of the source's signature file of a level, 1 the lowest
 * @returns the source's signature of level 1; undefined when what was fetched does not have the hashes that were promised
 */
export function rebuildSignature(
  top: Buffer,
  seed: readonly Buffer[],
  fetch: (level: number, offset: number, length: number) => Uint8Array,
): Buffer | undefined {
  if (seed.length > mostLevels || signatureFault(top) !== undefined) return undefined
  let above = top
  for (let level = seed.length - 1; level >= 1; level--) {
    const own = seed[level - 1] ?? Buffer.alloc(0)
    const parts = needsOf(above, seed[level] ?? Buffer.alloc(0)).map(({ from, offset, length }) =>
      from === 'seed' ? own.subarray(offset, offset + length) : fetch(level, offset, length),
    )
    const rebuilt = Buffer.concat(parts)
    if (!signatureOf(rebuilt, recursionParameters).equals(above) || signatureFault(rebuilt) !== undefined)
      return undefined
    above = rebuilt
  }
  return above
}
