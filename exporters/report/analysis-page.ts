// The report of `cmdp analyze --html`: one file that shows everything by itself, what fails first. Without scripts;
// everything that comes from a log or a library is escaped; what is not shown is counted. Pure.
import { disagreementSection } from '../http/disagreement-section.ts'
import { byOutcome, outcomeOrder } from '../http/by-outcome.ts'
import { escapeHtml, shortTime } from '../http/escape-html.ts'
import { librarySection } from '../http/library-section.ts'
import type { AnalysisFacts, ReportDistribution, ReportSource, ReportWork } from './analysis-view.ts'
import { createCauses, type Causes } from './cause-list.ts'
import { distributionCard, workCard } from './failure-card.ts'
import { cell, countOf, moreOf, table } from './report-parts.ts'
import { reportPolicy, reportStyle } from './report-style.ts'
import { timelineList } from './timeline-list.ts'

/** The first line, by which a report is known: nothing else is ever written over. */
export const reportMark = '<!doctype html><!-- cmdp analyze -->'

/** Distributions that are shown; gravest first. */
const mostDistributions = 1_000
/** Cards of what fails, and how many of them are open. */
const mostCards = 200
const openCards = 10
const mostWork = 200
const mostSources = 500

export function analysisPage(facts: AnalysisFacts): string {
  const causes = createCauses()
  const { rows, total, counts } = byOutcome(counted(facts.distributions, causes), mostDistributions)
  return `${reportMark}
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${escapeHtml(reportPolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>Content distribution: analysis</title>
<style>${reportStyle}</style></head>
<body>
<header><h1>Content distribution: analysis</h1>
<p class="soft">${escapeHtml(aboutSources(facts))}</p>
${summary(total, counts)}</header>
<main>
${[
  causes.html(),
  failing(rows, counts, facts),
  waiting(rows, facts),
  work('Packages that fail', facts.packages),
  work('Distribution points that fail', facts.distributionPoints),
  library(facts),
  distributionTable(rows, total, facts),
  sourceTable(facts.sources),
]
  .filter((section) => section !== '')
  .join('\n')}
</main>
<footer>Made by cmdp-agent ${escapeHtml(facts.version)}. All times are UTC.</footer>
</body>
</html>
`
}

function* counted(all: Iterable<ReportDistribution>, causes: Causes): Generator<ReportDistribution, void, void> {
  for (const one of all) {
    causes.add(one)
    yield one
  }
}

function aboutSources({ sources, now }: AnalysisFacts): string {
  const records = sources.reduce((sum, one) => sum + one.records, 0)
  const times = sources.flatMap(({ firstTime, lastTime }) => [firstTime, lastTime].flatMap((time) => time ?? []))
  const [first] = times.sort()
  const last = times.at(-1)
  const span = first === undefined || last === undefined ? '' : `, from ${shortTime(first)} to ${shortTime(last)} UTC`
  const seen = now === null || now === last ? '' : `; looked at from ${shortTime(now)} UTC`
  return `${countOf(sources.length, 'log')}, ${countOf(records, 'record')}${span}${seen}.`
}

function summary(total: number, counts: readonly (readonly [string, number])[]): string {
  if (total === 0) return '<p>No distribution is told of.</p>\n'
  const place = (outcome: string): number => outcomeOrder.indexOf(outcome)
  const sorted = [...counts].sort(([one], [other]) => place(one) - place(other))
  const items = sorted.map(
    ([outcome, count]) => `<li><b class="${classOf(outcome)}">${String(count)}</b> ${escapeHtml(outcome)}</li>`,
  )
  return `<ul class="counts"><li><b>${String(total)}</b> ${total === 1 ? 'distribution' : 'distributions'}</li>${items.join('')}</ul>\n`
}

const classOf = (outcome: string): string => (outcomeOrder.includes(outcome) ? outcome : '')

const isFailing = ({ outcome }: { readonly outcome: string }): boolean =>
  outcome === 'failure' || outcome === 'retrying'

function failing(
  rows: readonly ReportDistribution[],
  counts: readonly (readonly [string, number])[],
  { timelineOf }: AnalysisFacts,
): string {
  const all = counts.reduce((sum, [outcome, count]) => sum + (isFailing({ outcome }) ? count : 0), 0)
  if (all === 0) return ''
  const cards = rows.filter(isFailing).slice(0, mostCards)
  return `<h2>Failing distributions</h2>
${cards.map((one, index) => distributionCard(one, timelineOf(one), index < openCards)).join('\n')}
${moreOf(all - cards.length, 'failing distributions')}`
}

