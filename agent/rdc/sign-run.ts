// `rdc signature`: the signature of a file, and on request the levels above it.
import { createHash } from 'node:crypto'
import { chunkBytes, signatureHeader } from '../../engine/library/signature-file.ts'
import { recursionParameters, type RdcParameters } from '../../engine/rdc/parameters.ts'
import { signatureLevels } from '../../engine/rdc/sign.ts'
import { similarityTraits } from '../../engine/rdc/similarity.ts'
import { print, printJson } from '../terminal/output.ts'
import { printableLine } from '../terminal/printable.ts'
import { sizeWords } from '../terminal/rows.ts'
import { withInput } from './input-file.ts'
import { requireOtherThan, withOutput } from './output-file.ts'
import { withProgress } from './rdc-work.ts'
import { signInput } from './sign-input.ts'

export type SignatureRequest = {
  readonly file: string
  readonly out: string
  readonly parameters: RdcParameters
  /** 1 to 8. */
  readonly levels: number
  readonly similarity: boolean
  readonly json: boolean
}

/** The topmost level goes to `out`, the levels below it beside it as `out.1`, `out.2` …: the receiver asks for pieces of them. */
export async function runSignature(request: SignatureRequest): Promise<void> {
  const { file, out, parameters, levels, json } = request
  const paths = Array.from({ length: levels }, (_, at) => (at + 1 === levels ? out : `${out}.${at + 1}`))
  for (const path of paths) await requireOtherThan([file], path)
  const { size, signature } = await withProgress('Signing', json, ({ expect, advance }) =>
    withInput(file, async (input) => {
      expect(input.size)
      const { signature } = await signInput(input, { parameters, hashed: false, advance })
      return { size: input.size, signature }
    }),
  )
  const written = signatureLevels(signature, levels).map((bytes, at) => ({
    level: at + 1,
    path: paths[at] ?? out,
    bytes,
    parameters: at === 0 ? parameters : recursionParameters,
  }))
  for (const { path, bytes } of written) await withOutput(path, (output) => output.write(bytes))
  const traits = request.similarity ? Buffer.from(similarityTraits(signature)).toString('hex') : undefined
  if (json) return printJson(accountOf(file, size, written, traits))
  const lines = written.map(
    ({ level, path, bytes }) =>
      `level ${level}: ${chunksIn(bytes)} chunks, ${sizeWords(bytes.length)}, in ${printableLine(path)}\n`,
  )
  if (traits !== undefined) lines.push(`similarity: ${traits}\n`)
  await print(`${printableLine(file)}: ${sizeWords(size)}\n${lines.join('')}`)
}

type Level = { level: number; path: string; bytes: Buffer; parameters: RdcParameters }

const accountOf = (file: string, size: number, levels: readonly Level[], traits: string | undefined): object => ({
  file,
  bytes: size,
  levels: levels.map(({ level, path, bytes, parameters }) => ({
    level,
    path,
    bytes: bytes.length,
    chunks: chunksIn(bytes),
    window: parameters.window,
    horizon: parameters.horizon,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  })),
  similarity: traits ?? null,
})

const chunksIn = (signature: Buffer): number => (signature.length - signatureHeader.length) / chunkBytes
