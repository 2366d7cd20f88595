// What the demo shows, made from the agent's own account (the objects of the data contract). Pure.

import type { DistributionView } from '../../exporters/index.ts'

/** A distribution as `analyze --json` and `/api/v1/distributions` print it, as far as it is shown. */
export type ShownDistribution = Omit<DistributionView, 'lastTime' | 'nextRetryText'> & {
  readonly triesLeft?: number | null
}

export type ShownPackage = Pick<DistributionView, 'packageId' | 'outcome' | 'failure'>

export type ShownFailure = NonNullable<DistributionView['failure']>

export type Group = 'failing' | 'waiting' | 'on the way' | 'arrived'

export type Row = {
  readonly group: Group
  /** Stays the same while the distribution does. */
  readonly key: string
  /** Short name of the DP; `all DPs` for a package that fails before any DP is served. */
  readonly dp: string
  /** `PS100021 v3`. */
  readonly package: string
  readonly packageName: string
  readonly stage: string
  readonly failures: number
  readonly triesLeft: number | undefined
  /** Milliseconds from now; below 0 when it is overdue. */
  readonly nextTry: number | undefined
  readonly failure: ShownFailure | undefined
}

/** Rows of all groups, those that need a person first; within a group by DP and package, so that none jumps. */
export function rowsOf(
  distributions: Iterable<ShownDistribution>,
  packages: Iterable<ShownPackage>,
  names: Readonly<Record<string, string>>,
  now: number,
): readonly Row[] {
  const rows = [
    ...[...packages].flatMap((one) => packageRow(one, names) ?? []),
    ...[...distributions].flatMap((one) => distributionRow(one, names, now) ?? []),
  ]
  return rows.sort((a, b) => place(a) - place(b) || compare(a.dp, b.dp) || compare(a.package, b.package))
}

export const groups: readonly Group[] = ['failing', 'waiting', 'on the way', 'arrived']

const place = ({ group }: Row): number => groups.indexOf(group)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What is not listed (superseded, removed, cancelled) is over and needs nobody. */
const groupOf: Readonly<Record<string, Group>> = {
  failure: 'failing',
  retrying: 'failing',
  waiting: 'waiting',
  'in-progress': 'on the way',
  unknown: 'on the way',
  success: 'arrived',
}

const stageWords: Readonly<Record<string, string>> = {
  queue: 'queued',
  transfer: 'being sent',
  'add-to-library': 'being added to the library',
  status: 'sent, status on its way',
  intersite: 'coming from another site',
}

function distributionRow(
  one: ShownDistribution,
  names: Readonly<Record<string, string>>,
  now: number,
): Row | undefined {
  const group = groupOf[one.outcome]
  if (group === undefined) return undefined
  const version = one.packageVersion === null ? '' : ` v${String(one.packageVersion)}`
  return {
    group,
    key: [one.packageId, one.packageVersion, one.dp].join(' '),
    dp: shortName(one.dp ?? '?'),
    package: `${one.packageId ?? '?'}${version}`,
    packageName: names[one.packageId ?? ''] ?? '',
    stage: stageWords[one.stage ?? ''] ?? one.stage ?? '',
    failures: one.failures,
    triesLeft: one.triesLeft ?? undefined,
    nextTry: one.nextRetry === null ? undefined : Date.parse(one.nextRetry) - now,
    failure: one.failure ?? undefined,
  }
}

function packageRow(one: ShownPackage, names: Readonly<Record<string, string>>): Row | undefined {
  const group = groupOf[one.outcome]
  if (group === undefined || group === 'arrived' || group === 'on the way') return undefined
  return {
    group,
    key: String(one.packageId),
    dp: 'all DPs',
    package: one.packageId ?? '?',
    packageName: names[one.packageId ?? ''] ?? '',
    stage: '',
    failures: 0,
    triesLeft: undefined,
    nextTry: undefined,
    failure: one.failure ?? undefined,
  }
}

/** `PS1DP4.CONTOSO.COM` -> `PS1DP4`: the demo has one domain. */
const shortName = (dp: string): string => dp.split('.', 1)[0] ?? dp

/** `in 12 s`, `in 4 min`, `due`; '' when nobody said when. */
export function nextTryWords(nextTry: number | undefined): string {
  if (nextTry === undefined) return ''
  if (nextTry <= 0) return 'due'
  const seconds = Math.ceil(nextTry / 1_000)
  return seconds < 120 ? `in ${String(seconds)} s` : `in ${String(Math.ceil(seconds / 60))} min`
}

/** `3 of 100` tries failed; `3` when nobody knows of how many. */
export function triesWords({ failures, triesLeft }: Row): string {
  if (failures === 0) return ''
  return triesLeft === undefined ? String(failures) : `${String(failures)} of ${String(failures + triesLeft)}`
}

/** `network-path 0x80070035`. */
export const failureWords = ({ class: name, code }: ShownFailure): string => [name, code].filter(Boolean).join(' ')
