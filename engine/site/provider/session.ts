// Who calls the provider, where and when; and what the provider does around every call: ids, audit, rules on the site.
import { parsePackageId, type PackageId } from '../../ids.ts'
import { programKey, type Counter, type SiteDatabase } from '../database/site-database.ts'
import { ObjectError } from '../objects/errors.ts'
import type { SmsCollection } from '../objects/sms-collection.ts'
import { actionsInProgress, packageTypes, type SmsPackage } from '../objects/sms-package.ts'
import type { SmsProgram } from '../objects/sms-program.ts'

export type ProviderSession = {
  readonly database: SiteDatabase
  /** Milliseconds since 1970 UTC, on the world's clock. */
  now(): number
  /** `CONTOSO\admin` */
  readonly user: string
  /** Told of every call that changed something; SMSProv.log has a line for each. */
  audit(entry: AuditEntry): void
}

/** `Auditing: User <u> created an instance of class <c>` */
export type AuditEntry = {
  readonly at: number
  readonly user: string
  readonly kind: 'created' | 'modified' | 'deleted' | 'method'
  readonly objectClass: string
  /** Key of the object: a package id, or the parts of a longer key with a blank between. */
  readonly key: string
  readonly method?: string | undefined
}

export function audit(
  session: ProviderSession,
  kind: AuditEntry['kind'],
  objectClass: string,
  key: string,
  method?: string,
): void {
  session.audit({ at: session.now(), user: session.user, kind, objectClass, key, method })
}

/** Names of devices and folders that no site may be called after (object-model.md 1). */
const reservedSiteCodes = ['AUX', 'CON', 'NUL', 'PRN', 'SMS', 'ENV']

/** Three characters A to Z or 0 to 9, none of the reserved names (O-12). */
export function checkSiteCode(objectClass: string, siteCode: string): void {
  if (/^[A-Z0-9]{3}$/.test(siteCode) && !reservedSiteCodes.includes(siteCode)) return
  const where = { objectClass, property: 'SiteCode' }
  throw new ObjectError('O-12', 'VALUE_OUT_OF_RANGE', where, `${siteCode} is no site code`)
}

/** Site code and five upper-case hex digits of the site's own counter: `PS100039`. */
export function nextId(database: SiteDatabase, counter: Counter, taken: (id: string) => boolean): string {
  for (;;) {
    const id = `${database.site}${database.next(counter).toString(16).toUpperCase().padStart(5, '0')}`
    if (!taken(id)) return id
  }
}

/** The class of a package, by its kind. */
export const classOfPackage = ({ PackageType }: Pick<SmsPackage, 'PackageType'>): string =>
  PackageType === packageTypes.application ? 'SMS_ContentPackage' : 'SMS_Package'

/** The package, unless it does not exist or is marked for deletion (O-1). */
export function existingPackage(database: SiteDatabase, objectClass: string, id: string): SmsPackage {
  const found = database.packages.get(id)
  if (found !== undefined && found.ActionInProgress !== actionsInProgress.delete) return found
  throw new ObjectError('O-1', 'PACKAGE_NOT_FOUND', { objectClass, property: 'PackageID' }, `there is no package ${id}`)
}

/** The program, unless it does not exist or is marked for deletion (O-2). */
export function existingProgram(database: SiteDatabase, objectClass: string, id: string, name: string): SmsProgram {
  const found = database.programs.get(programKey(id, name))
  if (found !== undefined && found.ActionInProgress !== actionsInProgress.delete) return found
  const where = { objectClass, property: 'ProgramName' }
  throw new ObjectError('O-2', 'PROGRAM_NOT_FOUND', where, `package ${id} has no program ${name}`)
}

/** O-3 */
export function existingCollection(database: SiteDatabase, objectClass: string, id: string): SmsCollection {
  const found = database.collections.get(id)
  if (found !== undefined) return found
  const where = { objectClass, property: 'CollectionID' }
  throw new ObjectError('O-3', 'COLLECTION_NOT_FOUND', where, `there is no collection ${id}`)
}

/** Objects are changed where they were made; elsewhere the call fails (O-20). */
export function checkSourceSite(session: ProviderSession, objectClass: string, sourceSite: string): void {
  if (sourceSite === session.database.site) return
  const message = `belongs to site ${sourceSite} and can only be changed there`
  throw new ObjectError('O-20', 'NOT_SOURCE_SITE', { objectClass, property: 'SourceSite' }, message)
}

/** Somebody else changed the object since the caller read it (O-13). */
export function checkReadVersion(objectClass: string, current: string, read: string | undefined): void {
  if (read === undefined || read === current) return
  const where = { objectClass, property: 'SedoObjectVersion' }
  throw new ObjectError('O-13', 'STALE_VERSION', where, `was ${read} when it was read and is ${current} now`)
}

export const nextVersionOf = ({ SedoObjectVersion }: { readonly SedoObjectVersion: string }): string =>
  String(Number(SedoObjectVersion) + 1)

/** An id that a caller chose: the form of a package id in upper case, and not taken (O-9, O-12). */
export function chosenPackageId(database: SiteDatabase, objectClass: string, id: string): PackageId {
  const parsed = parsePackageId(id)
  const where = { objectClass, property: 'PackageID' }
  if (parsed === undefined || parsed !== id) {
    throw new ObjectError('O-12', 'VALUE_OUT_OF_RANGE', where, `${id} is no package id in upper case`)
  }
  if (database.packages.get(id) !== undefined) {
    throw new ObjectError('O-9', 'ALREADY_EXISTS', where, `there is a package ${id} already`)
  }
  return parsed
}
