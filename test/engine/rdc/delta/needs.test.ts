import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { writeSignature } from '../../../../engine/library/signature-file.ts'
import { bytesFrom, needsOf } from '../../../../engine/rdc/delta/needs.ts'
import { rebuildSignature } from '../../../../engine/rdc/delta/recursion.ts'
import { signatureLevels, signatureOf } from '../../../../engine/rdc/sign.ts'
import { sharedTraits, similarityTraits } from '../../../../engine/rdc/similarity.ts'
import { editedPair } from '../../../support/file-edits.ts'
import { lcgBytes, published, vectorFiles } from '../../../support/rdc-vectors.ts'

const { a, inserted, deleted } = vectorFiles()

describe('what must travel', () => {
  test('for the insertion is one chunk', () => {
    const needs = needsOf(signatureOf(inserted), signatureOf(a))
    expect(needs.filter(({ from }) => from === 'source')).toEqual([{ from: 'source', offset: 98_597, length: 3_468 }])
    expect(needs.map(({ from }) => from)).toEqual(['seed', 'source', 'seed'])
  })

  test('for the deletion and the inverted byte are two', () => {
    const needs = needsOf(signatureOf(deleted), signatureOf(a))
    expect(needs.filter(({ from }) => from === 'source')).toHaveLength(2)
    expect(bytesFrom(needs, 'source')).toBe(4_442)
  })

  test('for the same file is nothing, and it is one piece', () => {
    expect(needsOf(signatureOf(a), signatureOf(a))).toEqual([{ from: 'seed', offset: 0, length: a.length }])
  })

  test('for a file that shares nothing is all of it, and it is one piece', () => {
    expect(needsOf(signatureOf(lcgBytes(2, 50_000)), signatureOf(a))).toEqual([
      { from: 'source', offset: 0, length: 50_000 },
    ])
  })

  test('of or from an empty file', () => {
    const empty = signatureOf(Buffer.alloc(0))
    expect(needsOf(empty, signatureOf(a))).toEqual([])
    expect(needsOf(signatureOf(a), empty)).toEqual([{ from: 'source', offset: 0, length: a.length }])
  })

  test('of chunks that repeat goes on where the last piece ended', () => {
    const zeros = Buffer.alloc(400_000)
    expect(needsOf(signatureOf(zeros), signatureOf(zeros))).toEqual([{ from: 'seed', offset: 0, length: 400_000 }])
  })

  test('is not mistaken when two chunks differ in their length only', () => {
    const md4 = Buffer.alloc(16, 7)
    const source = writeSignature([{ md4, length: 10 }])
    const seed = writeSignature([{ md4, length: 11 }])
    expect(needsOf(source, seed)).toEqual([{ from: 'source', offset: 0, length: 10 }])
  })
})

test('the pieces make the new version, whatever was edited', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 120_000 }), fc.integer({ min: 0, max: 8 }), (seed, size, edits) => {
      const { before, after } = editedPair(seed, size, edits)
      const needs = needsOf(signatureOf(after), signatureOf(before))
      const built = needs.map(({ from, offset, length }) =>
        (from === 'seed' ? before : after).subarray(offset, offset + length),
      )
      expect(Buffer.concat(built).equals(after)).toBe(true)
      expect(needs.every(({ length }) => length > 0)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('an insertion of k bytes costs at most k and two of the longest chunks', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 262_144 }), fc.integer({ min: 1, max: 5_000 }), (at, count) => {
      const after = Buffer.concat([a.subarray(0, at), lcgBytes(99, count), a.subarray(at)])
      const cost = bytesFrom(needsOf(signatureOf(after), signatureOf(a)), 'source')
      expect(cost).toBeLessThanOrEqual(count + 2 * 65_535)
    }),
    { numRuns: 20 },
  )
})

describe('recursion', () => {
  const sourceLevels = signatureLevels(signatureOf(inserted), 3)
  const seedLevels = signatureLevels(signatureOf(a), 3)

  test('rebuilds the signature of the new version and fetches less than all of it', () => {
    let fetched = 0
    const rebuilt = rebuildSignature(sourceLevels[2]!, seedLevels, (level, offset, length) => {
      fetched += length
      return sourceLevels[level - 1]!.subarray(offset, offset + length)
    })
    expect(rebuilt?.equals(sourceLevels[0]!)).toBe(true)
    expect(fetched).toBeLessThan(sourceLevels[0]!.length / 2)
  })

  test('with one level there is nothing to rebuild', () => {
    const none = (): never => expect.unreachable()
    expect(rebuildSignature(sourceLevels[0]!, seedLevels.slice(0, 1), none)).toEqual(sourceLevels[0])
  })

  test('is not fooled by bytes that were not promised', () => {
    const fetch = (_level: number, _offset: number, length: number): Buffer => Buffer.alloc(length, 1)
    expect(rebuildSignature(sourceLevels[2]!, seedLevels, fetch)).toBeUndefined()
    expect(rebuildSignature(Buffer.from('no signature'), seedLevels, fetch)).toBeUndefined()
  })
})

describe('similarity', () => {
  const traitsOf = (bytes: Buffer): Uint8Array => similarityTraits(signatureOf(bytes))

  test('traits of the published example', () => {
    const traits = similarityTraits(published().signature)
    expect(Buffer.from(traits).toString('hex')).toBe('2a383a37090b3b013e2627292a011439')
  })

  test('versions of a file share more traits than strangers', () => {
    const own = traitsOf(a)
    expect(sharedTraits(own, own)).toBe(16)
    expect(sharedTraits(own, traitsOf(inserted))).toBeGreaterThan(12)
    expect(sharedTraits(own, traitsOf(lcgBytes(2, 262_144)))).toBeLessThan(6)
  })
})
