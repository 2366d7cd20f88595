// What the site says about a package on a distribution point: the PkgStatus row that DistMgr writes, and the summary of
// the consoles (distribution-engine.md 4; object-model.md 5).
import type { PackageId } from '../../../ids.ts'
import {
  actions,
  jobStates,
  packageStatusNumbers,
  statusTypes,
  type JobRow,
  type PackageServerRow,
  type StatusRow,
} from '../../database/database-rows.ts'
import { dpKey, packageServerKey, statusKey, type SiteDatabase } from '../../database/site-database.ts'
import type { DistributionPoint, DpNalPath } from '../../objects/sms-distribution-point.ts'

/** Status 3 with its places: what DistMgr writes when a STA file says that the DP has the package. */
export function setDpStatus(
  database: SiteDatabase,
  packageId: PackageId,
  dp: DistributionPoint,
  written: { readonly status: number; readonly version: number; readonly at: number },
): void {
  const installed = written.status === packageStatusNumbers.installed
  const host = dp.ServerName
  database.statuses.put({
    ID: packageId,
    Type: statusTypes.copy,
    SiteCode: dp.SiteCode,
    PkgServer: dp.NALPath,
    Personality: 0,
    Status: written.status,
    SourceVersion: written.version,
    UpdateTime: written.at,
    Location: installed ? `MSWNET:["SMS_SITE=${dp.SiteCode}"]\\\\${host}\\SMSPKGC$\\${packageId}\\` : '',
    HTTPUrl: installed ? `http://${host}/SMS_DP_SMSPKG$/${packageId}` : '',
    SigURL: installed ? `http://${host}/SMS_DP_SMSSIG$/${packageId}` : '',
    SigLocation: installed
      ? `MSWNET:["SMS_SITE=${dp.SiteCode}"]\\\\${host}\\SMSSIG$\\${packageId}.${written.version}.tar`
      : '',
  })
}

/** SMS_PackageStatusDistPointsSummarizer.State. */
export const summaryStates = {
  installed: 0,
  installPending: 1,
  installRetrying: 2,
  installFailed: 3,
  removalPending: 4,
  removalRetrying: 5,
  removalFailed: 6,
  contentUpdating: 7,
  contentMonitoring: 8,
} as const

type Summary = (typeof summaryStates)[keyof typeof summaryStates]

const openStates: readonly number[] = [
  jobStates.pending,
  jobStates.ready,
  jobStates.started,
  jobStates.inProgress,
  jobStates.pendingRestart,
  jobStates.suspended,
]

/** State of one package on one DP (reconstructed from what each number can mean). */
export function summaryOf(database: SiteDatabase, packageId: PackageId, nalPath: DpNalPath): Summary | undefined {
  const server = database.packageServers.get(packageServerKey(packageId, nalPath))
  const dp = database.distributionPoints.get(dpKey(nalPath))
  if (server === undefined || dp === undefined) return undefined
  const key = { ID: packageId, Type: statusTypes.copy, SiteCode: dp.SiteCode, PkgServer: nalPath }
  const status = database.statuses.get(statusKey(key))
  const job = [...database.jobs.group(packageId)].find((row) => row.DPID === dp.DPID && openStates.includes(row.State))
  return server.Action === actions.delete ? removal(status) : installation(server, status, job)
}

function removal(status: StatusRow | undefined): Summary {
  if (status?.Status === packageStatusNumbers.removeFailed) return summaryStates.removalFailed
  if (status?.Status === packageStatusNumbers.retryRemove) return summaryStates.removalRetrying
  return summaryStates.removalPending
}

function installation(server: PackageServerRow, status: StatusRow | undefined, job: JobRow | undefined): Summary {
  if (server.Action === actions.validate) return summaryStates.contentMonitoring
  if (status?.Status === packageStatusNumbers.failed) return summaryStates.installFailed
  if (status?.Status === packageStatusNumbers.retry) return summaryStates.installRetrying
  const installed = status?.Status === packageStatusNumbers.installed
  if (job === undefined && installed && server.Action === actions.none) return summaryStates.installed
  const newer = job !== undefined && installed && job.PackageVersion > status.SourceVersion
  return newer ? summaryStates.contentUpdating : summaryStates.installPending
}

/** SMS_PackageStatusRootSummarizer: how many DPs stand where. */
export function summaryOfPackage(
  database: SiteDatabase,
  packageId: PackageId,
): { readonly Targeted: number; readonly Installed: number; readonly Retrying: number; readonly Failed: number } {
  const { installed, installRetrying, removalRetrying, installFailed, removalFailed } = summaryStates
  const states = [...database.packageServers.group(packageId)].map(({ NALPath }) =>
    summaryOf(database, packageId, NALPath),
  )
  const count = (...wanted: readonly Summary[]): number =>
    states.filter((state) => state !== undefined && wanted.includes(state)).length
  return {
    Targeted: states.length,
    Installed: count(installed),
    Retrying: count(installRetrying, removalRetrying),
    Failed: count(installFailed, removalFailed),
  }
}
