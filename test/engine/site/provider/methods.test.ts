// What each method of the provider writes: rows, versions, notifications (object-model.md 2 to 6).
import { describe, expect, it } from 'vitest'
import { actions } from '../../../../engine/site/database/database-rows.ts'
import { packageServerKey } from '../../../../engine/site/database/site-database.ts'
import { parseWql } from '../../../../engine/site/objects/wql.ts'
import { createCollection, requestRefresh } from '../../../../engine/site/provider/collections.ts'
import {
  addPackagesToGroup,
  addToGroup,
  associateCollections,
  createGroup,
} from '../../../../engine/site/provider/distribution/dp-groups.ts'
import {
  addDistributionPoint,
  chainedPullDps,
} from '../../../../engine/site/provider/distribution/distribution-points.ts'
import { createAdvertisement } from '../../../../engine/site/provider/advertisements.ts'
import {
  setDpStatus,
  summaryOf,
  summaryOfPackage,
  summaryStates,
} from '../../../../engine/site/provider/distribution/dp-status.ts'
import {
  addDistributionPoints,
  cancelDistribution,
  refreshNow,
  removeFromDistributionPoint,
  verifyPackage,
} from '../../../../engine/site/provider/distribution/package-servers.ts'
import { createPackage, duplicateShareName, refreshPkgSource } from '../../../../engine/site/provider/packages.ts'
import {
  contentArrived,
  forceResend,
  mayDistribute,
  siteNeedsCopy,
  snapshotTaken,
} from '../../../../engine/site/provider/distribution/versions.ts'
import { sessionAt, siteServer, smallSite, toolsPackage, withSource } from '../../../support/provider-session.ts'

describe('a new package', () => {
  it('gets the site code and a counter in hex, and the rows of a new package', () => {
    const session = sessionAt()
    const ids = Array.from({ length: 17 }, () => toolsPackage(session))
    expect([ids[0], ids[9], ids[16]]).toEqual(['PS100001', 'PS10000A', 'PS100011'])
    expect(session.database.packages.get('PS100001')).toMatchObject({ SourceVersion: 1, Priority: 2, PkgSourceFlag: 2 })
    const row = { Action: actions.add, StoredPkgVersion: 0, UpdateMask: 0 }
    expect(session.database.packageRows.get('PS100001')).toMatchObject(row)
    expect([...session.database.notifications.group('PS100001')].map(({ Type }) => Type)).toEqual([2])
  })

  it('tells another one with the same share', () => {
    const session = sessionAt()
    const first = createPackage(session, { ...withSource, ShareType: 2, ShareName: 'Tools$' })
    const second = toolsPackage(session)
    expect(duplicateShareName(session.database, 'TOOLS$', second)?.PackageID).toBe(first)
    expect(duplicateShareName(session.database, 'Tools$', first)).toBeUndefined()
  })
})

describe('versions', () => {
  it('AddDistributionPoints and RefreshNow keep SourceVersion, RefreshPkgSource raises it by exactly one', () => {
    const session = sessionAt()
    const { id, dp } = smallSite(session)
    const { database } = session
    const copy = { packageId: id, siteServer, path: '', at: session.time }
    expect(mayDistribute(database, id, siteServer)).toBe(false)
    expect(snapshotTaken(database, copy)).toBe(1)
    expect(mayDistribute(database, id, siteServer)).toBe(true)
    addDistributionPoints(session, id, [{ siteCode: 'PS1', nalPath: dp.NALPath }])
    refreshNow(session, id, dp.NALPath)
    expect(database.packages.get(id)?.SourceVersion).toBe(1)
    refreshPkgSource(session, id)
    expect(database.packageRows.get(id)).toMatchObject({ Action: 1, UpdateMask: 32, UpdateMaskEx: 8388608 })
    expect(snapshotTaken(database, copy)).toBe(2)
    expect(database.packages.get(id)?.SourceVersion).toBe(2)
    expect(database.packageRows.get(id)).toMatchObject({ Action: 0, UpdateMask: 0, StoredPkgVersion: 2 })
  })

  it('a scheduled refresh raises SourceVersion only when it finds other content', () => {
    const session = sessionAt()
    const { id } = smallSite(session)
    const copy = { packageId: id, siteServer, path: '', at: session.time }
    expect(snapshotTaken(session.database, copy, true)).toBe(1)
    expect(snapshotTaken(session.database, copy, false)).toBe(1)
    expect(snapshotTaken(session.database, copy, true)).toBe(2)
  })

  it('two DPs in one call give two rows and one notification', () => {
    const session = sessionAt()
    const { id, dp } = smallSite(session)
    const second = addDistributionPoint(session, { ServerName: 'PS1DP2.CONTOSO.COM', SiteCode: session.database.site })
    const before = session.database.notifications.size
    const pairs = [dp, second].map(({ NALPath }) => ({ siteCode: 'PS1', nalPath: NALPath }))
    addDistributionPoints(session, id, pairs)
    expect([...session.database.packageServers.group(id)].map(({ Action }) => Action)).toEqual([2, 2])
    expect(session.database.notifications.size - before).toBe(1)
  })

  it('a new version goes to every DP that has the package', () => {
    const session = sessionAt()
    const { id, dp } = smallSite(session)
    const copy = { packageId: id, siteServer, path: '', at: session.time }
    snapshotTaken(session.database, copy)
    addDistributionPoints(session, id, [{ siteCode: 'PS1', nalPath: dp.NALPath }])
    session.database.packageServers.changeHere(packageServerKey(id, dp.NALPath), { Action: actions.none })
    refreshPkgSource(session, id)
    snapshotTaken(session.database, copy)
    expect([...session.database.packageServers.group(id)].map(({ Action }) => Action)).toEqual([actions.update])
  })

  it('a receiving site stores what arrives and may distribute it when DistMgr has taken it over', () => {
    const session = sessionAt('SS1')
    const id = toolsPackage(session)
    contentArrived(session.database, { packageId: id, siteServer: 'SS1SITE', path: String.raw`E:\SMSPKG`, at: 1 }, 1)
    expect(session.database.packageRows.get(id)).toMatchObject({ Action: 1, UpdateMask: 160, StoredPkgVersion: 1 })
    expect([...session.database.statuses.group(id)]).toMatchObject([{ Type: 1, Status: 2, SourceVersion: 1 }])
    expect([...session.database.notifications.group(id)].at(-1)?.Type).toBe(1)
    expect(mayDistribute(session.database, id, 'SS1SITE')).toBe(false)
  })

  it('a site is sent the package again when its row says version 0', () => {
    const session = sessionAt()
    const { id } = smallSite(session)
    const { database } = session
    expect(siteNeedsCopy(database, id, 'PS1')).toBe(true)
    snapshotTaken(database, { packageId: id, siteServer, path: '', at: 1 })
    expect(siteNeedsCopy(database, id, 'PS1')).toBe(false)
    forceResend(database, id, 'PS1')
    expect(siteNeedsCopy(database, id, 'PS1')).toBe(true)
  })
})

