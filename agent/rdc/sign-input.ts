import { createHash } from 'node:crypto'
import type { RdcParameters } from '../../engine/rdc/parameters.ts'
import { createSigner } from '../../engine/rdc/sign.ts'
import type { InputFile } from './input-file.ts'
import type { Advance } from './rdc-work.ts'

export type SignedInput = {
  readonly signature: Buffer
  /** Lower-case hex; undefined when it was not asked for. */
  readonly sha256: string | undefined
}

/** Reads a file once, for its RDC signature and, on request, its SHA-256. */
export async function signInput(
  input: InputFile,
  { parameters, hashed, advance }: { parameters: RdcParameters; hashed: boolean; advance: Advance },
): Promise<SignedInput> {
  const signer = createSigner(parameters)
  const hash = hashed ? createHash('sha256') : undefined
  for await (const block of input.blocks()) {
    signer.update(block)
    hash?.update(block)
    advance(block.length)
  }
  await input.requireUnchanged()
  return { signature: signer.digest(), sha256: hash?.digest('hex') }
}

/** The SHA-256 of a file, lower-case hex. */
export async function hashInput(input: InputFile, advance: Advance): Promise<string> {
  const hash = createHash('sha256')
  for await (const block of input.blocks()) {
    hash.update(block)
    advance(block.length)
  }
  return hash.digest('hex')
}
