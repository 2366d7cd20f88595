import { describe, expect, it } from 'vitest'
import { bytesSource, isArchiveRefusal, type ArchiveRefusal } from '../../../engine/archive/byte-source.ts'
import { openContentFile, verifyContentFile } from '../../../engine/archive/content-file.ts'
import { readKeys, withKeyFor, writeKeys, type PackageKeys } from '../../../engine/archive/package-keys.ts'
import { openSealed, sealBytes, sealedPackage, sealedSize } from '../../../engine/archive/sealed-file.ts'
import { parsePackageId, type PackageId } from '../../../engine/ids.ts'
import { memoryStore } from '../../../engine/library/memory-store.ts'
import { isRefusal } from '../../../engine/library/store.ts'
import { buildLibrary } from '../../support/library-builder.ts'
import { bytesOf, packed } from '../../support/packed-content.ts'
import { seededRandom } from '../../support/random.ts'

const id = (text: string): PackageId => parsePackageId(text) ?? ('' as PackageId)
const one = id('ABC00001')
const key = Buffer.alloc(32, 7)
const chunk = 64 * 1024
const sealedChunk = chunk + 28
const begin = 92

const random = (length: number, seed: number): Buffer => {
  const numbers = seededRandom(seed)
  return Buffer.from(Array.from({ length }, () => numbers.below(256)))
}

const sealed = (plain: Buffer, by: Buffer = key, packageId = one): Buffer =>
  bytesOf(sealBytes([plain], plain.length, packageId, by))

function opened(bytes: Buffer, by: Buffer = key): Buffer | ArchiveRefusal | string {
  const source = openSealed(bytesSource(bytes), by)
  if (isArchiveRefusal(source)) return source
  const plain = Buffer.alloc(source.size)
  const read = source.readAt(plain, 0)
  return isRefusal(read) ? read.reason : plain.subarray(0, read)
}

describe('an encrypted copy', () => {
  it.each([0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk + 17])(
    'of %i bytes reads back equal, whatever the pieces',
    (length) => {
      const plain = random(length, length + 1)
      const pieces = [plain.subarray(0, length / 3), plain.subarray(length / 3, length / 2), plain.subarray(length / 2)]
      const bytes = bytesOf(sealBytes(pieces, length, one, key))
      expect(bytes.length).toBe(sealedSize(length))
      expect(opened(bytes)).toEqual(plain)
      expect(sealedPackage(bytes)).toBe('ABC00001')
    },
  )

  it('is read from any place', () => {
    const plain = random(3 * chunk, 3)
    const source = openSealed(bytesSource(sealed(plain)), key)
    if (isArchiveRefusal(source)) throw new Error(source.reason)
    for (const [from, length] of [
      [chunk - 5, 10],
      [2 * chunk, chunk],
      [3 * chunk - 1, 50],
      [0, 1],
    ] as const) {
      const buffer = Buffer.alloc(length)
      const read = source.readAt(buffer, from)
      expect(isRefusal(read) ? read : buffer.subarray(0, read)).toEqual(plain.subarray(from, from + length))
    }
  })

  it('fails clearly with a wrong key', () => {
    expect(opened(sealed(random(100, 1)), Buffer.alloc(32, 8))).toMatchObject({ refused: 'wrongKey' })
  })

  it('does not open when any one bit of it flips', () => {
    const plain = random(900, 4)
    const sound = sealed(plain)
    const missed: number[] = []
    for (let at = 0; at < sound.length * 8; at++) {
      const bytes = Buffer.from(sound)
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7))
      if (Buffer.isBuffer(opened(bytes))) missed.push(at)
    }
    expect(missed).toEqual([])
  })

  it('does not open when it is cut anywhere, or has bytes too many', () => {
    const sound = sealed(random(chunk + 40, 5))
    for (let length = 0; length < sound.length; length += 97)
      expect(opened(sound.subarray(0, length))).toHaveProperty('refused')
    expect(opened(sound.subarray(0, begin + sealedChunk))).toMatchObject({ refused: 'truncated' })
    expect(opened(Buffer.concat([sound, Buffer.alloc(1)]))).toMatchObject({ refused: 'truncated' })
  })

  it('does not open with chunks swapped, repeated, or from another copy under the same key', () => {
    const plain = random(3 * chunk, 6)
    const sound = sealed(plain)
    const other = sealed(plain)
    const at = (number: number): number => begin + number * sealedChunk
    const withChunk = (to: number, from: Buffer, number: number): Buffer => {
      const bytes = Buffer.from(sound)
      from.copy(bytes, at(to), at(number), at(number + 1))
      return bytes
    }
    const swapped = withChunk(0, sound, 1)
    sound.copy(swapped, at(1), at(0), at(1))
    for (const bytes of [swapped, withChunk(1, sound, 0), withChunk(1, other, 1)]) {
      expect(opened(bytes)).toContain('changed, swapped or cut')
    }
  })

  it('under a shorter length in its header does not open', () => {
    const sound = sealed(random(2 * chunk, 7))
    const shorter = Buffer.from(sound.subarray(0, begin + sealedChunk))
    shorter.writeBigUInt64LE(BigInt(chunk), 16)
    expect(opened(shorter)).toMatchObject({ refused: 'wrongKey' })
  })
})

