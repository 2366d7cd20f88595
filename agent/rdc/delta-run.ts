// `rdc delta`: what of TARGET is not in SEED, as a file that `rdc patch` applies.
import { longestRecord, writeDeltaHeader, writeRecordHead } from '../../engine/rdc/delta/delta-form.ts'
import { bytesFrom, needsOf, type Need } from '../../engine/rdc/delta/needs.ts'
import { fileParameters } from '../../engine/rdc/parameters.ts'
import { print, printJson } from '../terminal/output.ts'
import { printableLine } from '../terminal/printable.ts'
import { sizeWords } from '../terminal/rows.ts'
import { withInput, type InputFile } from './input-file.ts'
import { requireOtherThan, withOutput, type OutputFile } from './output-file.ts'
import { withProgress, type Advance } from './rdc-work.ts'
import { signInput, type SignedInput } from './sign-input.ts'

export type DeltaRequest = {
  readonly seed: string
  readonly target: string
  readonly out: string
  readonly json: boolean
}

type Side = SignedInput & { readonly path: string; readonly bytes: number }

export async function runDelta({ seed, target, out, json }: DeltaRequest): Promise<void> {
  await requireOtherThan([seed, target], out)
  const account = await withProgress('Comparing', json, ({ expect, advance }) =>
    // Outermost, so that the inputs are closed when it gets its name.
    withOutput(out, (output) =>
      withInput(seed, (old) =>
        withInput(target, async (current) => {
          expect(old.size + current.size)
          const [from, to] = [await side(old, advance), await side(current, advance)]
          const needs = needsOf(to.signature, from.signature)
          expect(bytesFrom(needs, 'source'))
          await writeDelta(from, to, needs, { target: current, output, advance })
          await current.requireUnchanged()
          return accountOf(from, to, needs, out, output.bytes)
        }),
      ),
    ),
  )
  if (json) return printJson(account)
  const { fromSeed, fromDelta, records, delta } = account
  await print(
    `${sizeWords(fromSeed)} of ${printableLine(target)} are in ${printableLine(seed)}, ${sizeWords(fromDelta)} are new\n` +
      `${printableLine(out)}: ${sizeWords(delta.bytes)} in ${records} records\n`,
  )
}

async function side(input: InputFile, advance: Advance): Promise<Side> {
  const signed = await signInput(input, { parameters: fileParameters, hashed: true, advance })
  return { ...signed, path: input.path, bytes: input.size }
}

const copyBytes = 1024 * 1024

async function writeDelta(
  from: Side,
  to: Side,
  needs: readonly Need[],
  { target, output, advance }: { target: InputFile; output: OutputFile; advance: Advance },
): Promise<void> {
  const header = { seed: from.sha256 ?? '', target: to.sha256 ?? '', size: to.bytes, parameters: fileParameters }
  const gathered = gather(output)
  await gathered.write(writeDeltaHeader(header))
  for (const { from: whose, offset, length } of needs.flatMap(inRecords)) {
    if (whose === 'seed') {
      await gathered.write(writeRecordHead('seed', offset, length))
      continue
    }
    await gathered.write(writeRecordHead('data', 0, length))
    for (let done = 0; done < length;) {
      const bytes = Buffer.allocUnsafe(Math.min(copyBytes, length - done))
      target.fill(bytes, offset + done)
      await gathered.write(bytes)
      done += bytes.length
      advance(bytes.length)
    }
  }
  await gathered.end()
}

/** A need as pieces that a record can say. */
function inRecords({ from, offset, length }: Need): Need[] {
  const pieces: Need[] = []
  for (let done = 0; done < length; done += longestRecord) {
    pieces.push({ from, offset: offset + done, length: Math.min(longestRecord, length - done) })
  }
  return pieces
}

/** Many small pieces become few writes. */
function gather(output: OutputFile): { write(bytes: Uint8Array): Promise<void>; end(): Promise<void> } {
  let pieces: Uint8Array[] = []
  let held = 0
  const end = async (): Promise<void> => {
    const all = Buffer.concat(pieces)
    pieces = []
    held = 0
    await output.write(all)
  }
  return {
    async write(bytes) {
      pieces.push(bytes)
      held += bytes.length
      if (held >= copyBytes) await end()
    },
    end,
  }
}

const accountOf = (from: Side, to: Side, needs: readonly Need[], path: string, bytes: number) => ({
  seed: { path: from.path, bytes: from.bytes, sha256: from.sha256 },
  target: { path: to.path, bytes: to.bytes, sha256: to.sha256 },
  delta: { path, bytes },
  records: needs.length,
  fromSeed: bytesFrom(needs, 'seed'),
  fromDelta: bytesFrom(needs, 'source'),
  window: fileParameters.window,
  horizon: fileParameters.horizon,
})
