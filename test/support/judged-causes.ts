// Random worlds with random faults, read from their logs at random moments: who fails, who is accused, and is the cause right?
import { chance } from '../../engine/site/world/chance.ts'
import { accountsAt, truthsAt, type BothAccounts } from './lab-accounts.ts'
import { confusion, healthy } from './confusion.ts'
import { randomFaults } from './random-faults.ts'

export type CauseScore = {
  readonly runs: number
  /** What failed or waited, what did not; distributions and package work at all moments. */
  readonly failing: number
  readonly well: number
  /** Silence whose deadline passes within the minutes that clocks differ. */
  readonly tooFresh: number
  readonly missed: readonly string[]
  readonly accused: readonly string[]
  readonly wrongCause: readonly string[]
  readonly matrix: string
}

const minute = 60_000
/** What the clocks of two hosts of these worlds differ at most, and a line more. */
const slack = 5 * minute

/** Told by a deadline, not by a line. */
const isOfSilence = (...classes: readonly string[]): boolean =>
  classes.some((name) => name === 'main-thread-hung' || name === 'pull-status-lost')

export async function judgeCauses(first: number, runs: number): Promise<CauseScore> {
  const matrix = confusion()
  const score = {
    failing: 0,
    well: 0,
    tooFresh: 0,
    missed: [] as string[],
    accused: [] as string[],
    wrongCause: [] as string[],
  }
  for (let seed = first; seed < first + runs; seed++) {
    const random = chance(seed).fork('moments')
    const moments = [random.between(20, 140), random.between(141, 280), 540].map((minutes) => minutes * minute)
    const plan = randomFaults(seed)
    const siteOf = (host: string): string | undefined => plan.sites.find(({ server }) => server === host)?.code
    const accounts = await accountsAt(plan, moments, 'moment')
    const around = truthsAt(
      plan,
      moments.flatMap((moment) => [moment - slack, moment + slack]),
    ).map((truth) => rowsOf(truth as unknown as Accounts, siteOf))
    accounts.forEach((one, index) => {
      for (const { key, truth, told } of pairs(one, siteOf)) {
        const [before, after] = [around[2 * index]?.get(key)?.words, around[2 * index + 1]?.get(key)?.words]
        if (isOfSilence(truth, told) && before !== after) {
          score.tooFresh++
          continue
        }
        const where = `seed ${String(seed)} after ${String((moments[index] ?? 0) / minute)} min, ${key}`
        matrix.count(truth, told, where)
        if (truth === healthy) score.well++
        else score.failing++
        if (truth === told) continue
        const words = `${where}: ${told} instead of ${truth}`
        if (told === healthy) score.missed.push(words)
        else if (truth === healthy) score.accused.push(words)
        else score.wrongCause.push(words)
      }
    })
  }
  return { runs, ...score, matrix: matrix.print() }
}

type Failing = {
  readonly outcome: string
  readonly stalled?: object | null
  readonly failure: {
    readonly class: string
    readonly code: string | null
    readonly evidence?: readonly { readonly file: string }[]
  } | null
}
type Pair = { readonly key: string; readonly truth: string; readonly told: string }

function pairs({ told, truth }: BothAccounts, siteOf: SiteOf): readonly Pair[] {
  const said = rowsOf(told as unknown as Accounts, siteOf)
  const so = rowsOf(truth as unknown as Accounts, siteOf)
  return [...new Set([...said.keys(), ...so.keys()])].map((key) => {
    const truth = so.get(key)?.words ?? healthy
    const { words = healthy, isUnderWay = false } = said.get(key) ?? {}
    // While a new try is under way, why the last one failed stays told: right as long as that is so.
    return { key, truth, told: isUnderWay && truth === healthy ? healthy : words }
  })
}

/** Site of a host, where no line of its logs has named it. */
type SiteOf = (host: string) => string | undefined

type Accounts = {
  readonly distributions: readonly (Failing &
    Readonly<Record<'packageId' | 'dp', string | null>> & {
      readonly packageVersion: number | null
    })[]
  readonly packages: readonly (Failing & Readonly<Record<'packageId' | 'site', string | null>>)[]
}

type Row = { readonly words: string; readonly isUnderWay: boolean }

/** Class and code, by what they are about. */
function rowsOf(account: Accounts, siteOf: SiteOf): ReadonlyMap<string, Row> {
  const row = ({ failure, outcome, stalled = null }: Failing): Row => ({
    words: failure === null ? healthy : `${failure.class} ${failure.code ?? ''}`.trimEnd(),
    isUnderWay: outcome === 'in-progress' && stalled === null,
  })
  const siteIn = ({ site, failure }: Failing & { readonly site: string | null }): string | undefined =>
    site ?? siteOf(failure?.evidence?.[0]?.file.split('/')[0] ?? '')
  return new Map([
    ...account.distributions.map(
      (one) => [`${String(one.packageId)} v${String(one.packageVersion)} on ${String(one.dp)}`, row(one)] as const,
    ),
    ...account.packages.map((one) => [`${String(one.packageId)} at ${String(siteIn(one))}`, row(one)] as const),
  ])
}
