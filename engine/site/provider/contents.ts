// SMS_ContentPackage: the contents of an application's package, used only after Commit (object-model.md 2, O-15).
import { parseContentId, type ContentId, type PackageId } from '../../ids.ts'
import { actions, notificationTypes, sourceRefreshMaskEx, updateMasks } from '../database/database-rows.ts'
import { notify, type SiteDatabase } from '../database/site-database.ts'
import { ObjectError } from '../objects/errors.ts'
import type { ContentRow } from '../objects/sms-content.ts'
import { packageTypes, type SmsPackage } from '../objects/sms-package.ts'
import { audit, checkSourceSite, existingPackage, type ProviderSession } from './session.ts'

const objectClass = 'SMS_ContentPackage'

/** One member of the parallel arrays of AddContent. */
export type NewContent = {
  readonly contentId: string
  readonly version: number
  readonly source: string
  readonly flags?: number
  readonly type?: number
  readonly relatedContentId?: string
}

export function addContent(session: ProviderSession, packageId: PackageId, contents: readonly NewContent[]): 0 {
  const { database } = session
  const owner = contentPackage(session, packageId)
  const rows = contents.map((content) => contentRow(database, owner, content))
  for (const row of rows) database.contents.put(row)
  audit(session, 'method', objectClass, packageId, 'AddContent')
  return 0
}

/** Takes contents out of the package; with `refreshDps` its distribution points are told at once. */
export function removeContent(
  session: ProviderSession,
  packageId: PackageId,
  contentIds: readonly string[],
  refreshDps: boolean,
): 0 {
  const { database } = session
  contentPackage(session, packageId)
  for (const id of contentIds) {
    if (database.contents.get(id)?.PackageID !== packageId) {
      const where = { objectClass, property: 'ContentIDs' }
      throw new ObjectError('O-10', 'INVALID_PARAMETER', where, `package ${packageId} has no content ${id}`)
    }
  }
  for (const id of contentIds) database.contents.change(id, { removed: true, committed: !refreshDps })
  if (refreshDps) commitContent(session, packageId)
  audit(session, 'method', objectClass, packageId, 'RemoveContent')
  return 0
}

/** Hands everything added since the last Commit to DistMgr; without this call nothing is processed. */
export function commitContent(session: ProviderSession, packageId: PackageId): 0 {
  const { database } = session
  contentPackage(session, packageId)
  const waiting = [...database.contents.group(packageId)].filter((row) => !row.committed)
  for (const row of waiting) database.contents.change(row.ContentUniqueID, { committed: true })
  const first = database.packageRows.get(packageId)?.StoredPkgVersion === 0
  const update = { UpdateMask: updateMasks.sourceRefresh, UpdateMaskEx: sourceRefreshMaskEx }
  database.packageRows.change(packageId, first ? { Action: actions.add } : { Action: actions.update, ...update })
  notify(database, packageId, notificationTypes.package)
  audit(session, 'method', objectClass, packageId, 'Commit')
  return 0
}

/** Refuses the use of an application's package with contents that nobody committed, or with none (O-15). */
export function checkCommitted(database: SiteDatabase, owner: SmsPackage): void {
  if (owner.PackageType !== packageTypes.application) return
  const contents = [...database.contents.group(owner.PackageID)]
  if (contents.length > 0 && contents.every((row) => row.committed)) return
  throw new ObjectError('O-15', 'NOT_COMMITTED', { objectClass }, `Commit was not called for ${owner.PackageID}`)
}

function contentPackage(session: ProviderSession, packageId: PackageId): SmsPackage {
  const owner = existingPackage(session.database, objectClass, packageId)
  if (owner.PackageType !== packageTypes.application) {
    const where = { objectClass, property: 'PackageType' }
    throw new ObjectError('O-10', 'INVALID_PARAMETER', where, `${packageId} is no package of an application`)
  }
  checkSourceSite(session, objectClass, owner.SourceSite)
  return owner
}

function contentRow(database: SiteDatabase, owner: SmsPackage, content: NewContent): ContentRow {
  const id: ContentId | undefined = parseContentId(content.contentId)
  const where = { objectClass, property: 'ContentID' }
  if (id === undefined) {
    throw new ObjectError('O-12', 'VALUE_OUT_OF_RANGE', where, `${content.contentId} is no content id`)
  }
  if (database.contents.get(id) !== undefined) {
    throw new ObjectError('O-9', 'ALREADY_EXISTS', where, `there is a content ${id} already`)
  }
  return {
    ContentKey: database.next('content'),
    ContentUniqueID: id,
    PackageID: owner.PackageID,
    ContentVersion: content.version,
    ContentSource: content.source,
    ContentFlags: content.flags ?? 0,
    ContentType: content.type ?? 1,
    RelatedContentID: content.relatedContentId ?? '',
    MinPackageVersion: owner.SourceVersion,
    committed: false,
    removed: false,
  }
}
