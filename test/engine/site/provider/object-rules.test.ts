// Rules O-1 to O-20 of the object model, each with what the provider answers.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseSiteCode, type PackageId } from '../../../../engine/ids.ts'
import { createSiteDatabase } from '../../../../engine/site/database/site-database.ts'
import { onReplicatedChange, receiveChange } from '../../../../engine/site/database/replicated-tables.ts'
import { advertFlags, remoteClientFlags } from '../../../../engine/site/objects/sms-advertisement.ts'
import { defaultStart, type ScheduleToken } from '../../../../engine/site/objects/schedule-token.ts'
import { pkgFlags } from '../../../../engine/site/objects/sms-package.ts'
import { programFlags } from '../../../../engine/site/objects/sms-program.ts'
import {
  changeAdvertisement,
  createAdvertisement,
  deleteAdvertisement,
  offerState,
} from '../../../../engine/site/provider/advertisements.ts'
import { changeCollection, createCollection } from '../../../../engine/site/provider/collections.ts'
import { addContent, commitContent } from '../../../../engine/site/provider/contents.ts'
import {
  addDistributionPoint,
  setPullSources,
} from '../../../../engine/site/provider/distribution/distribution-points.ts'
import { setDpStatus } from '../../../../engine/site/provider/distribution/dp-status.ts'
import {
  addDistributionPoints,
  changeAssignment,
  refreshNow,
} from '../../../../engine/site/provider/distribution/package-servers.ts'
import {
  changePackage,
  createPackage,
  deletePackage,
  listPackages,
  refreshPkgSource,
} from '../../../../engine/site/provider/packages.ts'
import { changeProgram, createProgram, deleteProgram, listPrograms } from '../../../../engine/site/provider/programs.ts'
import { packageRemovedFromDp } from '../../../../engine/site/provider/sweep.ts'
import { refusalOf, sessionAt, smallSite, toolsPackage, withSource } from '../../../support/provider-session.ts'

const missing = 'PS1FFFFF' as PackageId
const anyPlatform = 0x00116000 | programFlags.ANY_PLATFORM
const offer = { AdvertisementName: 'Offer', ProgramName: 'Install' } as const

