// SMS_Package and the other kinds of package that share its base class (object-model.md 2).
import type { ScheduleToken } from './schedule-token.ts'
import type { PackageId, SiteCode } from '../../ids.ts'
import { ObjectError } from './errors.ts'
import { choice, list, number, readOnly, text } from './property-forms.ts'
import type { PropertyTable } from './property.ts'

/** The instance as a caller reads it; property names as in the class. Times are milliseconds since 1970 UTC. */
export type SmsPackage = {
  readonly PackageID: PackageId
  readonly Name: string
  readonly Manufacturer: string
  readonly Language: string
  readonly Version: string
  readonly Description: string
  readonly PackageType: number
  readonly PkgSourceFlag: number
  readonly PkgSourcePath: string
  readonly PkgFlags: number
  readonly SourceVersion: number
  readonly SourceDate: number
  readonly LastRefreshTime: number
  readonly SourceSite: SiteCode
  readonly RefreshSchedule: readonly ScheduleToken[]
  readonly Priority: number
  readonly PreferredAddressType: string
  readonly IgnoreAddressSchedule: boolean
  readonly ShareType: number
  readonly ShareName: string
  readonly ForcedDisconnectEnabled: boolean
  readonly ForcedDisconnectDelay: number
  readonly ForcedDisconnectNumRetries: number
  readonly MIFFilename: string
  readonly MIFName: string
  readonly MIFPublisher: string
  readonly MIFVersion: string
  readonly NumOfPrograms: number
  /** KB. */
  readonly PackageSize: number
  readonly ActionInProgress: number
  readonly ISVString: string
  readonly AlternateContentProviders: string
  readonly SedoObjectVersion: string
  readonly IsPredefinedPackage: boolean
  readonly DefaultImageFlags: number
  readonly TransformReadiness: number
}

/** Kind (scenario word) -> PackageType (object-model.md 1). */
export const packageTypes = {
  package: 0,
  driver: 3,
  'task-sequence': 4,
  updates: 5,
  'device-setting': 6,
  'virtual-application': 7,
  application: 8,
  image: 257,
  'boot-image': 258,
  'os-install': 259,
  vhd: 260,
} as const

export type PackageKind = keyof typeof packageTypes

export const pkgSourceFlags = { NEEDS_SPECIFYING: 0, NO_SOURCE: 1, DIRECT: 2, COMPRESS: 3, LOCAL: 4 } as const

export const pkgFlags = {
  DO_NOT_ENCRYPT_CONTENT_ON_CLOUD: 0x00800000,
  DO_NOT_DOWNLOAD: 0x01000000,
  PERSIST_IN_CACHE: 0x02000000,
  USE_BINARY_DELTA_REP: 0x04000000,
  NO_PACKAGE: 0x10000000,
  USE_SPECIAL_MIF: 0x20000000,
  DISTRIBUTE_ON_DEMAND: 0x40000000,
} as const

/** ActionInProgress. */
export const actionsInProgress = { none: 0, update: 1, add: 2, delete: 3 } as const

/** Priority of a package or an advertisement. */
export const priorities = { high: 1, normal: 2, low: 3 } as const

export const packageProperties: PropertyTable<SmsPackage> = {
  PackageID: readOnly('string'),
  Name: text(50),
  Manufacturer: text(32),
  Language: text(32),
  Version: text(32),
  Description: text(128),
  PackageType: { kind: 'uint32', access: 'fixed', default: 0, values: Object.values(packageTypes) },
  PkgSourceFlag: number(pkgSourceFlags.NO_SOURCE, { range: [0, 4] }),
  PkgSourcePath: text(254),
  PkgFlags: number(0),
  SourceVersion: readOnly('uint32', 1),
  SourceDate: readOnly('datetime', 0),
  LastRefreshTime: readOnly('datetime', 0),
  SourceSite: readOnly('string'),
  RefreshSchedule: list(15),
  Priority: number(priorities.normal, { range: [1, 3] }),
  PreferredAddressType: {
    ...text(),
    values: [
      '',
      'MS_LAN',
      'MS_MAPI',
      'MS_ASYNC_RAS',
      'MS_ISDN_RAS',
      'MS_X25_RAS',
      'MS_SNA_RAS',
      'MS_BATCH_SNA',
      'MS_INTER_SNA',
      'MS_COURIER',
    ],
  },
  IgnoreAddressSchedule: choice(false),
  ShareType: number(1, { range: [1, 2] }),
  ShareName: text(),
  ForcedDisconnectEnabled: choice(false),
  ForcedDisconnectDelay: number(5),
  ForcedDisconnectNumRetries: number(2),
  MIFFilename: text(),
  MIFName: text(),
  MIFPublisher: text(),
  MIFVersion: text(),
  NumOfPrograms: number(0),
  PackageSize: readOnly('uint32', 0),
  ActionInProgress: readOnly('uint32', actionsInProgress.none),
  ISVString: text(),
  AlternateContentProviders: text(),
  SedoObjectVersion: readOnly('string', '1'),
  IsPredefinedPackage: readOnly('boolean', false),
  DefaultImageFlags: { kind: 'sint32', access: 'write', default: 0 },
  TransformReadiness: number(0, { range: [0, 5] }),
}

/** Rules that look at more than one property (O-10). */
export function checkPackage(values: SmsPackage): void {
  const refuse = (property: keyof SmsPackage, message: string): never => {
    throw new ObjectError('O-10', 'INVALID_PARAMETER', { objectClass: 'SMS_Package', property }, message)
  }
  if (values.RefreshSchedule.length > 0 && values.PkgSourceFlag !== pkgSourceFlags.DIRECT) {
    refuse('RefreshSchedule', 'needs PkgSourceFlag 2 (direct)')
  }
  if (values.ShareType === 2 && values.ShareName === '') refuse('ShareName', 'is required with ShareType 2 (specific)')
  if (values.PkgSourceFlag !== pkgSourceFlags.NO_SOURCE && values.PkgSourceFlag !== 0 && values.PkgSourcePath === '') {
    refuse('PkgSourcePath', 'is required unless the package has no source')
  }
}

/** Whether there are files to distribute: a source, and no NO_PACKAGE bit (O-5, PCD-7). */
export const hasContent = (values: Pick<SmsPackage, 'PkgSourceFlag' | 'PkgFlags'>): boolean =>
  values.PkgSourceFlag !== pkgSourceFlags.NO_SOURCE && (values.PkgFlags & pkgFlags.NO_PACKAGE) === 0