describe('a package on a DP', () => {
  it.each([
    ['RefreshNow', refreshNow, actions.update],
    ['VerifyPackage', verifyPackage, actions.validate],
    ['CancelDistribution', cancelDistribution, actions.cancel],
    ['removal', removeFromDistributionPoint, actions.delete],
  ])('%s writes the action and one notification', (_, method, action) => {
    const session = sessionAt()
    const { id, dp } = smallSite(session)
    addDistributionPoints(session, id, [{ siteCode: 'PS1', nalPath: dp.NALPath }])
    const before = session.database.notifications.size
    expect(method(session, id, dp.NALPath)).toBe(0)
    expect([...session.database.packageServers.group(id)].map(({ Action }) => Action)).toEqual([action])
    expect(session.database.notifications.size - before).toBe(1)
  })

  it('has the state of its row, status and job', () => {
    const session = sessionAt()
    const { id, dp } = smallSite(session)
    const { database } = session
    addDistributionPoints(session, id, [{ siteCode: 'PS1', nalPath: dp.NALPath }])
    const state = (): number | undefined => summaryOf(database, id, dp.NALPath)
    const status = (number: number): void => setDpStatus(database, id, dp, { status: number, version: 1, at: 1 })
    expect(state()).toBe(summaryStates.installPending)
    status(4)
    expect(state()).toBe(summaryStates.installRetrying)
    status(5)
    expect(state()).toBe(summaryStates.installFailed)
    expect(summaryOfPackage(database, id)).toEqual({ Targeted: 1, Installed: 0, Retrying: 0, Failed: 1 })
    status(3)
    database.packageServers.changeHere(packageServerKey(id, dp.NALPath), { Action: actions.none })
    expect(state()).toBe(summaryStates.installed)
    removeFromDistributionPoint(session, id, dp.NALPath)
    expect(state()).toBe(summaryStates.removalPending)
    status(8)
    expect(state()).toBe(summaryStates.removalFailed)
  })

  it('with status 3 has the places that DistMgr writes', () => {
    const session = sessionAt()
    const { id, dp } = smallSite(session)
    setDpStatus(session.database, id, dp, { status: 3, version: 1, at: 1 })
    expect([...session.database.statuses.group(id)]).toMatchObject([
      {
        Location: String.raw`MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM\SMSPKGC$\PS100001` + '\\',
        HTTPUrl: 'http://PS1DP1.CONTOSO.COM/SMS_DP_SMSPKG$/PS100001',
        SigURL: 'http://PS1DP1.CONTOSO.COM/SMS_DP_SMSSIG$/PS100001',
        SigLocation: String.raw`MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM\SMSSIG$\PS100001.1.tar`,
      },
    ])
  })
})

