// Who is in a collection: (direct or query or include), within the limiting collection, without the excluded
// (object-model.md 6; the order is reconstructed).
import type { CollectionRule, SmsCollection } from './sms-collection.ts'
import { matches, parseWql, type ResourceProperties } from './wql.ts'

/** A discovered computer or user. */
export type Resource = {
  readonly resourceId: number
  /** `SMS_R_System`, `SMS_R_User` … */
  readonly resourceClass: string
  readonly properties: ResourceProperties
}

/** Collections that are refreshed just now look at their rules, not at the members they had. */
export function membersOf(
  id: string,
  find: (id: string) => SmsCollection | undefined,
  resources: readonly Resource[],
): ReadonlySet<number> {
  const done = new Map<string, ReadonlySet<number>>()
  const membersWithin = (wanted: string): ReadonlySet<number> => {
    const known = done.get(wanted)
    if (known !== undefined) return known
    done.set(wanted, new Set()) // a circle, were there one, has no members
    const collection = find(wanted)
    const members = collection === undefined ? new Set<number>() : evaluate(collection, resources, membersWithin)
    done.set(wanted, members)
    return members
  }
  return membersWithin(id)
}

function evaluate(
  collection: SmsCollection,
  resources: readonly Resource[],
  membersWithin: (id: string) => ReadonlySet<number>,
): ReadonlySet<number> {
  const chosen = new Set<number>()
  for (const rule of collection.CollectionRules) {
    for (const id of chosenBy(rule, resources, membersWithin)) chosen.add(id)
  }
  const limit = collection.LimitToCollectionID === '' ? undefined : membersWithin(collection.LimitToCollectionID)
  const excluded = collection.CollectionRules.flatMap((rule) =>
    rule.kind === 'exclude' ? [...membersWithin(rule.collectionId)] : [],
  )
  for (const id of excluded) chosen.delete(id)
  return limit === undefined ? chosen : new Set([...chosen].filter((id) => limit.has(id)))
}

function chosenBy(
  rule: CollectionRule,
  resources: readonly Resource[],
  membersWithin: (id: string) => ReadonlySet<number>,
): Iterable<number> {
  if (rule.kind === 'include') return membersWithin(rule.collectionId)
  if (rule.kind === 'exclude') return []
  if (rule.kind === 'direct') {
    return resources
      .filter((one) => one.resourceId === rule.resourceId && sameClass(one.resourceClass, rule.resourceClass))
      .map((one) => one.resourceId)
  }
  const query = parseWql(rule.queryExpression)
  if ('problem' in query) return []
  return resources
    .filter((one) => sameClass(one.resourceClass, query.resourceClass) && matches(query.where, one.properties))
    .map((one) => one.resourceId)
}

const sameClass = (one: string, other: string): boolean => one.toUpperCase() === other.toUpperCase()
