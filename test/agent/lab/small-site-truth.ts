import type { FailureClass } from '../../../agent/diagnose/failure-classes.ts'

/** What really happened at the small site after two and a half hours, told by who made the story. */
export type Truth = {
  readonly outcome: string
  readonly class?: FailureClass
  readonly code?: string
  readonly node?: string
}

const arrived: Truth = { outcome: 'success' }
/** DistMgr could not even connect: its log promises no next try. */
const unreachable = (name: FailureClass, code: string): Truth => ({
  outcome: 'failure',
  class: name,
  code,
  node: 'PCD-21',
})
const refused = (name: FailureClass, code: string): Truth => ({
  outcome: 'retrying',
  class: name,
  code,
  node: 'PCD-26',
})

/** `package version dp` */
export const distributions: Readonly<Record<string, Truth>> = {
  'PS100021 3 PS1SITE': arrived,
  'PS100021 3 PS1DP1': arrived,
  'PS100021 3 PS1DP2': arrived,
  'PS100021 3 PS1DP3': arrived,
  'PS100021 3 PS1DP4': unreachable('network-path', '0x80070035'),
  'PS100021 3 PS1DP5': unreachable('access-denied-dp', '0x80070005'),
  'PS100021 3 PS1DP6': refused('disk-full-dp', '0x80070070'),
  'PS100021 3 PS1DP7': refused('provider-not-registered', '0x80040154'),
  'PS100022 2 PS1DP1': arrived,
  'PS100022 2 PS1DP8': { outcome: 'waiting', class: 'schedule-closed', code: '0x80004005', node: 'PCD-25' },
  'PS100022 2 PS1PULL1': arrived,
  'PS100022 2 PS1PULL2': { outcome: 'waiting', class: 'pull-no-source', node: 'PCD-50' },
  'PS100022 2 PS1PULL3': { outcome: 'waiting', class: 'pull-capacity', node: 'PCD-51' },
  'PS100024 1 PS1DP3': refused('content-missing-site', '0x80070003'),
  'PS100024 1 PS1PULL1': arrived,
  'PS100025 41 PS1DP1': arrived,
  'PS100025 41 PS1DP3': arrived,
  'PS100025 41 PS1PULL1': arrived,
  'PS100025 42 PS1DP1': arrived,
  'PS100025 42 PS1DP3': arrived,
  'PS100025 42 PS1PULL1': arrived,
  'PS100025 43 PS1DP1': arrived,
  'PS100025 43 PS1DP3': arrived,
  'PS100025 43 PS1PULL1': arrived,
  'CS10004A 1 PS1DP1': arrived,
  'CS10004A 1 PS1DP3': arrived,
}

/** Packages whose own processing fails or waits; the others succeed. */
export const packages: Readonly<Record<string, Truth>> = {
  PS100023: { outcome: 'failure', class: 'source-access', code: '0x80070005' },
  CS10004B: { outcome: 'waiting', class: 'waiting-intersite' },
}
