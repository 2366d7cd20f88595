// SMS_Program: a command that a package offers (object-model.md 3).
import type { PackageId } from '../../ids.ts'
import { ObjectError } from './errors.ts'
import { fixedText, list, number, readOnly, text } from './property-forms.ts'
import type { PropertyTable } from './property.ts'

export type SmsProgram = {
  readonly PackageID: PackageId
  readonly ProgramName: string
  readonly CommandLine: string
  readonly WorkingDirectory: string
  readonly ProgramFlags: number
  /** Minutes; 0 is unknown. */
  readonly Duration: number
  /** `<PackageID>;;<ProgramName>`, or `;;<ProgramName>` in the same package. */
  readonly DependentProgram: string
  readonly DiskSpaceReq: string
  readonly DriveLetter: string
  readonly SupportedOperatingSystems: readonly OperatingSystem[]
  readonly DeviceFlags: number
  readonly RemovalKey: string
  readonly Requirements: string
  readonly Comment: string
  readonly ActionInProgress: number
}

/** SMS_OS_Details. */
export type OperatingSystem = {
  readonly Name: string
  readonly Platform: string
  readonly MinVersion: string
  readonly MaxVersion: string
}

/** Bits of ProgramFlags. */
export const programFlags = {
  AUTHORIZED_DYNAMIC_INSTALL: 1,
  USECUSTOMPROGRESSMSG: 1 << 1,
  DEFAULT_PROGRAM: 1 << 4,
  DISABLEMOMALERTONRUNNING: 1 << 5,
  MOMALERTONFAIL: 1 << 6,
  RUN_DEPENDANT_ALWAYS: 1 << 7,
  WINDOWS_CE: 1 << 8,
  COUNTDOWN: 1 << 10,
  FORCERERUN: 1 << 11,
  DISABLED: 1 << 12,
  UNATTENDED: 1 << 13,
  USERCONTEXT: 1 << 14,
  ADMINRIGHTS: 1 << 15,
  EVERYUSER: 1 << 16,
  NOUSERLOGGEDIN: 1 << 17,
  OKTOQUIT: 1 << 18,
  OKTOREBOOT: 1 << 19,
  USEUNCPATH: 1 << 20,
  PERSISTCONNECTION: 1 << 21,
  RUNMINIMIZED: 1 << 22,
  RUNMAXIMIZED: 1 << 23,
  HIDEWINDOW: 1 << 24,
  OKTOLOGOFF: 1 << 25,
  RUNACCOUNT: 1 << 26,
  ANY_PLATFORM: 1 << 27,
  STILL_RUNNING: 1 << 28,
  SUPPORT_UNINSTALL: 1 << 29,
  UNSUPPORTED_PLATFORM: 1 << 30,
  SHOW_IN_ARP: 0x80000000,
} as const

export type ProgramFlag = keyof typeof programFlags

/** EVERYUSER, USEUNCPATH, USERCONTEXT, UNATTENDED. */
export const defaultProgramFlags = 0x00116000

export const programProperties: PropertyTable<SmsProgram> = {
  PackageID: fixedText(8),
  ProgramName: fixedText(50),
  CommandLine: text(),
  WorkingDirectory: text(),
  ProgramFlags: number(defaultProgramFlags),
  Duration: number(0),
  DependentProgram: text(),
  DiskSpaceReq: text(),
  DriveLetter: text(1),
  SupportedOperatingSystems: list(),
  DeviceFlags: number(0),
  RemovalKey: text(),
  Requirements: text(),
  Comment: text(),
  ActionInProgress: readOnly('uint32', 0),
}

/** Flags of which at most one may be set, and why not two of them. The first row is documented, the others follow. */
const exclusiveFlags: readonly (readonly ProgramFlag[])[] = [
  ['USERCONTEXT', 'NOUSERLOGGEDIN'],
  ['PERSISTCONNECTION', 'USEUNCPATH'],
  ['RUNMINIMIZED', 'RUNMAXIMIZED', 'HIDEWINDOW'],
  ['OKTOQUIT', 'OKTOREBOOT', 'OKTOLOGOFF'],
]

export const hasFlag = (flags: number, bit: number): boolean => (flags & bit) !== 0

/** Rules that look at more than one property (O-10, O-11), and forms of single ones. */
export function checkProgram(values: SmsProgram): void {
  const refuse = (rule: 'O-10' | 'O-11', property: keyof SmsProgram, message: string): never => {
    throw new ObjectError(rule, 'INVALID_PARAMETER', { objectClass: 'SMS_Program', property }, message)
  }
  const flags = values.ProgramFlags
  for (const group of exclusiveFlags) {
    const set = group.filter((flag) => hasFlag(flags, programFlags[flag]))
    if (set.length > 1) refuse('O-11', 'ProgramFlags', `${set.join(' and ')} exclude each other`)
  }
  if (hasFlag(flags, programFlags.NOUSERLOGGEDIN) && !hasFlag(flags, programFlags.UNATTENDED)) {
    refuse('O-11', 'ProgramFlags', 'NOUSERLOGGEDIN needs UNATTENDED: nobody is there to answer')
  }
  if (values.SupportedOperatingSystems.length === 0 && !hasFlag(flags, programFlags.ANY_PLATFORM)) {
    refuse('O-10', 'SupportedOperatingSystems', 'is required unless ANY_PLATFORM is set')
  }
  if (!/^(\d{1,10} (KB|MB|GB))?$/.test(values.DiskSpaceReq)) refuse('O-10', 'DiskSpaceReq', 'is not <n> KB, MB or GB')
  if (!/^[a-z]?$/i.test(values.DriveLetter)) refuse('O-10', 'DriveLetter', 'is not a letter')
  if (values.DependentProgram !== '' && dependentProgram(values) === undefined) {
    refuse('O-10', 'DependentProgram', 'is not <PackageID>;;<ProgramName>')
  }
}

/** The program that must run before this one; undefined without one, or when the text names none. */
export function dependentProgram(
  values: Pick<SmsProgram, 'DependentProgram' | 'PackageID'>,
): { readonly packageId: string; readonly programName: string } | undefined {
  const match = /^([A-Z0-9]{3}[0-9A-F]{5})?;;(.+)$/.exec(values.DependentProgram)
  return match === null ? undefined : { packageId: match[1] ?? values.PackageID, programName: match[2] ?? '' }
}
