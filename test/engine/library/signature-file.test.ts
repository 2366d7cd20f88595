import { expect, test } from 'vitest'
import { readSignatureArchive, writeSignatureArchive } from '../../../engine/library/signature-archive.ts'
import { readSignature, signatureFault, signedLength, writeSignature } from '../../../engine/library/signature-file.ts'
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

test.each([
  ['a header of another size', 0, 'the header is of an unknown size'],
  ['a needed version that is newer', 11, 'it needs a newer version of RDC'],
  ['another type of file', 16, 'the header is not that of a signature'],
])('%s is refused, and told', (_what, at, fault) => {
  const foreign = Buffer.from(sample)
  foreign[at] = 9
  expect(signatureFault(foreign)).toBe(fault)
  expect(readSignature(foreign)).toBeUndefined()
})

test('a chunk of no length is refused', () => {
  const hollow = Buffer.from(sample)
  hollow.writeUInt16LE(0, 24 + 16)
  expect(signatureFault(hollow)).toBe('it has a chunk of no length')
  expect(readSignature(hollow)).toBeUndefined()
})

test('the version of the library that wrote it and the padding say nothing', () => {
  const newer = Buffer.from(sample)
  newer[4] = 2
  newer[12] = 0xff
  expect(readSignature(newer)).toEqual(readSignature(sample))
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

test('names beyond ASCII and names that are too long stay text', () => {
  const names = ['läuft.txt', 'ПРИВЕТ.doc', 'a\\b\\c.dll', `${'a'.repeat(99)}ä`, '']
  const { entries, complete } = readSignatureArchive(
    writeSignatureArchive(names.map((name) => ({ name, bytes: sample }))),
  )
  expect(entries.map(({ name }) => name)).toEqual([...names.slice(0, 3), 'a'.repeat(99), ''])
  expect(complete).toBe(true)
})