describe('a call that breaks a rule is refused and changes nothing', () => {
  it('O-1 a program, an assignment and an advertisement need their package', () => {
    const session = sessionAt()
    const { dp, collectionId } = smallSite(session)
    const answer = 'O-1 PACKAGE_NOT_FOUND 0x80041002'
    const program = { PackageID: missing, ProgramName: 'Install', ProgramFlags: anyPlatform }
    expect(refusalOf(() => createProgram(session, program))).toBe(answer)
    const pair = { siteCode: 'PS1', nalPath: dp.NALPath }
    expect(refusalOf(() => addDistributionPoints(session, missing, [pair]))).toBe(answer)
    const advertisement = { ...offer, PackageID: missing, CollectionID: collectionId }
    expect(refusalOf(() => createAdvertisement(session, advertisement))).toBe(answer)
    expect([session.database.packageServers.size, session.database.advertisements.size]).toEqual([0, 0])
  })

  it('O-2 an advertisement needs its program', () => {
    const session = sessionAt()
    const { id, collectionId } = smallSite(session)
    const values = { ...offer, PackageID: id, CollectionID: collectionId, ProgramName: 'Remove' }
    expect(refusalOf(() => createAdvertisement(session, values))).toBe('O-2 PROGRAM_NOT_FOUND 0x80041002')
  })

  it('O-3 an advertisement needs its collection, and so do rules of collections', () => {
    const session = sessionAt()
    const { id } = smallSite(session)
    const answer = 'O-3 COLLECTION_NOT_FOUND 0x80041002'
    const values = { ...offer, PackageID: id, CollectionID: 'PS1FFFFF' }
    expect(refusalOf(() => createAdvertisement(session, values))).toBe(answer)
    const limited = { Name: 'Limited', LimitToCollectionID: 'PS1FFFFF' }
    expect(refusalOf(() => createCollection(session, limited))).toBe(answer)
  })

  it('O-4 a distribution point is in the resource list, at its site', () => {
    const session = sessionAt()
    const { id, dp } = smallSite(session)
    const add = (siteCode: string, nalPath: string) => () => addDistributionPoints(session, id, [{ siteCode, nalPath }])
    expect(refusalOf(add('PS1', dp.NALPath.replaceAll('DP1', 'DP9')))).toBe('O-4 DP_NOT_FOUND 0x80041002')
    expect(refusalOf(add('PS2', dp.NALPath))).toBe('O-4 DP_SITE_MISMATCH 0x80041008')
    expect(session.database.packageServers.size).toBe(0)
  })

  it('O-5 only packages with source files go to distribution points', () => {
    const session = sessionAt()
    const { dp } = smallSite(session)
    const pair = { siteCode: 'PS1', nalPath: dp.NALPath }
    const answer = 'O-5 NO_SOURCE 0x80041016'
    const commandOnly = createPackage(session, { Name: 'Command only' })
    expect(refusalOf(() => addDistributionPoints(session, commandOnly, [pair]))).toBe(answer)
    const noPackage = createPackage(session, { ...withSource, PkgFlags: pkgFlags.NO_PACKAGE })
    expect(refusalOf(() => addDistributionPoints(session, noPackage, [pair]))).toBe(answer)
  })

  it.each<readonly [string, () => unknown]>([
    ['a collection without a name', () => createCollection(sessionAt(), {})],
    ['a program without a name', () => createProgram(sessionAt(), { PackageID: missing })],
    ['a program without a package', () => createProgram(sessionAt(), { ProgramName: 'Install' })],
    ...(['AdvertisementName', 'CollectionID', 'PackageID', 'ProgramName'] as const).map(
      (property) =>
        [
          `an advertisement without ${property}`,
          () => {
            const given = { ...offer, PackageID: missing, CollectionID: 'PS100001', [property]: '' }
            return createAdvertisement(sessionAt(), given)
          },
        ] as const,
    ),
  ])('O-6 %s', (_, call) => {
    expect(refusalOf(call)).toBe('O-6 ILLEGAL_NULL 0x80041028')
  })

  it('O-7 keys and the four properties of an advertisement stay as they were given', () => {
    const session = sessionAt()
    const { id, dp, collectionId } = smallSite(session)
    const answer = 'O-7 READ_ONLY 0x80041023'
    const other = toolsPackage(session)
    expect(refusalOf(() => changeProgram(session, id, 'Install', { ProgramName: 'Setup' }))).toBe(answer)
    expect(refusalOf(() => changeProgram(session, id, 'Install', { PackageID: other }))).toBe(answer)
    addDistributionPoints(session, id, [{ siteCode: 'PS1', nalPath: dp.NALPath }])
    expect(refusalOf(() => changeAssignment(session, id, dp.NALPath, { PackageID: other }))).toBe(answer)
    const advertisement = createAdvertisement(session, { ...offer, PackageID: id, CollectionID: collectionId })
    for (const property of ['AdvertisementName', 'CollectionID', 'PackageID', 'ProgramName']) {
      expect(refusalOf(() => changeAdvertisement(session, advertisement, { [property]: 'PS100009' }))).toBe(answer)
    }
    changeAdvertisement(session, advertisement, { AdvertisementName: 'Offer', Priority: 1 })
    expect(session.database.advertisements.get(advertisement)?.Priority).toBe(1)
  })

  it('O-8 what the provider keeps cannot be written', () => {
    const session = sessionAt()
    const { id, dp, collectionId } = smallSite(session)
    const answer = 'O-8 READ_ONLY 0x80041023'
    expect(refusalOf(() => changePackage(session, id, { SourceVersion: 7 }))).toBe(answer)
    expect(refusalOf(() => createPackage(session, { ...withSource, PackageSize: 5 }))).toBe(answer)
    expect(refusalOf(() => changeCollection(session, collectionId, { MemberCount: 3 }))).toBe(answer)
    addDistributionPoints(session, id, [{ siteCode: 'PS1', nalPath: dp.NALPath }])
    expect(refusalOf(() => changeAssignment(session, id, dp.NALPath, { Status: 0 }))).toBe(answer)
  })

  it('O-9 names of programs and assignments are unique', () => {
    const session = sessionAt()
    const { id, dp } = smallSite(session)
    const answer = 'O-9 ALREADY_EXISTS 0x80041019'
    const again = { PackageID: id, ProgramName: 'INSTALL', ProgramFlags: anyPlatform }
    expect(refusalOf(() => createProgram(session, again))).toBe(answer)
    const pair = { siteCode: 'PS1', nalPath: dp.NALPath }
    expect(refusalOf(() => addDistributionPoints(session, id, [pair, pair]))).toBe(answer)
    addDistributionPoints(session, id, [pair])
    expect(refusalOf(() => addDistributionPoints(session, id, [pair]))).toBe(answer)
    expect(refusalOf(() => createPackage(session, withSource, id))).toBe(answer)
    expect(session.database.packageServers.size).toBe(1)
  })

  it.each([
    ['a schedule without direct source', { RefreshSchedule: [weekly()] }],
    ['a specific share without a name', { ...withSource, ShareType: 2 }],
    ['a direct source without path', { PkgSourceFlag: 2 }],
    ['a local source without path', { PkgSourceFlag: 4 }],
  ])('O-10 %s', (_, values) => {
    expect(refusalOf(() => createPackage(sessionAt(), values))).toBe('O-10 INVALID_PARAMETER 0x80041008')
  })

  it('O-10 a program names its platforms, or runs on any', () => {
    const session = sessionAt()
    const program = { PackageID: toolsPackage(session), ProgramName: 'Install' }
    expect(refusalOf(() => createProgram(session, program))).toBe('O-10 INVALID_PARAMETER 0x80041008')
  })

  it.each([
    [
      'USERCONTEXT with NOUSERLOGGEDIN',
      programFlags.USERCONTEXT | programFlags.NOUSERLOGGEDIN | programFlags.UNATTENDED,
    ],
    ['PERSISTCONNECTION with USEUNCPATH', programFlags.PERSISTCONNECTION | programFlags.USEUNCPATH],
    ['two kinds of window', programFlags.RUNMINIMIZED | programFlags.HIDEWINDOW],
    ['two endings', programFlags.OKTOQUIT | programFlags.OKTOREBOOT],
    ['questions to nobody', programFlags.NOUSERLOGGEDIN],
  ])('O-11 a program with %s', (_, flags) => {
    const session = sessionAt()
    const program = {
      PackageID: toolsPackage(session),
      ProgramName: 'P',
      ProgramFlags: flags | programFlags.ANY_PLATFORM,
    }
    expect(refusalOf(() => createProgram(session, program))).toBe('O-11 INVALID_PARAMETER 0x80041008')
  })

  it.each([
    ['NO_DISPLAY without being mandatory', { AdvertFlags: advertFlags.NO_DISPLAY }],
    ['ONSLOWNET without being mandatory', { AdvertFlags: advertFlags.ONSLOWNET }],
    ['two rerun behaviours', { RemoteClientFlags: remoteClientFlags.RERUN_ALWAYS | remoteClientFlags.RERUN_NEVER }],
    [
      'both run and download from local',
      { RemoteClientFlags: remoteClientFlags.RUN_FROM_LOCAL | remoteClientFlags.DOWNLOAD_FROM_LOCAL },
    ],
    [
      'remote use that it forbids',
      { RemoteClientFlags: remoteClientFlags.DONT_RUN_NO_LOCAL | remoteClientFlags.RUN_FROM_REMOTE },
    ],
  ])('O-11 an advertisement with %s', (_, values) => {
    const session = sessionAt()
    const { id, collectionId } = smallSite(session)
    const call = () => createAdvertisement(session, { ...offer, PackageID: id, CollectionID: collectionId, ...values })
    expect(refusalOf(call)).toBe('O-11 INVALID_PARAMETER 0x80041008')
  })

  it.each([
    ['16 schedule tokens', { ...withSource, RefreshSchedule: Array.from({ length: 16 }, weekly) }],
    ['a priority of 4', { Priority: 4 }],
    ['a token on the 8th day of a week', { ...withSource, RefreshSchedule: [{ ...weekly(), weekday: 8 }] }],
    ['a kind of package that does not exist', { PackageType: 9 }],
  ])('O-12 %s', (_, values) => {
    const call = () => createPackage(sessionAt(), values as Parameters<typeof createPackage>[1])
    expect(refusalOf(call)).toBe('O-12 VALUE_OUT_OF_RANGE 0x8004102B')
  })

  it.each(['PS', 'PS12', 'AUX', 'SMS', 'P$1'])('O-12 site code %s', (siteCode) => {
    const call = () => addDistributionPoint(sessionAt(), { ServerName: 'DP1', SiteCode: siteCode as never })
    expect(refusalOf(call)).toBe('O-12 VALUE_OUT_OF_RANGE 0x8004102B')
  })

  it('O-13 a Put on what somebody else changed meanwhile fails', () => {
    const session = sessionAt()
    const { id } = smallSite(session)
    const read = session.database.packages.get(id)?.SedoObjectVersion
    changePackage(session, id, { Description: 'first' }, read)
    const late = () => changePackage(session, id, { Description: 'second' }, read)
    expect(refusalOf(late)).toBe('O-13 STALE_VERSION 0x80041001')
    expect(session.database.packages.get(id)?.Description).toBe('first')
  })

  it('O-15 the contents of an application count after Commit', () => {
    const session = sessionAt()
    const { dp } = smallSite(session)
    const id = createPackage(session, { ...withSource, PackageType: 8 })
    const pair = { siteCode: 'PS1', nalPath: dp.NALPath }
    const contentId = 'Content_3c9813ba-d7ab-4963-929c-36f90f479613.1'
    addContent(session, id, [{ contentId, version: 1, source: String.raw`\\PS1SITE\Source\App` }])
    const answer = 'O-15 NOT_COMMITTED 0x80041016'
    expect(refusalOf(() => addDistributionPoints(session, id, [pair]))).toBe(answer)
    expect(refusalOf(() => refreshPkgSource(session, id))).toBe(answer)
    expect([...session.database.notifications.group(id)]).toEqual([])
    commitContent(session, id)
    addDistributionPoints(session, id, [pair])
    expect([...session.database.notifications.group(id)].map((row) => row.Type)).toEqual([1, 4])
  })

  it('O-16 no chain of pull DPs comes back to its beginning', () => {
    const session = sessionAt()
    const [first, second, third] = ['DP1', 'DP2', 'DP3'].map(
      (name) => addDistributionPoint(session, { ServerName: name, SiteCode: session.database.site }).NALPath,
    )
    setPullSources(session, second!, [{ NALPath: first!, rank: 1 }])
    setPullSources(session, third!, [{ NALPath: second!, rank: 1 }])
    const answer = 'O-16 PULL_LOOP 0x80041016'
    expect(refusalOf(() => setPullSources(session, first!, [{ NALPath: third!, rank: 1 }]))).toBe(answer)
    expect(refusalOf(() => setPullSources(session, first!, [{ NALPath: first!, rank: 1 }]))).toBe(answer)
  })

  it('O-17 collections depend on each other without a circle, and on their own kind', () => {
    const session = sessionAt()
    const outer = createCollection(session, { Name: 'Outer' })
    const inner = createCollection(session, { Name: 'Inner', LimitToCollectionID: outer })
    const include = [{ kind: 'include', ruleName: 'inner', collectionId: inner }] as const
    const circle = () => changeCollection(session, outer, { CollectionRules: include })
    expect(refusalOf(circle)).toBe('O-17 CIRCULAR 0x80041016')
    const users = () => createCollection(session, { Name: 'Users', CollectionType: 1, CollectionRules: include })
    expect(refusalOf(users)).toBe('O-17 TYPE_MISMATCH 0x80041005')
  })

  it('O-20 an object is changed at the site it belongs to', () => {
    const primary = sessionAt('PS1')
    const { id } = smallSite(primary)
    const secondary = sessionAt('SS1', replicaOf(primary, 'SS1'))
    const answer = 'O-20 NOT_SOURCE_SITE 0x80041001'
    expect(refusalOf(() => changePackage(secondary, id, { Name: 'Other' }))).toBe(answer)
    expect(refusalOf(() => refreshPkgSource(secondary, id))).toBe(answer)
    expect(refusalOf(() => deletePackage(secondary, id))).toBe(answer)
    expect(refusalOf(() => deleteProgram(secondary, id, 'Install'))).toBe(answer)
  })
})

