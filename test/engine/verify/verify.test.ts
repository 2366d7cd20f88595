import { expect, test } from 'vitest'
import { hashOfStored } from '../../../engine/checks/view.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { decodeIndex, encodeIndex } from '../../../engine/scan/snapshot.ts'
import { updateIndex } from '../../../engine/scan/update.ts'
import { hashAll } from '../../../engine/verify/verify.ts'
import { oldestVerification, recordVerdicts, sampleOf, verifyOrder } from '../../../engine/verify/verify-order.ts'
import { bytesOf } from '../../../agent/lab/file-bytes.ts'
import { exampleHash, exampleStore } from '../../support/example-library.ts'
import { change, emptyLibrary } from '../../support/operation-world.ts'

test('urgent first, then never verified, then the oldest, small before large; a fresh verdict is not due', async () => {
  const store = exampleStore()
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level: 1, now: 1 })
  const shown = (rows: readonly number[]): string[] => rows.map((row) => hashOfStored(index, row).slice(0, 4))
  expect(shown(verifyOrder(index))).toEqual(['E3B0', '730A', '7B0B', 'D08F', '40AF'])
  const { results } = await hashAll(crew, index)
  recordVerdicts(index, results.slice(0, 2), 100)
  recordVerdicts(index, results.slice(2), 50)
  const urgent = new Set([exampleHash('40AF')])
  expect(shown(verifyOrder(index, { urgent }))[0]).toBe('40AF')
  expect(verifyOrder(index, { notSince: 60 })).toHaveLength(3)
  expect(oldestVerification(index)).toBe(50)
  store.remove(`D:/SCCMContentLib/FileLib/D08F/${exampleHash('D08F')}`)
  store.write(`D:/SCCMContentLib/FileLib/D08F/${exampleHash('D08F')}`, 'changed', 5)
  await updateIndex(crew, index, { now: 2 })
  expect(shown(verifyOrder(index, { notSince: 0 }))).toEqual(['D08F'])
  expect(oldestVerification(index)).toBeUndefined()
  const decoded = decodeIndex(Buffer.concat(encodeIndex(index)))
  expect(decoded.index?.verdicts).toEqual(index.verdicts)
})

test('samples have their size and together see everything', () => {
  const rows = Array.from({ length: 1_000 }, (_, at) => at)
  const seen = new Set<number>()
  for (let seed = 0; seed < 1_000; seed++) {
    const sample = sampleOf(rows, 0.05, seed)
    expect(new Set(sample).size).toBe(50)
    for (const row of sample) seen.add(row)
  }
  expect(seen.size).toBe(1_000)
})

test('the signature of a file of several megabytes is compared across the pieces it is read in', async () => {
  const bytes = bytesOf({ packageId: 'PS100039', name: 'large', revision: 1, bytes: 3_500_000 })
  const store = emptyLibrary(['D:'])
  const files = { 'large.bin': bytes.toString('latin1') }
  await change(store, { kind: 'add', packageId: 'PS100039', files })
  const { index } = await scanLibrary(inlineCrew(store), { level: 1, now: 1 })
  const { results } = await hashAll(inlineCrew(store), index, { signatures: true })
  expect(results).toMatchObject([{ refusal: undefined, signature: undefined }])
})
