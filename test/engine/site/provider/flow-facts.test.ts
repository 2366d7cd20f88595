// The flows on the objects: what the database of a site says decides the way, call by call of the provider.
import { describe, expect, it } from 'vitest'
import { parseSiteCode } from '../../../../engine/ids.ts'
import { runFlow, type Facts } from '../../../../engine/flowcharts/run-flow.ts'
import { actions, jobActions, jobStates } from '../../../../engine/site/database/database-rows.ts'
import { onReplicatedChange, receiveChange } from '../../../../engine/site/database/replicated-tables.ts'
import {
  createSiteDatabase,
  packageServerKey,
  type SiteDatabase,
} from '../../../../engine/site/database/site-database.ts'
import { advertFlags } from '../../../../engine/site/objects/sms-advertisement.ts'
import { createAdvertisement } from '../../../../engine/site/provider/advertisements.ts'
import { addDistributionPoint } from '../../../../engine/site/provider/distribution/distribution-points.ts'
import { setDpStatus } from '../../../../engine/site/provider/distribution/dp-status.ts'
import { advertisementFacts, packageFacts } from '../../../../engine/site/provider/flow-facts.ts'
import {
  addDistributionPoints,
  cancelDistribution,
  refreshNow,
  removeFromDistributionPoint,
  verifyPackage,
} from '../../../../engine/site/provider/distribution/package-servers.ts'
import { deletePackage, refreshPkgSource } from '../../../../engine/site/provider/packages.ts'
import {
  contentArrived,
  arrivalProcessed,
  snapshotTaken,
} from '../../../../engine/site/provider/distribution/versions.ts'
import { sessionAt, siteServer, smallSite } from '../../../support/provider-session.ts'

/** A site where everything else goes well. */
const smooth: Facts = {
  packageThreadFree: true,
  sourceReadable: true,
  libraryDriveHasRoom: true,
  contentChanged: true,
  dpThreadFree: true,
  sendingCapacityFree: true,
  addressOpen: true,
  filesSent: true,
  contentConfirmed: true,
  pullSourceHasAll: true,
  metadataHashRight: true,
  changedSinceHeldVersion: true,
  fileStillUsed: false,
  removedEverywhere: true,
  hashesRight: true,
}

function site(): ReturnType<typeof smallSite> & {
  session: ReturnType<typeof sessionAt>
  last: (nalPath?: string) => string
  snapshot: () => void
  assign: () => void
} {
  const session = sessionAt()
  const small = smallSite(session)
  const { id, dp } = small
  return {
    ...small,
    session,
    last: (nalPath = dp.NALPath) => lastNode(session.database, id, siteServer, nalPath),
    snapshot: () => void snapshotTaken(session.database, { packageId: id, siteServer, path: '', at: 1 }),
    assign: () => void addDistributionPoints(session, id, [{ siteCode: 'PS1', nalPath: dp.NALPath }]),
  }
}

function lastNode(
  database: SiteDatabase,
  id: Parameters<typeof packageFacts>[1],
  server: string,
  nal?: string,
): string {
  const facts = { ...smooth, ...packageFacts(database, id, server, nal) }
  const { path, end } = runFlow('pcd', facts, { throughOthers: false })
  return `${path.at(-1) ?? ''} ${end.kind === 'end' ? end.outcome : end.kind === 'wait' ? 'waits' : `unknown ${end.asks}`}`
}

