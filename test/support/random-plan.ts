// Random hierarchies for round trips: three sites, push and pull DPs, actions and faults at random times.
import type {
  ActionPlan,
  DpPlan,
  FaultClass,
  FaultPlan,
  HierarchyPlan,
  PackagePlan,
  SitePlan,
} from '../../engine/site/model/hierarchy-plan.ts'
import { chance, type Chance } from '../../engine/site/world/chance.ts'

const minute = 60_000
/** Sizes are a thousandth of what a site has, and so are all lines: the hours are the same, the libraries fit in memory. */
const megabyte = 1024
const start = Date.UTC(2026, 0, 5, 8)

const pick = <Item>(random: Chance, items: readonly Item[]): Item => items[random.between(0, items.length - 1)]!
const some = <Item>(random: Chance, items: readonly Item[], share: number): Item[] =>
  items.filter(() => random.next() < share)

function site(code: string, kind: SitePlan['kind'], parent: string | undefined, random: Chance): SitePlan {
  return {
    code,
    kind,
    parent,
    server: `${code}SITE.CONTOSO.COM`,
    bias: pick(random, [240, 0, -60, -330]),
    skew: random.between(-90_000, 90_000),
    threads: { packages: random.between(1, 4), perPackage: random.between(1, 6) },
    drives: [{ letter: 'E:', bytes: 500 * 1024 ** 3 }],
    retries: {
      push: { tries: pick(random, [3, 100]), delay: 30 * minute },
      pull: { tries: 30, delay: 20 * minute },
      polls: { tries: 72, delay: 60 * minute },
    },
    logging: pick(random, ['default', 'verbose'] as const),
    sqlTrace: random.next() < 0.2,
  }
}

function dp(name: string, { code, skew }: SitePlan, kind: DpPlan['kind'], random: Chance): DpPlan {
  return {
    name: `${name}.CONTOSO.COM`,
    site: code,
    kind,
    bias: pick(random, [300, 0, -60, -330, -540]),
    skew: skew + random.between(-120_000, 120_000),
    drives: some(random, ['D:', 'E:', 'F:'], 0.4)
      .concat('G:')
      .map((letter) => ({ letter, bytes: 100 * 1024 ** 3 })),
    reserve: 50 * megabyte,
    bandwidth: pick(random, [0.25 * megabyte, 2 * megabyte, 20 * megabyte]),
    rate: kind === 'push' && random.next() < 0.15 ? { kind: 'bytes', perSecond: megabyte / 2 } : { kind: 'unlimited' },
    closed: kind === 'push' && random.next() < 0.1 ? [{ from: 10, to: 12 }] : [],
    sources: [],
    pxe: false,
    client: false,
  }
}

const dpFaults: readonly FaultClass[] = [
  ...(['network-path', 'access-denied-dp', 'disk-full-dp', 'wmi-add-failed', 'wmi-class-missing'] as const),
  ...(['provider-not-registered', 'antivirus-lock', 'pull-no-source', 'pull-capacity'] as const),
  'hash-mismatch-content',
]

function faults(random: Chance, dps: readonly DpPlan[], packages: readonly PackagePlan[]): FaultPlan[] {
  const count = random.between(0, 5)
  return Array.from({ length: count }, () => {
    const at = random.between(0, 120) * minute
    const rest = { at, for: random.between(10, 200) * minute, probability: pick(random, [1, 1, 0.5]) }
    const place = random.next()
    if (place < 0.1)
      return {
        ...rest,
        class: pick(random, ['source-access', 'source-locked'] as const),
        on: pick(random, packages).id,
      }
    if (place < 0.2)
      return { ...rest, class: pick(random, ['waiting-intersite', 'content-missing-site'] as const), on: 'PS1' }
    return { ...rest, class: pick(random, dpFaults), on: pick(random, dps).name }
  })
}

/**
 * Size at which the logs of this hierarchy roll over: never in the hours that are played, the documented default, and less
 * than half of that. CMDP_ROLLOVER=20000 takes another for all: then about one hierarchy of fifty is still read wrongly.
 */
export const randomRollover = (seed: number): number =>
  Number(process.env['CMDP_ROLLOVER'] ?? pick(chance(seed).fork('rollover'), [50_000_000, 250_000, 100_000]))

export function randomPlan(seed: number): HierarchyPlan {
  const random = chance(seed)
  const [central, first, second] = [
    site('CS1', 'cas', undefined, random),
    site('PS1', 'primary', 'CS1', random),
    site('PS2', 'primary', 'CS1', random),
  ] as const
  const dps = [
    ...['PS1DP1', 'PS1DP2', 'PS1DP3'].map((name) => dp(name, first, 'push', random)),
    dp('PS1PULL1', first, 'pull', random),
    dp('PS2DP1', second, 'push', random),
    { ...dp('PS1SITE', first, 'colocated', random), bias: first.bias, skew: first.skew },
  ]
  const packages = Array.from({ length: random.between(1, 6) }, (_, index): PackagePlan => {
    const code = pick(random, ['PS1', 'PS1', 'CS1'])
    const kind = pick(random, ['package', 'application', 'driver', 'updates', 'image'] as const)
    const id = `${code}0000${String(index + 1)}`
    return {
      id,
      kind,
      name: `Package ${String(index + 1)}`,
      site: code,
      source: `\\\\FS1.CONTOSO.COM\\Source$\\${id}`,
      priority: random.between(1, 3),
      files: { count: random.between(1, 5), size: { least: 1, most: random.between(1, 30) * megabyte } },
      created: random.next() < 0.7,
    }
  })
  const actions = packages.flatMap((one) => actionsOn(one, dps, random))
  return {
    seed,
    start,
    sites: [central, first, second],
    links: [
      { from: 'CS1', to: 'PS1', bandwidth: 4 * megabyte, latency: 20 },
      { from: 'CS1', to: 'PS2', bandwidth: megabyte, latency: 20 },
    ],
    distributionPoints: dps,
    packages,
    actions: actions.sort((one, other) => one.at - other.at),
    faults: faults(random, dps, packages),
  }
}

function actionsOn({ id, created }: PackagePlan, dps: readonly DpPlan[], random: Chance): ActionPlan[] {
  const act = (at: number, what: ActionPlan['do'], to: readonly DpPlan[], changed?: number): ActionPlan => ({
    at: at * minute,
    do: what,
    packages: [id],
    to: to.map(({ name }) => name),
    site: undefined,
    changed,
  })
  const targets = some(random, dps, 0.6)
  const first = random.between(0, 15)
  const list = created ? [] : [act(first, 'create', [])]
  list.push(act(first + random.between(created ? 0 : 10, 20), 'distribute', targets))
  if (random.next() < 0.4) list.push(act(random.between(40, 150), 'update', [], random.between(1, 2)))
  if (random.next() < 0.3) list.push(act(random.between(60, 200), 'redistribute', some(random, targets, 0.5)))
  if (random.next() < 0.2) list.push(act(random.between(100, 250), 'remove', some(random, targets, 0.4)))
  return list
}
