import { expect, test } from 'vitest'
import { readSignatureArchive, writeSignatureArchive } from '../../../engine/library/signature-archive.ts'
import { readSignature, signedLength, writeSignature } from '../../../engine/library/signature-file.ts'
import { realSample } from '../../support/example-library.ts'

const sample = realSample('ccmsetup.cab.rdcsig.bin')

test('the real signature of ccmsetup.cab has its seven chunks and comes out byte for byte', () => {
  const chunks = readSignature(sample) ?? []
  expect(chunks.map(({ length }) => length)).toEqual([2068, 1691, 2000, 1246, 2166, 1134, 2032])
  expect(signedLength(chunks)).toBe(12_337)
  expect(writeSignature(chunks)).toEqual(sample)
})

test('the real first entry of a signature archive is read and written back byte for byte', () => {
  const bytes = realSample('smssig-container-first-entry.bin')
  const { entries, complete } = readSignatureArchive(bytes)
  expect(entries.map(({ name, bytes: payload }) => [name, payload.length])).toEqual([['ccmsetup.cab', 150]])
  expect(Buffer.from(entries[0]?.bytes ?? [])).toEqual(sample)
  expect(complete).toBe(true)
  expect(writeSignatureArchive(entries)).toEqual(bytes)
})

test.each([0, 23, 25, 41, 149])('%i bytes of it are no signature', (length) => {
  expect(readSignature(sample.subarray(0, length))).toBeUndefined()
})

test('a foreign header and a chunk of no length are refused', () => {
  const foreign = Buffer.from(sample)
  foreign[4] = 2
  const hollow = Buffer.from(sample)
  hollow.writeUInt16LE(0, 24 + 16)
  expect(readSignature(foreign)).toBeUndefined()
  expect(readSignature(hollow)).toBeUndefined()
})

test('an archive that is cut gives what is whole and says so', () => {
  const two = writeSignatureArchive([
    { name: 'a', bytes: sample },
    { name: 'b', bytes: sample },
  ])
  const { entries, complete } = readSignatureArchive(two.subarray(0, two.length - 600))
  expect(entries.map(({ name }) => name)).toEqual(['a'])
  expect(complete).toBe(false)
})