describe('cloud copies of two packages with equal files', () => {
  const files = { 'setup.exe': random(40_000, 8), 'docs/readme.txt': 'the same words' }
  const library = buildLibrary(
    [
      { id: 'ABC00001', version: 1, contents: [{ id: 'ABC00001.1', files }] },
      { id: 'ABC00002', version: 1, contents: [{ id: 'ABC00002.1', files }] },
    ],
    ['D:'],
  )
  const store = memoryStore(['D:'], library)

  it('share no ciphertext and read back equal with their keys only', async () => {
    const first = withKeyFor(new Map(), one)
    const second = withKeyFor(first.keys, id('ABC00002'))
    const plain = [await packed(store, 'ABC00001.1'), await packed(store, 'ABC00002.1')] as const
    const copies = [sealed(plain[0], first.key), sealed(plain[1], second.key, id('ABC00002'))] as const
    expect(sharedBlocks(plain[0].subarray(64), plain[1].subarray(64))).toBeGreaterThan(30_000)
    expect(sharedBlocks(copies[0].subarray(64), copies[1].subarray(64))).toBe(0)
    for (const [number, by] of [first.key, second.key].entries()) {
      expect(opened(copies[number] ?? Buffer.alloc(0), by)).toEqual(plain[number])
      const other = number === 0 ? second.key : first.key
      expect(opened(copies[number] ?? Buffer.alloc(0), other)).toMatchObject({ refused: 'wrongKey' })
    }
  })

  it('differ even when the same content is copied twice with the same key', async () => {
    const plain = await packed(store, 'ABC00001.1')
    expect(sharedBlocks(sealed(plain).subarray(64), sealed(plain).subarray(64))).toBe(0)
  })

  it('are verified through the encryption to the last stored byte', async () => {
    const source = openSealed(bytesSource(sealed(await packed(store, 'ABC00001.1'))), key)
    if (isArchiveRefusal(source)) throw new Error(source.reason)
    const file = openContentFile(source)
    expect(isArchiveRefusal(file) ? file : verifyContentFile(file)).toBeUndefined()
  })

  /** How many places of `a` hold eight bytes that occur anywhere in `b`. */
  function sharedBlocks(a: Buffer, b: Buffer): number {
    const known = new Set<bigint>()
    for (let at = 0; at + 8 <= b.length; at++) known.add(b.readBigUInt64LE(at))
    let shared = 0
    for (let at = 0; at + 8 <= a.length; at++) if (known.has(a.readBigUInt64LE(at))) shared++
    return shared
  }
})

describe('the key file', () => {
  it('gives each package a key of its own and keeps those it has', () => {
    const first = withKeyFor(new Map(), one)
    const second = withKeyFor(first.keys, id('ABC00002'))
    expect(first.key.equals(second.key)).toBe(false)
    expect(withKeyFor(second.keys, one)).toEqual({ keys: second.keys, key: first.key })
    expect(readKeys(writeKeys(second.keys))).toEqual(second.keys satisfies PackageKeys)
  })

  it.each([
    ['', 'its first line'],
    ['cmdp-keys 2\n', 'its first line'],
    ['cmdp-keys 1\nABC00001 abcd\n', 'line 2'],
    [`cmdp-keys 1\nABC00001 ${'0'.repeat(64)}\nabc00001 ${'1'.repeat(64)}\n`, 'line 3 names ABC00001 again'],
    [`cmdp-keys 1\nNOPE ${'0'.repeat(64)}\n`, 'line 2'],
  ])('is refused: %j', (text, fault) => {
    expect(readKeys(text)).toMatchObject({ fault: expect.stringContaining(fault) as string })
  })
})