describe('a package', () => {
  it('is processed, waits for its snapshot, and goes to its DP', () => {
    const { last, snapshot, assign } = site()
    expect(last()).toBe('PCD-29 success')
    assign()
    expect(last()).toBe('PCD-17 waits')
    snapshot()
    expect(last()).toBe('PCD-28 success')
  })

  it.each([
    ['validated', verifyPackage, 'PCD-70 success'],
    ['cancelled', cancelDistribution, 'PCD-31 failed'],
    ['removed', removeFromDistributionPoint, 'PCD-62 success'],
    ['sent again', refreshNow, 'PCD-28 success'],
  ])('is %s', (_, method, node) => {
    const { session, id, dp, last, snapshot, assign } = site()
    snapshot()
    assign()
    method(session, id, dp.NALPath)
    expect(last()).toBe(node)
  })

  it('is updated: its source is processed again', () => {
    const { session, id, dp, snapshot, assign } = site()
    snapshot()
    assign()
    const path = (): readonly string[] =>
      runFlow('pcd', { ...smooth, ...packageFacts(session.database, id, siteServer, dp.NALPath) }).path
    expect(path()).not.toContain('PCD-10')
    refreshPkgSource(session, id)
    expect(path()).toContain('PCD-10')
  })

  it('is deleted', () => {
    const { session, id, last, assign } = site()
    assign()
    deletePackage(session, id)
    expect(last()).toBe('PCD-62 success')
  })

  it('is on the site server already when the DP is there', () => {
    const { session, id, snapshot, last } = site()
    const own = addDistributionPoint(session, {
      ServerName: siteServer,
      SiteCode: session.database.site,
      colocated: true,
    })
    snapshot()
    addDistributionPoints(session, id, [{ siteCode: 'PS1', nalPath: own.NALPath }])
    const { path } = runFlow('pcd', { ...smooth, ...packageFacts(session.database, id, siteServer, own.NALPath) })
    expect(path.slice(-2)).toEqual(['PCD-19', 'PCD-28'])
    expect(last()).toBe('PCD-29 success')
  })

  it('goes to a pull DP by notification, until that has fifty jobs', () => {
    const { session, id, dp, snapshot } = site()
    const sources = [{ NALPath: dp.NALPath, rank: 1 }]
    const pull = addDistributionPoint(session, { ServerName: 'PULL1', SiteCode: session.database.site, sources })
    snapshot()
    addDistributionPoints(session, id, [{ siteCode: 'PS1', nalPath: pull.NALPath }])
    const last = (): string => lastNode(session.database, id, siteServer, pull.NALPath)
    expect(last()).toBe('PCD-58 success')
    const job = { DPID: pull.DPID, PkgID: id, PackageVersion: 1, State: jobStates.inProgress, CreationTime: 1 }
    const more = {
      LastUpdateTime: 1,
      Action: jobActions.sendMissing,
      SendAction: 'PullQueryResultAction',
      Priority: 2,
    } as const
    for (let JobID = 1; JobID <= 50; JobID++) session.database.jobs.put({ JobID, ...job, ...more })
    expect(last()).toBe('PCD-51 waits')
  })

  it('travels to another site, which waits for it, and distributes it', () => {
    const primary = sessionAt('PS1')
    const child = createSiteDatabase(parseSiteCode('SS1')!)
    onReplicatedChange(primary.database, (change) => receiveChange(child, change))
    const { id } = smallSite(primary)
    const dp = addDistributionPoint(primary, { ServerName: 'SS1DP1.CONTOSO.COM', SiteCode: parseSiteCode('SS1')! })
    snapshotTaken(primary.database, { packageId: id, siteServer, path: '', at: 1 })
    addDistributionPoints(primary, id, [{ siteCode: 'SS1', nalPath: dp.NALPath }])
    const { path } = runFlow(
      'pcd',
      { ...smooth, ...packageFacts(primary.database, id, siteServer, dp.NALPath) },
      { throughOthers: false },
    )
    expect(path).toContain('PCD-41')
    const server = 'SS1SITE.CONTOSO.COM'
    expect([...child.notifications.group(id)].map(({ Type }) => Type)).toEqual([2, 4])
    expect(lastNode(child, id, server, dp.NALPath)).toBe('PCD-46 waits')
    const copy = { packageId: id, siteServer: server, path: '', at: 2 }
    contentArrived(child, copy, 1)
    arrivalProcessed(child, copy, 1)
    expect(lastNode(child, id, server, dp.NALPath)).toBe('PCD-28 success')
    const key = packageServerKey(id, dp.NALPath)
    child.packageServers.changeHere(key, { Action: actions.none })
    expect(primary.database.packageServers.get(key)?.Action).toBe(actions.add)
  })
})

it('an advertisement waits for content, is offered, and knows whether it is mandatory', () => {
  const { session, id, dp, collectionId } = site()
  const advertisement = createAdvertisement(session, {
    AdvertisementName: 'Offer',
    PackageID: id,
    ProgramName: 'Install',
    CollectionID: collectionId,
    AdvertFlags: advertFlags.IMMEDIATE,
  })
  const run = (): readonly string[] => runFlow('adv', advertisementFacts(session.database, advertisement)).path
  expect(run().at(-1)).toBe('ADV-4')
  setDpStatus(session.database, id, dp, { status: 3, version: 1, at: 1 })
  expect(run().at(-1)).toBe('ADV-6')
  expect(advertisementFacts(session.database, advertisement)).toMatchObject({ mandatory: true })
})
