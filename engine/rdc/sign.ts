// The RDC signature of a file: where it is cut, and the MD4 of each chunk, in the form of a signature file (rdc 3.1).
import { chunkBytes, signatureHeader } from '../library/signature-file.ts'
import { fileParameters, mostLevels, recursionParameters, type RdcParameters } from './parameters.ts'
import { plainSigner } from './plain-signer.ts'
import type { Signer } from './signer.ts'
import { createMachine, type RdcMachine } from './wasm/rdc-module.ts'
import { wasmSigner } from './wasm/wasm-signer.ts'

/** Memory for two signers that work at the same time is kept for the next ones. */
const resting: RdcMachine[] = []

/** Signs one file as its bytes come by; holds less than 3 MiB besides 18 bytes per chunk. */
export function createSigner(parameters: RdcParameters = fileParameters): Signer {
  const machine = resting.pop() ?? createMachine()
  if (machine === undefined) return plainSigner(parameters)
  const signer = wasmSigner(machine, parameters)
  let signature: Buffer | undefined
  return {
    update(bytes) {
      // Its memory may belong to another file by now.
      if (signature !== undefined) throw new Error('a signer signs one file')
      signer.update(bytes)
    },
    digest() {
      if (signature !== undefined) return signature
      signature = signer.digest()
      if (resting.length < 2) resting.push(machine)
      return signature
    },
  }
}

/** The signature of a file that is in memory: what its `.SIG` holds. */
export function signatureOf(bytes: Uint8Array, parameters: RdcParameters = fileParameters): Buffer {
  const signer = createSigner(parameters)
  signer.update(bytes)
  return signer.digest()
}

/**
 * The signatures of the levels above: level k + 1 signs the file that level k is, its header included (rdc 3.2).
 *
 * @param level1  the signature of the file itself
 * @param levels  how many in all, 1 to `mostLevels`
 * @returns level 1 first
 */
export function signatureLevels(level1: Buffer, levels: number): readonly Buffer[] {
  const all = [level1]
  for (let below = level1; all.length < levels; all.push(below)) below = signatureOf(below, recursionParameters)
  return all
}

/**
 * How many levels are worth while for a file of `size` bytes, as the one documented user of RDC chooses (DFS-R, rdc 3.2):
 * 0 for up to 64 KiB, which is sent whole; 1 at 1 MiB, 2 at 10 MiB, 3 at 1 GiB.
 */
export function worthwhileLevels(size: number): number {
  let levels = 0
  let rest = size
  for (; levels < mostLevels && rest > (levels === 0 ? 65_536 : 32_768); levels++) {
    rest = (rest * chunkBytes) / (levels === 0 ? 1024 : 512) + signatureHeader.length
  }
  return levels
}
