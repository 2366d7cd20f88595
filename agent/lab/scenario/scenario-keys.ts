// Everything a scenario may say: key, kind, default. The YAML form is the one of the command line contract.
import {
  faultClasses,
  type ActionKind,
  type ClosedHours,
  type DpKind,
  type FaultClass,
  type PackageKind,
  type RatePlan,
  type SiteKind,
  type Tries,
} from '../../../engine/site/model/hierarchy-plan.ts'
import { isWithin } from '../../../engine/site/model/sending-window.ts'
import { oneOf, scenarioKinds as kind } from './scenario-kinds.ts'
import { group, list, maybe, named, value, values, type Entry, type Section } from './section.ts'

export type SiteRow = {
  code: string
  kind: SiteKind
  parent: string | undefined
  server: string | undefined
  bias: number
  skew: number
  threads: { readonly packages: number; readonly perPackage: number }
  drives: ReadonlyMap<string, number>
  retries: { push: Tries; pull: Tries; polls: Tries }
  logging: 'default' | 'verbose'
  sqlTrace: boolean
}

export type DpRow = {
  name: string
  /** So many alike: `{n}` in the name is 1, 2, 3 … */
  count: number
  site: string
  kind: DpKind
  bias: number | undefined
  skew: number
  drives: ReadonlyMap<string, number>
  reserve: number
  bandwidth: number
  rate: RatePlan
  closed: readonly ClosedHours[]
  sources: readonly string[]
  pxe: boolean
  client: boolean
}

export type PackageRow = {
  id: string
  /** So many alike, with the ids that follow. */
  count: number
  kind: PackageKind
  name: string
  site: string | undefined
  source: string | undefined
  priority: 'high' | 'normal' | 'low'
  files: { count: number; size: { readonly least: number; readonly most: number } }
}

export type ActionRow = {
  at: number
  do: ActionKind
  package: readonly string[]
  to: readonly string[]
  site: string | undefined
  changed: number | undefined
  /** The action comes again, so often at most. */
  every: number | undefined
  times: number | undefined
}

export type FaultRow = { at: number; for: number | undefined; class: FaultClass; on: string; probability: number }
export type LinkRow = { from: string; to: string; bandwidth: number; latency: number }
export type BoundaryGroupRow = {
  name: string
  subnets: readonly string[]
  distributionPoints: readonly string[]
  neighbors: ReadonlyMap<string, number>
}
export type ClientRow = { name: string; address: string; site: string }

export type ScenarioRows = {
  seed: number
  start: number
  /** How long the story is told; undefined: until nothing happens any more, a month at most. */
  for: number | undefined
  sites: readonly SiteRow[]
  links: readonly LinkRow[]
  distributionPoints: readonly DpRow[]
  packages: readonly PackageRow[]
  boundaryGroups: readonly BoundaryGroupRow[]
  clients: readonly ClientRow[]
  actions: readonly ActionRow[]
  faults: readonly FaultRow[]
}

const minute = 60_000
const gigabyte = 1024 ** 3
const megabyte = 1024 ** 2

const site: Section<SiteRow> = {
  code: value(kind.siteCode),
  kind: value(oneOf('cas', 'primary', 'secondary'), 'primary'),
  parent: maybe(kind.siteCode),
  server: maybe(kind.hostName),
  bias: value(kind.bias, 0),
  skew: value(kind.skew, 0),
  threads: value(kind.threads, { packages: 3, perPackage: 5 }),
  drives: named(kind.drive, kind.room, new Map([['E:', 500 * gigabyte]])),
  retries: group({
    push: value(kind.retryRule, { tries: 100, delay: 30 * minute }),
    pull: value(kind.retryRule, { tries: 30, delay: 20 * minute }),
    polls: value(kind.retryRule, { tries: 72, delay: 60 * minute }),
  }),
  logging: value(oneOf('default', 'verbose'), 'default'),
  sqlTrace: value(kind.truth, false),
}

