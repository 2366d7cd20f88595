import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { clockWords, demoScreen } from '../../../agent/demo/demo-screen.ts'
import { rowsOf } from '../../../agent/demo/demo-view.ts'
import { coloursFor } from '../../../agent/terminal/colours.ts'
import { failed, now, retrying, someRows } from './shown-builder.ts'

const heading = ['cmdp demo   site PS1', 'Metrics http://127.0.0.1:9877/metrics']
const screen = (width: number, height: number, rows = someRows(), colour = false): readonly string[] =>
  demoScreen({ rows, colours: coloursFor({}, colour), width, height, runningSeconds: 47, heading })

describe('demoScreen', () => {
  it('tells at a glance which DP fails, why, and when it is tried again', () => {
    const lines = screen(120, 50)
    const at = lines.findIndex((line) => line.startsWith('✗ PS1DP4'))
    expect(lines[at]).toMatch(
      /^✗ PS1DP4 +PS100021 v3 +Office tools +network-path 0x80070035 ERROR_BAD_NETPATH +in 13 s +2 of 100$/,
    )
    expect(lines[at + 1]).toContain('does not reach the share of the distribution point')
    expect(lines.find((line) => line.includes('failing'))).toContain(
      '✗ 3 failing    • 1 waiting    → 1 on the way    ✓ 2 arrived',
    )
    expect(lines).toContain('✓ PS1DP1     PS100021 v3, PS100022 v2')
    expect(lines[0]).toMatch(/^cmdp demo .* running 0:47$/)
  })

  it.each([
    [200, 60],
    [120, 40],
    [80, 24],
    [60, 12],
    [80, 8],
  ])('fits a terminal of %i x %i', (width, height) => {
    for (const colour of [true, false]) {
      const lines = screen(width, height, someRows(), colour).map(stripVTControlCharacters)
      expect(lines.length).toBeLessThan(height)
      if (width >= 80) expect(lines.filter((line) => line.length > width)).toEqual([])
    }
  })

  it('drops the causes before any row, and says what it leaves out', () => {
    const lines = screen(80, 24)
    expect(lines.filter((line) => /^[✗•→✓] /.test(line)).length).toBe(6)
    expect(screen(80, 12).at(-1)).toMatch(/^… \d+ more lines/)
  })

  it('shows the newest version of a package only', () => {
    const rows = someRows()
      .filter(({ group, package: name }) => group === 'arrived' && name === 'PS100021 v3')
      .flatMap((row) => [row, { ...row, key: 'next', package: 'PS100021 v4' }])
    expect(screen(80, 24, rows)).toContain('✓ PS1DP1     PS100021 v4')
  })

  it('shows text from a log as text', () => {
    const hostile = { ...failed('unknown'), cause: '\u001b[2J\u202egone' }
    const lines = screen(120, 50, rowsOf([retrying('PS1DP4', hostile)], [], {}, now))
    expect(lines.join('')).toContain('\\x1B[2J\\u202Egone')
    expect(lines.join('')).not.toMatch(/[\u001b\u202e]/)
  })
})

describe('clockWords', () => {
  it.each([
    [0, '0:00'],
    [47.9, '0:47'],
    [725, '12:05'],
  ])('%s seconds', (seconds, words) => {
    expect(clockWords(seconds)).toBe(words)
  })
})
