// Which sources a client of the current branch may use for a content, in which order, from when on (flows.md 6c; CLF-20
// to CLF-29). Times are milliseconds since the client first failed to get the content.
import { runFlow, type FlowRun } from '../../flowcharts/run-flow.ts'
import { groupsOf, poolOf, type BoundaryGroup } from './boundary-groups.ts'
import { peersFor, type Peer } from './peers.ts'
import { orderSources, type Ranked, type Source } from './source-order.ts'
import { isInSubnet } from './subnet.ts'
import { trying } from './source-tries.ts'

export type DpOfSite = {
  readonly name: string
  readonly site: string
  readonly hasContent: boolean
  /** Given to no client while it is maintained (since 1902). */
  readonly maintenance?: boolean
  /** `10.1.2.0/24`; undefined: not known to be in the client's subnet. */
  readonly subnet?: string
  readonly internetFacing?: boolean
  readonly cloud?: boolean
  readonly sameComputer?: boolean
}

export type ContentRequest = {
  readonly address: string
  readonly assignedSite: string
  readonly groups: readonly BoundaryGroup[]
  readonly dps: readonly DpOfSite[]
  readonly peers?: readonly Peer[]
  /** Two settings of the deployment; both are on unless somebody switched them off. */
  readonly allowNeighbors?: boolean
  readonly allowDefaultGroup?: boolean
  /** The package is distributed on demand. */
  readonly onDemand?: boolean
  /** Client set-up and task sequences do not wait: the times only order the neighbours (CLF-28). */
  readonly purpose?: 'program' | 'set-up' | 'task-sequence'
  /** Software updates: Microsoft Update is a source. */
  readonly microsoftUpdate?: boolean
}

export type ContentLocation = FlowRun & {
  readonly currentGroups: readonly string[]
  /** In the order of preference; a source counts from its `from` on. */
  readonly sources: readonly Ranked[]
  /** First source that served: the first in order at its time, unless it does not answer. */
  readonly chosen: Ranked | undefined
  /** When the client had it; milliseconds since it first asked. */
  readonly chosenAt: number | undefined
  /** DPs that get the content because it was asked for. */
  readonly distributeTo: readonly string[]
}

/**
 * @param works   whether a source serves the client when it is tried
 * @param chance  0 to 1, the same for the same name: equals are taken at random
 */
export function locateContent(
  request: ContentRequest,
  works: (source: Ranked, at: number) => boolean,
  chance: (name: string) => number,
): ContentLocation {
  const current = groupsOf(request.address, request.groups)
  const sources = allowedSources(request, current, chance)
  const holdsNothing = !sources.some(({ kind, reach }) => kind === 'dp' && reach === 'current')
  const onDemand = request.onDemand === true && holdsNothing
  const tries = trying(sources, works)
  const facts = {
    request: request.purpose === 'set-up' || request.purpose === 'task-sequence' ? 'set-up' : 'next',
    distribution: onDemand ? 'on-demand' : 'next',
    neighbour: sources.some(({ rank, reach }) => rank === 3 && reach === 'neighbor') ? 'same-subnet' : 'next',
    fallbackGroupsAllowed: request.allowNeighbors !== false && request.allowDefaultGroup !== false,
    sourceWorks: () => tries.next(),
  }
  let run = runFlow('clf', facts)
  // An empty pool: the client asks again when the next group comes in.
  while (run.end.kind === 'wait' && tries.waitForMore()) {
    const later = runFlow('clf', facts, { from: run.end.resume })
    run = { ...later, path: [...run.path, ...later.path], answers: [...run.answers, ...later.answers] }
  }
  return {
    ...run,
    currentGroups: current.map(({ name }) => name),
    sources,
    chosen: tries.chosen(),
    chosenAt: tries.chosen() === undefined ? undefined : tries.now(),
    distributeTo: onDemand ? [...new Set(current.flatMap(({ distributionPoints }) => distributionPoints))] : [],
  }
}

/** The pool with ranks, without what the deployment forbids. */
function allowedSources(
  request: ContentRequest,
  current: readonly BoundaryGroup[],
  chance: (name: string) => number,
): readonly Ranked[] {
  const { allowNeighbors = true, allowDefaultGroup = true, purpose = 'program' } = request
  const options = {
    preferDpsOverPeersOfSameSubnet: current.some((group) => group.preferDpsOverPeersOfSameSubnet === true),
    preferCloud: current.some((group) => group.preferCloud === true),
    taskSequence: purpose === 'task-sequence',
  }
  const ranked = orderSources(everySource(request, current), options, chance).filter(
    ({ rank, reach }) => (allowNeighbors || reach !== 'neighbor') && (allowDefaultGroup || rank !== 7),
  )
  return purpose === 'program' ? ranked : ranked.map((source) => ({ ...source, from: 0 }))
}

function everySource(request: ContentRequest, current: readonly BoundaryGroup[]): readonly Source[] {
  const held = new Map(
    request.dps.filter((dp) => dp.hasContent && dp.maintenance !== true).map((dp) => [dp.name, dp] as const),
  )
  const siteDps = request.dps
    .filter(
      ({ site, internetFacing, cloud }) => site === request.assignedSite && internetFacing !== true && cloud !== true,
    )
    .map(({ name }) => name)
  const pool = poolOf(current, request.groups, request.assignedSite, siteDps)
  const fromPool = pool.flatMap(({ dp, reach, from }): Source[] => {
    const found = held.get(dp)
    if (found === undefined) return []
    const sameSubnet = found.subnet !== undefined && isInSubnet(request.address, found.subnet)
    const kind = found.cloud === true ? 'cloud' : found.internetFacing === true ? 'internet-dp' : 'dp'
    return [{ name: dp, kind, reach, from, sameSubnet, sameComputer: found.sameComputer === true }]
  })
  const pooled = new Set(fromPool.map(({ name }) => name))
  const outside = [...held.values()].filter(
    (dp) => (dp.internetFacing === true || dp.cloud === true) && !pooled.has(dp.name),
  )
  const always = { reach: 'current', from: 0 } as const
  return [
    ...fromPool,
    ...peersFor(request.address, current, request.peers ?? []).map(({ name, sameSubnet }): Source => ({
      name,
      kind: 'peer',
      sameSubnet,
      ...always,
    })),
    ...(request.microsoftUpdate === true
      ? [{ name: 'Microsoft Update', kind: 'microsoft-update', ...always } as const]
      : []),
    ...outside.map((dp): Source => ({ name: dp.name, kind: dp.cloud === true ? 'cloud' : 'internet-dp', ...always })),
  ]
}
