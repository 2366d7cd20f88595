// The content library on the page at `/`: whether it can be read, how much it holds, and what is wrong with it. Pure.
import { disagreementSection, type DisagreementView } from './disagreement-section.ts'
import { escapeHtml, shortTime } from './escape-html.ts'

/** The fields of a finding (data contract of `library scan --json`) that the page shows. */
export type FindingView = {
  readonly id: string
  readonly rule: string
  readonly severity: string
  readonly transient: boolean
  readonly firstSeen: string
  readonly detail?: unknown
  readonly suggestedAction?: unknown
  readonly packagesAffected?: unknown
}

/** The object of `library status --json`, with the state in front. */
export type LibraryView = {
  readonly state: string
  readonly reason: string | null
  /** Gravest first; `findingCount` tells how many there are. */
  readonly findings: readonly FindingView[]
  readonly findingCount: number
  readonly counts?: unknown
  readonly scannedAt?: unknown
  readonly oldestVerification?: unknown
  /** Of which packages logs and library say different things. */
  readonly disagreements?: readonly DisagreementView[]
}

/** Rows of the table; the API has more. */
const mostRows = 100

const stateWords: Readonly<Record<string, string>> = {
  starting: 'is looked for',
  ready: 'is read and watched',
  read: 'was read',
  absent: 'is not there',
  unreadable: 'cannot be read',
  failed: 'could not be read because of a fault',
}

export function librarySection(library: LibraryView): string {
  const { state, reason, findings, findingCount } = library
  const why = reason === null ? '' : `: ${escapeHtml(reason)}`
  const heading = `${disagreementSection(library.disagreements ?? [])}<h2>Content library</h2>\n<p>The content library ${stateWords[state] ?? escapeHtml(state)}${why}.
${escapeHtml(holdings(library))}</p>`
  const isKnown = state === 'read' || library.scannedAt !== undefined
  if (findingCount === 0) return `${heading}\n${isKnown ? '<p>Nothing is wrong.</p>' : ''}`
  const more = findingCount > mostRows ? ` The first ${mostRows} are shown.` : ''
  return `${heading}
<p>${findingCount} ${findingCount === 1 ? 'finding' : 'findings'}.${more}</p>
<table><thead><tr>${heads.map((text) => `<th>${text}</th>`).join('')}</tr></thead>
<tbody>\n${findings.slice(0, mostRows).map(row).join('\n')}\n</tbody></table>`
}

const heads = ['Rule', 'Severity', 'Since (UTC)', 'Packages', 'Finding']

function holdings({ state, counts, scannedAt, oldestVerification }: LibraryView): string {
  if (typeof counts !== 'object' || counts === null) return 'It was not scanned yet.'
  const { packages, contents, references, storedFiles } = counts as Readonly<Record<string, unknown>>
  const held = `${words(packages)} packages, ${words(contents)} contents, ${words(references)} source files in ${words(storedFiles)} stored files.`
  if (state === 'read') return held
  const verified =
    typeof oldestVerification === 'string'
      ? `every stored file was verified since ${shortTime(oldestVerification)}`
      : 'not every stored file is verified yet'
  const when = typeof scannedAt === 'string' ? ` Scanned at ${shortTime(scannedAt)} UTC` : ''
  return `${held}${when}; ${verified}.`
}

const words = (count: unknown): string => (typeof count === 'number' ? String(count) : '?')

/** A known severity is also a class of the page's style. */
const colours: Readonly<Record<string, string>> = { fatal: 'failure', risk: 'waiting' }

function row(one: FindingView): string {
  const packages = Array.isArray(one.packagesAffected) ? one.packagesAffected.map(String) : []
  const some = packages.slice(0, 10).join(' ') + (packages.length > 10 ? ` and ${packages.length - 10} more` : '')
  const colour = colours[one.severity]
  const cells = [
    cell(one.rule),
    cell(`${one.severity}${one.transient ? ' (still changing)' : ''}`, colour),
    cell(shortTime(one.firstSeen)),
    cell(some),
    cell(`${text(one.detail)} → ${text(one.suggestedAction)}`),
  ]
  return `<tr>${cells.join('')}</tr>`
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const cell = (content: string, colour?: string): string =>
  `<td${colour === undefined ? '' : ` class="${colour}"`}>${escapeHtml(content)}</td>`
