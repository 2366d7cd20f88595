import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareUpper, upperName } from '../../../engine/library/name-case.ts'

const name = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'aAbZz_-.0[~ßıſéÉσΣ') }),
  fc.string({ unit: 'binary', maxLength: 6 }),
)

test('two names are in the order of their upper-cased forms', () => {
  fc.assert(
    fc.property(name, name, (a, b) => {
      const [one, other] = [upperName(a), upperName(b)]
      expect(Math.sign(compareUpper(a, b))).toBe(one < other ? -1 : one > other ? 1 : 0)
    }),
    { numRuns: 2_000 },
  )
})
