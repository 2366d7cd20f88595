// Every class of the taxonomy, from its scenario in the lab and, where one is published, from a real excerpt: told as
// what it is, with code, node and the next try.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { accountOf, type Account, type FailureView } from '../../../agent/account-objects.ts'
import { analyzeLogs } from '../../../agent/analyze-logs.ts'
import { failureClasses, type FailureClass } from '../../../agent/diagnose/failure-classes.ts'
import { findFinishedLogs } from '../../../agent/finished-logs.ts'
import { loadScenario } from '../../../agent/lab/scenario/load-scenario.ts'
import { explainName } from '../../../agent/explain/explain-name.ts'
import type { HierarchyPlan } from '../../../engine/site/model/hierarchy-plan.ts'
import { confusion, healthy } from '../../support/confusion.ts'
import { accountsAt, momentWhen, type BothAccounts } from '../../support/lab-accounts.ts'
import { repository } from '../../support/sources.ts'
import { publishedFacts } from '../published-facts.ts'

/** Shown by clients, or told by no line that is published: only `explain` knows them. */
const unseen: readonly FailureClass[] = ['iis-anonymous-off', 'hash-mismatch-contentinfo', 'dp-insert-rollback']
/** Shown by the library, its WMI list or the expected list: library-troubles.test.ts. */
const inLibrary: readonly FailureClass[] = ['hash-mismatch-content', 'library-wmi-mismatch', 'targeted-not-present']

/** Where in the flowchart each class stands (flows.md 10), where it has not one node for all its lines. */
const nodes: Readonly<Record<string, readonly string[]>> = {
  'network-path': ['PCD-21', 'PCD-26'],
  'access-denied-dp': ['PCD-21', 'PCD-26'],
  'waiting-intersite': ['PCD-17', 'PCD-45'],
  'wmi-connect': ['PCD-26'],
  unknown: ['PCD-26'],
}

const matrix = confusion()
afterAll(() => console.log(`${String(matrix.total)} of the lab and of published excerpts:\n${matrix.print()}`))

function planOf(text: string): HierarchyPlan {
  const { scenario, problems } = loadScenario(text, 'scenario.yaml') as {
    scenario?: { plan: HierarchyPlan }
    problems?: unknown
  }
  if (scenario === undefined) throw new Error(JSON.stringify(problems, null, 1))
  return scenario.plan
}

type Row = {
  readonly key: string
  readonly failure: (Pick<FailureView, 'class' | 'code'> & Partial<FailureView>) | undefined
  /** Next try and tries left. */
  readonly tries: string
}

type Failure = { readonly class: string; readonly code: string | null } | null
type Rows = {
  readonly distributions: readonly (Readonly<Record<'packageId' | 'dp' | 'nextRetry', string | null>> & {
    readonly packageVersion: number | null
    readonly triesLeft: number | null
    readonly failure: Failure
  })[]
  readonly packages: readonly { readonly packageId: string | null; readonly site: string | null; failure: Failure }[]
  readonly distributionPoints: readonly { readonly dp: string | null; readonly failure: Failure }[]
}

/** What an account says, by what it is about. */
function rowsOf({ distributions, packages, distributionPoints }: Rows): ReadonlyMap<string, Row> {
  const rows = [
    ...distributions.map(({ packageId, packageVersion, dp, failure, nextRetry, triesLeft }) => ({
      key: `${String(packageId)} v${String(packageVersion)} on ${String(dp)}`,
      failure,
      tries: `${String(nextRetry)}, ${String(triesLeft)} left`,
    })),
    ...packages.map(({ packageId, site, failure }) => ({
      key: `${String(packageId)} at ${String(site)}`,
      failure,
      tries: '',
    })),
    ...distributionPoints.map(({ dp, failure }) => ({ key: `the role on ${String(dp)}`, failure, tries: '' })),
  ]
  return new Map(rows.map((row) => [row.key, { ...row, failure: row.failure ?? undefined }]))
}

function compare({ told, truth }: BothAccounts, where: string): readonly string[] {
  const [said, so] = [rowsOf(told), rowsOf(truth as unknown as Rows)]
  const wrong: string[] = []
  for (const key of new Set([...said.keys(), ...so.keys()])) {
    const [one, real] = [said.get(key), so.get(key)]
    const at = `${where}, ${key}`
    matrix.count(real?.failure?.class ?? healthy, one?.failure?.class ?? healthy, at)
    if (one?.failure === undefined || real?.failure === undefined) continue
    if (one.failure.code !== real.failure.code)
      wrong.push(`${at}: ${String(one.failure.code)}, not ${String(real.failure.code)}`)
    if (one.tries !== real.tries) wrong.push(`${at}: ${one.tries}, not ${real.tries}`)
    wrong.push(...complaintsAbout(one.failure, at))
  }
  return wrong
}

