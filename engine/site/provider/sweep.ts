// Deleting is marking: rows stay, hidden, until the last thing that depends on them is gone (object-model.md 10, O-14).
import { assumedProvider } from '../../assumptions.ts'
import type { PackageId } from '../../ids.ts'
import { actions, notificationTypes } from '../database/database-rows.ts'
import { notify, packageServerKey, programKey, type SiteDatabase } from '../database/site-database.ts'
import type { DpNalPath } from '../objects/sms-distribution-point.ts'
import { actionsInProgress, type SmsPackage } from '../objects/sms-package.ts'
import { dependentProgram, type SmsProgram } from '../objects/sms-program.ts'

const marked = { ActionInProgress: actionsInProgress.delete }

/** Package, programs and assignments are marked; each DP of the package has to remove it (distribution-engine.md 6.7). */
export function markPackageDeleted(database: SiteDatabase, { PackageID }: SmsPackage): void {
  database.packages.change(PackageID, marked)
  database.packageRows.change(PackageID, { Action: actions.delete })
  if (assumedProvider.programsGoWithTheirPackage) {
    for (const program of [...database.programs.group(PackageID)]) markProgramDeleted(database, program)
  }
  for (const row of [...database.packageServers.group(PackageID)]) {
    database.packageServers.change(packageServerKey(PackageID, row.NALPath), { Action: actions.delete })
  }
  notify(database, PackageID, notificationTypes.package)
}

export function markProgramDeleted(database: SiteDatabase, { PackageID, ProgramName }: SmsProgram): void {
  database.programs.change(programKey(PackageID, ProgramName), marked)
}

/** A DP has removed the package, or never had it: its row goes, and with the last one a deleted package. */
export function packageRemovedFromDp(database: SiteDatabase, packageId: PackageId, nalPath: DpNalPath): void {
  database.packageServers.delete(packageServerKey(packageId, nalPath))
  if (database.packages.get(packageId)?.ActionInProgress === actionsInProgress.delete) sweepDeleted(database)
}

/** Removes marked rows that nothing depends on any more; to be called when a dependant has gone. */
export function sweepDeleted(database: SiteDatabase): void {
  let gone: boolean
  do {
    gone = false
    for (const program of [...database.programs.rows()]) {
      if (program.ActionInProgress !== actionsInProgress.delete || isProgramNeeded(database, program)) continue
      database.programs.delete(programKey(program.PackageID, program.ProgramName))
      gone = true
    }
    for (const row of [...database.packages.rows()]) {
      if (row.ActionInProgress !== actionsInProgress.delete || isPackageNeeded(database, row.PackageID)) continue
      deleteRowsOf(database, row.PackageID)
      gone = true
    }
  } while (gone)
}

/** An advertisement offers it, or another program that stays runs it first. */
function isProgramNeeded(database: SiteDatabase, { PackageID, ProgramName }: SmsProgram): boolean {
  const key = programKey(PackageID, ProgramName)
  const advertised = [...database.advertisements.group(PackageID)].some(
    (row) => programKey(row.PackageID, row.ProgramName) === key,
  )
  return advertised || [...database.programs.rows()].some((other) => dependsOn(other, key))
}

function dependsOn(other: SmsProgram, key: string): boolean {
  const first = dependentProgram(other)
  if (first === undefined || programKey(other.PackageID, other.ProgramName) === key) return false
  return programKey(first.packageId, first.programName) === key
}

function isPackageNeeded(database: SiteDatabase, packageId: PackageId): boolean {
  const first = (rows: Iterator<unknown>): boolean => rows.next().done !== true
  return (
    first(database.programs.group(packageId)) ||
    first(database.packageServers.group(packageId)) ||
    first(database.advertisements.group(packageId))
  )
}

function deleteRowsOf(database: SiteDatabase, packageId: PackageId): void {
  for (const row of [...database.contents.group(packageId)]) database.contents.delete(row.ContentUniqueID)
  for (const row of [...database.access.group(packageId)])
    database.access.delete(`${packageId} ${row.UserName.toUpperCase()}`)
  database.packages.delete(packageId)
}
