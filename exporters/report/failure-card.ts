// One thing that fails: why, what to do, when it is tried again, the lines that show it, and how it came to that.
import { outcomeOrder } from '../http/by-outcome.ts'
import { escapeHtml, shortTime } from '../http/escape-html.ts'
import { nextTry } from '../http/landing-page.ts'
import type { EvidenceLine, ReportDistribution, ReportFailure, ReportWork, Timeline } from './analysis-view.ts'
import { countOf, shown } from './report-parts.ts'
import { timelineList } from './timeline-list.ts'

/** Lines shown of one failure, and how many need no click in a card that is open. */
const mostEvidence = 40
const fewEvidence = 8

/** @param isOpen  the first ones can be read without a click */
export function distributionCard(one: ReportDistribution, timeline: Timeline | undefined, isOpen: boolean): string {
  const { outcome, failure, stalled, verification, stage, site, action } = one
  const facts = [
    ['Next try', nextTry(one)],
    ['Stalled', stalled === null ? '' : `${stalled.reason}${since(stalled.since)}`],
    ['Library', verification ?? ''],
    ['Stage', `${action}, ${stage ?? 'unknown stage'}${site === null ? '' : `, site ${site}`}`],
    ['Tries', `${String(one.attempts)}, ${String(one.failures)} failed`],
  ] as const
  return card(`${nameOf(one)}`, outcome, failure, facts, timelineList(timeline, true), isOpen)
}

export const workCard = ({ name, outcome, failure }: ReportWork, isOpen: boolean): string =>
  card(name, outcome, failure, [], '', isOpen)

/** `PS100039 version 3 to PS1DP1.CONTOSO.COM` */
export function nameOf({ packageId, packageVersion, dp }: ReportDistribution): string {
  const version = packageVersion === null ? '' : ` version ${String(packageVersion)}`
  return `${packageId ?? 'A package'}${version} to ${dp ?? 'a distribution point'}`
}

const since = (time: string | null): string => (time === null ? '' : ` since ${shortTime(time)}`)

type Fact = readonly [name: string, text: string]

function card(
  name: string,
  outcome: string,
  failure: ReportFailure | null,
  facts: readonly Fact[],
  timeline: string,
  isOpen: boolean,
): string {
  const kind = outcomeOrder.includes(outcome) ? ` class="${outcome}"` : ''
  const head = `${shown(name)} <span${kind}>${escapeHtml(outcome)}</span>`
  const all: readonly Fact[] = [...(failure === null ? [] : factsOf(failure)), ...facts]
  const list = all
    .filter(([, text]) => text !== '')
    .map(([term, text]) => `<dt>${escapeHtml(term)}</dt><dd>${shown(text)}</dd>`)
    .join('\n')
  const quiet = outcome === 'failure' || outcome === 'retrying' ? '' : ' quiet'
  return `<details class="card${quiet}"${isOpen ? ' open' : ''}><summary>${head}</summary>
<dl>
${list}
</dl>
${failure === null ? '' : evidenceList(failure.evidence, isOpen)}${timeline}</details>`
}

function factsOf({ class: name, code, codeName, cause, remedy, node, transient }: ReportFailure): readonly Fact[] {
  const named = codeName === null ? '' : ` (${codeName})`
  return [
    ['Failure', `${name}${code === null ? '' : ` ${code}${named}`}${transient ? ', heals by itself' : ''}`],
    ['Why', cause],
    ['Do', remedy],
    ['Flow node', node ?? ''],
  ]
}

function evidenceList(evidence: readonly EvidenceLine[], isOpen: boolean): string {
  if (evidence.length === 0) return ''
  const rest = evidence.length - mostEvidence
  const lines = evidence.slice(0, mostEvidence).map(({ file, offset, line, time, text }) => {
    const when = time === null ? '' : `${shortTime(time)} UTC, `
    return `<li><span class="soft">${when}${shown(file)}, line ${String(line)}, byte ${String(offset)}</span><br><code>${shown(text)}</code></li>`
  })
  const more = rest > 0 ? `\n<li class="soft">… ${String(rest)} more lines</li>` : ''
  const open = isOpen && evidence.length <= fewEvidence ? ' open' : ''
  return `<details${open}><summary>Evidence: ${countOf(evidence.length, 'line')}</summary>
<ol class="lines">
${lines.join('\n')}${more}
</ol></details>
`
}
