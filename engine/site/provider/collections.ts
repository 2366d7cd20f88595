// SMS_Collection: create, rules, refresh (object-model.md 6; O-3, O-6, O-17).
import { notificationTypes } from '../database/database-rows.ts'
import { notify, type SiteDatabase } from '../database/site-database.ts'
import { ObjectError } from '../objects/errors.ts'
import { changedInstance, newInstance } from '../objects/property.ts'
import { checkToken } from '../objects/schedule-token.ts'
import {
  collectionProperties,
  collectionStatuses,
  type CollectionRule,
  type SmsCollection,
} from '../objects/sms-collection.ts'
import { membersOf, type Resource } from '../objects/membership.ts'
import { parseWql } from '../objects/wql.ts'
import {
  audit,
  checkReadVersion,
  checkSourceSite,
  existingCollection,
  nextId,
  nextVersionOf,
  type ProviderSession,
} from './session.ts'

const objectClass = 'SMS_Collection'

export function createCollection(session: ProviderSession, values: Partial<SmsCollection>): string {
  const { database } = session
  const CollectionID = nextId(database, 'collection', (id) => database.collections.get(id) !== undefined)
  const made = newInstance<SmsCollection>(objectClass, collectionProperties, values, {
    CollectionID,
    SourceSite: database.site,
  })
  checkCollection(database, made)
  database.collections.put(made)
  audit(session, 'created', objectClass, CollectionID)
  return CollectionID
}

export function changeCollection(
  session: ProviderSession,
  id: string,
  changes: Partial<SmsCollection>,
  readVersion?: string,
): void {
  const { database } = session
  const before = existingCollection(database, objectClass, id)
  checkSourceSite(session, objectClass, before.SourceSite)
  checkReadVersion(objectClass, before.SedoObjectVersion, readVersion)
  const after = changedInstance(objectClass, collectionProperties, before, changes)
  checkCollection(database, after)
  database.collections.put({ ...after, SedoObjectVersion: nextVersionOf(before) })
  audit(session, 'modified', objectClass, id)
}

export function addMembershipRules(session: ProviderSession, id: string, rules: readonly CollectionRule[]): 0 {
  const { CollectionRules } = existingCollection(session.database, objectClass, id)
  changeCollection(session, id, { CollectionRules: [...CollectionRules, ...rules] })
  return 0
}

export function deleteMembershipRule(session: ProviderSession, id: string, ruleName: string): 0 {
  const { CollectionRules } = existingCollection(session.database, objectClass, id)
  const kept = CollectionRules.filter((rule) => rule.ruleName !== ruleName)
  if (kept.length === CollectionRules.length) {
    const where = { objectClass, property: 'CollectionRules' }
    throw new ObjectError('O-10', 'INVALID_PARAMETER', where, `collection ${id} has no rule ${ruleName}`)
  }
  changeCollection(session, id, { CollectionRules: kept })
  return 0
}

/** RequestRefresh: the rules are looked at now; until then the members stay as they were. */
export function requestRefresh(
  session: ProviderSession,
  id: string,
  resources: readonly Resource[],
): readonly number[] {
  const { database } = session
  existingCollection(database, objectClass, id)
  const members = membersOf(id, (other) => database.collections.get(other), resources)
  database.members.put({ CollectionID: id, ResourceIDs: [...members] })
  database.collections.change(id, { MemberCount: members.size, CurrentStatus: collectionStatuses.ready })
  audit(session, 'method', objectClass, id, 'RequestRefresh')
  return [...members]
}

/** Deletes it; what was advertised to it has nobody left. */
export function deleteCollection(session: ProviderSession, id: string): void {
  const { database } = session
  const before = existingCollection(database, objectClass, id)
  checkSourceSite(session, objectClass, before.SourceSite)
  const user = [...database.collections.rows()].find((other) => neededBy(other).includes(id))
  if (user !== undefined) {
    const where = { objectClass, property: 'CollectionID' }
    throw new ObjectError('O-17', 'CIRCULAR', where, `collection ${user.CollectionID} refers to ${id}`)
  }
  database.collections.delete(id)
  database.members.delete(id)
  for (const row of [...database.advertisements.rows()]) {
    if (row.CollectionID !== id) continue
    database.advertisements.delete(row.AdvertisementID)
    notify(database, row.PackageID, notificationTypes.program)
  }
  audit(session, 'deleted', objectClass, id)
}

/** Collections that this one is limited to, includes or excludes. */
function neededBy(collection: Pick<SmsCollection, 'LimitToCollectionID' | 'CollectionRules'>): readonly string[] {
  const named = collection.CollectionRules.flatMap((rule) => ('collectionId' in rule ? [rule.collectionId] : []))
  return collection.LimitToCollectionID === '' ? named : [collection.LimitToCollectionID, ...named]
}

function checkCollection(database: SiteDatabase, values: SmsCollection): void {
  values.RefreshSchedule.forEach(checkToken)
  for (const id of neededBy(values)) {
    const other = id === values.CollectionID ? values : existingCollection(database, objectClass, id)
    if (other.CollectionType === values.CollectionType) continue
    const message = `${id} holds another type of resource`
    throw new ObjectError('O-17', 'TYPE_MISMATCH', { objectClass, property: 'CollectionRules' }, message)
  }
  checkNoCircle(database, values)
  for (const rule of values.CollectionRules) if (rule.kind === 'query') checkQuery(rule.queryExpression)
}

/** VerifyNoCircularDependencies */
function checkNoCircle(database: SiteDatabase, values: SmsCollection): void {
  const seen = new Set<string>()
  const open = [...neededBy(values)]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === values.CollectionID) {
      const message = 'depends on itself through the collections it is limited to, includes or excludes'
      throw new ObjectError('O-17', 'CIRCULAR', { objectClass, property: 'CollectionRules' }, message)
    }
    if (seen.has(id)) continue
    seen.add(id)
    const other = database.collections.get(id)
    if (other !== undefined) open.push(...neededBy(other))
  }
}

/** ValidateQuery */
function checkQuery(expression: string): void {
  const parsed = parseWql(expression)
  if (!('problem' in parsed)) return
  const where = { objectClass: 'SMS_CollectionRuleQuery', property: 'QueryExpression' }
  throw new ObjectError('O-10', 'INVALID_PARAMETER', where, parsed.problem)
}