describe('a group of DPs', () => {
  it('gives a package to each member that lacks it, and to members that come later', () => {
    const session = sessionAt()
    const { id, dp } = smallSite(session)
    const second = addDistributionPoint(session, { ServerName: 'PS1DP2.CONTOSO.COM', SiteCode: session.database.site })
    const group = createGroup(session, 'Berlin')
    addToGroup(session, group.GroupID, [dp.NALPath], true)
    addPackagesToGroup(session, group.GroupID, [id])
    expect(session.database.packageServers.size).toBe(1)
    addToGroup(session, group.GroupID, [second.NALPath], true)
    expect(session.database.packageServers.size).toBe(2)
  })

  it('gets what is advertised to a collection of its own', () => {
    const session = sessionAt()
    const { id, dp, collectionId } = smallSite(session)
    const group = createGroup(session, 'Berlin')
    addToGroup(session, group.GroupID, [dp.NALPath], false)
    associateCollections(session, group.GroupID, [collectionId])
    createAdvertisement(session, {
      AdvertisementName: 'Offer',
      PackageID: id,
      ProgramName: 'Install',
      CollectionID: collectionId,
    })
    expect([...session.database.packageServers.group(id)].map(({ NALPath }) => NALPath)).toEqual([dp.NALPath])
  })
})

it('GetChainedPullDPs names all that pull from a DP, through others too', () => {
  const session = sessionAt()
  const { dp } = smallSite(session)
  const site = session.database.site
  const add = (ServerName: string, source: string) =>
    addDistributionPoint(session, { ServerName, SiteCode: site, sources: [{ NALPath: source, rank: 1 }] })
  const second = add('PULL2', dp.NALPath)
  const third = add('PULL3', second.NALPath)
  expect(chainedPullDps(session.database, dp.NALPath)).toEqual([second.NALPath, third.NALPath])
  expect(session.database.distributionPoints.get(third.NALPath.toUpperCase())?.IsPullDP).toBe(true)
})

describe('a collection', () => {
  const resource = (resourceId: number, Name: string, more: Record<string, string | number> = {}) => ({
    resourceId,
    resourceClass: 'SMS_R_System',
    properties: new Map(Object.entries({ NAME: Name, ...more })),
  })
  const resources = [
    resource(1, 'PC-BERLIN-1', { ADSITENAME: 'Berlin', BUILD: 19045 }),
    resource(2, 'PC-BERLIN-2', { ADSITENAME: 'Berlin', BUILD: 17763 }),
    resource(3, 'SRV-ROME', { ADSITENAME: 'Rome' }),
    { resourceId: 4, resourceClass: 'SMS_R_User', properties: new Map([['NAME', 'PC-user']]) },
  ]
  const query = (where: string) =>
    ({ kind: 'query', ruleName: where, queryExpression: `select * from SMS_R_System where ${where}` }) as const

  it.each([
    ['SMS_R_System.Name like "PC%"', [1, 2]],
    ["Name like 'PC-_ERLIN-1'", [1]],
    ['ADSiteName = "berlin" and Build >= 19000', [1]],
    ['not (ADSiteName = "Berlin")', [3]],
    ['Build is null or Build < 18000', [2, 3]],
    ['Build is not null and Name != "PC-BERLIN-1"', [2]],
  ])('holds what its query finds: %s', (where, members) => {
    const session = sessionAt()
    const id = createCollection(session, { Name: 'C', CollectionRules: [query(where)] })
    expect(requestRefresh(session, id, resources)).toEqual(members)
    expect(session.database.collections.get(id)?.MemberCount).toBe(members.length)
  })

  it('holds direct, found and included members, within its limit and without the excluded', () => {
    const session = sessionAt()
    const everything = createCollection(session, { Name: 'All', CollectionRules: [query('Name like "%"')] })
    const rome = createCollection(session, { Name: 'Rome', CollectionRules: [query('ADSiteName = "Rome"')] })
    const old = createCollection(session, { Name: 'Old', CollectionRules: [query('Build < 18000')] })
    const id = createCollection(session, {
      Name: 'Mixed',
      LimitToCollectionID: everything,
      CollectionRules: [
        query('ADSiteName = "Berlin"'),
        { kind: 'direct', ruleName: 'user', resourceClass: 'SMS_R_User', resourceId: 4 },
        { kind: 'include', ruleName: 'rome', collectionId: rome },
        { kind: 'exclude', ruleName: 'old', collectionId: old },
      ],
    })
    expect(requestRefresh(session, id, resources)).toEqual([1, 3])
  })

  it('keeps its members until the next refresh', () => {
    const session = sessionAt()
    const id = createCollection(session, { Name: 'C', CollectionRules: [query('Name like "PC%"')] })
    requestRefresh(session, id, resources)
    expect(session.database.members.get(id)?.ResourceIDs).toEqual([1, 2])
    requestRefresh(session, id, resources.slice(1))
    expect(session.database.members.get(id)?.ResourceIDs).toEqual([2])
  })

  it.each([
    '',
    'delete from SMS_R_System',
    'select * from Win32_Process',
    'select * from SMS_R_System where',
    'select * from SMS_R_System where Name like',
    'select * from SMS_R_System where (Name = "a"',
    'select * from SMS_R_System where Name = "a" Name',
    `select * from SMS_R_System where ${'('.repeat(60)}`,
  ])('takes no query that is none: %s', (text) => {
    expect(parseWql(text)).toHaveProperty('problem')
  })
})
