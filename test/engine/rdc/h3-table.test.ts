import { expect, test } from 'vitest'
import { h3Table, rotationOf } from '../../../engine/rdc/h3-table.ts'

test('words of the table that the specification prints', () => {
  const spots = { 0: 0x5e3f7c48, 1: 0x796a0d2b, 2: 0xbecd4e32, 3: 0x6f16159c, 0x48: 0x3d519a77, 0x65: 0x824fdbe8 }
  for (const [at, word] of Object.entries(spots)) expect(h3Table[Number(at)]).toBe(word)
  expect([h3Table.length, h3Table[255]]).toEqual([256, 0x111313fc])
})

test.each([
  [2, 16],
  [3, 0],
  [4, 8],
  [16, 2],
  [32, 1],
  [48, 2],
  [96, 1],
])('a window of %i turns by %i bits', (window, rotation) => {
  expect(rotationOf(window)).toBe(rotation)
})

test('a byte that has left the window has left the hash', () => {
  for (let window = 2; window <= 96; window += 2) expect((rotationOf(window) * window) % 32).toBe(0)
})