describe('a call that is accepted, with a state', () => {
  it('O-14 what is deleted stays, hidden, until the last that depends on it has gone', () => {
    const session = sessionAt()
    const { id, dp, collectionId } = smallSite(session)
    const { database } = session
    addDistributionPoints(session, id, [{ siteCode: 'PS1', nalPath: dp.NALPath }])
    const advertisement = createAdvertisement(session, { ...offer, PackageID: id, CollectionID: collectionId })
    deleteProgram(session, id, 'Install')
    expect(listPrograms(database, id)).toEqual([])
    expect([...database.programs.group(id)].map((row) => row.ActionInProgress)).toEqual([3])
    deletePackage(session, id)
    expect(listPackages(database)).toEqual([])
    expect(database.packages.get(id)?.ActionInProgress).toBe(3)
    expect([...database.packageServers.group(id)].map((row) => row.Action)).toEqual([3])
    deleteAdvertisement(session, advertisement)
    expect([...database.programs.group(id)]).toEqual([])
    expect(database.packages.get(id)?.ActionInProgress).toBe(3)
    packageRemovedFromDp(database, id, dp.NALPath)
    expect([database.packages.get(id), database.packageRows.get(id)]).toEqual([undefined, undefined])
  })

  it('O-14 a program that another one runs first stays until that one has gone', () => {
    const session = sessionAt()
    const { id } = smallSite(session)
    const second = { PackageID: id, ProgramName: 'Second', ProgramFlags: anyPlatform, DependentProgram: ';;Install' }
    createProgram(session, second)
    deleteProgram(session, id, 'Install')
    expect(session.database.programs.size).toBe(2)
    deleteProgram(session, id, 'Second')
    expect(session.database.programs.size).toBe(0)
  })

  it('O-18 an advertisement without content on a distribution point is not yet offered', () => {
    const session = sessionAt()
    const { id, dp, collectionId } = smallSite(session)
    const advertisement = createAdvertisement(session, { ...offer, PackageID: id, CollectionID: collectionId })
    expect(offerState(session.database, advertisement)).toBe('not yet offered')
    addDistributionPoints(session, id, [{ siteCode: 'PS1', nalPath: dp.NALPath }])
    expect(offerState(session.database, advertisement)).toBe('not yet offered')
    setDpStatus(session.database, id, dp, { status: 3, version: 1, at: session.time })
    expect(offerState(session.database, advertisement)).toBe('offered')
  })

  it('O-19 a disabled program, or one whose flags disagree, is not advertised', () => {
    const session = sessionAt()
    const { id, dp, collectionId } = smallSite(session)
    setDpStatus(session.database, id, dp, { status: 3, version: 1, at: session.time })
    const values = { ...offer, PackageID: id, CollectionID: collectionId }
    const plain = createAdvertisement(session, values)
    const logoff = createAdvertisement(session, { ...values, AdvertFlags: advertFlags.ONUSERLOGOFF })
    expect([offerState(session.database, plain), offerState(session.database, logoff)]).toEqual([
      'offered',
      'not advertised',
    ])
    changeProgram(session, id, 'Install', { ProgramFlags: anyPlatform | programFlags.DISABLED })
    expect(offerState(session.database, plain)).toBe('not advertised')
  })
})

