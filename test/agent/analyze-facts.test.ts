import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { accountOf, isBad, type Account, type FailureView } from '../../agent/account-objects.ts'
import { analyzeLogs } from '../../agent/analyze-logs.ts'
import { findFinishedLogs } from '../../agent/finished-logs.ts'
import { recorded, recordedNames } from '../support/recorded-logs.ts'
import { repository } from '../support/sources.ts'
import {
  filesWithoutFacts,
  publishedFacts,
  type PublishedDistribution,
  type PublishedFacts,
} from './published-facts.ts'

const corpus = join(repository, 'test', 'corpus')
const files = ['docs', 'raw'].flatMap((folder) => recordedNames(folder, /\.(log|txt)$/))

async function accountOfFile(name: string): Promise<Account> {
  const { logs } = await findFinishedLogs([join(corpus, name)])
  const { tracker, now } = await analyzeLogs(logs, { zone: undefined, now: undefined })
  return accountOf(tracker, now)
}

const accounts = new Map<string, Account>()
beforeAll(async () => {
  for (const name of files) accounts.set(name, await accountOfFile(name))
})

const accountFor = (name: string): Account => {
  const account = accounts.get(name)
  if (account === undefined) throw new Error(`${name} is not in the corpus`)
  return account
}

/** What a row may say of a failure; an absent one says nothing. */
const causeOf = (failure: FailureView | null) =>
  failure === null
    ? { class: undefined, code: null, lines: [] }
    : { class: failure.class, code: failure.code, lines: failure.evidence.map(({ line }) => line) }

const toldOf = ({ distributions, packages, distributionPoints }: Account) => ({
  distributions: distributions
    .map(({ failure, stage: _stage, node: _node, traceId: _id, stalled: _stalled, verification: _none, ...facts }) => ({
      ...facts,
      ...causeOf(failure),
    }))
    .sort(inSomeOrder),
  packages: packages.map(({ failure, ...facts }) => ({ ...facts, ...causeOf(failure) })).sort(inSomeOrder),
  distributionPoints: distributionPoints
    .map(({ failure, ...facts }) => ({ ...facts, ...causeOf(failure) }))
    .sort(inSomeOrder),
})

const noCause = { class: undefined, code: null, lines: [] }

/** A row with everything it leaves out. */
const distributionOf = (row: PublishedDistribution) => ({
  ...{ packageId: null, packageVersion: null, contentIds: [], dp: null, site: null, pull: false },
  ...{ action: 'distribute', jobIds: [], attempts: 0, failures: 0, firstTime: null, lastTime: null },
  ...{ nextRetry: null, nextRetryText: null, triesLeft: null, givenUpAt: null },
  ...noCause,
  ...row,
})

const expectedOf = ({ distributions = [], packages = [], distributionPoints = [] }: PublishedFacts) => ({
  distributions: distributions.map(distributionOf).sort(inSomeOrder),
  packages: packages.map((row) => ({ packageId: null, site: null, ...noCause, ...row })).sort(inSomeOrder),
  distributionPoints: distributionPoints.map((row) => ({ dp: null, ...noCause, ...row })).sort(inSomeOrder),
})

const inSomeOrder = (one: object, other: object): number => (keyOf(one) < keyOf(other) ? -1 : 1)
const keyOf = (one: object): string => JSON.stringify(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))

it('every recorded file has a row', () => {
  expect([...Object.keys(publishedFacts), ...filesWithoutFacts].sort()).toEqual(files)
})

describe('what a recorded file tells is told, and nothing else', () => {
  it.each(Object.entries(publishedFacts))('%s', (name, facts) => {
    expect(toldOf(accountFor(name))).toEqual(expectedOf(facts))
  })

  it.each(filesWithoutFacts)('%s: nothing', (name) => {
    expect(toldOf(accountFor(name))).toEqual(expectedOf({}))
  })
})

describe('nothing is invented', () => {
  const withFacts = Object.keys(publishedFacts)

  it.each(withFacts)('%s: every name, id and code stands in the file', (name) => {
    const text = recorded(name).toString('latin1').toUpperCase()
    const { distributions, packages, distributionPoints } = accountFor(name)
    const names = [
      ...distributions.flatMap(({ packageId, dp, site, contentIds, jobIds, nextRetryText }) => [
        ...[packageId, dp, site, nextRetryText],
        ...[...contentIds, ...jobIds],
      ]),
      ...packages.flatMap(({ packageId, site }) => [packageId, site]),
      ...distributionPoints.map(({ dp }) => dp),
    ]
    for (const told of names) if (told !== null) expect(text).toContain(told.toUpperCase())
  })

  it.each(withFacts)('%s: every instant stands in the file, to the minute and the millisecond', (name) => {
    const text = recorded(name).toString('latin1')
    const times = accountFor(name).distributions.flatMap(({ firstTime, lastTime }) => [firstTime, lastTime])
    // The hour differs by the zone; all zones of the corpus are whole hours.
    for (const time of times) if (time !== null) expect(text).toContain(time.slice('2016-05-16T16'.length, -1))
  })

  it.each(withFacts)('%s: evidence is the line as it stands there', (name) => {
    const lines = recorded(name).toString('utf8').split(/\r?\n/)
    const { distributions, packages, distributionPoints } = accountFor(name)
    for (const { failure } of [...distributions, ...packages, ...distributionPoints])
      for (const { line, text } of failure?.evidence ?? []) expect(lines[line - 1]).toBe(text.split(/\r?\n/)[0])
  })
})

