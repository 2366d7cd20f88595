// The rolling hash and the search for its maxima, in WebAssembly. The plain version is engine/rdc/cut.ts.
import { i32, ifTrue, returnValue, v128, whileTrue, type Assembler, type Code, type Variable } from './assembler.ts'

const wordBytes = 4
/** Bytes hashed, or vectors compared, per turn of a loop. */
const unrolled = 8

export type ChunkPlaces = { readonly table: number; readonly bytes: number; readonly hashes: number }

/**
 * hash(from, to, state, window, rotation) -> state: the hash at each place `from` … `to` - 1 of the bytes, stored at the
 * same place of the hashes. The bytes before `from` must be there, `window` of them.
 */
export function defineHash(module: Assembler, places: ChunkPlaces): void {
  const word = (byte: Code): Code => i32.load(places.table, i32.shiftLeft(byte, i32.const(2)))
  module.define(
    'hash',
    { from: 'i32', to: 'i32', state: 'i32', window: 'i32', rotation: 'i32', trail: 'i32', hashAt: 'i32' },
    5,
    'i32',
    ({ from, to, state, window, rotation, trail, hashAt }) => {
      const one = (offset: number): Code => [
        ...state.set(
          i32.rotateLeft(
            i32.xor(
              state.get,
              i32.xor(
                word(i32.load8(places.bytes + offset, from.get)),
                word(i32.load8(places.bytes + offset, trail.get)),
              ),
            ),
            rotation.get,
          ),
        ),
        ...i32.store(places.hashes + offset * wordBytes, hashAt.get, state.get),
      ]
      const step = (count: number): Code => [
        ...from.set(i32.add(from.get, i32.const(count))),
        ...trail.set(i32.add(trail.get, i32.const(count))),
        ...hashAt.set(i32.add(hashAt.get, i32.const(count * wordBytes))),
      ]
      return [
        trail.set(i32.subtract(from.get, window.get)),
        hashAt.set(i32.shiftLeft(from.get, i32.const(2))),
        whileTrue(
          i32.atLeastUnsigned(i32.subtract(to.get, from.get), i32.const(unrolled)),
          ...Array.from({ length: unrolled }, (_, offset) => one(offset)),
          step(unrolled),
        ),
        whileTrue(i32.lessUnsigned(from.get, to.get), one(0), step(1)),
        state.get,
      ]
    },
  )
}

/**
 * maxima(from, to, filled, horizon, out) -> end: places of `from` … `to` - 1 whose hash is greater than all others up to
 * `horizon` away, written to `out` as words; hashes are there up to `filled`. Two such places are more than a horizon
 * apart, so of each stretch as long as the horizon only its greatest hash needs to be compared with both sides.
 */
export function defineMaxima(module: Assembler, places: ChunkPlaces): void {
  const least = module.define('least', { one: 'i32', other: 'i32' }, 2, 'i32', ({ one, other }) => [
    ifTrue(i32.lessUnsigned(one.get, other.get), returnValue(one.get)),
    other.get,
  ])
  const greatest = defineGreatest(module, places)
  const firstAtLeast = defineFirstAtLeast(module, places)
  module.define(
    'maxima',
    { from: 'i32', to: 'i32', filled: 'i32', horizon: 'i32', out: 'i32', end: 'i32', place: 'i32', hash: 'i32' },
    5,
    'i32',
    ({ from, to, filled, horizon, out, end, place, hash }) => {
      const right = least(i32.add(i32.add(place.get, horizon.get), i32.const(1)), filled.get)
      const isMissing = (value: Code, until: Code): Code => i32.isZero(i32.lessUnsigned(value, until))
      return [
        whileTrue(
          i32.lessUnsigned(from.get, to.get),
          end.set(least(i32.add(from.get, horizon.get), to.get)),
          hash.set(greatest(from.get, end.get)),
          place.set(firstAtLeast(from.get, end.get, hash.get)),
          ifTrue(
            isMissing(firstAtLeast(i32.subtract(place.get, horizon.get), place.get, hash.get), place.get),
            ifTrue(
              isMissing(firstAtLeast(i32.add(place.get, i32.const(1)), right, hash.get), right),
              i32.store(0, out.get, place.get),
              out.set(i32.add(out.get, i32.const(wordBytes))),
            ),
          ),
          from.set(end.get),
        ),
        out.get,
      ]
    },
  )
}

/** greatest(from, to): the greatest hash there. */
function defineGreatest(module: Assembler, places: ChunkPlaces): (...operands: Code[]) => Code {
  const lanes = 4 * unrolled
  const larger = (most: Variable, found: Code): Code => i32.select(most.get, found, i32.lessUnsigned(found, most.get))
  return module.define(
    'greatest',
    { from: 'i32', to: 'i32', most: 'i32', vector: 'v128' },
    2,
    'i32',
    ({ from, to, most, vector }) => {
      const address = i32.shiftLeft(from.get, i32.const(2))
      return [
        whileTrue(
          i32.atLeastUnsigned(i32.subtract(to.get, from.get), i32.const(lanes)),
          ...Array.from({ length: unrolled }, (_, at) =>
            vector.set(v128.maxUnsigned(vector.get, v128.load(places.hashes + at * 16, address))),
          ),
          from.set(i32.add(from.get, i32.const(lanes))),
        ),
        ...[0, 1, 2, 3].map((lane) => most.set(larger(most, v128.word(vector.get, lane)))),
        whileTrue(
          i32.lessUnsigned(from.get, to.get),
          most.set(larger(most, i32.load(places.hashes, address))),
          from.set(i32.add(from.get, i32.const(1))),
        ),
        most.get,
      ]
    },
  )
}

/** firstAtLeast(from, to, hash): the first place there whose hash is not less than `hash`; `to` when there is none. */
function defineFirstAtLeast(module: Assembler, places: ChunkPlaces): (...operands: Code[]) => Code {
  return module.define(
    'firstAtLeast',
    { from: 'i32', to: 'i32', hash: 'i32', vector: 'v128' },
    3,
    'i32',
    ({ from, to, hash, vector }) => {
      const address = i32.shiftLeft(from.get, i32.const(2))
      const load = (at: number): Code => v128.load(places.hashes + at * 16, address)
      const greatest = (vectors: number): Code =>
        Array.from({ length: vectors }, (_, at) => load(at)).reduce((one, other) => v128.maxUnsigned(one, other))
      /** Goes on by as many hashes as `vectors` hold, as long as all of them are less. */
      const skip = (vectors: number): Code =>
        whileTrue(
          i32.and(
            i32.atLeastUnsigned(i32.subtract(to.get, from.get), i32.const(vectors * 4)),
            i32.isZero(v128.anyTrue(v128.atLeastUnsigned(greatest(vectors), vector.get))),
          ),
          from.set(i32.add(from.get, i32.const(vectors * 4))),
        )
      return [
        vector.set(v128.splat(hash.get)),
        skip(unrolled),
        skip(1),
        whileTrue(
          i32.lessUnsigned(from.get, to.get),
          ifTrue(i32.atLeastUnsigned(i32.load(places.hashes, address), hash.get), returnValue(from.get)),
          from.set(i32.add(from.get, i32.const(1))),
        ),
        to.get,
      ]
    },
  )
}
