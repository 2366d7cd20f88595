// Calls of the provider beside the main story: notifications, source site, shares, contents, groups, accounts, schedules.
import { describe, expect, it } from 'vitest'
import { parseSiteCode } from '../../../../engine/ids.ts'
import { accessBits, defaultAccess } from '../../../../engine/site/objects/package-access.ts'
import type { ScheduleToken } from '../../../../engine/site/objects/schedule-token.ts'
import { createAdvertisement } from '../../../../engine/site/provider/advertisements.ts'
import {
  addMembershipRules,
  createCollection,
  deleteCollection,
  deleteMembershipRule,
} from '../../../../engine/site/provider/collections.ts'
import { addContent, commitContent, removeContent } from '../../../../engine/site/provider/contents.ts'
import {
  addDistributionPoint,
  setDpMaintenanceMode,
} from '../../../../engine/site/provider/distribution/distribution-points.ts'
import {
  addPackagesToGroup,
  addToGroup,
  createGroup,
  redistributeToGroup,
  refreshGroup,
  removeFromGroup,
} from '../../../../engine/site/provider/distribution/dp-groups.ts'
import { removeAccess, setAccess } from '../../../../engine/site/provider/package-accounts.ts'
import { removeFromDistributionPoint } from '../../../../engine/site/provider/distribution/package-servers.ts'
import {
  addChangeNotification,
  changePackage,
  createPackage,
  isDuplicateSourceName,
  setSourceSite,
  unlockPackage,
} from '../../../../engine/site/provider/packages.ts'
import { notifyDueRefreshes } from '../../../../engine/site/provider/scheduled-refresh.ts'
import { refusalOf, sessionAt, smallSite, withSource } from '../../../support/provider-session.ts'

describe('a package', () => {
  it('is notified when asked', () => {
    const session = sessionAt()
    const { id } = smallSite(session)
    const before = session.database.notifications.size
    expect(addChangeNotification(session, id)).toBe(0)
    expect(session.database.notifications.size).toBe(before + 1)
  })

  it('moves to another source site, where it can be changed, and is taken back by Unlock', () => {
    const session = sessionAt()
    const { id } = smallSite(session)
    setSourceSite(session, id, parseSiteCode('PS2')!)
    expect(refusalOf(() => changePackage(session, id, { Name: 'x' }))).toBe('O-20 NOT_SOURCE_SITE 0x80041001')
    unlockPackage(session, id)
    changePackage(session, id, { Name: 'x' })
    expect(session.database.packages.get(id)).toMatchObject({ Name: 'x', SourceSite: 'PS1', SedoObjectVersion: '4' })
  })

  it('tells whether its source folder is taken', () => {
    const session = sessionAt()
    smallSite(session)
    const site = session.database.site
    expect(isDuplicateSourceName(session.database, withSource.PkgSourcePath.toUpperCase(), site)).toBe(true)
    expect(isDuplicateSourceName(session.database, String.raw`\\other\path`, site)).toBe(false)
  })

  it('is looked at when its schedule comes due, in the local time of the site server', () => {
    const session = sessionAt()
    const daily: ScheduleToken = {
      kind: 'interval',
      start: Date.UTC(2026, 0, 1, 3),
      isGmt: false,
      days: 1,
      hours: 0,
      minutes: 0,
      dayDuration: 0,
      hourDuration: 0,
      minuteDuration: 0,
    }
    const id = createPackage(session, { ...withSource, RefreshSchedule: [daily] })
    const at = (hours: number, minutes = 0): number => Date.UTC(2026, 0, 6, hours, minutes)
    // 03:00 in Berlin is 02:00 UTC.
    expect(notifyDueRefreshes(session.database, at(2), at(3), -60)).toEqual([])
    expect(notifyDueRefreshes(session.database, at(1, 59), at(2), -60)).toEqual([id])
    expect(session.database.packageRows.get(id)).toMatchObject({ Action: 1, UpdateMask: 0 })
    changePackage(session, id, { RefreshSchedule: [{ ...daily, isGmt: true }] })
    expect(notifyDueRefreshes(session.database, at(1, 59), at(2), -60)).toEqual([])
    expect(notifyDueRefreshes(session.database, at(2, 59), at(3), -60)).toEqual([id])
  })

  it('is read by those its accounts name', () => {
    const session = sessionAt()
    const { id } = smallSite(session)
    expect(defaultAccess).toBe(0x65)
    expect(setAccess(session, id, String.raw`CONTOSO\IUSR_DP1`).Access).toBe(0x65)
    expect(refusalOf(() => setAccess(session, id, ''))).toBe('O-6 ILLEGAL_NULL 0x80041028')
    expect(refusalOf(() => setAccess(session, id, 'x', 1 << 9))).toBe('O-12 VALUE_OUT_OF_RANGE 0x8004102B')
    setAccess(session, id, String.raw`contoso\iusr_dp1`, accessBits.read)
    expect([...session.database.access.group(id)].map(({ Access }) => Access)).toEqual([1])
    removeAccess(session, id, String.raw`CONTOSO\iusr_dp1`)
    expect(session.database.access.size).toBe(0)
    expect([...session.database.notifications.group(id)].at(-1)?.Type).toBe(8)
  })
})

