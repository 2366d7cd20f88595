import { describe, expect, it } from 'vitest'
import { printable } from '../../../agent/terminal/printable.ts'
import { escapeHtml } from '../../../exporters/http/escape-html.ts'

describe('text in a page', () => {
  it('shows what a terminal is not given in the same words', () => {
    for (let code = 0; code < 0x3000; code++) {
      const character = String.fromCharCode(code)
      expect(escapeHtml(character)).toBe(escapeHtml(printable(character)))
    }
    expect(escapeHtml('\u202e')).toBe(String.raw`\u202E`)
  })

  it('is never markup', () => {
    expect(escapeHtml(`<b a="1" b='2'>&amp;`)).toBe('&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;')
  })
})
