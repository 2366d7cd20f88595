// Which management point a client of the current branch asks (flows.md 5b; SLF-20 to SLF-24).
import { runFlow, type FlowRun } from '../../flowcharts/run-flow.ts'

export type ManagementPoint = {
  readonly name: string
  /** proxy: of a secondary site; assigned: of the assigned site; local: by boundary. */
  readonly class: 'proxy' | 'local' | 'assigned'
  readonly https: boolean
  readonly trustedForest: boolean
  /** In one of the client's boundary groups: preferred, where that is switched on. */
  readonly inBoundaryGroup: boolean
  readonly reachable: boolean
  /** neighbour or default: reached by falling back from the boundary group. */
  readonly reach?: 'group' | 'neighbor' | 'default'
}

export type ServiceSituation = {
  readonly managementPoints: readonly ManagementPoint[]
  readonly preferredManagementPoints: boolean
  /** Fallback of management points is at once or never; never is this. */
  readonly neverFallBack?: boolean
  /** 25 hours have passed, or the agent was started again. */
  readonly refresh?: boolean
}

export type ServiceLocation = FlowRun & {
  readonly managementPoint: string | undefined
  /** In the order in which they are tried. */
  readonly order: readonly string[]
  /** Locality as the log prints it: 3 local, 2 remote, 1 default group, 0 unknown. */
  readonly locality: 0 | 1 | 2 | 3
}

const classes = ['proxy', 'local', 'assigned'] as const

/** @param chance  0 to 1, the same for the same name: equals are taken at random */
export function findManagementPoint(situation: ServiceSituation, chance: (name: string) => number): ServiceLocation {
  const usable = situation.managementPoints.filter((one) => one.reach === undefined || one.reach === 'group')
  const widened = situation.managementPoints
  const groupIsEmpty = !situation.managementPoints.some((one) => one.inBoundaryGroup)
  const firstOrder = orderOf(usable, situation.preferredManagementPoints, chance)
  const order = orderOf(widened, situation.preferredManagementPoints, chance)
  const near = firstOrder.find(({ reachable }) => reachable)
  const far = situation.neverFallBack === true ? undefined : order.find(({ reachable }) => reachable)
  const chosen = firstOrder[0]?.reachable === true ? firstOrder[0] : (near ?? far)
  const failing = firstOrder[0]?.reachable !== true
  const run = runFlow('slf', {
    mpFailing: [...(situation.refresh === true ? ['anew'] : []), ...(failing ? [true] : []), false],
    groupWithoutMp: chosen === undefined ? 'never' : near !== undefined ? false : groupIsEmpty ? 'none-listed' : true,
  })
  return {
    ...run,
    managementPoint: chosen?.name,
    order: order.map(({ name }) => name),
    locality: localityOf(chosen),
  }
}

function localityOf(chosen: ManagementPoint | undefined): ServiceLocation['locality'] {
  if (chosen === undefined) return 0
  if (chosen.reach === 'default') return 1
  return chosen.inBoundaryGroup || chosen.class === 'local' ? 3 : 2
}

/** Classes in their order, preferred ones first inside a class, HTTPS before HTTP, the trusted forest before others. */
function orderOf(
  all: readonly ManagementPoint[],
  preferred: boolean,
  chance: (name: string) => number,
): readonly ManagementPoint[] {
  const reachOrder = ['group', 'neighbor', 'default'] as const
  const place = (one: ManagementPoint): readonly number[] => [
    reachOrder.indexOf(one.reach ?? 'group'),
    classes.indexOf(one.class),
    preferred && !one.inBoundaryGroup ? 1 : 0,
    one.https ? 0 : 1,
    one.trustedForest ? 0 : 1,
    chance(one.name),
  ]
  return [...all].sort((one, other) => comparePlaces(place(one), place(other)))
}

/** First difference decides. */
export function comparePlaces(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
