// SMS_Advertisement: a program offered to a collection (object-model.md 7).
import type { PackageId, SiteCode } from '../../ids.ts'
import { ObjectError } from './errors.ts'
import { choice, fixedText, list, moment, number, readOnly } from './property-forms.ts'
import type { PropertyTable } from './property.ts'
import { hasFlag, programFlags, type SmsProgram } from './sms-program.ts'
import type { ScheduleToken } from './schedule-token.ts'

/** Times are milliseconds since 1970: UTC when the `…IsGMT` beside them is true, else each client's wall clock. */
export type SmsAdvertisement = {
  readonly AdvertisementID: string
  readonly AdvertisementName: string
  readonly CollectionID: string
  readonly PackageID: PackageId
  readonly ProgramName: string
  readonly AdvertFlags: number
  readonly RemoteClientFlags: number
  readonly OfferType: number
  readonly AssignedSchedule: readonly ScheduleToken[]
  readonly AssignedScheduleEnabled: boolean
  readonly AssignedScheduleIsGMT: boolean
  readonly PresentTime: number
  readonly PresentTimeEnabled: boolean
  readonly PresentTimeIsGMT: boolean
  readonly ExpirationTime: number
  readonly ExpirationTimeEnabled: boolean
  readonly ExpirationTimeIsGMT: boolean
  readonly Priority: number
  readonly IncludeSubCollection: boolean
  /** Minutes. */
  readonly MandatoryCountdown: number
  readonly DeviceFlags: number
  readonly TimeFlags: number
  readonly SourceSite: SiteCode
  readonly ActionInProgress: number
  readonly SedoObjectVersion: string
}

/** Bits of AdvertFlags. */
export const advertFlags = {
  IMMEDIATE: 1 << 5,
  ONSYSTEMSTARTUP: 1 << 8,
  ONUSERLOGON: 1 << 9,
  ONUSERLOGOFF: 1 << 10,
  OPTIONALPREDOWNLOAD: 1 << 12,
  WINDOWS_CE: 1 << 15,
  ENABLE_PEER_CACHING: 1 << 16,
  DONOT_FALLBACK: 1 << 17,
  ENABLE_TS_FROM_CD_AND_PXE: 1 << 18,
  APTSINTRANETONLY: 1 << 19,
  OVERRIDE_SERVICE_WINDOWS: 1 << 20,
  REBOOT_OUTSIDE_OF_SERVICE_WINDOWS: 1 << 21,
  WAKE_ON_LAN_ENABLED: 1 << 22,
  SHOW_PROGRESS: 1 << 23,
  NO_DISPLAY: 1 << 25,
  ONSLOWNET: 1 << 26,
  TARGETTOWINPE: 1 << 28,
  HIDDENINWINPE: 1 << 29,
} as const

/** Bits of RemoteClientFlags. */
export const remoteClientFlags = {
  RUN_FROM_LOCAL: 1 << 3,
  DOWNLOAD_FROM_LOCAL: 1 << 4,
  DONT_RUN_NO_LOCAL: 1 << 5,
  DOWNLOAD_FROM_REMOTE: 1 << 6,
  RUN_FROM_REMOTE: 1 << 7,
  DOWNLOAD_ON_DEMAND_FROM_LOCAL: 1 << 8,
  DOWNLOAD_ON_DEMAND_FROM_REMOTE: 1 << 9,
  BALLOON_REMINDERS_REQUIRED: 1 << 10,
  RERUN_ALWAYS: 1 << 11,
  RERUN_NEVER: 1 << 12,
  RERUN_IF_FAILED: 1 << 13,
  RERUN_IF_SUCCEEDED: 1 << 14,
  PERSIST_ON_WRITE_FILTER_DEVICES: 1 << 15,
  DONT_FALLBACK: 1 << 17,
  DP_ALLOW_METERED_NETWORK: 1 << 18,
} as const

export const offerTypes = { required: 0, available: 2 } as const

/** Time that stands for "not set" in the class: `19900101000000.000000+***`. */
export const noTime = Date.UTC(1990, 0, 1)