it("an application's content is removed at the next Commit, or at once", () => {
  const session = sessionAt()
  const id = createPackage(session, { ...withSource, PackageType: 8 })
  const guid = (digit: number): string => `Content_3c9813ba-d7ab-4963-929c-36f90f47961${digit}.1`
  addContent(
    session,
    id,
    [1, 2].map((digit) => ({ contentId: guid(digit), version: 1, source: String.raw`\\s\${digit}` })),
  )
  expect(refusalOf(() => addContent(session, id, [{ contentId: guid(1), version: 1, source: 'x' }]))).toBe(
    'O-9 ALREADY_EXISTS 0x80041019',
  )
  commitContent(session, id)
  removeContent(session, id, [guid(1)], true)
  expect([...session.database.contents.group(id)].map(({ removed, committed }) => [removed, committed])).toEqual([
    [true, true],
    [false, true],
  ])
  expect(refusalOf(() => removeContent(session, id, [guid(9)], false))).toBe('O-10 INVALID_PARAMETER 0x80041008')
})

it('a group sends again, fills gaps, and lets members go with their packages', () => {
  const session = sessionAt()
  const { id, dp } = smallSite(session)
  const second = addDistributionPoint(session, { ServerName: 'DP2', SiteCode: session.database.site })
  const { GroupID } = createGroup(session, 'Berlin')
  expect(refusalOf(() => createGroup(session, 'BERLIN'))).toBe('O-9 ALREADY_EXISTS 0x80041019')
  addToGroup(session, GroupID, [dp.NALPath, second.NALPath], true)
  addPackagesToGroup(session, GroupID, [id])
  redistributeToGroup(session, GroupID, id)
  expect([...session.database.packageServers.group(id)].map(({ RefreshTrigger }) => RefreshTrigger)).toEqual([1, 1])
  removeFromDistributionPoint(session, id, dp.NALPath)
  refreshGroup(session, GroupID)
  expect([...session.database.packageServers.group(id)].map(({ Action }) => Action)).toEqual([2, 1])
  removeFromGroup(session, GroupID, [second.NALPath])
  expect(session.database.groups.get(GroupID)?.members).toEqual([dp.NALPath])
  expect(session.database.packageServers.size).toBe(2)
})

it('a DP is put into maintenance and taken out', () => {
  const session = sessionAt()
  const { dp } = smallSite(session)
  const mode = (): number | undefined =>
    session.database.distributionPoints.get(dp.NALPath.toUpperCase())?.MaintenanceMode
  setDpMaintenanceMode(session, dp.NALPath, 1)
  expect(mode()).toBe(1)
  setDpMaintenanceMode(session, dp.NALPath, 0)
  expect(mode()).toBe(0)
})

it('a collection loses rules by name, and goes with what was advertised to it, unless another one needs it', () => {
  const session = sessionAt()
  const { id, collectionId } = smallSite(session)
  const rule = { kind: 'direct', ruleName: 'PC1', resourceClass: 'SMS_R_System', resourceId: 1 } as const
  addMembershipRules(session, collectionId, [rule, { ...rule, ruleName: 'PC2' }])
  deleteMembershipRule(session, collectionId, 'PC1')
  expect(session.database.collections.get(collectionId)?.CollectionRules).toHaveLength(1)
  expect(refusalOf(() => deleteMembershipRule(session, collectionId, 'PC1'))).toBe('O-10 INVALID_PARAMETER 0x80041008')
  createAdvertisement(session, {
    AdvertisementName: 'A',
    PackageID: id,
    ProgramName: 'Install',
    CollectionID: collectionId,
  })
  const inner = createCollection(session, { Name: 'Inner', LimitToCollectionID: collectionId })
  expect(refusalOf(() => deleteCollection(session, collectionId))).toBe('O-17 CIRCULAR 0x80041016')
  deleteCollection(session, inner)
  deleteCollection(session, collectionId)
  expect([session.database.collections.size, session.database.advertisements.size]).toEqual([0, 0])
})
