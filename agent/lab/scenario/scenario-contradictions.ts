// What is wrong between rows that are right by themselves: names that nothing has, things that are there twice.
import { faultClasses } from '../../../engine/site/model/hierarchy-plan.ts'
import type { FileTree } from '../../config/config-schema.ts'
import { nearest } from '../../terminal/nearest.ts'
import { dpNamesOf, packageIdsOf, serverOf } from './expand.ts'
import { findIdleKeys, isUsedBy } from './idle-keys.ts'
import type { ScenarioRows } from './scenario-keys.ts'
import type { Path, Report } from './section.ts'

/** What must be said can be missing where that has been reported. */
type Doubtful = {
  readonly [Section in keyof ScenarioRows]: ScenarioRows[Section] extends readonly (infer Row)[]
    ? readonly DoubtfulRow<Row>[]
    : ScenarioRows[Section]
}
type DoubtfulRow<Row> = { readonly [Key in keyof Row]: Row[Key] extends string ? Row[Key] | undefined : Row[Key] }

type Names = {
  readonly sites: Set<string>
  readonly dps: Set<string>
  readonly packages: Set<string>
}

/** @param tree  the scenario as it was written: a name in a row with mistakes is a name all the same */
export function findContradictions(given: ScenarioRows, tree: FileTree, report: Report): void {
  const rows: Doubtful = given
  const names: Names = {
    sites: unique(given.sites, 'sites', 'code', ({ code }) => [code], report),
    dps: unique(given.distributionPoints, 'distributionPoints', 'name', dpNamesOf, report),
    packages: unique(given.packages, 'packages', 'id', packageIdsOf, report),
  }
  for (const name of written(tree['sites'], 'code')) names.sites.add(name)
  for (const name of written(tree['distributionPoints'], 'name')) names.dps.add(name)
  for (const name of written(tree['packages'], 'id')) names.packages.add(name)
  if (rows.sites.length === 0 && names.sites.size === 0)
    report(['sites'], 'names no site', 'a scenario needs at least one: - code: PS1')
  checkSites(rows, names, report)
  checkDps(rows, names, report)
  checkPackages(rows, names, report)
  checkActions(rows, names, report)
  checkFaults(rows, names, report)
  for (const [index, { site }] of rows.clients.entries())
    mustBe(site, names.sites, ['clients', index, 'site'], 'site', report)
  unique(given.clients, 'clients', 'name', ({ name }) => [name.toUpperCase()], report)
  checkBoundaryGroups(rows, given, names, report)
  findIdleKeys(given, tree, report)
}

function checkBoundaryGroups({ boundaryGroups }: Doubtful, given: ScenarioRows, { dps }: Names, report: Report): void {
  const groups = unique(given.boundaryGroups, 'boundaryGroups', 'name', ({ name }) => [name], report)
  for (const [index, row] of boundaryGroups.entries()) {
    const at = (key: string): Path => ['boundaryGroups', index, key]
    for (const name of row.distributionPoints)
      mustBe(name.toUpperCase(), dps, at('distributionPoints'), 'distribution point', report)
    for (const name of row.neighbors.keys()) mustBe(name, groups, at('neighbors'), 'boundary group', report)
  }
}

/** All names; one that comes twice is reported where it comes again. */
function unique<Row>(
  rows: readonly Row[],
  section: string,
  key: string,
  namesOf: (row: Row) => readonly string[],
  report: Report,
): Set<string> {
  const known = new Set<string>()
  for (const [index, row] of rows.entries()) {
    for (const name of isNamed(row, key) ? namesOf(row) : []) {
      if (known.has(name)) report([section, index, key], `is ${name}, which is there already`, 'give each its own')
      known.add(name)
    }
  }
  return known
}

function written(section: unknown, key: string): readonly string[] {
  if (!Array.isArray(section)) return []
  return section.flatMap((row: unknown) => {
    const name: unknown = Object(row)[key]
    return typeof name === 'string' ? [name.toUpperCase()] : []
  })
}

/** A row whose name is wrong has been reported. */
const isNamed = (row: unknown, key: string): boolean => typeof Object(row)[key] === 'string'

