import { describe, expect, it } from 'vitest'
import { copiedText, quoteMarkAt, withoutCutTrailer } from '../../../parsers/layouts/copied-text.ts'
import { rows } from '../../../parsers/signatures/prepared.ts'

const copied = (text: string) => copiedText(text, undefined)

describe('a line from a web page', () => {
  it.each([
    // The pull DP article of a public blog prints NAL paths so.
    [
      '[“Display=\\\\PS1DP1.CONTOSO.COM\\”]MSWNET:[“SMS_SITE=PS1”]\\\\PS1DP1.CONTOSO.COM\\…',
      '["Display=\\\\PS1DP1.CONTOSO.COM\\"]MSWNET:["SMS_SITE=PS1"]\\\\PS1DP1.CONTOSO.COM\\...',
    ],
    ['for package ‘PS100039’', "for package 'PS100039'"],
    ['CSendFileAction::AddFile failed; 0×80041001', 'CSendFileAction::AddFile failed; 0x80041001'],
    ['StateTable::CState::Handle – (x)', 'StateTable::CState::Handle - (x)'],
    ['Sending\u00a0thread\u200b complete', 'Sending thread complete'],
    [
      'done $$&lt;SMS_PACKAGE_TRANSFER_MANAGER&gt;&lt;thread=9 (0x9)&gt;',
      'done $$<SMS_PACKAGE_TRANSFER_MANAGER><thread=9 (0x9)>',
    ],
    ['&quot;A &amp; B&quot;&#39;s &#x2019;', `"A & B"'s '`],
  ])('%j has the characters that were copied', (text, before) => {
    expect(copied(text)).toBe(before)
  })

  it.each([
    ['dots of the author', 'Successfully created/updated the package <PackageID> …'],
    ['an entity of the message, beside bare characters', '<rule name="a &lt; b"/>'],
    ['an ampersand that is none', "Sending file 'R&D;1.exe'"],
    ['letters of other languages', 'Пакет größer 配布'],
  ])('%s stays', (_what, text) => {
    expect(copied(text)).toBe(text)
  })

  it('with an impossible entity is read on', () => {
    expect(copied('a&#0;b&#9;c&#xFFFFF;')).toBe(`a b c${String.fromCodePoint(0xfffff)}`)
  })
})

describe('what lines are quoted with', () => {
  const markOf = (text: string) => quoteMarkAt(Buffer.from(`x${text}`), 1, Buffer.byteLength(text) + 1)

  it.each([
    ['> Sending thread complete', '>'],
    ['>>Sending thread complete', '>'],
    ['> > Sending thread complete', '>'],
    ['  - Sending thread complete', '-'],
    ['• Sending thread complete', '•'],
    ['-Sending thread complete', undefined],
    ['Sending > thread', undefined],
    ['', undefined],
  ])('%j: %s', (text, mark) => {
    expect(markOf(text)).toBe(mark)
  })

  it('is no beginning of a message we know', () => {
    const first = [...rows.values()].flatMap(({ forms }) => forms.map(({ pattern }) => pattern.parts[0]))
    const literals = first.flatMap((part) => (part?.kind === 'literal' ? [part.text] : []))
    expect(literals.length).toBeGreaterThan(100)
    expect(literals.filter((text) => markOf(`${text} `) !== undefined)).toEqual([])
  })

  it('is taken away once the whole copy is quoted so, and only then', () => {
    expect(copiedText('> > ~Sending thread complete', '>')).toBe('~Sending thread complete')
    expect(copiedText('- Sending thread complete', '>')).toBe('- Sending thread complete')
    expect(copiedText('> Sending thread complete', undefined)).toBe('> Sending thread complete')
  })
})

describe('a trailer that the copy cut', () => {
  it.each([
    [
      'Sending thread complete~  $$<SMS_PACKAGE_TRANSFER_MANAGER>',
      'Sending thread complete~',
      'SMS_PACKAGE_TRANSFER_MANAGER',
    ],
    [
      'Sending thread complete  $$<SMS_PACKAGE_TRANSFER_MANAGER><03-01',
      'Sending thread complete',
      'SMS_PACKAGE_TRANSFER_MANAGER',
    ],
    ['Sending thread complete  $$<SMS_PACK', 'Sending thread complete', 'SMS_PACK'],
    ['Sending thread complete  $$<Other>', 'Sending thread complete', undefined],
    ['Sending thread complete  $$<', 'Sending thread complete', undefined],
    ['costs $$<5', 'costs $$<5', undefined],
    ['Sending thread complete', 'Sending thread complete', undefined],
  ])('of %j leaves the message, and its component where it is whole', (text, message, component) => {
    expect(withoutCutTrailer(text)).toEqual({ message, component })
  })
})
