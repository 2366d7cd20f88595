// Boundary groups of the current branch: which groups a client is in, and which DPs it may use as time passes
// (flows.md 6c; CLF-20, CLF-21).
import { assumedClient } from '../../assumptions.ts'
import { isInOneOf } from './subnet.ts'

const minute = 60_000

/** Time until a neighbour or the default group is used when nobody set another one. */
export const usualFallback = 120 * minute

/** A neighbour that is never used: `-1` in the console. */
export const never = Infinity

export type BoundaryGroup = {
  readonly name: string
  readonly subnets: readonly string[]
  readonly distributionPoints: readonly string[]
  /** Name of the neighbour -> milliseconds until it is used; `never` for blocked ones. */
  readonly neighbors: ReadonlyMap<string, number>
  /** Milliseconds until the default group of the site is used, when it was changed for this group. */
  readonly defaultFallback?: number
  readonly allowPeers?: boolean
  readonly peersOfSameSubnetOnly?: boolean
  readonly preferDpsOverPeersOfSameSubnet?: boolean
  readonly preferCloud?: boolean
}

/** How a DP came into the pool: from a current group, a neighbour, or the default group of the site. */
export type Reach = 'current' | 'neighbor' | 'default'

export type PoolMember = {
  readonly dp: string
  readonly reach: Reach
  readonly group: string
  /** Milliseconds after the client first failed from which on it may be used. */
  readonly from: number
}

/** Groups that contain the address; none means the default group of the assigned site. */
export const groupsOf = (address: string, groups: readonly BoundaryGroup[]): readonly BoundaryGroup[] =>
  groups.filter((group) => isInOneOf(address, group.subnets))

/** `Default-Site-Boundary-Group<PS1>`, as the console calls it. */
export const defaultGroupName = (site: string): string => `Default-Site-Boundary-Group<${site}>`

/**
 * Every DP that the client may use one day, once each, with the earliest time. Neighbours of neighbours never count.
 *
 * @param siteDps  DPs of the assigned site: those in no group make up its default group
 */
export function poolOf(
  current: readonly BoundaryGroup[],
  groups: readonly BoundaryGroup[],
  site: string,
  siteDps: readonly string[],
): readonly PoolMember[] {
  const members: PoolMember[] = []
  const add = (dps: readonly string[], reach: Reach, group: string, from: number): void => {
    if (from !== never) for (const dp of dps) members.push({ dp, reach, group, from })
  }
  for (const group of current) {
    add(group.distributionPoints, 'current', group.name, 0)
    for (const [name, from] of group.neighbors) {
      const neighbor = groups.find((other) => other.name === name)
      if (neighbor !== undefined) add(neighbor.distributionPoints, 'neighbor', name, from)
    }
  }
  const fallback =
    current.length === 0 ? 0 : Math.min(...current.map((group) => group.defaultFallback ?? usualFallback))
  add(defaultDps(groups, site, siteDps), current.length === 0 ? 'current' : 'default', defaultGroupName(site), fallback)
  return onceEach(members)
}

/** Its DPs are those named for it, and those of the site that are in no group. */
function defaultDps(groups: readonly BoundaryGroup[], site: string, siteDps: readonly string[]): readonly string[] {
  const named = groups.find((group) => group.name === defaultGroupName(site))?.distributionPoints ?? []
  if (!assumedClient.dpsInNoGroupAreInTheDefaultGroup) return named
  const grouped = new Set(groups.flatMap((group) => group.distributionPoints))
  return [...named, ...siteDps.filter((dp) => !grouped.has(dp))]
}

/** A DP in several groups is used from the earliest time on, and as the nearest kind of reach among equals. */
function onceEach(members: readonly PoolMember[]): readonly PoolMember[] {
  const best = new Map<string, PoolMember>()
  for (const member of members) {
    const known = best.get(member.dp)
    if (known === undefined || member.from < known.from) best.set(member.dp, member)
  }
  return [...best.values()]
}
