import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeHtml } from '../../../exporters/http/escape-html.ts'
import { landingPage, pagePolicy } from '../../../exporters/http/landing-page.ts'
import { aDistribution } from '../../support/http-at-hand.ts'

const facts = {
  version: '0.1.0',
  host: 'PS1SITE',
  notReady: undefined,
  telemetryPath: '/metrics',
  distributions: [],
  library: undefined,
}

describe('the page', () => {
  it('says what was seen, what needs a person first', () => {
    const page = landingPage({
      ...facts,
      distributions: [
        aDistribution({ packageId: 'PS100001', outcome: 'success' }),
        aDistribution({
          packageId: 'PS100002',
          outcome: 'retrying',
          failures: 2,
          nextRetry: '2018-06-14T06:00:00.000Z',
          triesLeft: 98,
          givenUpAt: '2018-06-16T06:30:00.000Z',
          failure: {
            class: 'disk-full-dp',
            code: '0x80070070',
            codeName: 'ERROR_DISK_FULL',
            cause: 'c',
            remedy: 'Free space',
            node: 'PCD-26',
          },
        }),
      ],
    })
    expect(page).toContain('2 distributions: 1 success, 1 retrying.')
    expect(page.indexOf('PS100002')).toBeLessThan(page.indexOf('PS100001'))
    for (const text of [
      'disk-full-dp 0x80070070 ERROR_DISK_FULL',
      'Free space',
      '1 (2 failed)',
      '2018-06-14 06:00:00, 98 tries left until 2018-06-16 06:30:00',
      'PCD-26: c',
    ]) {
      expect(page).toContain(text)
    }
    expect(page).toContain('ready')
  })

  it('says so when nothing was seen, and why it is not ready', () => {
    const page = landingPage({ ...facts, notReady: 'distmgr.log was not opened yet' })
    expect(page).toContain('No distribution has been seen in the logs yet.')
    expect(page).toContain('not ready: distmgr.log was not opened yet')
  })

  it('shows at most 500 rows, and says that there are more', () => {
    const distributions = Array.from({ length: 2_000 }, (_none, index) => aDistribution({ packageId: `P${index}` }))
    const page = landingPage({ ...facts, distributions })
    expect(page.match(/<tr>/g)).toHaveLength(501)
    expect(page).toContain('The first 500 are shown.')
  })

  it('cannot be made to carry markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const hostile = `${text}<script>alert(1)</script>"'&`
        const failure = {
          class: hostile,
          code: hostile,
          codeName: hostile,
          cause: hostile,
          remedy: hostile,
          node: hostile,
        }
        const one = aDistribution({ packageId: hostile, dp: hostile, outcome: hostile, stage: hostile, failure })
        const page = landingPage({ ...facts, host: hostile, notReady: hostile, distributions: [one] })
        expect(page).not.toContain('<script')
        expect(page.replace(/<style>[^<]*<\/style>/, '')).not.toMatch(
          /<(?!\/?(?:!doctype|html|head|meta|title|style|body|h1|p|a|table|thead|tbody|tr|th|td)\b)/,
        )
        expect(escapeHtml(text)).not.toMatch(/[<>"']/)
      }),
    )
  })

  it('allows its own style and nothing else', () => {
    const style = /<style>([^<]*)<\/style>/.exec(landingPage(facts))?.[1] ?? ''
    expect(pagePolicy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`)
    expect(pagePolicy).toContain("default-src 'none'")
  })
})
