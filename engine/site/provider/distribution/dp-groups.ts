// SMS_DistributionPointGroup: packages for many distribution points at once (object-model.md 4).
import type { PackageId } from '../../../ids.ts'
import { actions } from '../../database/database-rows.ts'
import { packageServerKey, type SiteDatabase } from '../../database/site-database.ts'
import { ObjectError } from '../../objects/errors.ts'
import type { DistributionPointGroup, DpNalPath } from '../../objects/sms-distribution-point.ts'
import { existingDp } from './distribution-points.ts'
import { addDistributionPoints, refreshNow } from './package-servers.ts'
import { audit, existingCollection, existingPackage, type ProviderSession } from '../session.ts'

const objectClass = 'SMS_DistributionPointGroup'

export function createGroup(session: ProviderSession, name: string): DistributionPointGroup {
  const { database } = session
  if (name === '') throw new ObjectError('O-6', 'ILLEGAL_NULL', { objectClass, property: 'Name' }, 'must not be empty')
  if ([...database.groups.rows()].some((group) => group.Name.toUpperCase() === name.toUpperCase())) {
    throw new ObjectError(
      'O-9',
      'ALREADY_EXISTS',
      { objectClass, property: 'Name' },
      `there is a group ${name} already`,
    )
  }
  const group = {
    GroupID: `${database.site}-${database.next('group')}`,
    Name: name,
    members: [],
    packages: [],
    collections: [],
  }
  database.groups.put(group)
  audit(session, 'created', objectClass, group.GroupID)
  return group
}

/** AddDistributionPoints(DPNALPath[], AddTargetedPackages): with `addPackages` they get what the group has. */
export function addToGroup(
  session: ProviderSession,
  groupId: string,
  nalPaths: readonly DpNalPath[],
  addPackages: boolean,
): 0 {
  const group = existingGroup(session.database, groupId)
  for (const path of nalPaths) existingDp(session.database, path)
  put(session, { ...group, members: [...new Set([...group.members, ...nalPaths])] }, 'AddDistributionPoints')
  if (addPackages) for (const id of group.packages) sendToThoseWithout(session, id, nalPaths)
  return 0
}

/** RemoveDistributionPoints: they leave the group and keep their packages. */
export function removeFromGroup(session: ProviderSession, groupId: string, nalPaths: readonly DpNalPath[]): 0 {
  const group = existingGroup(session.database, groupId)
  const members = group.members.filter((path) => !nalPaths.includes(path))
  put(session, { ...group, members }, 'RemoveDistributionPoints')
  return 0
}

/** AddPackages: each goes to every member that does not have it. */
export function addPackagesToGroup(session: ProviderSession, groupId: string, ids: readonly PackageId[]): 0 {
  const group = existingGroup(session.database, groupId)
  for (const id of ids) existingPackage(session.database, objectClass, id)
  for (const id of ids) sendToThoseWithout(session, id, group.members)
  put(session, { ...group, packages: [...new Set([...group.packages, ...ids])] }, 'AddPackages')
  return 0
}

/** RedistributePackage: RefreshNow on every member. */
export function redistributeToGroup(session: ProviderSession, groupId: string, id: PackageId): 0 {
  const group = existingGroup(session.database, groupId)
  for (const path of group.members) refreshNow(session, id, path)
  put(session, group, 'RedistributePackage')
  return 0
}

/** RefreshDPGroup: members get what the group has and they lack (the notes name the method only). */
export function refreshGroup(session: ProviderSession, groupId: string): 0 {
  const group = existingGroup(session.database, groupId)
  for (const id of group.packages) sendToThoseWithout(session, id, group.members)
  put(session, group, 'RefreshDPGroup')
  return 0
}

export function associateCollections(session: ProviderSession, groupId: string, ids: readonly string[]): 0 {
  const group = existingGroup(session.database, groupId)
  for (const id of ids) existingCollection(session.database, objectClass, id)
  put(session, { ...group, collections: [...new Set([...group.collections, ...ids])] }, 'AssociateCollections')
  return 0
}

function sendToThoseWithout(session: ProviderSession, id: PackageId, nalPaths: readonly DpNalPath[]): void {
  const { database } = session
  const without = nalPaths.filter((path) => {
    const row = database.packageServers.get(packageServerKey(id, path))
    return row === undefined || row.Action === actions.delete
  })
  const pairs = without.map((nalPath) => ({ nalPath, siteCode: existingDp(database, nalPath).SiteCode }))
  if (pairs.length > 0) addDistributionPoints(session, id, pairs)
}

function existingGroup(database: SiteDatabase, groupId: string): DistributionPointGroup {
  const group = database.groups.get(groupId)
  if (group !== undefined) return group
  throw new ObjectError('O-4', 'DP_NOT_FOUND', { objectClass, property: 'GroupID' }, `there is no group ${groupId}`)
}

function put(session: ProviderSession, group: DistributionPointGroup, method: string): void {
  session.database.groups.put(group)
  audit(session, 'method', objectClass, group.GroupID, method)
}
