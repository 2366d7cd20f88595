// One program section of a package definition file -> SMS_Program (object-model.md 9).
import { programFlags, type OperatingSystem, type ProgramFlag, type SmsProgram } from '../objects/sms-program.ts'
import { definitionWarnings, isTrue, shortEnough, type DefinitionSections } from './definition-file.ts'

export type ProgramDefinition = {
  readonly values: Partial<SmsProgram>
  readonly icon: string | undefined
  readonly warnings: number
}

type Keys = ReadonlyMap<string, string>

/** Value of a key -> flag it sets; a value outside of the list is a warning. */
const choices: Readonly<
  Record<string, { readonly flags: Readonly<Record<string, ProgramFlag | undefined>>; readonly warning: number }>
> = {
  RUN: {
    flags: { MINIMIZED: 'RUNMINIMIZED', MAXIMIZED: 'RUNMAXIMIZED', HIDDEN: 'HIDEWINDOW' },
    warning: definitionWarnings.BAD_RUN,
  },
  AFTERRUNNING: {
    flags: { SMSRESTART: 'OKTOREBOOT', PROGRAMRESTART: 'OKTOQUIT', SMSLOGOFF: 'OKTOLOGOFF' },
    warning: definitionWarnings.RESTART,
  },
  CANRUNWHEN: {
    flags: { USERLOGGEDON: undefined, NOUSERLOGGEDON: 'NOUSERLOGGEDIN', ANYUSERSTATUS: undefined },
    warning: definitionWarnings.CAN_RUN_WHEN,
  },
  ASSIGNMENT: {
    flags: { FIRSTUSER: undefined, EVERYUSER: 'EVERYUSER' },
    warning: definitionWarnings.ASSIGNMENT,
  },
}

export function readProgram(section: string, sections: DefinitionSections): ProgramDefinition {
  const keys: Keys = sections.get(section.toUpperCase()) ?? new Map<string, string>()
  const text = (key: string, longest: number): string => shortEnough(key, keys.get(key) ?? '', longest)
  const { flags, warnings } = flagsOf(keys)
  const systems = supportedSystems(keys)
  const space = diskSpace(keys.get('ESTIMATEDDISKSPACE'))
  const drive = keys.get('SPECIFYDRIVE') ?? ''
  const noClients = systems.list.length === 0 ? definitionWarnings.NO_SUPPORTED_CLIENTS : 0
  return {
    values: {
      ProgramName: text('NAME', 50) === '' ? section : text('NAME', 50),
      Comment: text('COMMENT', 127),
      CommandLine: text('COMMANDLINE', 127),
      WorkingDirectory: text('STARTIN', 127),
      Requirements: text('ADDITIONALPROGRAMREQUIREMENTS', 127),
      ProgramFlags: systems.list.length === 0 ? flags | programFlags.ANY_PLATFORM : flags,
      Duration: minutes(keys.get('ESTIMATEDRUNTIME')),
      DiskSpaceReq: space ?? '',
      DriveLetter: /^[a-z]:?$/i.test(drive) ? drive.slice(0, 1) : '',
      DependentProgram: dependent(keys.get('DEPENDENTPROGRAM')),
      SupportedOperatingSystems: systems.list,
      RemovalKey: keys.get('REMOVALKEY') ?? '',
    },
    icon: keys.get('ICON'),
    warnings:
      warnings |
      noClients |
      systems.warnings |
      (space === undefined ? definitionWarnings.DISK_SPACE : 0) |
      (drive !== '' && !/^[a-z]:?$/i.test(drive) ? definitionWarnings.SPECIFY_DRIVE : 0) |
      (isTrue(keys.get('SUPPORTUNINSTALL')) && !keys.has('REMOVALKEY') ? definitionWarnings.REMOVAL_WITHOUT_KEY : 0),
  }
}

/** Flags of the choices and switches; CanRunWhen other than UserLoggedOn forces three of them. */
function flagsOf(keys: Keys): { readonly flags: number; readonly warnings: number } {
  let flags = 0
  let warnings = 0
  for (const [key, { flags: known, warning }] of Object.entries(choices)) {
    const value = keys.get(key)?.toUpperCase()
    if (value === undefined || value === '') continue
    const flag = known[value]
    if (flag !== undefined) flags |= programFlags[flag]
    if (!Object.hasOwn(known, value)) warnings |= warning
  }
  const when = keys.get('CANRUNWHEN')?.toUpperCase() ?? 'USERLOGGEDON'
  const withUser = when === 'USERLOGGEDON' || !Object.hasOwn(choices['CANRUNWHEN']?.flags ?? {}, when)
  if (withUser && keys.has('USERINPUTREQUIRED') && !isTrue(keys.get('USERINPUTREQUIRED')))
    flags |= programFlags.UNATTENDED
  if (withUser && isTrue(keys.get('ADMINRIGHTSREQUIRED'))) flags |= programFlags.ADMINRIGHTS
  if (withUser && !isTrue(keys.get('ADMINRIGHTSREQUIRED'))) flags |= programFlags.USERCONTEXT
  if (!withUser) flags = (flags & ~programFlags.EVERYUSER) | programFlags.UNATTENDED | programFlags.ADMINRIGHTS
  if (!isTrue(keys.get('DRIVELETTERCONNECTION'))) flags |= programFlags.USEUNCPATH
  else if (isTrue(keys.get('RECONNECTDRIVEATLOGON'))) flags |= programFlags.PERSISTCONNECTION
  if (isTrue(keys.get('DISABLED'))) flags |= programFlags.DISABLED
  return { flags: flags >>> 0, warnings }
}

/** `SupportedClients=Win NT (I386)`, then `Win NT (I386) MinVersion1=…`, `… MaxVersion1=…`. */
function supportedSystems(keys: Keys): { readonly list: readonly OperatingSystem[]; readonly warnings: number } {
  const names = (keys.get('SUPPORTEDCLIENTS') ?? '').split(',').map((name) => name.trim())
  const list: OperatingSystem[] = []
  let warnings = 0
  for (const name of names.filter((one) => one !== '')) {
    const form = /^([A-Za-z ]{1,40}) \(([A-Za-z0-9]{1,10})\)$/.exec(name)
    if (form === null) {
      warnings |= definitionWarnings.BAD_SUPPORTED_CLIENTS
      continue
    }
    const MinVersion = keys.get(`${name.toUpperCase()} MINVERSION1`) ?? ''
    const MaxVersion = keys.get(`${name.toUpperCase()} MAXVERSION1`) ?? ''
    list.push({ Name: form[1] ?? '', Platform: form[2] ?? '', MinVersion, MaxVersion })
  }
  return { list, warnings }
}

/** `10 MB` -> `10 MB`, `10MB` too; empty and Unknown -> empty; undefined for anything else. */
function diskSpace(value: string | undefined): string | undefined {
  if (value === undefined || value === '' || /^unknown$/i.test(value)) return ''
  const form = /^(\d{1,9}) ?(KB|MB|GB)$/i.exec(value)
  return form === null ? undefined : `${form[1]} ${(form[2] ?? '').toUpperCase()}`
}

/** Minutes; 0 is unknown. */
const minutes = (value: string | undefined): number => Number(/^(\d{1,6})\b/.exec(value ?? '')?.[1] ?? 0)

const dependent = (name: string | undefined): string => (name === undefined || name === '' ? '' : `;;${name}`)
