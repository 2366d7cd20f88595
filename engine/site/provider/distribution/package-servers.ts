// Packages on distribution points: assign, redistribute, remove, validate, cancel (object-model.md 4; PCD-1). Each call
// writes the row and one notification; DistMgr does the rest.
import { assumedProvider } from '../../../assumptions.ts'
import type { PackageId } from '../../../ids.ts'
import { actions, notificationTypes, type ActionNumber, type PackageServerRow } from '../../database/database-rows.ts'
import { dpKey, notify, packageServerKey, type SiteDatabase } from '../../database/site-database.ts'
import { ObjectError } from '../../objects/errors.ts'
import {
  assignmentProperties,
  assignmentStatuses,
  neverRefreshed,
  type DpNalPath,
  type SmsDistributionPoint,
} from '../../objects/sms-distribution-point.ts'
import { changedInstance } from '../../objects/property.ts'
import { hasContent } from '../../objects/sms-package.ts'
import { checkCommitted } from '../contents.ts'
import { audit, checkSiteCode, classOfPackage, existingPackage, type ProviderSession } from '../session.ts'

const objectClass = 'SMS_DistributionPoint'

export type DpOfSite = { readonly siteCode: string; readonly nalPath: DpNalPath }

/**
 * AddDistributionPoints: one PkgServers row with Action 2 for each pair, and one notification for all of them. Nothing is
 * written when one pair is refused.
 */
export function addDistributionPoints(session: ProviderSession, id: PackageId, pairs: readonly DpOfSite[]): 0 {
  const { database } = session
  const assigned = existingPackage(database, objectClass, id)
  if (!hasContent(assigned)) {
    throw new ObjectError('O-5', 'NO_SOURCE', { objectClass, property: 'PackageID' }, `${id} has no source files`)
  }
  checkCommitted(database, assigned)
  const seen = new Set<string>()
  const rows = pairs.map((pair): PackageServerRow => {
    const row = { PkgID: id, NALPath: pair.nalPath, SiteCode: checkDp(database, pair), SourceSite: assigned.SourceSite }
    const key = packageServerKey(id, pair.nalPath)
    const there = database.packageServers.get(key)
    if (seen.has(key) || (there !== undefined && there.Action !== actions.delete)) {
      const where = { objectClass, property: 'ServerNALPath' }
      throw new ObjectError('O-9', 'ALREADY_EXISTS', where, `${id} is assigned to ${pair.nalPath} already`)
    }
    seen.add(key)
    return { ...row, Action: actions.add, RefreshTrigger: 0, LastRefresh: neverRefreshed }
  })
  for (const row of rows) database.packageServers.put(row)
  if (rows.length > 0) notify(database, id, notificationTypes.packageServer)
  audit(session, 'method', classOfPackage(assigned), id, 'AddDistributionPoints')
  return 0
}

/** RefreshNow: the content that the site has is sent again; the version stays. */
export const refreshNow = (session: ProviderSession, id: PackageId, nalPath: DpNalPath): 0 =>
  ask(session, id, nalPath, 'RefreshNow', { Action: assumedProvider.redistributeAction, RefreshTrigger: 1 })

/** The instance is deleted: the row stays, marked, until the DP has removed the package. */
export const removeFromDistributionPoint = (session: ProviderSession, id: PackageId, nalPath: DpNalPath): 0 =>
  ask(session, id, nalPath, undefined, { Action: actions.delete })

/** VerifyPackage: content validation. */
export const verifyPackage = (session: ProviderSession, id: PackageId, nalPath: DpNalPath): 0 =>
  ask(session, id, nalPath, 'VerifyPackage', { Action: actions.validate })

/** CancelDistribution: stops a running distribution; its status becomes failed. */
export const cancelDistribution = (session: ProviderSession, id: PackageId, nalPath: DpNalPath): 0 =>
  ask(session, id, nalPath, 'CancelDistribution', { Action: actions.cancel })

/** Put on an existing instance: only RefreshNow means something, and the keys are fixed (O-7, O-8). */
export function changeAssignment(
  session: ProviderSession,
  id: PackageId,
  nalPath: DpNalPath,
  changes: Partial<SmsDistributionPoint> & { readonly RefreshNow?: boolean },
): void {
  const { RefreshNow, ...properties } = changes
  changedInstance(
    objectClass,
    assignmentProperties,
    assignmentOf(assignedRow(session.database, id, nalPath)),
    properties,
  )
  if (RefreshNow === true) refreshNow(session, id, nalPath)
}

/** The assignment as the class shows it. */
export function assignmentOf(row: PackageServerRow): SmsDistributionPoint {
  const statusOfAction: Partial<Record<ActionNumber, number>> = {
    [actions.update]: assignmentStatuses.updated,
    [actions.add]: assignmentStatuses.added,
    [actions.delete]: assignmentStatuses.deleted,
  }
  return {
    PackageID: row.PkgID,
    ServerNALPath: row.NALPath,
    SiteCode: row.SiteCode,
    Status: statusOfAction[row.Action] ?? assignmentStatuses.none,
    LastRefreshTime: row.LastRefresh,
    SourceSite: row.SourceSite,
  }
}

function ask(
  session: ProviderSession,
  id: PackageId,
  nalPath: DpNalPath,
  method: string | undefined,
  changes: Partial<PackageServerRow>,
): 0 {
  const { database } = session
  existingPackage(database, objectClass, id)
  assignedRow(database, id, nalPath)
  database.packageServers.change(packageServerKey(id, nalPath), changes)
  notify(database, id, notificationTypes.packageServer)
  audit(session, method === undefined ? 'deleted' : 'method', objectClass, `${id} ${nalPath}`, method)
  return 0
}

function assignedRow(database: SiteDatabase, id: PackageId, nalPath: DpNalPath): PackageServerRow {
  const row = database.packageServers.get(packageServerKey(id, nalPath))
  if (row !== undefined) return row
  const where = { objectClass, property: 'ServerNALPath' }
  throw new ObjectError('O-4', 'DP_NOT_FOUND', where, `${id} is not assigned to ${nalPath}`)
}

/** The DP's site, when the path is in the resource list and the site code fits it (O-4). */
function checkDp(database: SiteDatabase, { siteCode, nalPath }: DpOfSite): PackageServerRow['SiteCode'] {
  checkSiteCode(objectClass, siteCode)
  const dp = database.distributionPoints.get(dpKey(nalPath))
  if (dp === undefined) {
    const where = { objectClass, property: 'ServerNALPath' }
    throw new ObjectError('O-4', 'DP_NOT_FOUND', where, `no distribution point ${nalPath}`)
  }
  if (dp.SiteCode === siteCode) return dp.SiteCode
  const where = { objectClass, property: 'SiteCode' }
  throw new ObjectError('O-4', 'DP_SITE_MISMATCH', where, `${nalPath} belongs to site ${dp.SiteCode}, not ${siteCode}`)
}
