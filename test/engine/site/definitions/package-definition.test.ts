import { describe, expect, it } from 'vitest'
import { definitionWarnings } from '../../../../engine/site/definitions/definition-file.ts'
import { createDefinitionStore } from '../../../../engine/site/definitions/definition-store.ts'
import { readPackageDefinition } from '../../../../engine/site/definitions/package-definition.ts'
import { ObjectError } from '../../../../engine/site/objects/errors.ts'
import { programFlags } from '../../../../engine/site/objects/sms-program.ts'
import { createPackage } from '../../../../engine/site/provider/packages.ts'
import { createProgram } from '../../../../engine/site/provider/programs.ts'
import { sessionAt } from '../../../support/provider-session.ts'

const definition = (program: string, head = ''): string =>
  `[PDF]\r\nVersion=2.0\r\n\r\n[Package Definition]\r\nPublisher=Contoso\r\nName=Tools\r\nVersion=3.1\r\nLanguage=English\r\n${head}Programs=Setup\r\n\r\n[Setup]\r\nName=Install\r\nCommandLine=setup.exe /q\r\nSupportedClients=Win NT (I386)\r\nWin NT (I386) MinVersion1=5.00.2195.0\r\n${program}\r\n`

const flagsOf = (program: string): number => readPackageDefinition(definition(program)).programs[0]?.ProgramFlags ?? 0

describe('a package definition file', () => {
  it('becomes a package and its programs', () => {
    const session = sessionAt()
    const read = readPackageDefinition(definition('EstimatedDiskSpace=10 MB\r\nEstimatedRunTime=15'))
    expect(read.warnings).toBe(0)
    const id = createPackage(session, read.package)
    for (const program of read.programs) createProgram(session, { ...program, PackageID: id })
    expect(session.database.packages.get(id)).toMatchObject({
      Name: 'Tools',
      Manufacturer: 'Contoso',
      PkgSourceFlag: 0,
    })
    expect([...session.database.programs.group(id)]).toMatchObject([
      {
        ProgramName: 'Install',
        CommandLine: 'setup.exe /q',
        DiskSpaceReq: '10 MB',
        Duration: 15,
        SupportedOperatingSystems: [{ Name: 'Win NT', Platform: 'I386', MinVersion: '5.00.2195.0', MaxVersion: '' }],
      },
    ])
  })

  it('without a user has no dialogue, admin rights and one run for all', () => {
    const forced = programFlags.UNATTENDED | programFlags.ADMINRIGHTS
    const wrong = programFlags.EVERYUSER | programFlags.USERCONTEXT
    for (const when of ['NoUserLoggedOn', 'AnyUserStatus']) {
      const flags = flagsOf(`CanRunWhen=${when}\r\nUserInputRequired=True\r\nAssignment=EveryUser`)
      expect([flags & forced, flags & wrong]).toEqual([forced, 0])
    }
    expect(flagsOf('CanRunWhen=UserLoggedOn\r\nAssignment=EveryUser') & programFlags.EVERYUSER).not.toBe(0)
    expect(flagsOf('') & forced).toBe(0)
  })

  it.each([
    ['Run=Minimized', programFlags.RUNMINIMIZED],
    ['AfterRunning=SMSRestart', programFlags.OKTOREBOOT],
    ['AfterRunning=ProgramRestart', programFlags.OKTOQUIT],
    ['AfterRunning=SMSLogoff', programFlags.OKTOLOGOFF],
    ['DriveLetterConnection=True\r\nReconnectDriveAtLogon=True', programFlags.PERSISTCONNECTION],
    ['Disabled=True', programFlags.DISABLED],
  ])('%s sets its flag', (line, flag) => {
    expect(flagsOf(line) & flag).toBe(flag)
    expect(flagsOf('') & flag).toBe(0)
  })

  it.each([
    ['Run=Sideways', 'BAD_RUN'],
    ['AfterRunning=Explode', 'RESTART'],
    ['CanRunWhen=Never', 'CAN_RUN_WHEN'],
    ['Assignment=Nobody', 'ASSIGNMENT'],
    ['SpecifyDrive=Drive Z', 'SPECIFY_DRIVE'],
    ['EstimatedDiskSpace=much', 'DISK_SPACE'],
    ['SupportUninstall=True', 'REMOVAL_WITHOUT_KEY'],
  ] as const)('%s is a warning', (line, warning) => {
    expect(readPackageDefinition(definition(line)).warnings).toBe(definitionWarnings[warning])
  })

  it('of version 1, without clients, or with clients nobody can read is a warning', () => {
    const text = definition('')
    const warnings = (changed: string): number => readPackageDefinition(changed).warnings
    expect(warnings(text.replace('Version=2.0', 'Version=1.0'))).toBe(definitionWarnings.VERSION_1_FILE)
    expect(warnings(text.replace(/SupportedClients=.*/, ''))).toBe(definitionWarnings.NO_SUPPORTED_CLIENTS)
    const odd = definitionWarnings.NO_SUPPORTED_CLIENTS | definitionWarnings.BAD_SUPPORTED_CLIENTS
    expect(warnings(text.replace('Win NT (I386)', 'anything'))).toBe(odd)
  })

  it.each([
    '',
    '[Package Definition]\nName=x',
    '[PDF]\nVersion=2.0',
    definition('').replace('Name=Tools', `Name=${'x'.repeat(51)}`),
  ])('that is none, or too long, is refused', (text) => {
    expect(() => readPackageDefinition(text)).toThrow(ObjectError)
  })
})

describe('loaded definitions', () => {
  it('wait for each icon they name, and the same package again keeps its id', () => {
    const store = createDefinitionStore()
    const first = store.load('tools', definition('Icon=setup.ico', 'Icon=tools.ico\r\n'))
    expect(first).toMatchObject({ PDFID: 1, Status: 1, RequiredIconNames: ['tools.ico', 'setup.ico'] })
    expect(store.loadIcon(1, 'TOOLS.ICO').Status).toBe(1)
    expect(() => store.loadIcon(1, 'tools.ico')).toThrow(ObjectError)
    expect(store.loadIcon(1, 'setup.ico')).toMatchObject({ Status: 0, RequiredIconNames: [] })
    expect(store.load('tools2', definition('').toUpperCase()).PDFID).toBe(1)
    expect(store.load('tools3', definition('').replace('3.1', '3.2')).PDFID).toBe(2)
    expect(store.data(2).PackageData.Version).toBe('3.2')
  })

  it('come from the Load folder; what cannot be read stays there', () => {
    const store = createDefinitionStore()
    const folder = new Map([
      ['tools.sms', definition('')],
      ['broken.sms', 'no definition'],
    ])
    expect(store.processInBox(folder)).toEqual({ loaded: 1, stay: ['broken.sms'] })
    expect(store.rows().map(({ PDFFileName }) => PDFFileName)).toEqual(['tools'])
  })
})
