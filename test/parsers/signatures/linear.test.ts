// No message, however it is made, may cost more than time in proportion to its length. The steps of a backtracking engine
// over the expressions that really run are counted; a clock is not asked.
import { describe, expect, it } from 'vitest'
import { fit, type Pattern } from '../../../parsers/signatures/pattern.ts'
import { rows } from '../../../parsers/signatures/prepared.ts'
import type { Row } from '../../../parsers/signatures/row.ts'
import { countSteps } from '../../support/backtracking-engine.ts'

/** Characters of the repeated stretch, before it is doubled. */
const size = 120

/** Far below what a quadratic expression needs for the longest text here (about 120). */
const stepsPerCharacter = 12

/** Values that a hole of each look accepts and more; the beginnings of what is repeated below. */
const units = ['a', ' ', '0', 'A', '\\', '.', ']', ' a', '"', '~ ', "'", ':']

/** Steps over all stages, as `fit` runs them. */
function stepsOf({ stages }: Pattern, text: string): { fits: boolean; steps: number } {
  let at = 0
  let steps = 0
  for (const stage of stages) {
    const run = countSteps(stage, text, at)
    steps += run.steps
    if (!run.fits) return { fits: false, steps }
    at = run.end
  }
  return { fits: true, steps }
}

/** A text that fits up to each of the pattern's literals, then goes on and on with one unit, and ends badly or well. */
function* nastyTexts({ parts }: Pattern): Generator<(count: number) => string> {
  const literals = parts.flatMap((part) => (part.kind === 'literal' ? [part.text] : []))
  const last = literals[literals.length - 1] ?? ''
  const repeated = new Set([...units, ...literals, ...literals.map((literal) => `${literal}0`), literals.join('0')])
  let begun = ''
  for (const part of parts) {
    begun += part.kind === 'literal' ? part.text : accepted(part)
    const upToHere = begun
    for (const unit of repeated) {
      const fill = (count: number): string =>
        unit.repeat(Math.ceil((count * size) / unit.length)).slice(0, count * size)
      for (const end of ['', last, `${last}\n`]) yield (count) => upToHere + fill(count) + end
    }
  }
}

/** One value that the part accepts. */
function accepted(part: Pattern['parts'][number]): string {
  if (part.kind !== 'hole') return ''
  return samples[part.name] ?? '0'
}

const nalPath = '["Display=\\\\A.B\\"]MSWNET:["SMS_SITE=PS1"]\\\\A.B\\'
const samples: Readonly<Record<string, string>> = {
  packageId: 'PS100039', pkgordp: 'PS100039', pkgver: 'PS100039.1', nalPath, site: 'PS1', site2: 'PS2', share: 'A$',
  threadIdHex: '0x1', resultCode: '0x80070005', resultCodeBare: '80070005', resultCodeHex: '0x5', statsev: 'I', lev: 'M',
  hash: 'A'.repeat(64), op: 'INSERT', guid: `{${'0'.repeat(36)}}`, guid2: `{${'0'.repeat(36)}}`, sendRequestId: '202SQCS1',
  jobid: '00000391', state: '1-A', drive: 'E',
} // prettier-ignore

describe('matching', () => {
  it.each([...rows.values()].map((row) => [row.signature.id, row] as const))(
    '%s takes steps in proportion to the text',
    (_id, row) => {
      for (const pattern of patternsOf(row)) {
        for (const text of nastyTexts(pattern)) {
          const runs = [1, 2].map((count) => ({ text: text(count), ...stepsOf(pattern, text(count)) }))
          for (const { text: nasty, fits, steps } of runs) {
            expect(fits).toBe(fit(pattern, nasty) !== undefined)
            expect(steps, nasty).toBeLessThanOrEqual(stepsPerCharacter * nasty.length)
          }
          const [once, twice] = runs
          if (once!.fits === twice!.fits) expect(twice!.steps, twice!.text).toBeLessThanOrEqual(2.2 * once!.steps)
        }
      }
    },
  )

  it('would notice an expression that is not linear', () => {
    const steps = (count: number): number => countSteps(/(.+?)([ \t]*)x$/, `a${' '.repeat(count)}`).steps
    expect(steps(400)).toBeGreaterThan(3 * steps(200))
  })
})

const patternsOf = (row: Row): readonly Pattern[] => [...row.forms.map(({ pattern }) => pattern), ...row.unless]
