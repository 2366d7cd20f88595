import { createChunkList } from './chunk-list.ts'
import { createCutter } from './cut.ts'
import { md4 } from './md4.ts'
import type { RdcParameters } from './parameters.ts'
import type { Signer } from './signer.ts'

/** Signs by the plain versions of the cutter and of MD4: the reference, and what is left where WebAssembly has no SIMD. */
export function plainSigner(parameters: RdcParameters): Signer {
  const list = createChunkList()
  const cutter = createCutter(parameters)
  /** Since the last cut; at most a chunk, a horizon and a piece. */
  let pending: Buffer = Buffer.alloc(0)
  const take = (lengths: readonly number[]): void => {
    let at = 0
    for (const length of lengths) {
      list.setMd4(list.add(length), md4(pending.subarray(at, at + length)))
      at += length
    }
    pending = pending.subarray(at)
  }
  return {
    update(bytes) {
      pending = Buffer.concat([pending, bytes])
      take(cutter.push(bytes))
    },
    digest() {
      take(cutter.end())
      return list.end()
    },
  }
}
