// The account for people: what there is, then what needs somebody, with cause, remedy and the lines that show it.
import type { Account, DistributionObject, FailureView } from './account-objects.ts'
import type { Colours } from './terminal/colours.ts'
import { printable, printableLine } from './terminal/printable.ts'
import { tableOf } from './terminal/rows.ts'

/** Beyond this many rows those that went well are only counted. */
const mostRows = 40
/** Lines shown of one failure. */
const mostEvidence = 12

export function analysisReport(account: Account, colours: Colours): string {
  const parts = [
    summary(account),
    distributionTable(account.distributions),
    workTable(
      'package',
      'site',
      account.packages.map(({ packageId, site, outcome }) => [packageId, site, outcome]),
    ),
    workTable(
      'distribution point',
      undefined,
      account.distributionPoints.map(({ dp, outcome }) => [dp, outcome]),
    ),
    ...troubles(account).map((trouble) => troubleText(trouble, colours)),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** `12 distributions: 9 success, 2 retrying, 1 waiting` */
function summary({ distributions }: Account): string {
  if (distributions.length === 0) return 'No distribution is told of.\n'
  const counts = new Map<string, number>()
  for (const { outcome } of distributions) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const words = [...counts].sort((a, b) => b[1] - a[1]).map(([outcome, count]) => `${count} ${outcome}`)
  const total = distributions.length === 1 ? '1 distribution' : `${distributions.length} distributions`
  return `${total}: ${words.join(', ')}\n`
}

function distributionTable(distributions: readonly DistributionObject[]): string {
  const shown =
    distributions.length > mostRows ? distributions.filter(({ outcome }) => outcome !== 'success') : distributions
  if (shown.length === 0) return ''
  const head = [
    'package',
    'version',
    'distribution point',
    'action',
    'outcome',
    'stage',
    'tries',
    'failures',
    'last (UTC)',
  ]
  const rows = shown.map((one) => [
    one.packageId,
    one.packageVersion,
    one.dp,
    one.action,
    one.stalled === null ? one.outcome : `${one.outcome}, ${one.stalled.reason}`,
    one.stage,
    one.attempts,
    one.failures,
    one.lastTime,
  ])
  return tableOf(head, rows)
}

function workTable(what: string, second: string | undefined, rows: readonly (readonly (string | null)[])[]): string {
  if (rows.length === 0) return ''
  const shown = rows.length > mostRows ? rows.filter((row) => row.at(-1) !== 'success') : rows
  const head = second === undefined ? [what, 'outcome'] : [what, second, 'outcome']
  return shown.length === 0 ? '' : tableOf(head, shown)
}

type Trouble = { readonly title: string; readonly failure: FailureView; readonly next: string | undefined }

function troubles({ distributions, packages, distributionPoints }: Account): Trouble[] {
  return [
    ...distributions.flatMap((one) => trouble(`${nameOf(one)}: ${one.outcome}`, one.failure, nextOf(one))),
    ...packages.flatMap(({ packageId, site, outcome, failure }) =>
      trouble(`${packageId ?? 'A package'}${site === null ? '' : ` at site ${site}`}: ${outcome}`, failure),
    ),
    ...distributionPoints.flatMap(({ dp, outcome, failure }) =>
      trouble(`${dp ?? 'A distribution point'}: ${outcome}`, failure),
    ),
  ]
}

const trouble = (title: string, failure: FailureView | null, next?: string): Trouble[] =>
  failure === null ? [] : [{ title, failure, next }]

function nameOf({ packageId, packageVersion, dp }: DistributionObject): string {
  const version = packageVersion === null ? '' : ` version ${packageVersion}`
  return `${packageId ?? 'A package'}${version} to ${dp ?? 'a distribution point'}`
}

function nextOf({ nextRetry, nextRetryText, triesLeft, givenUpAt }: DistributionObject): string | undefined {
  const when = nextRetry ?? (nextRetryText === null ? null : `${nextRetryText} (local time of the site server)`)
  const until = givenUpAt === null ? '' : ` until ${givenUpAt}`
  const left = triesLeft === null ? undefined : `${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left${until}`
  if (when === null) return left
  return left === undefined ? `Next try at ${when}` : `Next try at ${when}, ${left}`
}

function troubleText({ title, failure, next }: Trouble, colours: Colours): string {
  const { class: name, code, codeName, cause, remedy, transient, node, evidence } = failure
  const codeText = code === null ? '' : ` ${code}${codeName === null ? '' : ` (${codeName})`}`
  const lines = evidence
    .slice(0, mostEvidence)
    .map(({ file, line, text }) => `    ${file}:${line}  ${text.split('\n')[0] ?? ''}`)
  const more = evidence.length > mostEvidence ? [`    … ${evidence.length - mostEvidence} more`] : []
  return [
    colours.bold(printableLine(title)),
    `  ${colours.red(name)}${codeText}${node === null ? '' : `, at ${node}`}${transient ? ', heals by itself' : ''}`,
    `  Why: ${printableLine(cause)}`,
    `  Do:  ${printableLine(remedy)}`,
    ...(next === undefined ? [] : [`  ${printableLine(next)}`]),
    ...[...lines, ...more].map((line) => colours.dim(printable(line))),
    '',
  ].join('\n')
}
