import { expect, test } from 'vitest'
import { HashTable } from '../../../engine/scan/hash-table.ts'

test('A name keeps its length: 64 digits that end in 24 zeros are no SHA-1', () => {
  const table = new HashTable()
  const short = 'A9'.repeat(20)
  const names = [short, short + '0'.repeat(24), '0'.repeat(40), '0'.repeat(64)]
  const numbers = names.map((name) => table.add(name))
  expect(new Set(numbers).size).toBe(4)
  expect(numbers.map((number) => table.text(number))).toEqual(names)
  const again = new HashTable(table.values())
  expect(names.map((name) => again.find(name))).toEqual(numbers)
  expect(names.map((name) => again.add(name))).toEqual(numbers)
})
