// A distribution point (SMS_DistributionPointInfo), and the assignment of a package to it (SMS_DistributionPoint); the
// classes' names are easily mistaken (object-model.md 4).
import type { DpName, PackageId, SiteCode } from '../../ids.ts'
import { readOnly } from './property-forms.ts'
import type { PropertyTable } from './property.ts'

/** NAL path of a distribution point: `["Display=\\HOST\"]MSWNET:["SMS_SITE=PS1"]\\HOST\`. */
export type DpNalPath = string

/** The distribution point itself: a row of DistributionPoints (distribution-engine.md 4). */
export type DistributionPoint = {
  readonly DPID: number
  readonly ServerName: DpName
  readonly NALPath: DpNalPath
  readonly SiteCode: SiteCode
  readonly IsPullDP: boolean
  /** Names of the DPs it pulls from, smallest rank first; only for a pull DP (PullDPMap). */
  readonly sources: readonly { readonly NALPath: DpNalPath; readonly rank: number }[]
  readonly IsProtected: boolean
  readonly IsPeerDP: boolean
  readonly PreStagingAllowed: boolean
  readonly IsMulticast: boolean
  readonly IsPXE: boolean
  readonly BitsEnabled: boolean
  /** 0 HTTP, 1 HTTPS. */
  readonly Communication: number
  readonly AnonymousEnabled: boolean
  readonly TokenAuthEnabled: boolean
  readonly InternetFacing: boolean
  /** On the site server itself: it shares the site's library. */
  readonly colocated: boolean
  readonly cloud: boolean
  readonly Priority: number
  /** MB that must stay free on each drive. */
  readonly MinFreeSpace: number
  readonly AddressScheduleEnabled: boolean
  readonly RateLimitsEnabled: boolean
  readonly HealthCheckEnabled: boolean
  readonly HealthCheckPriority: number
  /** Interval string of the validation schedule. */
  readonly HealthCheckSchedule: string
  /** 1: gets no content and is given to no client (since 1902). */
  readonly MaintenanceMode: 0 | 1
  readonly Description: string
}

/** What a distribution point is until somebody says otherwise; the values of the public example rows. */
export const plainDistributionPoint: Omit<DistributionPoint, 'DPID' | 'ServerName' | 'NALPath' | 'SiteCode'> = {
  IsPullDP: false,
  sources: [],
  IsProtected: false,
  IsPeerDP: false,
  PreStagingAllowed: false,
  IsMulticast: false,
  IsPXE: false,
  BitsEnabled: true,
  Communication: 0,
  AnonymousEnabled: false,
  TokenAuthEnabled: false,
  InternetFacing: false,
  colocated: false,
  cloud: false,
  Priority: 200,
  MinFreeSpace: 50,
  AddressScheduleEnabled: false,
  RateLimitsEnabled: false,
  HealthCheckEnabled: false,
  HealthCheckPriority: 4,
  HealthCheckSchedule: '',
  MaintenanceMode: 0,
  Description: '',
}

/** One package on one distribution point. */
export type SmsDistributionPoint = {
  readonly PackageID: PackageId
  readonly ServerNALPath: DpNalPath
  readonly SiteCode: SiteCode
  readonly Status: number
  readonly LastRefreshTime: number
  readonly SourceSite: SiteCode
}

/** SMS_DistributionPoint.Status. */
export const assignmentStatuses = { none: 0, updated: 1, added: 2, deleted: 3 } as const

/** Time of a row that was never refreshed: `19900101000000.000000+***`. */
export const neverRefreshed = Date.UTC(1990, 0, 1)

export const assignmentProperties: PropertyTable<SmsDistributionPoint> = {
  PackageID: { kind: 'string', access: 'fixed', required: true, default: '' },
  ServerNALPath: { kind: 'string', access: 'fixed', required: true, default: '' },
  SiteCode: { kind: 'string', access: 'fixed', required: true, default: '' },
  Status: readOnly('uint32', assignmentStatuses.none),
  LastRefreshTime: readOnly('datetime', neverRefreshed),
  SourceSite: readOnly('string'),
}

/** SMS_DistributionPointGroup. */
export type DistributionPointGroup = {
  readonly GroupID: string
  readonly Name: string
  readonly members: readonly DpNalPath[]
  readonly packages: readonly PackageId[]
  /** Collections whose deployments send their content to the group. */
  readonly collections: readonly string[]
}

/** `["Display=\\PS1DP1.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM\` */
export const nalPathOf = (server: string, site: string): DpNalPath =>
  `["Display=\\\\${server}\\"]MSWNET:["SMS_SITE=${site}"]\\\\${server}\\`
