// SMS_Package and its kinds: create, change, delete, refresh (object-model.md 2 and 10; distribution-engine.md 6.1, 6.5).
import type { PackageId, SiteCode } from '../../ids.ts'
import { actions, notificationTypes, sourceRefreshMaskEx, updateMasks } from '../database/database-rows.ts'
import { notify, type SiteDatabase } from '../database/site-database.ts'
import { changedInstance, newInstance } from '../objects/property.ts'
import { checkToken } from '../objects/schedule-token.ts'
import { actionsInProgress, checkPackage, packageProperties, type SmsPackage } from '../objects/sms-package.ts'
import { checkCommitted } from './contents.ts'
import {
  audit,
  checkReadVersion,
  checkSiteCode,
  checkSourceSite,
  chosenPackageId,
  classOfPackage,
  existingPackage,
  nextId,
  nextVersionOf,
  type ProviderSession,
} from './session.ts'
import { markPackageDeleted, sweepDeleted } from './sweep.ts'

/** Makes a package of any kind; `id` only when it must have a certain one, else the site's counter gives the next. */
export function createPackage(session: ProviderSession, values: Partial<SmsPackage>, id?: string): PackageId {
  const { database } = session
  checkSiteCode('SMS_Package', database.site)
  const objectClass = classOfPackage({ PackageType: values.PackageType ?? 0 })
  const PackageID =
    id === undefined
      ? (nextId(database, 'package', (taken) => database.packages.get(taken) !== undefined) as PackageId)
      : chosenPackageId(database, objectClass, id)
  const assigned = { PackageID, SourceSite: database.site, SourceDate: session.now() }
  const made = newInstance<SmsPackage>(objectClass, packageProperties, values, assigned)
  checkPackage(made)
  made.RefreshSchedule.forEach(checkToken)
  database.packages.put(made)
  audit(session, 'created', objectClass, PackageID)
  return PackageID
}

/** Metadata only: the content stays as it is. `readVersion` is the SedoObjectVersion that the caller read (O-13). */
export function changePackage(
  session: ProviderSession,
  id: PackageId,
  changes: Partial<SmsPackage>,
  readVersion?: string,
): void {
  const { database } = session
  const before = existingPackage(database, 'SMS_Package', id)
  const objectClass = classOfPackage(before)
  checkSourceSite(session, objectClass, before.SourceSite)
  checkReadVersion(objectClass, before.SedoObjectVersion, readVersion)
  const after = changedInstance(objectClass, packageProperties, before, changes)
  checkPackage(after)
  after.RefreshSchedule.forEach(checkToken)
  database.packages.put({ ...after, SedoObjectVersion: nextVersionOf(before) })
  database.packageRows.change(id, { Action: actions.update })
  notify(database, id, notificationTypes.package)
  audit(session, 'modified', objectClass, id)
}

/** Marks the package, its programs and its distribution points; the rows go when nothing depends on them (O-14). */
export function deletePackage(session: ProviderSession, id: PackageId): void {
  const { database } = session
  const before = existingPackage(database, 'SMS_Package', id)
  const objectClass = classOfPackage(before)
  checkSourceSite(session, objectClass, before.SourceSite)
  markPackageDeleted(database, before)
  audit(session, 'deleted', objectClass, id)
  sweepDeleted(database)
}

/** A new snapshot of the source, for all its distribution points; DistMgr raises SourceVersion when it has taken it. */
export function refreshPkgSource(session: ProviderSession, id: PackageId): 0 {
  const { database } = session
  const before = existingPackage(database, 'SMS_Package', id)
  const objectClass = classOfPackage(before)
  checkSourceSite(session, objectClass, before.SourceSite)
  checkCommitted(database, before)
  database.packageRows.change(id, {
    Action: actions.update,
    UpdateMask: updateMasks.sourceRefresh,
    UpdateMaskEx: sourceRefreshMaskEx,
  })
  notify(database, id, notificationTypes.package)
  audit(session, 'method', objectClass, id, 'RefreshPkgSource')
  return 0
}

export function addChangeNotification(session: ProviderSession, id: PackageId): 0 {
  const found = existingPackage(session.database, 'SMS_Package', id)
  notify(session.database, id, notificationTypes.package)
  audit(session, 'method', classOfPackage(found), id, 'AddChangeNotification')
  return 0
}

/** From now on the package is maintained at another site. */
export function setSourceSite(session: ProviderSession, id: PackageId, sourceSite: SiteCode): 0 {
  const { database } = session
  const before = existingPackage(database, 'SMS_Package', id)
  const objectClass = classOfPackage(before)
  checkSiteCode(objectClass, sourceSite)
  checkSourceSite(session, objectClass, before.SourceSite)
  database.packages.change(id, { SourceSite: sourceSite, SedoObjectVersion: nextVersionOf(before) })
  audit(session, 'method', objectClass, id, 'SetSourceSite')
  return 0
}

/** Obsolete: sets the source site to this one. */
export function unlockPackage(session: ProviderSession, id: PackageId): 0 {
  const { database } = session
  const before = existingPackage(database, 'SMS_Package', id)
  database.packages.change(id, { SourceSite: database.site, SedoObjectVersion: nextVersionOf(before) })
  audit(session, 'method', classOfPackage(before), id, 'Unlock')
  return 0
}

/** Packages as an enumeration returns them: without those marked for deletion (O-14). */
export const listPackages = (database: SiteDatabase): readonly SmsPackage[] =>
  [...database.packages.rows()].filter((row) => row.ActionInProgress !== actionsInProgress.delete)

/** Another package that shares its folder under this name; letter case does not matter. */
export function duplicateShareName(database: SiteDatabase, shareName: string, id: PackageId): SmsPackage | undefined {
  return listPackages(database).find(
    (row) => row.PackageID !== id && row.ShareType === 2 && row.ShareName.toUpperCase() === shareName.toUpperCase(),
  )
}

/** Whether a package of that site has this source folder already. */
export const isDuplicateSourceName = (database: SiteDatabase, source: string, site: SiteCode): boolean =>
  listPackages(database).some(
    (row) =>
      row.SourceSite === site && row.PkgSourcePath !== '' && row.PkgSourcePath.toUpperCase() === source.toUpperCase(),
  )
