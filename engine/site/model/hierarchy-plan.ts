// What a simulated hierarchy is made of and what is done in it: plain data, complete, checked by whoever made it.

export type HierarchyPlan = {
  readonly seed: number
  /** Milliseconds since 1970 UTC. */
  readonly start: number
  readonly sites: readonly SitePlan[]
  readonly links: readonly LinkPlan[]
  readonly distributionPoints: readonly DpPlan[]
  readonly packages: readonly PackagePlan[]
  readonly actions: readonly ActionPlan[]
  readonly faults: readonly FaultPlan[]
}

export type SiteKind = 'cas' | 'primary' | 'secondary'

/** So many tries, one every so many milliseconds. */
export type Tries = { readonly tries: number; readonly delay: number }

export type SitePlan = {
  readonly code: string
  readonly kind: SiteKind
  readonly parent: string | undefined
  /** FQDN of the site server. */
  readonly server: string
  /** Minutes to add to the server's local time to get UTC. */
  readonly bias: number
  /** How far the server's clock is ahead, milliseconds. */
  readonly skew: number
  /** "Maximum number of packages" and "Maximum threads per package" (distribution-engine.md 2). */
  readonly threads: { readonly packages: number; readonly perPackage: number }
  readonly drives: readonly DrivePlan[]
  readonly retries: { readonly push: Tries; readonly pull: Tries; readonly polls: Tries }
  /** `verbose` adds files and blocks to PkgXferMgr.log (distribution-engine.md 11). */
  readonly logging: 'default' | 'verbose'
  /** SQL lines in the server's logs. */
  readonly sqlTrace: boolean
}

export type DrivePlan = { readonly letter: string; readonly bytes: number }

/** From one site server to another, both ways. */
export type LinkPlan = {
  readonly from: string
  readonly to: string
  /** Bytes per second. */
  readonly bandwidth: number
  /** Milliseconds. */
  readonly latency: number
}

export type DpKind = 'push' | 'pull' | 'colocated' | 'prestaged' | 'cloud'

export type DpPlan = {
  readonly name: string
  readonly site: string
  readonly kind: DpKind
  readonly bias: number
  readonly skew: number
  readonly drives: readonly DrivePlan[]
  /** Bytes that stay free on a drive. */
  readonly reserve: number
  /** Bytes per second of its line. */
  readonly bandwidth: number
  /** What ConfigMgr may use of the line; any limit allows one connection only (distribution-engine.md 7). */
  readonly rate: RatePlan
  /** Hours of the site server's day in which nothing is sent. */
  readonly closed: readonly ClosedHours[]
  /** Names of the DPs a pull DP fetches from, the first preferred. */
  readonly sources: readonly string[]
  readonly pxe: boolean
  /** Is the Configuration Manager client on the machine? */
  readonly client: boolean
}

/** From hour to hour of the local day, 22 to 6 goes over midnight. */
export type ClosedHours = { readonly from: number; readonly to: number }

/** In these hours it is sent for so large a share of the time, above 0 to 1. */
export type HourShare = { readonly from: number; readonly to: number; readonly share: number }

export type RatePlan =
  | { readonly kind: 'unlimited' }
  /** Pulse mode, described by what comes through. */
  | { readonly kind: 'bytes'; readonly perSecond: number }
  /** Pulse mode: a block of so many bytes, then nothing for so many milliseconds. */
  | { readonly kind: 'pulse'; readonly block: number; readonly delay: number }
  /** Percentage of the time, by hours of the site server's day; hours that are not named are unlimited. */
  | { readonly kind: 'share'; readonly hours: readonly HourShare[] }

export type PackageKind = 'package' | 'application' | 'updates' | 'driver' | 'image' | 'boot-image'

export type PackagePlan = {
  readonly id: string
  readonly kind: PackageKind
  readonly name: string
  readonly site: string
  readonly source: string
  /** 1 high, 2 normal, 3 low. */
  readonly priority: number
  readonly files: FilesPlan
  /** Is it known, and its content stored, before anything happens? Else an action creates it. */
  readonly created: boolean
}

export type FilesPlan = {
  readonly count: number
  /** Bytes of the smallest and the largest. */
  readonly size: { readonly least: number; readonly most: number }
}

export type ActionKind =
  | 'create'
  | 'distribute'
  | 'update'
  | 'redistribute'
  | 'remove'
  | 'delete'
  | 'cancel'
  | 'prestage'
  | 'resend'
  | 'install-dp'
  | 'upgrade-dps'
  | 'change-dp'
  | 'remove-dp'
  | 'begin-maintenance'
  | 'end-maintenance'

export type ActionPlan = {
  /** Milliseconds after the start. */
  readonly at: number
  readonly do: ActionKind
  readonly packages: readonly string[]
  /** Names of DPs. */
  readonly to: readonly string[]
  readonly site: string | undefined
  /** How many files of the source an update changes. */
  readonly changed: number | undefined
}

export type FaultPlan = {
  readonly at: number
  /** Milliseconds; Infinity: to the end. */
  readonly for: number
  readonly class: FaultClass
  /** Name of a DP, code of a site, or id of a package. */
  readonly on: string
  /** Of hitting each try. */
  readonly probability: number
}

/** What can go wrong, by the class it must be told as (failure-taxonomy.md 2). */
export const faultClasses = {
  'source-access': 'package',
  'source-locked': 'package',
  'source-shared-folder': 'package',
  'disk-full-site': 'site',
  'content-missing-site': 'site',
  'wrong-library-root': 'site',
  'sharing-violation-multi-thread': 'site',
  'threads-saturated': 'site',
  'main-thread-hung': 'site',
  'decompress-failed': 'site',
  'network-path': 'dp',
  'access-denied-dp': 'dp',
  'disk-full-dp': 'dp',
  'wmi-add-failed': 'dp',
  'wmi-class-missing': 'dp',
  'wmi-connect': 'dp',
  'provider-not-registered': 'dp',
  'antivirus-lock': 'dp',
  'pull-no-source': 'dp',
  'pull-capacity': 'dp',
  'pull-signature-404': 'dp',
  'pull-endpoint-mapper': 'dp',
  'pull-status-lost': 'dp',
  'waiting-intersite': 'site',
  'hash-mismatch-content': 'dp',
  'library-wmi-mismatch': 'dp',
  'targeted-not-present': 'dp',
  'logon-remote-library': 'dp',
  'branchcache-cache-full': 'dp',
  'content-lookup-excluded-drive': 'dp',
  'iis-components': 'dp',
  'pxe-password-key': 'dp',
  'status-db': 'dp',
  'duplicate-version-rows': 'dp',
  'pull-stalled': 'dp',
  unknown: 'dp',
} as const satisfies Readonly<Record<string, 'package' | 'site' | 'dp'>>

export type FaultClass = keyof typeof faultClasses
