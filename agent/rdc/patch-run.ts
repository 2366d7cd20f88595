// `rdc patch`: builds the new version of a file from the old one and a delta. The result appears only when it has the
// SHA-256 that the delta announces; MD4 of its chunks would not be enough.
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DeltaHeader } from '../../engine/rdc/delta/delta-form.ts'
import { createDeltaReader } from '../../engine/rdc/delta/read-delta.ts'
import { AgentError } from '../errors.ts'
import { print, printJson } from '../terminal/output.ts'
import { printableLine } from '../terminal/printable.ts'
import { sizeWords } from '../terminal/rows.ts'
import { withInput, type InputFile } from './input-file.ts'
import { requireOtherThan, withOutput, type OutputFile } from './output-file.ts'
import { withProgress, type Advance } from './rdc-work.ts'
import { hashInput } from './sign-input.ts'
import { targetTo } from './target-file.ts'

export type PatchRequest = {
  readonly seed: string
  readonly delta: string
  readonly out: string
  readonly json: boolean
}

type Work = { readonly seed: InputFile; readonly delta: InputFile; readonly output: OutputFile; readonly out: string }
type Steps = { expect(bytes: number): void; advance: Advance }
type Built = { readonly header: DeltaHeader; readonly fromSeed: number; readonly fromDelta: number }

/**
 * Rejects with AgentError `deltaRefused` when the delta is damaged, or the seed gives no file of the announced SHA-256: the
 * target's hash decides, so a seed that differs only where nothing is taken from it will do.
 */
export async function runPatch({ seed, delta, out, json }: PatchRequest): Promise<void> {
  await requireOtherThan([delta], out)
  const { header, fromSeed, fromDelta } = await withProgress('Rebuilding', json, (steps) =>
    // Outermost, so that the seed is closed when it gets its name, which may be the seed's.
    withOutput(out, (output) =>
      withInput(seed, (old) =>
        withInput(delta, (changes) => rebuild({ seed: old, delta: changes, output, out }, steps)),
      ),
    ),
  )
  if (json) return printJson({ seed, delta, out, bytes: header.size, sha256: header.target, fromSeed, fromDelta })
  await print(
    `${printableLine(out)}: ${sizeWords(header.size)}, SHA-256 ${header.target} as announced; ` +
      `${sizeWords(fromSeed)} from ${printableLine(seed)}, ${sizeWords(fromDelta)} from the delta\n`,
  )
}

async function rebuild(work: Work, { expect, advance }: Steps): Promise<Built> {
  const reader = createDeltaReader()
  const target = targetTo(work.output, advance)
  let header: DeltaHeader | undefined
  let fromDelta = 0
  for await (const block of work.delta.blocks()) {
    for (const part of reader.push(block)) {
      if (part.kind === 'fault') throw await refusal(work, header, part.words)
      if (part.kind === 'header') {
        header = part.header
        await requireRoom(work.out, header.size)
        expect(header.size)
      } else if (part.kind === 'data') {
        fromDelta += part.bytes.length
        await target.take(part.bytes)
      } else {
        if (part.offset + part.length > work.seed.size) {
          throw await refusal(work, header, 'it takes bytes from beyond the end of the seed')
        }
        await target.copy(work.seed, part.offset, part.length)
      }
    }
  }
  const missing = reader.end()
  if (header === undefined || missing !== undefined) throw await refusal(work, header, missing?.words ?? '')
  if ((await target.end()) !== header.target) {
    throw await refusal(work, header, 'what it makes does not have the SHA-256 it announces')
  }
  return { header, fromSeed: header.size - fromDelta, fromDelta }
}

/** Why the delta cannot be applied. With another seed than it was made from nothing else matters. */
async function refusal({ seed, delta }: Work, header: DeltaHeader | undefined, words: string): Promise<AgentError> {
  const path = printableLine(delta.path)
  if (header !== undefined && (await hashInput(seed, () => undefined)) !== header.seed) {
    const reason = `it was made from another file than ${printableLine(seed.path)}: from one with SHA-256 ${header.seed}`
    return new AgentError('deltaRefused', { path, reason })
  }
  return new AgentError('deltaRefused', { path, reason: `it is damaged, or no delta: ${words}` })
}

/** A few bytes of delta can ask for a file larger than any disk. */
async function requireRoom(out: string, bytes: number): Promise<void> {
  const room = await statfs(dirname(out)).catch(() => undefined) // a share need not tell
  if (room === undefined || room.bavail * room.bsize >= bytes) return
  const reason = `it would have ${sizeWords(bytes)}, and ${sizeWords(room.bavail * room.bsize)} are free`
  throw new AgentError('unwritable', { path: printableLine(out), reason })
}
