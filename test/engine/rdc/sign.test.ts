import { expect, test } from 'vitest'
import { parameterFault } from '../../../engine/rdc/parameters.ts'
import { createSigner, signatureLevels, signatureOf, worthwhileLevels } from '../../../engine/rdc/sign.ts'
import { isRefusal } from '../../../engine/library/store.ts'
import { exampleStore, manifest } from '../../support/example-library.ts'
import { lcgBytes, sha256Hex } from '../../support/rdc-vectors.ts'

test('a second level signs the file that the first one is', () => {
  const levels = signatureLevels(signatureOf(lcgBytes(1, 262_144)), 3)
  expect(levels.map(({ length }) => length)).toEqual([2256, 168, 42])
  expect(sha256Hex(levels[1]!)).toBe('94b4c722a0c9287183dddb17fa0149aa5a9482d65e5b137db2b55955ab6b1a0a')
})

test('one level is the signature alone, of an empty file too', () => {
  const empty = signatureOf(Buffer.alloc(0))
  expect(signatureLevels(empty, 1)).toEqual([empty])
})

test.each([
  [0, 0],
  [65_536, 0],
  [65_537, 1],
  [2 ** 20, 1],
  [10 * 2 ** 20, 2],
  [100 * 2 ** 20, 3],
  [2 ** 30, 3],
  [9 * 2 ** 30, 4],
  [2 ** 40, 5],
])('%i bytes are worth %i levels', (size, levels) => {
  expect(worthwhileLevels(size)).toBe(levels)
})

test('signers that work at the same time do not disturb each other', () => {
  const files = [1, 2, 3, 4].map((seed) => lcgBytes(seed, 100_000 + seed))
  const signers = files.map(() => createSigner())
  for (let at = 0; at < 101_000; at += 7_000) {
    signers.forEach((signer, file) => signer.update(files[file]!.subarray(at, at + 7_000)))
  }
  expect(signers.map((signer) => signer.digest())).toEqual(files.map((file) => signatureOf(file)))
})

test('the buffer that was pushed may be used again at once', () => {
  const file = lcgBytes(5, 300_000)
  const buffer = Buffer.alloc(50_000)
  const signer = createSigner()
  for (let at = 0; at < file.length; at += buffer.length) {
    signer.update(buffer.subarray(0, file.copy(buffer, 0, at, at + buffer.length)))
  }
  buffer.fill(0)
  expect(signer.digest()).toEqual(signatureOf(file))
})

test.each([
  [{ window: 2, horizon: 128 }, undefined],
  [{ window: 96, horizon: 16_384 }, undefined],
  [{ window: 47, horizon: 1024 }, 'the window is an even number of bytes from 2 to 96, not 47'],
  [{ window: 0, horizon: 1024 }, 'the window is an even number of bytes from 2 to 96, not 0'],
  [{ window: 98, horizon: 1024 }, 'the window is an even number of bytes from 2 to 96, not 98'],
  [{ window: NaN, horizon: 1024 }, 'the window is an even number of bytes from 2 to 96, not NaN'],
  [{ window: 48, horizon: 127 }, 'the horizon is a number of bytes from 128 to 16384, not 127'],
  [{ window: 48, horizon: 16_385 }, 'the horizon is a number of bytes from 128 to 16384, not 16385'],
])('parameters %j: %s', (parameters, fault) => {
  expect(parameterFault(parameters)).toBe(fault)
})

test('the signatures beside the stored files of the example library are those we make', () => {
  const store = exampleStore()
  const stored = manifest.files
    .filter(({ path }) => path.endsWith('.SIG'))
    .map(({ path }) => `${path[0]}:${path.slice(1)}`)
  expect(stored).toHaveLength(5)
  for (const path of stored) {
    const [bytes, signature] = [store.read(path.slice(0, -'.SIG'.length), 1000), store.read(path, 1000)]
    if (isRefusal(bytes) || isRefusal(signature)) expect.unreachable()
    expect(signatureOf(bytes)).toEqual(Buffer.from(signature))
  }
})

test('a signer that has ended gives the same again, and takes nothing more', () => {
  const signer = createSigner()
  signer.update(Buffer.from('one'))
  const signature = signer.digest()
  expect(signatureOf(Buffer.from('another'))).not.toEqual(signature)
  expect(signer.digest()).toEqual(signatureOf(Buffer.from('one')))
  expect(() => signer.update(Buffer.from('more'))).toThrow('a signer signs one file')
})
