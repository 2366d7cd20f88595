import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelValue } from '../../../exporters/metrics/label-value.ts'

describe('a label value', () => {
  it('keeps what machines and packages are called', () => {
    for (const name of ['PS1DP1.CONTOSO.COM', 'PS100039', 'Größe "x" \\\\SRV\\share', '配布ポイント', '🚀']) {
      expect(labelValue(name)).toBe(name)
    }
  })

  it('replaces what would break or forge a series', () => {
    expect(labelValue('a\nb\0c\rd')).toBe('a\ufffdb\ufffdc\ufffdd')
    expect(labelValue('half \ud83d of')).toBe('half \ufffd of')
    expect(labelValue('A,package:X')).toBe('A\ufffdpackage:X')
  })

  it('is bounded and survives UTF-8, also where a character is cut in half', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        const value = labelValue(text)
        expect(value.length).toBeLessThanOrEqual(255)
        expect(Buffer.from(value).toString()).toBe(value)
        expect(labelValue(value)).toBe(value)
      }),
    )
    expect(labelValue(`${'x'.repeat(254)}🚀`)).toBe(`${'x'.repeat(254)}\ufffd`)
  })
})