describe('the documented order of creation', () => {
  it('package, program, collection, distribution point, advertisement: each needs the ones before', () => {
    const session = sessionAt()
    const { id, dp, collectionId } = smallSite(session)
    addDistributionPoints(session, id, [{ siteCode: 'PS1', nalPath: dp.NALPath }])
    createAdvertisement(session, { ...offer, PackageID: id, CollectionID: collectionId })
    const classes = session.entries.map(({ objectClass, method }) => method ?? objectClass)
    expect(classes).toEqual([
      'SMS_Package',
      'SMS_Program',
      'SMS_Collection',
      'SMS_DistributionPointInfo',
      'AddDistributionPoints',
      'SMS_Advertisement',
    ])
  })

  it('RefreshNow needs the assignment', () => {
    const session = sessionAt()
    const { id, dp } = smallSite(session)
    expect(refusalOf(() => refreshNow(session, id, dp.NALPath))).toBe('O-4 DP_NOT_FOUND 0x80041002')
  })
})

it('every rule from O-1 to O-20 has its test here', () => {
  const own = readFileSync(new URL(import.meta.url), 'utf8')
  const tested = new Set([...own.matchAll(/'(O-\d+) (?:%s|[a-z])/g)].map(([, rule]) => rule))
  const wanted = Array.from({ length: 20 }, (_, index) => `O-${index + 1}`)
  expect(wanted.filter((rule) => !tested.has(rule))).toEqual([])
})

function weekly(): ScheduleToken & { readonly kind: 'weekly' } {
  const durations = { dayDuration: 0, hourDuration: 0, minuteDuration: 0 }
  return { kind: 'weekly', start: defaultStart, isGmt: false, ...durations, weekday: 1, weeks: 1 }
}

/** Another site's database with everything the first one has replicated. */
function replicaOf(session: ReturnType<typeof sessionAt>, code: string): ReturnType<typeof createSiteDatabase> {
  const database = createSiteDatabase(parseSiteCode(code)!)
  onReplicatedChange(session.database, (change) => receiveChange(database, change))
  for (const row of session.database.packages.rows()) session.database.packages.put(row)
  for (const row of session.database.programs.rows()) session.database.programs.put(row)
  return database
}