const hasReason = (one: ReportDistribution): boolean =>
  !isFailing(one) && (one.failure !== null || one.stalled !== null)

/** What waits or is silent, where something is known of why. Waiting is not failing. */
function waiting(rows: readonly ReportDistribution[], { timelineOf }: AnalysisFacts): string {
  const all = rows.filter(hasReason)
  if (all.length === 0) return ''
  const cards = all.slice(0, mostCards)
  return `<h2>Waiting, or without a word</h2>
${cards.map((one) => distributionCard(one, timelineOf(one), false)).join('\n')}
${moreOf(all.length - cards.length, 'of them')}`
}

function work(title: string, all: readonly ReportWork[]): string {
  const bad = all.filter(({ failure, outcome }) => failure !== null || isFailing({ outcome }))
  if (bad.length === 0) return ''
  return `<h2>${title}</h2>
${bad
  .slice(0, mostWork)
  .map((one, index) => workCard(one, index < openCards))
  .join('\n')}
${moreOf(bad.length - mostWork, 'of them')}`
}

function library({ library: read, disagreements }: AnalysisFacts): string {
  if (read === null) return disagreementSection(disagreements)
  const { findings, notEvaluated } = read
  const section = librarySection({
    ...read,
    state: 'read',
    reason: null,
    findingCount: findings.length,
    disagreements,
  })
  const rest =
    notEvaluated.length === 0 ? '' : `\n<p class="soft">Not evaluated: ${escapeHtml(notEvaluated.join(', '))}.</p>`
  return `<div class="wide" role="region" tabindex="0" aria-label="Content library">${section}${rest}</div>`
}

const heads = ['Outcome', 'Package', 'Distribution point', 'Action', 'Stage', 'Tries', 'First line', 'Last line']

function distributionTable(rows: readonly ReportDistribution[], total: number, { timelineOf }: AnalysisFacts): string {
  if (rows.length === 0) return ''
  // What has a card has its timeline there.
  const withCards = new Set([isFailing, hasReason].flatMap((kind) => rows.filter(kind).slice(0, mostCards)))
  const body = rows.map((one) => {
    const timeline = withCards.has(one) ? '' : timelineList(timelineOf(one))
    const told = distributionRow(one, timeline !== '')
    return timeline === '' ? told : `${told}\n<tr><td colspan="${String(heads.length)}">${timeline}</td></tr>`
  })
  return `<h2>All distributions</h2>
${table('All distributions', heads, body)}
${moreOf(total - rows.length, 'distributions')}`
}

function distributionRow(one: ReportDistribution, goesOn: boolean): string {
  const version = one.packageVersion === null ? '' : ` v${String(one.packageVersion)}`
  const stalled = one.stalled === null ? '' : `, ${one.stalled.reason}`
  const cells = [
    cell(`${one.outcome}${stalled}`, classOf(one.outcome)),
    cell(`${one.packageId ?? 'unknown'}${version}`),
    cell(one.dp ?? 'unknown'),
    cell(one.action),
    cell(one.stage ?? ''),
    cell(`${String(one.attempts)}${one.failures > 0 ? ` (${String(one.failures)} failed)` : ''}`),
    cell(one.firstTime === null ? '' : shortTime(one.firstTime)),
    cell(one.lastTime === null ? '' : shortTime(one.lastTime)),
  ]
  return `<tr${goesOn ? ' class="told"' : ''}>${cells.join('')}</tr>`
}

function sourceTable(sources: readonly ReportSource[]): string {
  const rows = sources.slice(0, mostSources).map(({ file, form, records, orphans, firstTime, lastTime }) => {
    const times = [firstTime, lastTime].map((time) => cell(time === null ? '' : shortTime(time)))
    return `<tr>${cell(file)}${cell(form ?? '')}${cell(String(records))}${cell(String(orphans))}${times.join('')}</tr>`
  })
  return `<h2>Logs</h2>
${table('Logs', ['Log', 'Form', 'Records', 'Lines without a record', 'First record', 'Last record'], rows)}
${moreOf(sources.length - mostSources, 'logs')}`
}
