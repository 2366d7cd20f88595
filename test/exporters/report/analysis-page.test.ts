import { createHash } from 'node:crypto'
import { JSDOM } from 'jsdom'
import { describe, expect, it } from 'vitest'
import { analysisPage } from '../../../exporters/report/analysis-page.ts'
import type { AnalysisFacts, ReportDistribution, ReportFailure } from '../../../exporters/report/analysis-view.ts'

const failure: ReportFailure = {
  class: 'disk-full-dp',
  code: '0x80070070',
  codeName: 'ERROR_DISK_FULL',
  cause: 'A drive is full.',
  remedy: 'Free space.',
  node: 'PCD-26',
  transient: false,
  evidence: [
    { file: 'PS1/PkgXferMgr.log', offset: 4_711, line: 12, time: '2026-01-05T08:00:00.000Z', text: 'no space' },
  ],
}
const distribution = (change: Partial<ReportDistribution> = {}): ReportDistribution => ({
  packageId: 'PS100039',
  packageVersion: 3,
  dp: 'PS1DP1.CONTOSO.COM',
  outcome: 'success',
  action: 'distribute',
  stage: 'transfer',
  site: 'PS1',
  attempts: 1,
  failures: 0,
  firstTime: '2026-01-05T07:59:00.000Z',
  lastTime: '2026-01-05T08:00:00.000Z',
  nextRetry: null,
  nextRetryText: null,
  triesLeft: null,
  givenUpAt: null,
  stalled: null,
  verification: null,
  failure: null,
  ...change,
})
const facts = (change: Partial<AnalysisFacts> = {}): AnalysisFacts => ({
  version: '1.2.3',
  now: '2026-01-05T09:00:00.000Z',
  sources: [],
  distributions: [],
  timelineOf: () => undefined,
  packages: [],
  distributionPoints: [],
  library: null,
  disagreements: [],
  ...change,
})
const documentOf = (change: Partial<AnalysisFacts>) => new JSDOM(analysisPage(facts(change))).window.document
const textOf = (element: Element | null | undefined): string => (element?.textContent ?? '').replace(/\s+/g, ' ').trim()

