import { describe, expect, it } from 'vitest'
import { parseTemplate, variantsOf } from '../../../parsers/signatures/template.ts'

const literal = (text: string): object => ({ kind: 'literal', text })
const hole = (name: string): object => ({ kind: 'hole', name })

describe('parseTemplate', () => {
  it('tells holes, optional parts and blanks from literal brackets', () => {
    expect(parseTemplate('Dropped {path}[? ][{seq}][?.]')).toEqual([
      literal('Dropped '),
      hole('path'),
      { kind: 'blanks', key: '?0' },
      literal('['),
      hole('seq'),
      literal(']'),
      { kind: 'optional', key: '?1', parts: [literal('.')] },
    ])
  })

  it('reads blanks inside an optional part', () => {
    expect(parseTemplate('later[?[? ]...]')).toEqual([
      literal('later'),
      { kind: 'optional', key: '?0', parts: [{ kind: 'blanks', key: '?1' }, literal('...')] },
    ])
  })

  it.each([
    ['a {nothingKnown} b', 'Unknown hole {nothingKnown}'],
    ['a {toString} b', 'Unknown hole {toString}'],
    ['a [?b', 'is not closed'],
  ])('refuses %j', (template, reason) => {
    expect(() => parseTemplate(template)).toThrow(reason)
  })
})

describe('variantsOf', () => {
  it('decides every optional part, more of them first', () => {
    const variants = variantsOf(parseTemplate('a[?b][?c]'))
    const texts = variants.map(({ parts }) => parts.map((part) => (part.kind === 'literal' ? part.text : '')).join(''))
    expect(texts).toEqual(['abc', 'ab', 'ac', 'a'])
    expect(variants.map(({ present }) => present)).toEqual([
      { '?0': true, '?1': true },
      { '?0': true, '?1': false },
      { '?0': false, '?1': true },
      { '?0': false, '?1': false },
    ])
  })
})
