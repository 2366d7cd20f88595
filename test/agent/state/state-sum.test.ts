import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StateSum, type SumChange } from '../../../agent/state/state-sum.ts'

const change: fc.Arbitrary<SumChange> = fc.record({
  key: fc.constantFrom('a', 'b', 'ab', 'c'),
  value: fc.option(
    fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
    { nil: undefined },
  ),
})

const sumOf = (changes: Iterable<SumChange>): string => {
  const sum = new StateSum()
  sum.apply([...changes])
  return sum.text
}

test('it is a function of the records, however they came about', () => {
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const records = new Map(changes.map(({ key, value }) => [key, value]))
      const kept = [...records].flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]))
      expect(sumOf(changes)).toBe(sumOf(kept.reverse()))
    }),
  )
})

test('what it will be is what it becomes', () => {
  fc.assert(
    fc.property(fc.array(change), fc.array(change), (first, second) => {
      const sum = new StateSum()
      sum.apply(first)
      const before = sum.text
      const expected = sum.after(second)
      expect(sum.text).toBe(before)
      sum.apply(second)
      expect(sum.text).toBe(expected)
    }),
  )
})

test.each([
  ['another value', [{ key: 'a', value: Buffer.from('2') }]],
  ['another key', [{ key: 'b', value: Buffer.from('1') }]],
  ['the border between key and value moved', [{ key: 'a1', value: Buffer.from('') }]],
  ['one more record', ['a', 'b'].map((key) => ({ key, value: Buffer.from('1') }))],
  ['no record', []],
])('%s changes it', (_what, changes) => {
  expect(sumOf(changes)).not.toBe(sumOf([{ key: 'a', value: Buffer.from('1') }]))
})
