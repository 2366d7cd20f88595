// The running hierarchy: sites, distribution points and what they know. Components find each other through it.
import type { Chance } from '../world/chance.ts'
import type { SharedLine } from '../world/shared-line.ts'
import type { Words } from '../world/saying.ts'
import type { Machine } from '../world/machine.ts'
import type { Voices } from '../world/voice.ts'
import type { World } from '../world/world.ts'
import type { Content, Contents, Package, Version } from './content.ts'
import type { Deliveries } from './deliveries.ts'
import type { Delivery, Trouble } from './package-delivery.ts'
import type { Faults } from './faults.ts'
import type { Gauges } from './gauges.ts'
import type { DpPlan, HierarchyPlan, SitePlan } from './hierarchy-plan.ts'
import type { Shelves } from './shelves.ts'

export type Hierarchy = {
  readonly plan: HierarchyPlan
  readonly world: World
  readonly voices: Voices
  readonly random: Chance
  readonly contents: Contents
  readonly faults: Faults
  readonly deliveries: Deliveries
  readonly shelves: Shelves
  readonly gauges: Gauges
  readonly sites: ReadonlyMap<string, Site>
  readonly dps: ReadonlyMap<string, Dp>
  readonly packages: ReadonlyMap<string, Package>
  /** Package work that the site servers did for all DPs, for the account. */
  readonly works: Map<string, Work>
  /** Packages whose notification nobody takes, by the same key: what was done for them before does not count. */
  readonly hung: Map<string, Work>
  /** Work on the roles themselves, by name of the DP. */
  readonly roles: Map<string, RoleWork>
  /** A package was stored on its own site: the rows go to all others by database replication. */
  announce(of: Package, from: Site): void
  /** Numbers of rows: jobs, DPs. */
  nextId(): number
}

/** Snapshot, arrival from another site and their like: one package on one site server. */
export type Work = {
  readonly packageId: string
  readonly site: string
  outcome: 'in-progress' | 'waiting' | 'failure' | 'success' | 'removed'
  trouble: Trouble | undefined
}

/** Installing, upgrading or changing one DP. */
export type RoleWork = {
  readonly dp: string
  outcome: 'in-progress' | 'waiting' | 'failure' | 'success' | 'removed'
  trouble: Trouble | undefined
}

export type Site = {
  readonly code: string
  readonly plan: SitePlan
  readonly machine: Machine
  readonly dps: Dp[]
  /** Packages this site has heard of. */
  readonly packages: Map<string, SitePackage>
  readonly components: Components
}

/** What components ask of each other. */
export type Components = {
  /** smsdbmon sees a row change and drops a file into an inbox. */
  notify(notice: Notice): void
  /**
   * The package is to be processed: `package` for the package itself, `servers` for DP rows alone. `noticed`: because a
   * notification lies in DistMgr's inbox, not because DistMgr tries again by itself.
   */
  process(packageId: string, kind: 'package' | 'servers', noticed?: boolean): void
  transfer(job: Job): void
  /** Is a sending thread at work for this package and DP? */
  isSending(packageId: string, dp: Dp): boolean
  /** Jobs of this package and DP are gone. */
  dropJobs(packageId: string, dp: Dp): void
  status(status: StatusFile): void
  pullAnswer(answer: PullAnswer): void
  /** Sends a package, or what changed in it, to another site. */
  sendToSite(parcel: Parcel): void
  /** A parcel has come in. */
  despool(parcel: Parcel): void
  role(order: RoleOrder): void
  /** Maintenance of the DP has ended: what was held back for it is sent. */
  resume(dp: Dp): void
}

export type Notice = {
  readonly what: 'package row changed' | 'row changed'
  readonly words: Words
  /** Path below the inboxes, such as `distmgr.box\PS100039.PKN`. */
  readonly file: string
  readonly then: () => void
}

export type StatusFile = {
  readonly delivery: Delivery
  readonly dp: Dp
  readonly status: number
  readonly words: Words
}
export type PullAnswer = { readonly delivery: Delivery; readonly dp: Dp; readonly state: number; readonly words: Words }

export type Parcel = {
  readonly package: Package
  readonly version: Version
  /** The version the receiver holds when only changes travel. */
  readonly since: number | undefined
  readonly bytes: number
  readonly from: Site
  readonly to: Site
}

export type RoleOrder =
  | { readonly do: 'install' | 'remove'; readonly dp: Dp }
  | { readonly do: 'upgrade' }
  | { readonly do: 'change'; readonly dp: Dp }

/** A package as one site knows it: its rows in SMSPackages and PkgServers. */
export type SitePackage = {
  readonly package: Package
  sourceVersion: number
  storedVersion: number
  /** What the package row wants (distribution-engine.md 4, Action). `received`: the despooler stored a version. */
  action: 'none' | 'add' | 'update' | 'received' | 'delete' | 'learn'
  readonly targets: Map<Dp, Target>
  /** Versions that were sent to other sites already, by site code. */
  readonly sent: Map<string, number>
  processing: boolean
  /** A notification that came while it was processed. */
  again: 'package' | 'servers' | undefined
}

/** Row of PkgServers: a package on a DP of this site. */
export type Target = {
  readonly dp: Dp
  action: 'none' | 'add' | 'update' | 'redistribute' | 'remove'
  delivery: Delivery | undefined
}

/** Row of DistributionJobs. */
export type Job = {
  readonly id: number
  readonly dp: Dp
  readonly package: Package
  readonly version: Version
  readonly delivery: Delivery
  readonly action: 'send' | 'send all'
  readonly words: Words
  failures: number
  /** The pull DP has been told. */
  notified: number
  polls: number
  gone: boolean
}

export type Dp = {
  readonly name: string
  readonly id: number
  readonly plan: DpPlan
  readonly site: Site
  readonly machine: Machine
  readonly line: SharedLine
  readonly nalPath: string
  /** Sending threads at work for it. */
  connections: number
  /** Jobs told to a pull DP that have no answer yet. */
  pulling: number
  /** Jobs that wait until its one connection is free. */
  parked: Job[]
  /** Packages that its WMI class still lists although they are gone. */
  readonly staleRows: Set<string>
  /** No content is sent to it, and clients are not given it (distribution-engine.md 7). */
  inMaintenance: boolean
  /** Jobs that wait until its maintenance ends. */
  held: Job[]
  installed: boolean
}

export type { Content, Package, Version }