/** @param name  undefined when it could not be read, which has been reported */
function mustBe(name: string | undefined, names: ReadonlySet<string>, path: Path, what: string, report: Report): void {
  if (name === undefined || names.has(name)) return
  const meant = nearest(name, names)
  const right = meant === undefined ? `name a ${what} of this scenario` : `did you mean ${meant}?`
  report(path, `is ${name}, which no ${what} here is called`, right)
}

function checkSites({ sites, links }: Doubtful, names: Names, report: Report): void {
  for (const [index, row] of sites.entries()) {
    const at = (key: string): Path => ['sites', index, key]
    if (row.parent !== undefined) mustBe(row.parent, names.sites, at('parent'), 'site', report)
    if (row.parent === row.code) report(at('parent'), 'is the site itself', 'name the site above it, or leave it out')
    if (row.kind === 'secondary' && row.parent === undefined)
      report(at('parent'), 'is missing', 'a secondary site needs its primary site')
    if (row.kind === 'cas' && row.parent !== undefined) report(at('parent'), 'is not possible', 'a CAS stands on top')
  }
  for (const [index, row] of links.entries()) {
    for (const end of ['from', 'to'] as const) mustBe(row[end], names.sites, ['links', index, end], 'site', report)
    if (row.from !== undefined && row.from === row.to)
      report(['links', index, 'to'], 'is where the link begins', 'name another site')
  }
}

function checkDps({ distributionPoints, sites }: Doubtful, names: Names, report: Report): void {
  const servers = new Set(sites.map(({ code = '', server }) => serverOf({ code, server })))
  for (const [index, row] of distributionPoints.entries()) {
    const at = (key: string): Path => ['distributionPoints', index, key]
    mustBe(row.site, names.sites, at('site'), 'site', report)
    for (const source of row.sources) mustBe(source, names.dps, at('sources'), 'distribution point', report)
    if (row.sources.length > 0 && row.kind !== 'pull')
      report(at('sources'), `are given for a ${row.kind} distribution point`, 'only kind: pull has sources')
    if (row.sources.some((source) => source === row.name))
      report(at('sources'), 'name the distribution point itself', 'name another one')
    if (row.count > 1 && row.name?.includes('{n}') === false)
      report(at('name'), 'is the same for all of them', 'write {n} where the number belongs: DP{n}.CONTOSO.COM')
    if (row.kind === 'colocated' && !servers.has(row.name ?? ''))
      report(at('kind'), 'is colocated', 'the name must be the server of its site then')
  }
}

function checkPackages({ packages }: Doubtful, names: Names, report: Report): void {
  for (const [index, row] of packages.entries())
    if (row.site !== undefined) mustBe(row.site, names.sites, ['packages', index, 'site'], 'site', report)
}

function checkActions({ actions }: Doubtful, names: Names, report: Report): void {
  for (const [index, row] of actions.entries()) {
    const at = (key: string): Path => ['actions', index, key]
    for (const id of row.package)
      if (id !== 'all') mustBe(id.toUpperCase(), names.packages, at('package'), 'package', report)
    for (const name of row.to)
      if (name !== 'all') mustBe(name.toUpperCase(), names.dps, at('to'), 'distribution point', report)
    if (row.site !== undefined) mustBe(row.site, names.sites, at('site'), 'site', report)
    if (row.do !== undefined && isUsedBy('to', row.do) && row.to.length === 0)
      report(at('to'), 'is missing', `${row.do} needs distribution points, or all`)
    if (row.do !== undefined && isUsedBy('package', row.do) && row.package.length === 0)
      report(at('package'), 'is missing', `${row.do} needs a package, or all`)
    if (row.every === 0) report(at('every'), 'is 0', 'it must be a duration such as 1h')
  }
}

const upper = (text: string | undefined): string | undefined => text?.toUpperCase()

const whatOf = { package: 'package', site: 'site', dp: 'distribution point' } as const

function checkFaults({ faults }: Doubtful, names: Names, report: Report): void {
  const of = { package: names.packages, site: names.sites, dp: names.dps }
  for (const [index, row] of faults.entries()) {
    const place = row.class === undefined ? undefined : faultClasses[row.class]
    if (place !== undefined) mustBe(upper(row.on), of[place], ['faults', index, 'on'], whatOf[place], report)
  }
}
