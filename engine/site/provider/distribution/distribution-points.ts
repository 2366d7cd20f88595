// Distribution points themselves: their rows, the sources of pull DPs, maintenance mode (object-model.md 4, O-16).
import { parseDpName, type SiteCode } from '../../../ids.ts'
import { dpKey, type SiteDatabase } from '../../database/site-database.ts'
import { ObjectError } from '../../objects/errors.ts'
import {
  nalPathOf,
  plainDistributionPoint,
  type DistributionPoint,
  type DpNalPath,
} from '../../objects/sms-distribution-point.ts'
import { audit, checkSiteCode, type ProviderSession } from '../session.ts'

const objectClass = 'SMS_DistributionPointInfo'

export type NewDistributionPoint = Partial<Omit<DistributionPoint, 'DPID' | 'NALPath' | 'ServerName'>> & {
  readonly ServerName: string
  readonly SiteCode: SiteCode
}

export function addDistributionPoint(session: ProviderSession, values: NewDistributionPoint): DistributionPoint {
  const { database } = session
  checkSiteCode(objectClass, values.SiteCode)
  const ServerName = parseDpName(values.ServerName)
  if (ServerName === undefined) {
    const where = { objectClass, property: 'ServerName' }
    throw new ObjectError('O-12', 'VALUE_OUT_OF_RANGE', where, `${values.ServerName} is no host name`)
  }
  const NALPath = nalPathOf(ServerName, values.SiteCode)
  if (database.distributionPoints.get(dpKey(NALPath)) !== undefined) {
    const where = { objectClass, property: 'NALPath' }
    throw new ObjectError('O-9', 'ALREADY_EXISTS', where, `there is a distribution point ${ServerName} already`)
  }
  const { sources = [], ...others } = values
  const row: DistributionPoint = {
    ...plainDistributionPoint,
    ...others,
    ServerName,
    NALPath,
    DPID: database.next('DPID'),
  }
  database.distributionPoints.put(row)
  if (sources.length > 0) setPullSources(session, NALPath, sources)
  audit(session, 'created', objectClass, NALPath)
  return row
}

/** Makes it a pull DP with these sources, or changes them; a chain may not come back to itself (O-16). */
export function setPullSources(
  session: ProviderSession,
  nalPath: DpNalPath,
  sources: DistributionPoint['sources'],
): void {
  const { database } = session
  const before = existingDp(database, nalPath)
  for (const source of sources) {
    existingDp(database, source.NALPath)
    const chain = [dpKey(source.NALPath), ...sourcesBehind(database, source.NALPath)]
    if (!chain.includes(dpKey(nalPath))) continue
    const message = `${before.ServerName} would pull from itself through ${source.NALPath}`
    throw new ObjectError('O-16', 'PULL_LOOP', { objectClass, property: 'SourceDPNALPath' }, message)
  }
  database.distributionPoints.put({ ...before, IsPullDP: true, sources: [...sources] })
}

/** GetChainedPullDPs: the pull DPs that get their content from this one, through others too. */
export function chainedPullDps(database: SiteDatabase, source: DpNalPath): readonly DpNalPath[] {
  return [...database.distributionPoints.rows()]
    .filter((row) => sourcesBehind(database, row.NALPath).has(dpKey(source)))
    .map((row) => row.NALPath)
}

/** SetDPMaintenanceMode (since 1902): 1 gets no content and is given to no client. */
export function setDpMaintenanceMode(session: ProviderSession, nalPath: DpNalPath, mode: 0 | 1): 0 {
  const before = existingDp(session.database, nalPath)
  session.database.distributionPoints.put({ ...before, MaintenanceMode: mode })
  audit(session, 'method', objectClass, nalPath, 'SetDPMaintenanceMode')
  return 0
}

export function existingDp(database: SiteDatabase, nalPath: DpNalPath): DistributionPoint {
  const row = database.distributionPoints.get(dpKey(nalPath))
  if (row !== undefined) return row
  const where = { objectClass, property: 'NALPath' }
  throw new ObjectError('O-4', 'DP_NOT_FOUND', where, `no distribution point ${nalPath}`)
}

/** Keys of all sources of a DP, and of their sources. */
function sourcesBehind(database: SiteDatabase, nalPath: DpNalPath): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [dpKey(nalPath)]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const source of database.distributionPoints.get(key)?.sources ?? []) {
      if (found.has(dpKey(source.NALPath))) continue
      found.add(dpKey(source.NALPath))
      open.push(dpKey(source.NALPath))
    }
  }
  return found
}
