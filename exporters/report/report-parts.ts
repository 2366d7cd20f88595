// Parts that several sections of the report are made of. All text is escaped here.
import { escapeHtml } from '../http/escape-html.ts'

/** Characters of one text that are shown; a line of a log may have 64 thousand. */
const mostCharacters = 2_000

/** `text`, its end counted when it is too long for a reader. */
export function shown(text: string): string {
  const rest = text.length - mostCharacters
  return rest <= 0 ? escapeHtml(text) : `${escapeHtml(text.slice(0, mostCharacters))} … ${String(rest)} more characters`
}

/** Cells are HTML. @param label  for those who cannot see that it scrolls */
export function table(label: string, heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('')
  return `<div class="wide" role="region" tabindex="0" aria-label="${escapeHtml(label)}"><table><thead><tr>${head}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>`
}

export const cell = (text: string, kind = ''): string =>
  `<td${kind === '' ? '' : ` class="${kind}"`}>${shown(text)}</td>`

/** `3 distributions` */
export const countOf = (count: number, what: string): string => `${String(count)} ${what}${count === 1 ? '' : 's'}`

/** What is not shown is counted, never silently left out. */
export const moreOf = (count: number, what: string): string =>
  count <= 0
    ? ''
    : `<p class="soft">… ${String(count)} more ${escapeHtml(what)}, not shown here: cmdp analyze --json has all.</p>`
