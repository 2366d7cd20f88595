import { describe, expect, it } from 'vitest'
import { changeTeller, summary, wrapped } from '../../../agent/demo/demo-lines.ts'
import { rowsOf } from '../../../agent/demo/demo-view.ts'
import { coloursFor } from '../../../agent/terminal/colours.ts'
import { distribution, failed, now, retrying, someRows } from './shown-builder.ts'

const plain = coloursFor({}, false)

describe('changeTeller', () => {
  it('tells every distribution once, and again when it changed', () => {
    const tell = changeTeller()
    const refused = failed('network-path', '0x80070035')
    const at = (outcome: string, failures = 0) =>
      rowsOf(
        [outcome === 'retrying' ? retrying('PS1DP1', refused, { failures }) : distribution({ outcome })],
        [],
        {},
        now,
      )
    expect(tell(at('in-progress'), 4)).toEqual([' 0:04  PS1DP1     PS100021 v3   on the way  being sent'])
    expect(tell(at('in-progress'), 5)).toEqual([])
    expect(tell(at('retrying', 1), 6)).toEqual([
      ' 0:06  PS1DP1     PS100021 v3   failing     network-path 0x80070035, tries 1 of 99, next in 13 s',
    ])
    expect(tell(at('retrying', 1), 7)).toEqual([])
    expect(tell(at('retrying', 2), 21)).toHaveLength(1)
    expect(tell(at('success'), 36)).toEqual([' 0:36  PS1DP1     PS100021 v3   arrived'])
  })
})

describe('summary', () => {
  it('counts, and explains every reason once with its remedy', () => {
    const again = retrying('PS1DP5', failed('network-path', '0x80070035', 'ERROR_BAD_NETPATH'))
    const rows = [...someRows(), ...rowsOf([again], [], {}, now)]
    const text = summary(rows, plain, 100).join('\n')
    expect(text).toMatch(/^At the end: 4 failing, 1 waiting, 1 on the way, 2 arrived\.\n/)
    expect(text.match(/^network-path.*$/gm)).toEqual([
      'network-path 0x80070035 ERROR_BAD_NETPATH  PS1DP4 PS100021 v3, PS1DP5 PS100021 v3',
    ])
    expect(text).toContain('  → From the site server: ping the DP by FQDN')
    expect(text).toMatch(/^pull-no-source {2}PS1PULL2 PS100021 v3$/m)
  })

  it('has no list of reasons when nothing is hindered', () => {
    expect(summary(rowsOf([distribution()], [], {}, now), plain, 100)).toEqual([
      'At the end: 0 failing, 0 waiting, 0 on the way, 1 arrived.',
    ])
  })
})

describe('wrapped', () => {
  it('breaks between words, and indents under the first', () => {
    expect(wrapped('one two three four five six', '  → ', 24)).toEqual(['  → one two three four', '    five six'])
    expect(wrapped('x'.repeat(50), '', 24)).toEqual(['x'.repeat(50)])
  })
})
