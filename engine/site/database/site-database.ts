// The database of one site: the objects of the hierarchy as far as they have been replicated to it, and its own tables.
// Components read and write rows; smsdbmon and database replication listen to the tables (onChange, onOwnChange).
import type { PackageId, SiteCode } from '../../ids.ts'
import type { DpNalPath, DistributionPoint, DistributionPointGroup } from '../objects/sms-distribution-point.ts'
import type { SmsAdvertisement } from '../objects/sms-advertisement.ts'
import type { SmsCollection } from '../objects/sms-collection.ts'
import type { ContentRow } from '../objects/sms-content.ts'
import { packageTypes, type SmsPackage } from '../objects/sms-package.ts'
import type { SmsProgram } from '../objects/sms-program.ts'
import type { UserAccess } from '../objects/package-access.ts'
import {
  actions,
  notificationTypes,
  type ContentOnDpRow,
  type JobRow,
  type MembersRow,
  type NotificationRow,
  type NotificationType,
  type PackageRow,
  type PackageServerRow,
  type PullResponseRow,
  type StatusRow,
} from './database-rows.ts'
import { createTable, type Table } from './database-table.ts'

export type SiteDatabase = {
  readonly site: SiteCode
  /** SMS_Package and its kinds; also SMSPackages_G. */
  readonly packages: Table<SmsPackage>
  /** SMSPackages_L. */
  readonly packageRows: Table<PackageRow>
  readonly contents: Table<ContentRow>
  readonly programs: Table<SmsProgram>
  readonly collections: Table<SmsCollection>
  /** Who is in a collection since its last refresh. */
  readonly members: Table<MembersRow>
  readonly advertisements: Table<SmsAdvertisement>
  readonly access: Table<UserAccess>
  readonly distributionPoints: Table<DistributionPoint>
  readonly groups: Table<DistributionPointGroup>
  readonly packageServers: Table<PackageServerRow>
  readonly notifications: Table<NotificationRow>
  readonly jobs: Table<JobRow>
  readonly statuses: Table<StatusRow>
  readonly pullResponses: Table<PullResponseRow>
  readonly contentOnDps: Table<ContentOnDpRow>
  /** Next number of one of the database's counters, from 1. */
  next(counter: Counter): number
}

/** `package` … `advertisement` number ids of objects; the others are identity columns. */
export type Counter =
  'package' | 'collection' | 'advertisement' | 'group' | 'content' | 'DPID' | 'JobID' | 'RowID' | 'RowKey'

export const programKey = (packageId: string, programName: string): string =>
  `${packageId};;${programName.toUpperCase()}`
export const packageServerKey = (packageId: string, nalPath: DpNalPath): string =>
  `${packageId} ${nalPath.toUpperCase()}`
export const contentOnDpKey = (contentId: string, nalPath: DpNalPath): string => `${contentId} ${nalPath.toUpperCase()}`
export const dpKey = (nalPath: DpNalPath): string => nalPath.toUpperCase()
export const statusKey = (row: Pick<StatusRow, 'ID' | 'Type' | 'SiteCode' | 'PkgServer'>): string =>
  `${row.ID} ${row.Type} ${row.SiteCode} ${row.PkgServer.toUpperCase()}`
export const accessKey = (packageId: string, user: string): string => `${packageId} ${user.toUpperCase()}`

export function createSiteDatabase(site: SiteCode): SiteDatabase {
  const counters = new Map<Counter, number>()
  const database: SiteDatabase = {
    site,
    packages: createTable({ scope: 'global', key: (row) => row.PackageID, group: (row) => row.SourceSite }),
    packageRows: createTable({ scope: 'local', key: (row) => row.PkgID, group: () => '' }),
    contents: createTable({ scope: 'global', key: (row) => row.ContentUniqueID, group: (row) => row.PackageID }),
    programs: createTable({
      scope: 'global',
      key: (row) => programKey(row.PackageID, row.ProgramName),
      group: (row) => row.PackageID,
    }),
    collections: createTable({ scope: 'global', key: (row) => row.CollectionID, group: (row) => row.SourceSite }),
    members: createTable({ scope: 'local', key: (row) => row.CollectionID, group: () => '' }),
    advertisements: createTable({ scope: 'global', key: (row) => row.AdvertisementID, group: (row) => row.PackageID }),
    access: createTable({
      scope: 'global',
      key: (row) => accessKey(row.PackageID, row.UserName),
      group: (row) => row.PackageID,
    }),
    distributionPoints: createTable({
      scope: 'global',
      key: (row) => dpKey(row.NALPath),
      group: (row) => row.SiteCode,
    }),
    groups: createTable({ scope: 'global', key: (row) => row.GroupID, group: () => '' }),
    packageServers: createTable({
      scope: 'global',
      key: (row) => packageServerKey(row.PkgID, row.NALPath),
      group: (row) => row.PkgID,
    }),
    notifications: createTable({ scope: 'local', key: (row) => String(row.RowID), group: (row) => row.PkgID }),
    jobs: createTable({ scope: 'local', key: (row) => String(row.JobID), group: (row) => row.PkgID }),
    statuses: createTable<StatusRow>({ scope: 'global', key: statusKey, group: (row) => row.ID }),
    pullResponses: createTable({ scope: 'local', key: (row) => String(row.RowKey), group: (row) => row.PkgID }),
    contentOnDps: createTable({
      scope: 'global',
      key: (row) => contentOnDpKey(row.ContentID, row.NALPath),
      group: (row) => row.ContentID,
    }),
    next(counter) {
      const number = (counters.get(counter) ?? 0) + 1
      counters.set(counter, number)
      return number
    },
  }
  setTriggers(database)
  return database
}

/** Adds one PkgNotification row: smsdbmon will drop `<PkgID>.PKN` into distmgr.box. */
export function notify(database: SiteDatabase, packageId: PackageId, type: NotificationType): void {
  const Priority = database.packages.get(packageId)?.Priority ?? 2
  database.notifications.put({ RowID: database.next('RowID'), PkgID: packageId, Priority, Type: type })
}

/**
 * Triggers that fill SMSPackages_L and PkgNotification, on the site that writes and on those it is replicated to
 * (distribution-engine.md 6.1, 6.2). A row that the provider writes is announced by the provider itself.
 */
function setTriggers(database: SiteDatabase): void {
  const { packages, packageRows, packageServers, site } = database
  packages.onChange(({ key, row, before, received }) => {
    if (row === undefined) return packageRows.delete(key)
    if (before === undefined) {
      // An application is processed at its Commit (object-model.md 2).
      const waits = !received && row.PackageType === packageTypes.application
      packageRows.put(newPackageRow(row.PackageID, waits ? actions.none : actions.add))
      if (!waits) notify(database, row.PackageID, notificationTypes.program)
    } else if (received && row.SourceVersion !== before.SourceVersion) {
      packageRows.change(key, { Action: actions.update })
      notify(database, row.PackageID, notificationTypes.package)
    }
  })
  packageServers.onChange(({ row, received }) => {
    if (!received || row === undefined || row.Action === actions.none) return
    const concerned = row.SiteCode === site || packages.get(row.PkgID)?.SourceSite === site
    if (concerned) notify(database, row.PkgID, notificationTypes.packageServer)
  })
}

/** SMSPackages_L of a package that this site hears of for the first time. */
const newPackageRow = (PkgID: PackageId, Action: PackageRow['Action']): PackageRow => ({
  PkgID,
  Action,
  UpdateMask: 0,
  UpdateMaskEx: 0,
  StoredPkgPath: '',
  StoredPkgVersion: 0,
})
