// How versions move: the source site takes a snapshot, a receiving site stores what arrives, and content may go to DPs
// only from a site that holds the current version (object-model.md 1, version rules; PCD-11, PCD-12, PCD-17, PCD-45).
import type { PackageId } from '../../../ids.ts'
import {
  actions,
  notificationTypes,
  packageStatusNumbers,
  statusTypes,
  updateMasks,
  type StatusRow,
} from '../../database/database-rows.ts'
import { notify, statusKey, type SiteDatabase } from '../../database/site-database.ts'

/** A site's copy of a package, as it is now known. */
export type StoredCopy = {
  readonly packageId: PackageId
  /** FQDN of the site server. */
  readonly siteServer: string
  /** Folder of the compressed copy, where there is one. */
  readonly path: string
  /** Milliseconds since 1970 UTC. */
  readonly at: number
}

/**
 * DistMgr of the source site has taken a snapshot. A refresh makes a new version, however many refreshes were asked for
 * since the last one (assumedProvider).
 *
 * @param contentChanged  a scheduled refresh found other content than the stored one; equal content keeps its version
 * @returns the version that was stored
 */
export function snapshotTaken(database: SiteDatabase, copy: StoredCopy, contentChanged = false): number {
  const { packageId, at } = copy
  const before = database.packages.get(packageId)
  const local = database.packageRows.get(packageId)
  if (before === undefined || local === undefined) return 0
  const asked = local.UpdateMask === updateMasks.sourceRefresh || contentChanged
  const refreshed = asked && local.StoredPkgVersion > 0
  const version = before.SourceVersion + (refreshed ? 1 : 0)
  database.packages.change(packageId, { SourceVersion: version, SourceDate: at, LastRefreshTime: at })
  storeVersion(database, copy, version, { Action: actions.none, UpdateMask: updateMasks.none, UpdateMaskEx: 0 })
  setMasterStatus(database, copy, version, packageStatusNumbers.installed)
  if (refreshed) askForUpdate(database, packageId)
  return version
}

/** The despooler has stored what another site sent: DistMgr is told, and distributes it. */
export function contentArrived(database: SiteDatabase, copy: StoredCopy, version: number): void {
  storeVersion(database, copy, version, { Action: actions.update, UpdateMask: updateMasks.despooled, UpdateMaskEx: 0 })
  setMasterStatus(database, copy, version, packageStatusNumbers.received)
  notify(database, copy.packageId, notificationTypes.package)
}

/** DistMgr of the receiving site has taken the arrival over: the site's copy counts as installed. */
export function arrivalProcessed(database: SiteDatabase, copy: StoredCopy, version: number): void {
  database.packageRows.change(copy.packageId, { Action: actions.none, UpdateMask: updateMasks.none })
  setMasterStatus(database, copy, version, packageStatusNumbers.installed)
}

/** Whether this site holds the current version: stored = source, and its own type 1 row is INSTALLED (PCD-17). */
export function mayDistribute(database: SiteDatabase, packageId: PackageId, siteServer: string): boolean {
  const source = database.packages.get(packageId)?.SourceVersion
  const row = masterStatus(database, packageId, siteServer)
  return (
    database.packageRows.get(packageId)?.StoredPkgVersion === source &&
    row?.SourceVersion === source &&
    row?.Status === packageStatusNumbers.installed
  )
}

/** Makes the source site send the compressed copy again: SourceVersion 0 in the type 1 row of the other site (1c). */
export function forceResend(database: SiteDatabase, packageId: PackageId, site: string): void {
  for (const row of [...database.statuses.group(packageId)]) {
    if (row.Type === statusTypes.master && row.SiteCode === site) {
      database.statuses.change(statusKey(row), { SourceVersion: 0 })
    }
  }
}

/** Whether the package must travel to a site: targeted for the first time, for a newer version, or forced (PCD-40). */
export function siteNeedsCopy(database: SiteDatabase, packageId: PackageId, site: string): boolean {
  const version = database.packages.get(packageId)?.SourceVersion ?? 0
  const rows = [...database.statuses.group(packageId)]
  return !rows.some((row) => row.Type === statusTypes.master && row.SiteCode === site && row.SourceVersion >= version)
}

/** Every DP that has the package gets the new version (distribution-engine.md 6.5). */
function askForUpdate(database: SiteDatabase, packageId: PackageId): void {
  for (const row of [...database.packageServers.group(packageId)]) {
    if (row.Action !== actions.none) continue
    database.packageServers.put({ ...row, Action: actions.update })
  }
}

function storeVersion(
  database: SiteDatabase,
  { packageId, path }: StoredCopy,
  version: number,
  changes: Parameters<SiteDatabase['packageRows']['change']>[1],
): void {
  database.packageRows.change(packageId, { ...changes, StoredPkgVersion: version, StoredPkgPath: path })
}

function masterStatus(database: SiteDatabase, packageId: PackageId, siteServer: string): StatusRow | undefined {
  const key = { ID: packageId, Type: statusTypes.master, SiteCode: database.site, PkgServer: siteServer }
  return database.statuses.get(statusKey(key))
}

function setMasterStatus(database: SiteDatabase, copy: StoredCopy, version: number, status: number): void {
  database.statuses.put({
    ID: copy.packageId,
    Type: statusTypes.master,
    SiteCode: database.site,
    PkgServer: copy.siteServer,
    Personality: 0,
    Status: status,
    SourceVersion: version,
    UpdateTime: copy.at,
    Location: '',
    HTTPUrl: '',
    SigURL: '',
    SigLocation: '',
  })
}
