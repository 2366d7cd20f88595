// The page at `/`: what the agent follows, as one table, and where its numbers are. Written here as a whole, without
// scripts; everything that comes from a log is escaped. Pure.
import { createHash } from 'node:crypto'
import { byOutcome, outcomeOrder } from './by-outcome.ts'
import { escapeHtml, shortTime } from './escape-html.ts'
import { librarySection, type LibraryView } from './library-section.ts'

/** The fields of a distribution (data contract of `analyze --json`) that the page and the API's address need. */
export type DistributionView = {
  readonly packageId: string | null
  readonly packageVersion: number | null
  readonly dp: string | null
  readonly outcome: string
  readonly stage: string | null
  readonly attempts: number
  readonly failures: number
  readonly lastTime: string | null
  readonly nextRetry: string | null
  readonly nextRetryText: string | null
  readonly triesLeft: number | null
  readonly givenUpAt: string | null
  readonly failure: {
    readonly class: string
    readonly code: string | null
    readonly codeName: string | null
    readonly cause: string
    readonly remedy: string
    readonly node: string | null
  } | null
}

export type PageFacts = {
  readonly version: string
  readonly host: string
  /** Why the agent is not ready; undefined when it is. */
  readonly notReady: string | undefined
  readonly distributions: Iterable<DistributionView>
  /** undefined when no library is configured. */
  readonly library: LibraryView | undefined
  readonly telemetryPath: string
}

/** Rows of the table; the API has all. */
const mostRows = 500

const style = `body{font:14px/1.4 system-ui,sans-serif;margin:2em;color:#1b1b1b;background:#fff}
table{border-collapse:collapse;margin-top:1em}th,td{text-align:left;padding:.3em .8em;border-bottom:1px solid #ddd}
thead th{border-bottom-color:#888}tr.told td{border-bottom:0;padding-bottom:0}td.why{color:#555;padding-top:0;max-width:75em}
td{white-space:nowrap}td:last-child{white-space:normal}.failure,.retrying{color:#a4262c;font-weight:600}.success{color:#107c10}.waiting,.in-progress{color:#005a9e}`

/** For the Content-Security-Policy header: this style and nothing else. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`

export function landingPage(facts: PageFacts): string {
  const { rows, total, counts } = byOutcome(facts.distributions, mostRows)
  const summary = counts.map(([outcome, count]) => `${count} ${escapeHtml(outcome)}`).join(', ')
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="refresh" content="10"><title>cmdp on ${escapeHtml(facts.host)}</title>
<style>${style}</style></head>
<body>
<h1>Content distribution on ${escapeHtml(facts.host)}</h1>
<p>cmdp-agent ${escapeHtml(facts.version)}, ${facts.notReady === undefined ? 'ready' : `not ready: ${escapeHtml(facts.notReady)}`}.
<a href="${escapeHtml(facts.telemetryPath)}">Metrics</a> · <a href="/api/v1/distributions">Distributions as JSON</a> ·
${facts.library === undefined ? '' : '<a href="/api/v1/library">Library as JSON</a> ·\n'}<a href="/-/ready">Ready</a> · <a href="/-/healthy">Healthy</a></p>
<p>${total === 0 ? 'No distribution has been seen in the logs yet.' : `${total} distributions: ${summary}.`}${
    total > mostRows ? ` The first ${mostRows} are shown.` : ''
  }</p>
${rows.length === 0 ? '' : table(rows)}
${facts.library === undefined ? '' : librarySection(facts.library)}
</body>
</html>
`
}

function table(rows: readonly DistributionView[]): string {
  const heads = [
    'Package',
    'Distribution point',
    'Outcome',
    'Stage',
    'Attempts',
    'Last line (UTC)',
    'Next retry (UTC)',
    'Failure',
  ]
  const head = heads.map((text) => `<th>${text}</th>`).join('')
  return `<table><thead><tr>${head}</tr></thead>\n<tbody>\n${rows.map(row).join('\n')}\n</tbody></table>`
}

function row(one: DistributionView): string {
  const version = one.packageVersion === null ? '' : ` v${one.packageVersion}`
  const failure =
    one.failure === null ? '' : `${one.failure.class} ${one.failure.code ?? ''} ${one.failure.codeName ?? ''}`
  const cells = [
    `${one.packageId ?? 'unknown'}${version}`,
    one.dp ?? 'unknown',
    one.outcome,
    one.stage ?? '',
    `${one.attempts}${one.failures > 0 ? ` (${one.failures} failed)` : ''}`,
    one.lastTime === null ? '' : shortTime(one.lastTime),
    nextTry(one),
    failure.trim(),
  ]
  const outcome = outcomeOrder.includes(one.outcome) ? one.outcome : ''
  const told = cells.map((text, index) => cell(text, index === 2 ? outcome : '')).join('')
  if (one.failure === null) return `<tr>${told}</tr>`
  const { node } = one.failure
  const why = `${node === null ? '' : `${escapeHtml(node)}: `}${escapeHtml(one.failure.cause)} → ${escapeHtml(one.failure.remedy)}`
  return `<tr class="told">${told}</tr>\n<tr><td class="why" colspan="${cells.length}">${why}</td></tr>`
}

/** `2026-01-05 08:30:00, 76 tries left until 2026-01-06 22:00:00` */
export function nextTry({
  nextRetry,
  nextRetryText,
  triesLeft,
  givenUpAt,
}: Pick<DistributionView, 'nextRetry' | 'nextRetryText' | 'triesLeft' | 'givenUpAt'>): string {
  const when = nextRetry === null ? (nextRetryText ?? '') : shortTime(nextRetry)
  if (when === '' || triesLeft === null) return when
  const left = `${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left`
  return `${when}, ${left}${givenUpAt === null ? '' : ` until ${shortTime(givenUpAt)}`}`
}

function cell(text: string, kind: string): string {
  return `<td${kind === '' ? '' : ` class="${kind}"`}>${escapeHtml(text)}</td>`
}
