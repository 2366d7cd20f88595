import { describe, expect, it } from 'vitest'
import { table } from '../../../agent/terminal/table.ts'

describe('table', () => {
  it('aligns columns, two blanks apart, and ends no line in blanks', () => {
    const rows = [
      ['PS1DP1', '12', 'arrived'],
      ['PS1PULL1', '3', ''],
    ]
    expect(table([{ title: 'DP' }, { title: 'TRIES', align: 'right' }, { title: 'NOW' }], rows)).toBe(
      ['DP        TRIES  NOW', 'PS1DP1       12  arrived', 'PS1PULL1      3'].join('\n'),
    )
  })

  it('cuts a cell that is too wide, each line for itself, and counts no colour', () => {
    const red = '\u001b[31mshort\u001b[39m'
    expect(table([{ title: 'WHY', width: 8 }], [['far too long\nfits'], [red]], false)).toBe(`far too…\nfits\n${red}`)
  })
})