/** Every failure has a remedy, lines that show it, and stands at its node. */
function complaintsAbout(
  { class: name, node, remedy = '', evidence = [] }: NonNullable<Row['failure']>,
  at: string,
): string[] {
  const row = failureClasses[name as FailureClass]
  const right = row.node === undefined ? (nodes[name] ?? []) : [row.node]
  return [
    ...(right.includes(String(node)) ? [] : [`${at}: ${name} at ${String(node)}, not ${right.join(' or ')}`]),
    ...(remedy.startsWith(row.remedy.split('[')[0] ?? '') ? [] : [`${at}: the remedy of another class`]),
    ...(evidence.length > 0 && evidence.every(({ file, line }) => file !== '' && line > 0)
      ? []
      : [`${at}: no evidence`]),
  ]
}

const hour = 3_600_000

describe('the lab', () => {
  it('every fault, while it lasts and after', async () => {
    const text = readFileSync(join(repository, 'agent/lab/scenarios/every-fault.yaml'), 'utf8')
    const moments = [0.3, 0.6, 1.01, 1.4, 7]
    const accounts = await accountsAt(
      planOf(text),
      moments.map((hours) => hours * hour),
    )
    expect(accounts.flatMap((one, index) => compare(one, `after ${String(moments[index])} h`))).toEqual([])
  })

  it('a removal that the provider holds up', async () => {
    const plan = planOf(`
sites: [{ code: PS1 }]
distributionPoints: [{ name: PS1DP1.CONTOSO.COM, site: PS1 }]
actions: [{ at: 1m, do: remove-dp, to: PS1DP1.CONTOSO.COM }]
`)
    const moment = momentWhen(plan, ({ roles }) => [...roles.values()].some(({ outcome }) => outcome === 'waiting'))
    const accounts = await accountsAt(plan, [moment, hour])
    expect(accounts.flatMap((one) => compare(one, 'removal'))).toEqual([])
  })

  it('a distribution that an administrator cancels', async () => {
    const plan = planOf(`
sites: [{ code: PS1 }]
distributionPoints:
  - { name: PS1DP1.CONTOSO.COM, site: PS1 }
  - { name: PS1PULL1.CONTOSO.COM, site: PS1, kind: pull, sources: [PS1DP1.CONTOSO.COM], bandwidth: 1KB }
packages: [{ id: PS100001, files: { count: 1, size: 4MB } }]
actions:
  - { do: distribute, package: PS100001, to: PS1DP1.CONTOSO.COM }
  - { at: 30m, do: distribute, package: PS100001, to: PS1PULL1.CONTOSO.COM }
  - { at: 40m, do: cancel, package: PS100001, to: PS1PULL1.CONTOSO.COM }
`)
    const accounts = await accountsAt(plan, [0.75 * hour])
    expect(accounts.flatMap((one) => compare(one, 'cancelled'))).toEqual([])
    expect(matrix.classes).toContain('cancelled')
  })
})

/** Short names of the articles stand for these (failure-taxonomy.md, end of section 2): published-facts.ts uses ours. */
const classesOf = ({ distributions, packages, distributionPoints }: Account): readonly string[] =>
  [...distributions, ...packages, ...distributionPoints].map(({ failure }) => failure?.class ?? healthy).sort()

describe('published excerpts', () => {
  it.each(Object.entries(publishedFacts))('%s', async (name, facts) => {
    const { logs } = await findFinishedLogs([join(repository, 'test', 'corpus', name)])
    const { tracker, now } = await analyzeLogs(logs, { zone: undefined, now: undefined })
    const account = accountOf(tracker, now)
    const expected = Object.values(facts)
      .flat()
      .map((row) => (row as { class?: string }).class ?? healthy)
      .sort()
    const told = classesOf(account)
    expect(told).toHaveLength(expected.length)
    expected.forEach((name_, index) => matrix.count(name_, told[index] ?? healthy, name))
    const failures = [...account.distributions, ...account.packages, ...account.distributionPoints]
    expect(failures.flatMap(({ failure }) => (failure === null ? [] : complaintsAbout(failure, name)))).toEqual([])
  })
})

describe('the matrix', () => {
  it('has nothing beside its diagonal', () => {
    expect(matrix.wrong).toEqual([])
  })

  it('has every class that logs can show', () => {
    const missing = Object.keys(failureClasses).filter((name) => !matrix.classes.has(name))
    expect(missing.sort()).toEqual([...unseen, ...inLibrary].sort())
  })

  it.each(Object.keys(failureClasses))('explain knows %s', (name) => {
    expect(explainName(name).map(({ kind }) => kind)).toContain('failure class')
  })
})
