// SMS_Program: create, change, delete (object-model.md 3 and 10).
import type { PackageId } from '../../ids.ts'
import { notificationTypes } from '../database/database-rows.ts'
import { notify, programKey, type SiteDatabase } from '../database/site-database.ts'
import { ObjectError } from '../objects/errors.ts'
import { changedInstance, newInstance } from '../objects/property.ts'
import { actionsInProgress } from '../objects/sms-package.ts'
import { checkProgram, programProperties, type SmsProgram } from '../objects/sms-program.ts'
import { audit, checkSourceSite, existingPackage, existingProgram, type ProviderSession } from './session.ts'
import { markProgramDeleted, sweepDeleted } from './sweep.ts'

const objectClass = 'SMS_Program'

export function createProgram(session: ProviderSession, values: Partial<SmsProgram>): SmsProgram {
  const { database } = session
  const made = newInstance<SmsProgram>(objectClass, programProperties, values, {})
  const owner = existingPackage(database, objectClass, made.PackageID)
  checkSourceSite(session, objectClass, owner.SourceSite)
  checkProgram(made)
  const key = programKey(made.PackageID, made.ProgramName)
  if (database.programs.get(key) !== undefined) {
    const where = { objectClass, property: 'ProgramName' }
    throw new ObjectError('O-9', 'ALREADY_EXISTS', where, `${made.PackageID} has a program ${made.ProgramName} already`)
  }
  database.programs.put(made)
  countPrograms(database, made.PackageID)
  notify(database, made.PackageID, notificationTypes.program)
  audit(session, 'created', objectClass, key)
  return made
}

/** The keys are fixed: to move a program, delete it and create it again (O-7). */
export function changeProgram(
  session: ProviderSession,
  packageId: PackageId,
  programName: string,
  changes: Partial<SmsProgram>,
): void {
  const { database } = session
  const before = existingProgram(database, objectClass, packageId, programName)
  checkSourceSite(session, objectClass, existingPackage(database, objectClass, packageId).SourceSite)
  const after = changedInstance(objectClass, programProperties, before, changes)
  checkProgram(after)
  database.programs.put(after)
  notify(database, packageId, notificationTypes.program)
  audit(session, 'modified', objectClass, programKey(packageId, programName))
}

/** Marks it; the row goes with the last advertisement and the last program that depend on it (O-14). */
export function deleteProgram(session: ProviderSession, packageId: PackageId, programName: string): void {
  const { database } = session
  const before = existingProgram(database, objectClass, packageId, programName)
  checkSourceSite(session, objectClass, existingPackage(database, objectClass, packageId).SourceSite)
  markProgramDeleted(database, before)
  audit(session, 'deleted', objectClass, programKey(packageId, programName))
  sweepDeleted(database)
  countPrograms(database, packageId)
}

/** Programs as an enumeration returns them. */
export const listPrograms = (database: SiteDatabase, packageId: PackageId): readonly SmsProgram[] =>
  [...database.programs.group(packageId)].filter((row) => row.ActionInProgress !== actionsInProgress.delete)

function countPrograms(database: SiteDatabase, packageId: PackageId): void {
  database.packages.change(packageId, { NumOfPrograms: listPrograms(database, packageId).length })
}
