// Keys that are right by themselves and would have no effect where they stand: nothing in a scenario is ignored in silence.
import type { ActionKind, DpKind, FaultClass } from '../../../engine/site/model/hierarchy-plan.ts'
import type { FileTree } from '../../config/config-schema.ts'
import { dpNamesOf, serverOf, siteOfPackage } from './expand.ts'
import type { ActionRow, DpRow, ScenarioRows } from './scenario-keys.ts'
import type { Report } from './section.ts'

/** The scenario's row `index` of a section as it was written: what stands in it was said, the rest are defaults. */
type Said = (section: string, index: number) => object

/** @param tree  the scenario as it was written */
export function findIdleKeys(rows: ScenarioRows, tree: FileTree, report: Report): void {
  const said: Said = (section, index) => Object((tree[section] as readonly unknown[] | undefined)?.[index]) as object
  checkSites(rows, report)
  checkDps(rows, said, report)
  checkActions(rows, said, report)
  checkFaults(rows, said, report)
  checkLinks(rows, report)
}

/** Rows with their places, but for those that lack what they must say, which has been reported. */
const entriesOf = <Row>(rows: readonly Row[], ...keys: readonly (keyof Row)[]): readonly (readonly [number, Row])[] =>
  [...rows.entries()].filter(([, row]) => keys.every((key) => (row[key] as unknown) !== undefined))

/** The site's library lies on one drive, whose room is not simulated: what cannot fit there is no story. */
function checkSites(rows: ScenarioRows, report: Report): void {
  const sites = entriesOf(rows.sites, 'code')
  const packages = entriesOf(rows.packages, 'id', 'files').map(([, row]) => row)
  const codes = sites.map(([, { code }]) => ({ code }))
  for (const [index, { code, drives }] of sites) {
    const path = ['sites', index, 'drives']
    if (drives.size > 1) report(path, `names ${String(drives.size)} drives`, 'only one is used by the site server')
    const own = packages.filter((row) => siteOfPackage(row, codes) === code)
    const least = own.reduce((sum, { count, files }) => sum + count * files.count * files.size.least, 0)
    const room = [...drives.values()].reduce((sum, bytes) => sum + bytes, 0)
    if (least > room)
      report(path, `have ${String(room)} bytes`, `the packages of ${code} need ${String(least)} at least`)
  }
}

type Uses = readonly [why: string, ...keys: (keyof DpRow)[]]

/** Keys that a kind of DP has no use for, and why (distribution-engine.md 1, 6.4 limits, 7). */
const idleForKind: Readonly<Partial<Record<DpKind, Uses>>> = {
  pull: ['no schedule and no rate limit apply to a pull distribution point', 'rate', 'closed'],
  colocated: [
    'a distribution point on its site server has its clock and library, and nothing is sent to it',
    ...(['bias', 'skew', 'drives', 'reserve', 'bandwidth', 'rate', 'closed'] as const),
  ],
}

const kindOf = ({ name, kind }: DpRow, { sites }: ScenarioRows): DpKind =>
  entriesOf(sites, 'code').some(([, site]) => serverOf(site) === name) ? 'colocated' : kind

function checkDps(rows: ScenarioRows, said: Said, report: Report): void {
  const central = new Set(rows.sites.flatMap(({ kind, code }) => (kind === 'cas' ? code : [])))
  for (const [index, row] of entriesOf(rows.distributionPoints, 'name', 'site')) {
    const [why = '', ...keys] = idleForKind[kindOf(row, rows)] ?? []
    for (const key of keys)
      if (key in said('distributionPoints', index))
        report(['distributionPoints', index, key], 'has no effect here', `leave it out: ${why}`)
    // PkgXferMgr runs on primary and secondary sites only (distribution-engine.md 1).
    if (central.has(row.site))
      report(['distributionPoints', index, 'site'], `is ${row.site}, a CAS`, 'name a primary or secondary site')
  }
}

const toDps = ['distribute', 'redistribute', 'remove', 'cancel', 'prestage', 'resend'] as const
const ofDps = ['install-dp', 'change-dp', 'remove-dp', 'begin-maintenance', 'end-maintenance'] as const
const ofPackages = ['create', 'update', 'delete'] as const

/** Key -> actions that use it. */
const usedBy = {
  to: [...toDps, ...ofDps],
  package: [...toDps, ...ofPackages],
  site: ['upgrade-dps'],
  changed: ['update'],
} as const satisfies Partial<Record<keyof ActionRow, readonly ActionKind[]>>

export const isUsedBy = (key: keyof typeof usedBy, action: ActionKind): boolean =>
  (usedBy[key] as readonly ActionKind[]).includes(action)

function checkActions({ actions }: ScenarioRows, said: Said, report: Report): void {
  for (const [index, row] of entriesOf(actions, 'do')) {
    const written = said('actions', index)
    const idle = (key: string, right: string): void => report(['actions', index, key], 'has no effect here', right)
    for (const key of Object.keys(usedBy) as (keyof typeof usedBy)[])
      if (key in written && !isUsedBy(key, row.do))
        idle(key, `leave it out: only ${usedBy[key].join(', ')} ${usedBy[key].length === 1 ? 'uses' : 'use'} it`)
    if ('times' in written && row.every === undefined) idle('times', 'say with every: when the action comes again')
  }
}

const whereFilesAreSent: readonly DpKind[] = ['push', 'prestaged', 'cloud']

/** Kinds of DPs that a fault can hit; any where nothing is said. */
const hits: Readonly<Partial<Record<FaultClass, readonly DpKind[]>>> = {
  'network-path': whereFilesAreSent,
  'access-denied-dp': whereFilesAreSent,
  'disk-full-dp': whereFilesAreSent,
  'wmi-add-failed': whereFilesAreSent,
  'wmi-class-missing': whereFilesAreSent,
  'wmi-connect': whereFilesAreSent,
  'provider-not-registered': whereFilesAreSent,
  'antivirus-lock': whereFilesAreSent,
  'pull-no-source': ['pull'],
  'pull-capacity': ['pull'],
  'pull-signature-404': ['pull'],
  'pull-endpoint-mapper': ['pull'],
  'pull-status-lost': ['pull'],
}

function checkFaults(rows: ScenarioRows, said: Said, report: Report): void {
  const dps = entriesOf(rows.distributionPoints, 'name', 'site').map(([, dp]) => dp)
  for (const [index, { class: kind, on }] of entriesOf(rows.faults, 'class', 'on')) {
    const dp = dps.find((one) => dpNamesOf(one).includes(on.toUpperCase()))
    const possible = hits[kind]
    if (dp !== undefined && possible?.includes(kindOf(dp, rows)) === false)
      report(
        ['faults', index, 'on'],
        `is a ${kindOf(dp, rows)} distribution point`,
        `${kind} hits: ${possible.join(', ')}`,
      )
    if (kind === 'hash-mismatch-content' && 'for' in said('faults', index))
      report(['faults', index, 'for'], 'has no effect here', 'leave it out: a stored file is damaged once')
  }
}

/** Two links between the same sites: only one of them would carry anything. */
function checkLinks({ links }: ScenarioRows, report: Report): void {
  const known = new Set<string>()
  for (const [index, { from, to }] of entriesOf(links, 'from', 'to')) {
    const ends = [from, to].sort().join(' ')
    if (known.has(ends)) report(['links', index], `joins ${from} and ${to} again`, 'give two sites one link')
    known.add(ends)
  }
}
