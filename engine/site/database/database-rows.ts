// The rows of the tables that the logs refer to, and the numbers in them (object-model.md 5, distribution-engine.md 4).
// Names of tables and columns are the product's. Times are milliseconds since 1970 UTC.
import type { PackageId, SiteCode } from '../../ids.ts'
import type { DpNalPath } from '../objects/sms-distribution-point.ts'

/** Action of SMSPackages, PkgServers and DistributionPoints. */
export const actions = { none: 0, update: 1, add: 2, delete: 3, validate: 4, cancel: 5 } as const
export type ActionNumber = (typeof actions)[keyof typeof actions]

/** SMSPackages_L: what this site has to do about a package, and what it holds. */
export type PackageRow = {
  readonly PkgID: PackageId
  readonly Action: ActionNumber
  /** 32 = source refresh, 160 after despooling. */
  readonly UpdateMask: number
  readonly UpdateMaskEx: number
  readonly StoredPkgPath: string
  /** Version of the copy in this site's library; 0 for none. Never above SourceVersion of the package. */
  readonly StoredPkgVersion: number
}

export const updateMasks = { none: 0, sourceRefresh: 32, despooled: 160 } as const
/** UpdateMaskEx beside UpdateMask 32. */
export const sourceRefreshMaskEx = 8388608

/** PkgServers: one package on one DP, as asked for. */
export type PackageServerRow = {
  readonly PkgID: PackageId
  readonly NALPath: DpNalPath
  readonly SiteCode: SiteCode
  readonly SourceSite: SiteCode
  readonly Action: ActionNumber
  /** 1: send everything again, whatever the DP holds (RefreshNow). */
  readonly RefreshTrigger: 0 | 1
  readonly LastRefresh: number
}

/** PkgNotification: smsdbmon turns the row into `<PkgID>.PKN` and deletes it. */
export type NotificationRow = {
  readonly RowID: number
  readonly PkgID: PackageId
  readonly Priority: number
  readonly Type: NotificationType
}
export const notificationTypes = { unknown: 0, package: 1, program: 2, packageServer: 4, account: 8, all: 15 } as const
export type NotificationType = (typeof notificationTypes)[keyof typeof notificationTypes]

/** DistributionJobs: what PkgXferMgr works through. */
export type JobRow = {
  readonly JobID: number
  readonly DPID: number
  readonly PkgID: PackageId
  readonly PackageVersion: number
  readonly State: number
  readonly CreationTime: number
  readonly LastUpdateTime: number
  /** 1 send what is missing, 2 send all; other numbers than the Action of the tables above (inferred). */
  readonly Action: number
  readonly SendAction: '' | 'PullQueryResultAction'
  readonly Priority: number
}
export const jobStates = {
  pending: 0,
  ready: 1,
  started: 2,
  inProgress: 3,
  pendingRestart: 4,
  complete: 5,
  failed: 6,
  cancelled: 7,
  suspended: 8,
} as const
export const jobActions = { sendMissing: 1, sendAll: 2, cancel: 5 } as const

/** PkgStatus: what a site or a DP holds, as far as the site knows. */
export type StatusRow = {
  readonly ID: PackageId
  /** 1 master: the site's copy, PkgServer is the site server's FQDN; 2 copy: a DP, PkgServer is its NAL path. */
  readonly Type: 1 | 2
  readonly SiteCode: SiteCode
  readonly PkgServer: string
  readonly Personality: number
  readonly Status: number
  readonly SourceVersion: number
  readonly UpdateTime: number
  readonly Location: string
  readonly HTTPUrl: string
  readonly SigURL: string
  readonly SigLocation: string
}
export const statusTypes = { master: 1, copy: 2 } as const
export const packageStatusNumbers = {
  none: 0,
  sent: 1,
  received: 2,
  installed: 3,
  retry: 4,
  failed: 5,
  removed: 6,
  pendingRemove: 7,
  removeFailed: 8,
  retryRemove: 9,
} as const

/** PullDPResponse: a pull DP's state message, in the database. */
export type PullResponseRow = {
  readonly RowKey: number
  readonly PkgID: PackageId
  readonly PackageVersion: number
  readonly NALPath: DpNalPath
  readonly ActionState: number
}
export const pullActionNumbers = {
  success: 1,
  warning: 2,
  failure: 4,
  downloadStarted: 8,
  inProgress: 16,
  downloaded: 32,
  cancelled: 64,
  cancellationRequested: 128,
} as const

/** ContentDPMap: which DP has which content. */
export type ContentOnDpRow = {
  readonly ContentID: string
  readonly PkgID: PackageId
  readonly Version: number
  readonly NALPath: DpNalPath
  readonly AccessType: 1
}

/** Members of a collection since its last refresh. */
export type MembersRow = { readonly CollectionID: string; readonly ResourceIDs: readonly number[] }