export const advertisementProperties: PropertyTable<SmsAdvertisement> = {
  AdvertisementID: readOnly('string'),
  AdvertisementName: fixedText(),
  CollectionID: fixedText(8),
  PackageID: fixedText(8),
  ProgramName: fixedText(50),
  AdvertFlags: number(0),
  RemoteClientFlags: number(remoteClientFlags.DOWNLOAD_FROM_LOCAL | remoteClientFlags.DONT_RUN_NO_LOCAL),
  OfferType: number(offerTypes.required, { values: [0, 2] }),
  AssignedSchedule: list(15),
  AssignedScheduleEnabled: choice(false),
  AssignedScheduleIsGMT: choice(false),
  PresentTime: moment(noTime),
  PresentTimeEnabled: choice(true),
  PresentTimeIsGMT: choice(false),
  ExpirationTime: moment(noTime),
  ExpirationTimeEnabled: choice(false),
  ExpirationTimeIsGMT: choice(false),
  Priority: number(2, { range: [1, 3] }),
  IncludeSubCollection: choice(true),
  MandatoryCountdown: number(0),
  DeviceFlags: number(0),
  TimeFlags: readOnly('uint32', 0),
  SourceSite: readOnly('string'),
  ActionInProgress: readOnly('uint32', 0),
  SedoObjectVersion: readOnly('string', '1'),
}

/** Mandatory: an event starts it, or a time is assigned (rule 1). */
export const isMandatory = (values: Pick<SmsAdvertisement, 'AdvertFlags' | 'AssignedSchedule'>): boolean =>
  values.AssignedSchedule.length > 0 ||
  hasFlag(values.AdvertFlags, advertFlags.IMMEDIATE | advertFlags.ONUSERLOGON | advertFlags.ONUSERLOGOFF)

/** Whether program and advertisement agree; if not, the program is not advertised (rule 3, O-19). */
export const flagsAgree = (
  advertisement: Pick<SmsAdvertisement, 'AdvertFlags'>,
  program: Pick<SmsProgram, 'ProgramFlags'>,
): boolean =>
  !hasFlag(advertisement.AdvertFlags, advertFlags.ONUSERLOGOFF) ||
  hasFlag(program.ProgramFlags, programFlags.NOUSERLOGGEDIN)

/** Rules that look at more than one property (O-11); rule 2 is documented, the others are the engine's. */
export function checkAdvertisement(values: SmsAdvertisement): void {
  const refuse = (property: keyof SmsAdvertisement, message: string): never => {
    throw new ObjectError('O-11', 'INVALID_PARAMETER', { objectClass: 'SMS_Advertisement', property }, message)
  }
  if (hasFlag(values.AdvertFlags, advertFlags.NO_DISPLAY | advertFlags.ONSLOWNET) && !isMandatory(values)) {
    refuse('AdvertFlags', 'NO_DISPLAY and ONSLOWNET need a mandatory advertisement')
  }
  const remote = values.RemoteClientFlags
  const { RERUN_ALWAYS, RERUN_NEVER, RERUN_IF_FAILED, RERUN_IF_SUCCEEDED } = remoteClientFlags
  const reruns = [RERUN_ALWAYS, RERUN_NEVER, RERUN_IF_FAILED, RERUN_IF_SUCCEEDED].filter((bit) => hasFlag(remote, bit))
  if (reruns.length > 1) refuse('RemoteClientFlags', 'at most one rerun behaviour')
  const { RUN_FROM_LOCAL, DOWNLOAD_FROM_LOCAL, DONT_RUN_NO_LOCAL, DOWNLOAD_FROM_REMOTE, RUN_FROM_REMOTE } =
    remoteClientFlags
  if (hasFlag(remote, RUN_FROM_LOCAL) && hasFlag(remote, DOWNLOAD_FROM_LOCAL)) {
    refuse('RemoteClientFlags', 'run from local and download from local exclude each other')
  }
  if (hasFlag(remote, DONT_RUN_NO_LOCAL) && hasFlag(remote, DOWNLOAD_FROM_REMOTE | RUN_FROM_REMOTE)) {
    refuse('RemoteClientFlags', 'DONT_RUN_NO_LOCAL excludes the use of remote distribution points')
  }
  if (!/^[A-Z0-9]{3}[0-9A-F]{5}$/.test(values.PackageID)) {
    throw new ObjectError(
      'O-10',
      'INVALID_PARAMETER',
      { objectClass: 'SMS_Advertisement', property: 'PackageID' },
      'must be a package id in upper case',
    )
  }
}

/** TimeFlags: bits 0 to 4 in local time, 5 to 9 the same in UTC (derived from the booleans). */
export function timeFlagsOf(values: SmsAdvertisement): number {
  const bit = (enabled: boolean, gmt: boolean, local: number): number => (enabled ? 1 << (gmt ? local + 5 : local) : 0)
  return (
    bit(values.PresentTimeEnabled, values.PresentTimeIsGMT, 0) |
    bit(values.ExpirationTimeEnabled, values.ExpirationTimeIsGMT, 1) |
    bit(values.AssignedScheduleEnabled, values.AssignedScheduleIsGMT, 4)
  )
}