/** One value for the whole day, or a list of hours with a share each. */
const rateEntry: Entry<RatePlan> = {
  read(given, path, report) {
    if (!Array.isArray(given)) return value(kind.rate).read(given, path, report)
    const hours = values(kind.hourShare).read(given, path, report)
    if (hours === undefined) return undefined
    for (let hour = 0; hour < 24; hour++) {
      if (hours.filter(({ from, to }) => isWithin(hour, from, to)).length < 2) continue
      report(path, `names the hour from ${String(hour)} twice`, 'each hour of the day can have one share')
      return undefined
    }
    return { kind: 'share', hours }
  },
  default: () => ({ kind: 'unlimited' }),
}

const distributionPoint: Section<DpRow> = {
  name: value({
    read: (text) => kind.hostName.read(text.replace('{n}', '0')) && text.toUpperCase().replace('{N}', '{n}'),
    right: kind.hostName.right,
  }),
  count: value(kind.count, 1),
  site: value(kind.siteCode),
  kind: value(oneOf('push', 'pull', 'colocated', 'prestaged', 'cloud'), 'push'),
  bias: maybe(kind.bias),
  skew: value(kind.skew, 0),
  drives: named(kind.drive, kind.room, new Map([['D:', 100 * gigabyte]])),
  reserve: value(kind.room, 50 * megabyte),
  bandwidth: value(kind.bandwidth, 10 * megabyte),
  rate: rateEntry,
  closed: values(kind.closedHours),
  sources: values(kind.hostName),
  pxe: value(kind.truth, false),
  client: value(kind.truth, false),
}

const onePackage: Section<PackageRow> = {
  id: value(kind.packageId),
  count: value(kind.count, 1),
  kind: value(oneOf('package', 'application', 'updates', 'driver', 'image', 'boot-image'), 'package'),
  name: value(kind.text, 'Package'),
  site: maybe(kind.siteCode),
  source: maybe(kind.text),
  priority: value(oneOf('high', 'normal', 'low'), 'normal'),
  files: group({
    count: value(kind.count, 3),
    size: value(kind.sizeRange, { least: 64 * 1024, most: 4 * megabyte }),
  }),
}

const actionKinds = [
  ...['create', 'distribute', 'update', 'redistribute', 'remove', 'delete', 'cancel'],
  ...['prestage', 'resend', 'install-dp', 'upgrade-dps', 'change-dp', 'remove-dp'],
  ...['begin-maintenance', 'end-maintenance'],
] as readonly ActionKind[]

const action: Section<ActionRow> = {
  at: value(kind.duration, 0),
  do: value(oneOf(...actionKinds)),
  package: values(kind.text),
  to: values(kind.text),
  site: maybe(kind.siteCode),
  changed: maybe(kind.count),
  every: maybe(kind.duration),
  times: maybe(kind.count),
}

const fault: Section<FaultRow> = {
  at: value(kind.duration, 0),
  for: maybe(kind.duration),
  class: value(oneOf(...(Object.keys(faultClasses) as FaultClass[]))),
  on: value(kind.text),
  probability: value(kind.probability, 1),
}

const link: Section<LinkRow> = {
  from: value(kind.siteCode),
  to: value(kind.siteCode),
  bandwidth: value(kind.bandwidth, 10 * megabyte),
  latency: value(kind.duration, 20),
}

const boundaryGroup: Section<BoundaryGroupRow> = {
  name: value(kind.text),
  subnets: values(kind.subnet),
  distributionPoints: values(kind.hostName),
  neighbors: named(kind.text, kind.duration, new Map()),
}

const client: Section<ClientRow> = {
  name: value(kind.text),
  address: value(kind.address),
  site: value(kind.siteCode),
}

/** 2026-01-05 08:00 UTC, a Monday. */
const usualStart = Date.UTC(2026, 0, 5, 8)

export const scenarioKeys: Section<ScenarioRows> = {
  seed: value(kind.seed, 1),
  start: value(kind.moment, usualStart),
  for: maybe(kind.duration),
  sites: list(site),
  links: list(link),
  distributionPoints: list(distributionPoint),
  packages: list(onePackage),
  boundaryGroups: list(boundaryGroup),
  clients: list(client),
  actions: list(action),
  faults: list(fault),
}
