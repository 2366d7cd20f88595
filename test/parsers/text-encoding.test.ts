import { describe, expect, it } from 'vitest'
import { byteOrderMark, parseCodePage, textDecoding } from '../../parsers/text-encoding.ts'
import { latin } from '../support/recorded-logs.ts'

describe('a code page', () => {
  it.each([
    ['1252', 'windows-1252'],
    ['cp1251', 'windows-1251'],
    ['Windows-1250', 'windows-1250'],
    ['932', 'shift_jis'],
    ['936', 'gbk'],
    ['866', 'ibm866'],
    ['65001', 'utf-8'],
    ['Shift_JIS', 'shift_jis'],
  ])('may be named %s', (text, label) => {
    expect(parseCodePage(text)).toBe(label)
  })

  it.each(['', '9999', 'latin-klingon', '-1252'])('is not named "%s"', (text) => {
    expect(parseCodePage(text)).toBeUndefined()
  })
})

describe('text', () => {
  const decoded = (bytes: Buffer, codePage?: string): string => textDecoding(codePage).text(bytes, 0, bytes.length)

  it('is UTF-8 where it is valid UTF-8', () => {
    expect(decoded(Buffer.from('Größe € 日本', 'utf8'))).toBe('Größe € 日本')
  })

  it('is windows-1252 else, with all 27 characters between 0x80 and 0x9F', () => {
    const bytes = latin(`\xe4${Array.from({ length: 32 }, (_, index) => String.fromCharCode(0x80 + index)).join('')}`)
    expect(decoded(bytes)).toBe('ä€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ')
  })

  it('follows the code page given', () => {
    expect(decoded(latin('\xcf\xf0\xe8'), 'windows-1251')).toBe('При')
    expect(decoded(latin('\x93\xfa\x96\x7b'), 'shift_jis')).toBe('日本')
  })

  it('takes only the bytes asked for', () => {
    expect(textDecoding().text(latin('ab\xe4cd'), 1, 4)).toBe('bäc')
  })

  it('counts what means nothing', () => {
    const decoding = textDecoding()
    decoding.text(latin('\x81\x80'), 0, 2)
    decoding.text(latin('\x9d'), 0, 1)
    expect(decoding.invalid).toBe(2)
  })
})

describe('a byte order mark', () => {
  it.each([
    ['\xff\xfea', { encoding: 'utf-16le', length: 2 }],
    ['\xfe\xffa', { encoding: 'utf-16be', length: 2 }],
    ['\xef\xbb\xbf', { encoding: 'per-line', length: 3 }],
    ['abc', { encoding: 'per-line', length: 0 }],
    ['', { encoding: 'per-line', length: 0 }],
  ])('of "%s"', (head, mark) => {
    expect(byteOrderMark(latin(head))).toEqual(mark)
  })
})
