// delta and patch together: what one writes, the other one applies, and nothing else.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { runDelta } from '../../../agent/rdc/delta-run.ts'
import { runPatch } from '../../../agent/rdc/patch-run.ts'
import { writeDeltaHeader, writeRecordHead } from '../../../engine/rdc/delta/delta-form.ts'
import { createDeltaReader } from '../../../engine/rdc/delta/read-delta.ts'
import { editedPair } from '../../support/file-edits.ts'
import { lcgBytes, sha256Hex, vectorFiles } from '../../support/rdc-vectors.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const { a, inserted, deleted } = vectorFiles()
let folder: string
const at = (name: string): string => join(folder, name)
const put = (name: string, bytes: Uint8Array): string => {
  writeFileSync(at(name), bytes)
  return at(name)
}

let printed: string
beforeEach(() => {
  folder = temporaryFolder()
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
  return () => vi.restoreAllMocks()
})

const delta = (seed: string, target: string): Promise<void> => runDelta({ seed, target, out: at('delta'), json: true })
const patch = (seed: string, out = at('out')): Promise<void> => runPatch({ seed, delta: at('delta'), out, json: true })
const said = (): unknown => JSON.parse(printed.slice(printed.lastIndexOf('\n{') + 1))
/** What lies in the folder besides what the test has put there. */
const left = (): string[] => readdirSync(folder).filter((name) => /out|part/.test(name))

describe('delta', () => {
  test.each([
    ['inserted', inserted, 3_468, 3],
    ['deleted', deleted, 4_442, 5],
    ['unchanged', a, 0, 1],
    ['empty', Buffer.alloc(0), 0, 0],
  ])('of the file with bytes %s costs what the vectors say', async (_what, target, fromDelta, records) => {
    await delta(put('seed', a), put('target', target))
    expect(said()).toMatchObject({ fromDelta, fromSeed: target.length - fromDelta, records, window: 48, horizon: 1024 })
    expect(said()).toMatchObject({ target: { sha256: sha256Hex(target) }, seed: { sha256: sha256Hex(a) } })
    const head = writeDeltaHeader({
      seed: sha256Hex(a),
      target: sha256Hex(target),
      size: target.length,
      parameters: { window: 48, horizon: 1024 },
    })
    const bytes = readFileSync(at('delta'))
    expect(bytes.length).toBe(head.length + records * 13 + fromDelta)
    expect(bytes.subarray(0, head.length)).toEqual(head)
  })

  test('of files that share nothing is one run of data', async () => {
    await delta(put('seed', lcgBytes(2, 90_000)), put('target', lcgBytes(3, 80_000)))
    const parts = [...createDeltaReader().push(readFileSync(at('delta')))]
    expect(parts.map(({ kind }) => kind)).toEqual(['header', 'data'])
  })
})

describe('patch', () => {
  test('rebuilds whatever was edited, of any size', { timeout: 240_000 }, async () => {
    const cases = fc.asyncProperty(
      fc.nat(),
      fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 400_000 })),
      fc.integer({ min: 0, max: 12 }),
      async (number, size, edits) => {
        const { before, after } = editedPair(number, size, edits)
        const seed = put('seed', before)
        await delta(seed, put('target', after))
        await patch(seed)
        expect(readFileSync(at('out')).equals(after)).toBe(true)
      },
    )
    await fc.assert(cases, { numRuns: 25 })
  })

  test('may put the new version in the place of the old one', async () => {
    const seed = put('seed', a)
    await delta(seed, put('target', inserted))
    await patch(seed, seed)
    expect(readFileSync(seed).equals(inserted)).toBe(true)
    expect(said()).toMatchObject({ bytes: inserted.length, sha256: sha256Hex(inserted), fromDelta: 3_468 })
  })

  test('of another seed is refused, also of one that is too short or the same length', async () => {
    await delta(put('seed', a), put('target', inserted))
    const other = Buffer.from(a)
    other[3] = (other[3] ?? 0) ^ 1
    for (const wrong of [other, a.subarray(0, 1000), Buffer.alloc(0)]) {
      await expect(patch(put('wrong', wrong))).rejects.toMatchObject({
        code: 'deltaRefused',
        exitCode: 1,
        message: expect.stringContaining(`it was made from another file than ${at('wrong')}`),
      })
    }
    expect(left()).toEqual([])
  })

  test('of a delta with any byte changed or cut never gives a wrong file', async () => {
    const seed = put('seed', a.subarray(0, 20_000))
    await delta(
      seed,
      put('target', Buffer.concat([a.subarray(0, 9_000), Buffer.from('new'), a.subarray(9_000, 20_000)])),
    )
    const whole = readFileSync(at('delta'))
    const target = readFileSync(at('target'))
    for (let byte = 0; byte < whole.length; byte += 37) {
      const damaged = Buffer.from(whole)
      damaged[byte] = (damaged[byte] ?? 0) ^ 0x41
      for (const bytes of [damaged, whole.subarray(0, byte)]) {
        put('delta', bytes)
        const outcome = await patch(seed).then(
          () => readFileSync(at('out')).equals(target),
          (error: { code?: string }) => error.code === 'deltaRefused' || error.code === 'unwritable',
        )
        expect(outcome).toBe(true)
      }
    }
  })

  test('of a delta that promises more than the disk has room for says so at once', async () => {
    const header = {
      seed: sha256Hex(a),
      target: sha256Hex(a),
      size: 2 ** 52,
      parameters: { window: 48, horizon: 1024 },
    }
    put('delta', Buffer.concat([writeDeltaHeader(header), writeRecordHead('seed', 0, 1000)]))
    await expect(patch(put('seed', a))).rejects.toMatchObject({
      code: 'unwritable',
      message: expect.stringMatching(/out: it would have 4\.0 PB, and .* are free/),
    })
    expect(left()).toEqual([])
  })

  test('of what is no delta says so and leaves nothing behind', async () => {
    put(
      'delta',
      lcgBytes(4, 5_000).map((byte) => byte | 0x80),
    )
    await expect(patch(put('seed', a))).rejects.toMatchObject({
      message: `The delta ${at('delta')} cannot be applied: it is damaged, or no delta: it does not begin with a line of JSON`,
    })
    expect(left()).toEqual([])
  })
})