describe('words like "failed" alone raise nothing', () => {
  const harmless = files.filter((name) =>
    /smsdpprov\.log$|smsdpprov-0[1235]|pxe-boot\.SMSPXE|01-install\.|02-upgrade\.|03-change\.|04-removal\.|other-0[1-5]/.test(
      name,
    ),
  )

  it('there are such files', () => {
    const failing = harmless.filter((name) => /fail|error/i.test(recorded(name).toString('latin1')))
    expect(failing).toEqual(
      expect.arrayContaining([
        'docs/dp-installation-upgrade-configuration.01-install.smsdpprov.log',
        'docs/understand-pxe-boot.smsdpprov.log',
        'raw/smsdpprov-01.log',
        'raw/smsdpprov-05.view.txt',
      ]),
    )
  })

  it.each(harmless)('%s', (name) => {
    const { distributions, packages, distributionPoints } = accountFor(name)
    const all = [...distributions, ...packages, ...distributionPoints]
    expect(all.filter(isBad)).toEqual([])
    expect(all.filter(({ failure }) => failure !== null)).toEqual([])
  })
})

/** What the articles themselves say (`docs/expected.json`); the part of it that is about distributions. */
type Published = {
  readonly outcome?: string
  readonly package?: string
  readonly version?: number | string
  readonly dp?: string
  readonly job?: number
  readonly jobs?: readonly number[]
  readonly code?: string | number
  readonly class?: string
  readonly failureCount?: number
  readonly cases?: readonly Published[]
}

const articles = Object.entries(
  JSON.parse(recorded('docs/expected.json').toString('utf8')) as Record<string, Published>,
)

describe('what the articles say', () => {
  it.each(articles)('%s', (name, article) => {
    const account = accountFor(`docs/${name}`)
    for (const published of article.cases ?? [article]) expectPublished(account, published)
  })

  it.each(articles.filter(([, { outcome }]) => outcome?.startsWith('success')))(
    '%s: a success fails nowhere',
    (name) => {
      const { distributions, packages, distributionPoints } = accountFor(`docs/${name}`)
      expect([...distributions, ...packages, ...distributionPoints].filter(isBad)).toEqual([])
    },
  )
})

function expectPublished({ distributions, packages, distributionPoints }: Account, published: Published): void {
  const { job, jobs = [], failureCount, version, code } = published
  const packageId = published.package?.startsWith('<') === true ? undefined : published.package
  const named = {
    ...(packageId === undefined ? {} : { packageId }),
    ...(published.dp === undefined ? {} : { dp: published.dp }),
  }
  const about = [...distributions, ...packages, ...distributionPoints].filter((one) => isSubset(named, one))
  expect(about.length, JSON.stringify(named)).toBeGreaterThan(0)
  if (published.class !== undefined) {
    const cause = { class: classNamed(published.class), ...(code === undefined ? {} : { code: canonical(code) }) }
    expect(about.map(({ failure }) => failure)).toContainEqual(expect.objectContaining(cause))
  }
  if (typeof version === 'number') expect(distributions.map((one) => one.packageVersion)).toContain(version)
  const ids = distributions.flatMap(({ jobIds }) => jobIds)
  expect(ids).toEqual(expect.arrayContaining([...jobs, ...(job === undefined ? [] : [job])].map(String)))
  if (failureCount !== undefined) expect(distributions.map(({ failures }) => failures)).toContain(failureCount)
}

const isSubset = (part: object, whole: object): boolean =>
  Object.entries(part).every(([key, value]) => (whole as Record<string, unknown>)[key] === value)

/** `expected.json` uses short names (failure-taxonomy.md, end of section 2). */
function classNamed(name: string): string {
  const word = name.split(' ')[0] ?? name
  return shortNames[word] ?? word
}

const shortNames: Readonly<Record<string, string>> = {
  'wmi-add-file-failed': 'wmi-add-failed',
  'duplicate-threads': 'sharing-violation-multi-thread',
  'pull-dp-at-capacity': 'pull-capacity',
  'content-missing-on-site-server': 'content-missing-site',
  'waiting-for-intersite-content': 'waiting-intersite',
  'package-threads-saturated': 'threads-saturated',
  'source-access-denied': 'source-access',
  'signature-404': 'pull-signature-404',
  'endpoint-mapper': 'pull-endpoint-mapper',
  'logon-failure-remote-library': 'logon-remote-library',
  'no-sms-on-drive': 'content-lookup-excluded-drive',
  'branchcache-publication-cache-full': 'branchcache-cache-full',
  'iis-components-missing': 'iis-components',
}

function canonical(code: string | number): string {
  if (typeof code === 'number') return `0x8007${code.toString(16).toUpperCase().padStart(4, '0')}`
  const ole = /IDispatch error #(\d+)/.exec(code)?.[1]
  const value = ole === undefined ? Number(code) : 0x80040200 + Number(ole)
  return `0x${value.toString(16).toUpperCase()}`
}
