import { expect, it } from 'vitest'
import {
  allVerdicts,
  packVerdicts,
  recallVerdicts,
  unpackVerdicts,
} from '../../../../agent/service/library/verdict-records.ts'
import { inlineCrew } from '../../../../engine/scan/crew.ts'
import { scanLibrary } from '../../../../engine/scan/scan.ts'
import { exampleHash, exampleStore } from '../../../support/example-library.ts'

const sound = { size: 36, modified: 1_700_000_000_000.25, verifiedAt: 1_795_000_000_000, sound: true }

it('come back as they were, also damage and hashes of 40 digits', () => {
  const verdicts = [
    { hash: 'A1'.repeat(32), ...sound },
    { hash: 'B2'.repeat(20), ...sound, sound: false, actual: 'C3'.repeat(20) },
    { hash: 'D4'.repeat(32), ...sound, sound: false, actual: 'E5'.repeat(32) },
    { hash: 'F6'.repeat(32), ...sound, size: 2 ** 52 },
  ]
  expect([...unpackVerdicts(packVerdicts(verdicts))]).toEqual(verdicts)
  expect([...unpackVerdicts(packVerdicts(verdicts).subarray(0, 100))]).toHaveLength(1)
  expect([...unpackVerdicts(new Uint8Array())]).toEqual([])
})

it('are recalled into an index: the later record wins, and what is gone is left out', async () => {
  const { index } = await scanLibrary(inlineCrew(exampleStore()), { level: 1, now: 0 })
  const hash = exampleHash('D08F')
  const early = packVerdicts([
    { hash, ...sound, verifiedAt: 1 },
    { hash: '0'.repeat(64), ...sound },
  ])
  expect(recallVerdicts(index, [early, packVerdicts([{ hash, ...sound }])])).toBe(3)
  expect([...index.verdicts.values()]).toEqual([sound])
  expect(allVerdicts(index)).toEqual([packVerdicts([{ hash, ...sound }])])
})
