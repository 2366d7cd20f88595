// The plain version and WebAssembly are one: whatever the bytes, the parameters and the pieces they come in.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { h3Table, rotationOf } from '../../../engine/rdc/h3-table.ts'
import { md4 } from '../../../engine/rdc/md4.ts'
import type { RdcParameters } from '../../../engine/rdc/parameters.ts'
import { plainSigner } from '../../../engine/rdc/plain-signer.ts'
import type { Signer } from '../../../engine/rdc/signer.ts'
import { md4OfPieces, type Piece } from '../../../engine/rdc/wasm/md4-lanes.ts'
import { createMachine, places } from '../../../engine/rdc/wasm/rdc-module.ts'
import { wasmSigner } from '../../../engine/rdc/wasm/wasm-signer.ts'
import { seededRandom } from '../../support/random.ts'

const machine = createMachine()!

/** Random bytes, and stretches that repeat: equal hashes beside each other, and chunks that must be cut. */
const anyBytes = fc
  .array(
    fc.record({ seed: fc.nat(), length: fc.integer({ min: 0, max: 150_000 }), period: fc.constantFrom(0, 1, 3, 700) }),
    {
      maxLength: 6,
    },
  )
  .map((parts) => Buffer.concat(parts.map(stretch)))

function stretch({ seed, length, period }: { seed: number; length: number; period: number }): Buffer {
  const random = seededRandom(seed)
  const unit = Buffer.from(Array.from({ length: period === 0 ? length : period }, () => random.below(256)))
  return period === 0 ? unit : Buffer.alloc(length, unit)
}

const anyParameters = fc.record({
  window: fc.integer({ min: 1, max: 48 }).map((half) => half * 2),
  horizon: fc.oneof(fc.integer({ min: 128, max: 2_000 }), fc.constantFrom(128, 1024, 16_384)),
})

function signed(signer: Signer, bytes: Buffer, pieces: readonly number[]): Buffer {
  let at = 0
  for (const piece of pieces) {
    signer.update(bytes.subarray(at, at + piece))
    at += piece
  }
  signer.update(bytes.subarray(at))
  return signer.digest()
}

const runs = Number(process.env['CMDP_TEST_RUNS'] ?? 25)

test('signatures are the same, in one piece or in many', { timeout: 240_000 }, () => {
  fc.assert(
    fc.property(
      anyBytes,
      anyParameters,
      fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 5 }),
      (bytes: Buffer, parameters: RdcParameters, pieces) => {
        const plain = signed(plainSigner(parameters), bytes, [])
        expect(signed(wasmSigner(machine, parameters), bytes, pieces)).toEqual(plain)
        expect(signed(plainSigner(parameters), bytes, pieces)).toEqual(plain)
      },
    ),
    { numRuns: runs },
  )
  process.stdout.write(`signatures: ${runs} cases\n`)
})

test('MD4 is the same for any lengths side by side', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 12 }),
      (seed, lengths) => {
        const random = seededRandom(seed)
        const bytes = machine.memory.subarray(places.bytes, places.bytes + lengths.reduce((sum, one) => sum + one, 0))
        for (let at = 0; at < bytes.length; at++) bytes[at] = random.below(256)
        let address = places.bytes
        const pieces = lengths.map((length): Piece => ({ address: (address += length) - length, length }))
        const found: string[] = []
        md4OfPieces(machine, pieces, (piece, digest) => (found[piece] = Buffer.from(digest).toString('hex')))
        expect(found).toEqual(
          pieces.map((one) => md4(machine.memory.slice(one.address, one.address + one.length)).toString('hex')),
        )
      },
    ),
    { numRuns: runs * 4 },
  )
})

test('the hash of "Hello World" under a window of 4 is that of the specification', () => {
  machine.memory.fill(0, places.bytes, places.bytes + 96)
  machine.memory.set(Buffer.from('Hello World'), places.bytes + 96)
  machine.words.set(h3Table, places.table / 4)
  machine.hash(96, 107, 0, 4, rotationOf(4))
  const hashes = machine.words.subarray(places.hashes / 4 + 96, places.hashes / 4 + 107)
  expect(Array.from(hashes, (hash) => hash.toString(16).padStart(8, '0')).join(' ')).toBe(
    '6ee63f63 9698c3b2 4acdc3a0 1fcdd17c 0cedc829 464d5125 33ce5fa4 b38b5e50 8e901bfe 9937574d 7f07b619',
  )
})
