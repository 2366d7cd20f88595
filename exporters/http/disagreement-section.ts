// Where the logs and the library say different things, on the page at `/`. Pure.
import { escapeHtml } from './escape-html.ts'

/** The fields of a disagreement (data contract of `analyze --json`) that the page shows. */
export type DisagreementView = {
  readonly kind: string
  readonly packageId: string
  readonly contentId: string | null
  readonly rules: readonly string[]
  readonly logEvidence: readonly { readonly file: string; readonly line: number; readonly time: string | null }[]
  readonly libraryFacts: readonly string[]
}

/** Rows of the table; the API has more. */
const mostRows = 100

export function disagreementSection(all: readonly DisagreementView[]): string {
  if (all.length === 0) return ''
  const more = all.length > mostRows ? ` The first ${mostRows} are shown.` : ''
  const count = all.length === 1 ? '1 package' : `${all.length} packages`
  return `<h2>Log and library disagree</h2>
<p>Of ${count} the log says one thing and the library shows another.${more}</p>
<table><thead><tr>${heads.map((text) => `<th>${text}</th>`).join('')}</tr></thead>
<tbody>\n${all.slice(0, mostRows).map(row).join('\n')}\n</tbody></table>\n`
}

const heads = ['Package', 'Kind', 'Rules', 'Line', 'The library']

function row({ kind, packageId, contentId, rules, logEvidence, libraryFacts }: DisagreementView): string {
  const last = logEvidence.at(-1)
  const line = last === undefined ? '' : `${last.file}:${last.line}${last.time === null ? '' : ` at ${last.time}`}`
  const more = libraryFacts.length > 3 ? `; and ${libraryFacts.length - 3} more` : ''
  const cells = [contentId ?? packageId, kind, rules.join(' '), line, libraryFacts.slice(0, 3).join('; ') + more]
  return `<tr>${cells.map((text) => `<td>${escapeHtml(text)}</td>`).join('')}</tr>`
}
