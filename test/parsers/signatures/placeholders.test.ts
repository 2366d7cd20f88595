import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { characterSet, isMember } from '../../../parsers/signatures/character-set.ts'
import { placeholders, type Placeholder, type PlaceholderName } from '../../../parsers/signatures/placeholders.ts'
import { valueOf } from '../../support/message-values.ts'

const names = Object.keys(placeholders) as PlaceholderName[]

describe.each(names)('%s', (name) => {
  const { chars, like, notation, min = 0, max = Infinity }: Placeholder = placeholders[name]

  it('accepts values made of its characters, and writes a number as it reads it', () => {
    fc.assert(
      fc.property(valueOf(name), (value) => {
        if (like !== undefined) expect(value).toMatch(new RegExp(`^(?:${like})$`))
        else expect(value.length >= min && value.length <= max).toBe(true)
        if (chars !== 'any' && chars !== 'own') {
          const set = characterSet(chars)
          for (const character of value) expect(isMember(set, character), character).toBe(true)
        }
        if (notation !== undefined) {
          const read = notation.read(value)!
          expect(notation.read(notation.print(read))).toBe(read)
        }
      }),
    )
  })
})

it('hands out nothing for a thread number that no thread can have', () => {
  expect(placeholders.threadId.notation.read('4294967296')).toBeUndefined()
  expect(placeholders.threadIdHex.notation.read('0xFFFFFFFFFFFFFFFF')).toBeUndefined()
  expect(placeholders.threadIdHex.notation.read('0x1140')).toBe(4416)
})

it('prints a code in the notation of its hole', () => {
  expect(placeholders.win32Code.notation.print('0x80070035')).toBe('53')
  expect(placeholders.resultCodeHex.notation.print('0x80070035')).toBe('0x35')
  expect(placeholders.resultCodeBare.notation.print('0x80041001')).toBe('80041001')
  expect(placeholders.resultCodeHex.notation.print('0x80041001')).toBe('0x80041001')
})
