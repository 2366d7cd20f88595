import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineSplitter } from '../../parsers/lines.ts'
import { latin, linesOf, textOf } from '../support/recorded-logs.ts'

describe('a line', () => {
  it('ends at LF; one CR before it is dropped, a bare CR is text', () => {
    expect(linesOf(latin('a\r\nb\nc\rd\r\r\n')).map(textOf)).toEqual(['a', 'b', 'c\rd\r'])
  })

  it('has the offset and length of its bytes in the file, line end included', () => {
    const lines = linesOf(latin('a\r\n\r\nbc\nd'))
    expect(lines.map(({ offset, length, terminated }) => ({ offset, length, terminated }))).toEqual([
      { offset: 0, length: 3, terminated: true },
      { offset: 3, length: 2, terminated: true },
      { offset: 5, length: 3, terminated: true },
      { offset: 8, length: 1, terminated: false },
    ])
  })

  it('over 64 KiB keeps its head and its last KiB', () => {
    const long = 'h'.repeat(64 * 1024) + 'x'.repeat(5000) + 't'.repeat(1024)
    const [line, next] = linesOf(latin(`${long}\nnext\n`))
    expect(line && textOf(line)).toBe('h'.repeat(64 * 1024) + 't'.repeat(1024))
    expect(line).toMatchObject({ offset: 0, length: long.length + 1, dropped: 5000 })
    expect(next).toMatchObject({ offset: long.length + 1, length: 5 })
  })

  it('of exactly 65 KiB is whole', () => {
    const [line] = linesOf(latin(`${'h'.repeat(65 * 1024)}\n`))
    expect(line).toMatchObject({ dropped: 0, length: 65 * 1024 + 1 })
  })

  it('is cut between characters', () => {
    const text = `${'h'.repeat(64 * 1024 - 1)}é${'x'.repeat(5000)}${'é'.repeat(600)}`
    const [line] = linesOf(Buffer.from(`${text}\n`, 'utf8'))
    expect(line && textOf(line)).toBe(`${'h'.repeat(64 * 1024 - 1)}${'é'.repeat(512)}`)
    expect(line && line.dropped + (line.end - line.start)).toBe(Buffer.byteLength(text))
  })

  it('loses its NUL bytes, which are counted, and keeps its place', () => {
    const lines = linesOf(latin('\0\0ab\0\0\0c\nd\n'))
    expect(lines.map(textOf)).toEqual(['abc', 'd'])
    expect(lines[0]).toMatchObject({ offset: 0, length: 9, nulBytes: 5 })
    expect(lines[1]).toMatchObject({ offset: 9, length: 2, nulBytes: 0 })
    expect([0, 1, 2].map((index) => lines[0]?.offsetAt?.(index))).toEqual([2, 3, 7])
  })

  it('is not filled up by a run of NUL bytes in front of it', () => {
    const [line] = linesOf(latin(`${'\0'.repeat(300_000)}after the power came back\r\n`), 4096)
    expect(line && textOf(line)).toBe('after the power came back')
    expect(line).toMatchObject({ dropped: 0, nulBytes: 300_000, length: 300_027 })
  })

  it('knows where the bytes of its kept end were', () => {
    const [line] = linesOf(latin(`${'h'.repeat(64 * 1024)}${'x'.repeat(5000)}${'t'.repeat(1024)}\n`))
    expect(line?.offsetAt?.(10)).toBe(10)
    expect(line?.offsetAt?.(64 * 1024)).toBe(64 * 1024 + 5000)
  })
})

describe('a byte order mark', () => {
  it('of UTF-8 belongs to the first line and is no text', () => {
    const [line] = linesOf(latin('\xef\xbb\xbfab\r\n'), 1)
    expect(line && textOf(line)).toBe('ab')
    expect(line).toMatchObject({ offset: 0, length: 7 })
    expect(line?.offsetAt?.(1)).toBe(4)
  })

  it.each([
    ['UTF-16LE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16BE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('of %s makes the lines UTF-8, with offsets in the file', (_name, encode) => {
    const bytes = encode('Größe\r\n\r\n日本\n𝄞x')
    for (const size of [1, 3, Infinity]) {
      const lines = linesOf(bytes, size)
      expect(lines.map(textOf)).toEqual(['Größe', '', '日本', '𝄞x'])
      expect(lines.map(({ offset, length }) => [offset, length])).toEqual([
        [0, 16],
        [16, 4],
        [20, 6],
        [26, 6],
      ])
    }
  })

  it('counts code units, not bytes of our own, where pieces of a UTF-16 line begin', () => {
    const [line] = linesOf(Buffer.from('\ufeffé日x\r\n', 'utf16le'))
    expect(line && [0, 2, 5].map((index) => line.offsetAt?.(index))).toEqual([2, 4, 6])
  })

  it('alone is a line without text', () => {
    for (const mark of ['\xff\xfe', '\xfe\xff', '\xef\xbb\xbf']) {
      expect(linesOf(latin(mark)).map(({ length, start, end }) => [length, end - start])).toEqual([[mark.length, 0]])
    }
  })

  it('is not looked for behind the head of a file', () => {
    const splitter = lineSplitter({ offset: 100 })
    const [line] = splitter.push(latin('\xef\xbb\xbfab\n'))
    expect(line).toMatchObject({ offset: 100, length: 6, start: 0, end: 5 })
    expect(splitter.nextOffset).toBe(106)
  })

  it('is remembered when reading begins in the middle of a UTF-16 file', () => {
    const splitter = lineSplitter({ offset: 10, encoding: 'utf-16le' })
    const [line] = splitter.push(Buffer.from('ab\r\n', 'utf16le'))
    expect(line && textOf(line)).toBe('ab')
    expect(line).toMatchObject({ offset: 10, length: 8 })
  })
})

describe('reading in pieces', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .array(
        fc.constantFrom('\0', '\r', '\n', 'a', '\xff', '\xfe', '\xef\xbb\xbf', '\xff\xfe', 'b\0', '\n\0', '\0\n'),
        {
          maxLength: 60,
        },
      )
      .map((parts) => latin(parts.join(''))),
  )
  const facts = (input: Uint8Array, size?: number): unknown =>
    linesOf(Buffer.from(input), size).map((line) => ({
      text: textOf(line),
      ...line,
      bytes: 0,
      start: 0,
      end: 0,
      ascii: 0,
      offsetAt: 0,
    }))

  it('gives the same lines wherever the pieces are cut', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 20 }), (input, size) => {
        expect(facts(input, size)).toEqual(facts(input))
      }),
    )
  })

  it('covers every byte of the file once, in order', () => {
    fc.assert(
      fc.property(bytes, (input) => {
        let at = 0
        for (const { offset, length } of linesOf(Buffer.from(input), 7)) {
          expect(offset).toBe(at)
          at += length
        }
        expect(at).toBe(input.length)
      }),
    )
  })
})
