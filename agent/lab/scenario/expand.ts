// Rows as a person writes them -> the complete plan: defaults that hang on other rows, counts, `all`.
import type {
  ActionPlan,
  DpPlan,
  HierarchyPlan,
  PackagePlan,
  SitePlan,
} from '../../../engine/site/model/hierarchy-plan.ts'
import type { ActionRow, DpRow, PackageRow, ScenarioRows, SiteRow } from './scenario-keys.ts'

export function expand(rows: ScenarioRows): HierarchyPlan {
  const sites = rows.sites.map(siteOf)
  const distributionPoints = rows.distributionPoints.flatMap((row) => dpsOf(row, sites))
  const created = new Set(rows.actions.flatMap((row) => (row.do === 'create' ? row.package : [])))
  const packages = rows.packages.flatMap((row) => packagesOf(row, sites, created))
  const context = { dps: distributionPoints.map(({ name }) => name), packages: packages.map(({ id }) => id) }
  return {
    seed: rows.seed,
    start: rows.start,
    sites,
    links: rows.links,
    distributionPoints,
    packages,
    actions: rows.actions.flatMap((row) => actionsOf(row, context)).sort((one, other) => one.at - other.at),
    faults: rows.faults.map((row) => ({ ...row, on: row.on.toUpperCase(), for: row.for ?? Infinity })),
  }
}

function siteOf(row: SiteRow): SitePlan {
  return { ...row, server: serverOf(row), drives: drivesOf(row.drives) }
}

export const serverOf = ({ code, server }: Pick<SiteRow, 'code' | 'server'>): string =>
  server ?? `${code}SITE.CONTOSO.COM`

const drivesOf = (drives: ReadonlyMap<string, number>) => [...drives].map(([letter, bytes]) => ({ letter, bytes }))

export function dpNamesOf({ name, count }: Pick<DpRow, 'name' | 'count'>): readonly string[] {
  if (!name.includes('{n}')) return [name]
  return Array.from({ length: count }, (_, index) => name.replace('{n}', String(index + 1)))
}

function dpsOf(row: DpRow, sites: readonly SitePlan[]): readonly DpPlan[] {
  const site = sites.find(({ code }) => code === row.site)
  return dpNamesOf(row).map((name) => ({
    ...row,
    name,
    kind: name === site?.server ? 'colocated' : row.kind,
    bias: row.bias ?? site?.bias ?? 0,
    drives: drivesOf(row.drives),
  }))
}

/** `PS100001` and two more: `PS100001`, `PS100002`, `PS100003`. */
export function packageIdsOf({ id, count }: Pick<PackageRow, 'id' | 'count'>): readonly string[] {
  const first = parseInt(id.slice(3), 16)
  return Array.from({ length: count }, (_, index) => {
    return id.slice(0, 3) + (first + index).toString(16).toUpperCase().padStart(5, '0')
  })
}

/** Where its source is: the site whose code its id begins with, unless one is said. */
export const siteOfPackage = (
  { id, site }: Pick<PackageRow, 'id' | 'site'>,
  sites: readonly Pick<SiteRow, 'code'>[],
): string => site ?? sites.find(({ code }) => id.startsWith(code))?.code ?? sites[0]?.code ?? ''

const priorities = { high: 1, normal: 2, low: 3 } as const

function packagesOf(row: PackageRow, sites: readonly SitePlan[], created: ReadonlySet<string>): readonly PackagePlan[] {
  const site = siteOfPackage(row, sites)
  return packageIdsOf(row).map((id, index) => ({
    id,
    kind: row.kind,
    name: row.count === 1 ? row.name : `${row.name} ${String(index + 1)}`,
    site,
    source: row.source ?? `\\\\FS1.CONTOSO.COM\\Source$\\${id}`,
    priority: priorities[row.priority],
    files: row.files,
    created: !created.has(id) && !created.has('all'),
  }))
}

type Context = { readonly dps: readonly string[]; readonly packages: readonly string[] }

function actionsOf(row: ActionRow, { dps, packages }: Context): readonly ActionPlan[] {
  const times = row.every === undefined ? 1 : (row.times ?? 1_000)
  return Array.from({ length: times }, (_, index) => ({
    at: row.at + index * (row.every ?? 0),
    do: row.do,
    packages: row.package.includes('all') ? packages : row.package.map((id) => id.toUpperCase()),
    to: row.to.includes('all') ? dps : row.to.map((name) => name.toUpperCase()),
    site: row.site,
    changed: row.changed,
  }))
}
