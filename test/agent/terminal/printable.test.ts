import { expect, it } from 'vitest'
import { printable, printableLine } from '../../../agent/terminal/printable.ts'

it('leaves ordinary text of any language as it is', () => {
  expect(printable('Paket Größe 包\n\tzwei')).toBe('Paket Größe 包\n\tzwei')
})

it.each([
  ['\u001b[31m', '\\x1B[31m'],
  ['\u009b31m', '\\x9B31m'],
  ['a\rb', 'a\\x0Db'],
  ['\u0000', '\\x00'],
  ['\u202Etxt.exe', '\\u202Etxt.exe'],
  ['\u2028', '\\u2028'],
])('shows %j without obeying it', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

it('keeps a line one line', () => {
  expect(printableLine('a\nb\tc')).toBe('a\\nb\\tc')
})