describe('the report of an analysis', () => {
  it('shows what fails first, with cause, remedy, next try, place of each line, and what happened', () => {
    const failing = distribution({
      ...{ dp: 'PS1DP2.CONTOSO.COM', outcome: 'retrying', failure, failures: 2, verification: 'incomplete' },
      ...{ nextRetry: '2026-01-05T08:30:00.000Z', triesLeft: 98 },
    })
    const page = documentOf({
      distributions: [distribution(), failing],
      timelineOf: ({ dp }) =>
        dp === failing.dp
          ? {
              entries: [
                {
                  at: Date.UTC(2026, 0, 5, 8),
                  endedAt: Date.UTC(2026, 0, 5, 8, 10),
                  what: 'transfer',
                  detail: '577',
                  result: 'failure',
                  place: 'a.log, line 3',
                },
              ],
              more: 0,
            }
          : undefined,
    })
    const [card, ...others] = page.querySelectorAll('details.card')
    expect(others).toEqual([])
    expect(textOf(card?.querySelector('summary'))).toBe('PS100039 version 3 to PS1DP2.CONTOSO.COM retrying')
    const terms = [...(card?.querySelectorAll('dt') ?? [])].map((term) => [
      textOf(term),
      textOf(term.nextElementSibling),
    ])
    expect(terms).toEqual([
      ['Failure', 'disk-full-dp 0x80070070 (ERROR_DISK_FULL)'],
      ['Why', 'A drive is full.'],
      ['Do', 'Free space.'],
      ['Flow node', 'PCD-26'],
      ['Next try', '2026-01-05 08:30:00, 98 tries left'],
      ['Library', 'incomplete'],
      ['Stage', 'distribute, transfer, site PS1'],
      ['Tries', '1, 2 failed'],
    ])
    expect(textOf(card?.querySelector('ol.lines'))).toBe(
      '2026-01-05 08:00:00 UTC, PS1/PkgXferMgr.log, line 12, byte 4711no space',
    )
    expect(textOf(card?.querySelector('ol.steps'))).toBe('2026-01-05 08:00:0010 mintransfer 577 failure a.log, line 3')
    const outcomes = [...page.querySelectorAll('tbody tr td:first-child')].map(textOf)
    expect(outcomes).toEqual(['retrying', 'success'])
    expect(textOf(page.querySelector('ul.causes'))).toContain('disk-full-dp 0x80070070 ERROR_DISK_FULL: 1 distribution')
  })

  it('tells what waits or is silent apart from what fails', () => {
    const page = documentOf({
      distributions: [
        distribution({ outcome: 'waiting', failure: { ...failure, class: 'pull-no-source' } }),
        distribution({
          outcome: 'in-progress',
          dp: 'B',
          stalled: { since: '2026-01-05T08:00:00.000Z', reason: 'transfer-silent' },
        }),
        distribution({ outcome: 'waiting', dp: 'C' }),
      ],
    })
    const cards = [...page.querySelectorAll('details.card.quiet')]
    expect(cards.map((one) => textOf(one.querySelector('summary')))).toEqual([
      'PS100039 version 3 to PS1DP1.CONTOSO.COM waiting',
      'PS100039 version 3 to B in-progress',
    ])
    expect(textOf(cards[1])).toContain('Stalledtransfer-silent since 2026-01-05 08:00:00')
    expect(page.querySelector('ul.causes')).toBeNull()
  })

  it('shows packages and distribution points that fail, disagreements and findings of the library', () => {
    const page = documentOf({
      packages: [{ name: 'PS100001 at site PS1', outcome: 'failure', failure: { ...failure, class: 'source-access' } }],
      distributionPoints: [
        { name: 'PS1DP3.CONTOSO.COM', outcome: 'failure', failure: null },
        { name: 'PS1DP4.CONTOSO.COM', outcome: 'success', failure: null },
      ],
      library: {
        counts: { packages: 1, contents: 1, references: 3, storedFiles: 3 },
        findings: [
          {
            id: 'a',
            rule: 'I8',
            severity: 'fatal',
            transient: false,
            firstSeen: '2026-01-05T08:00:00.000Z',
            detail: 'gone',
          },
        ],
        notEvaluated: ['I17'],
      },
      disagreements: [
        {
          kind: 'log_success_library_incomplete',
          packageId: 'PS100001',
          contentId: null,
          rules: ['I8'],
          logEvidence: [],
          libraryFacts: ['a file is missing'],
        },
      ],
    })
    const cards = [...page.querySelectorAll('details.card > summary')].map(textOf)
    expect(cards).toEqual(['PS100001 at site PS1 failure', 'PS1DP3.CONTOSO.COM failure'])
    const main = textOf(page.querySelector('main'))
    for (const words of [
      'I8fatal',
      'gone',
      'Not evaluated: I17',
      'log_success_library_incomplete',
      'a file is missing',
    ])
      expect(main).toContain(words)
  })

  it('keeps markup, scripts, terminal escapes and marks of direction as text that can be seen, wherever they stand', () => {
    const evil = `<script>alert(1)</script><img src=x onerror="alert(2)">' & \u001b[31m\u202egpj.exe\u2066\u0000`
    const all = { class: evil, code: evil, codeName: evil, cause: evil, remedy: evil, node: evil, transient: false }
    const bad: ReportFailure = { ...all, evidence: [{ file: evil, offset: 1, line: 1, time: null, text: evil }] }
    const names = {
      packageId: evil,
      dp: evil,
      action: evil,
      stage: evil,
      site: evil,
      verification: evil,
      nextRetryText: evil,
    }
    const html = analysisPage(
      facts({
        version: evil,
        sources: [{ file: evil, form: evil, records: 1, orphans: 0, firstTime: null, lastTime: null }],
        distributions: [
          distribution({ ...names, outcome: 'failure', failure: bad }),
          distribution({ ...names, outcome: evil, stalled: { since: null, reason: evil } }),
        ],
        timelineOf: () => ({
          entries: [{ at: 0, endedAt: 5, what: evil, detail: evil, result: evil, place: evil }],
          more: 3,
        }),
        packages: [{ name: evil, outcome: 'failure', failure: bad }],
        distributionPoints: [{ name: evil, outcome: 'failure', failure: bad }],
        library: {
          counts: evil,
          findings: [
            {
              id: evil,
              rule: evil,
              severity: evil,
              transient: true,
              firstSeen: evil,
              detail: evil,
              suggestedAction: evil,
              packagesAffected: [evil],
            },
          ],
          notEvaluated: [evil],
        },
        disagreements: [
          {
            kind: evil,
            packageId: evil,
            contentId: evil,
            rules: [evil],
            logEvidence: [{ file: evil, line: 1, time: evil }],
            libraryFacts: [evil],
          },
        ],
      }),
    )
    expect(html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/)
    const page = new JSDOM(html).window.document
    expect(page.querySelectorAll('script, img, link, iframe, object, embed, form, a, base, video, audio')).toHaveLength(
      0,
    )
    const attributes = new Set([...page.querySelectorAll('*')].flatMap((one) => one.getAttributeNames()))
    expect([...attributes].filter((name) => /^on|^style$|^src|^href$|^srcset$/.test(name))).toEqual([])
    const seen = String.raw`<script>alert(1)</script><img src=x onerror="alert(2)">' & \x1B[31m\u202Egpj.exe\u2066\x00`
    expect(textOf(page.querySelector('code'))).toBe(seen)
    expect(textOf(page.body).split(seen).length).toBeGreaterThan(30)
  })

  it('asks nobody for anything: its policy allows its own style alone', () => {
    const html = analysisPage(facts({ distributions: [distribution({ outcome: 'failure', failure })] }))
    const page = new JSDOM(html).window.document
    const style = page.querySelector('style')?.textContent ?? ''
    const policy = page.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content')
    const hash = createHash('sha256').update(style).digest('base64')
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${hash}'; form-action 'none'; base-uri 'none'`)
    expect(html).not.toMatch(/https?:|url\(|@import/)
  })

  it('counts what it does not show, of distributions, cards, lines and long texts', () => {
    const many = { ...failure, evidence: Array.from({ length: 100 }, () => failure.evidence[0]!) }
    const rows = function* () {
      for (let number = 0; number < 5_000; number++)
        yield distribution({
          dp: `DP${String(number)}`,
          outcome: number % 2 === 0 ? 'failure' : 'success',
          failure: number % 2 === 0 ? many : null,
        })
    }
    const html = analysisPage(
      facts({ distributions: rows(), packages: [{ name: 'x'.repeat(70_000), outcome: 'failure', failure }] }),
    )
    const page = new JSDOM(html).window.document
    expect(page.querySelectorAll('details.card')).toHaveLength(201)
    const text = textOf(page.body)
    for (const words of [
      '5000 distributions2500 failure2500 success',
      '… 2300 more failing distributions',
      '… 4000 more distributions',
      '… 60 more lines',
      '… 68000 more characters',
      'disk-full-dp 0x80070070 ERROR_DISK_FULL: 2500 distributions to DP0, DP2, DP4, DP6, DP8 and 2495 more',
    ])
      expect(text).toContain(words)
    expect(html.length).toBeLessThan(5_000_000)
  })
})
