// Which management point a client of Configuration Manager 2007 asks: roaming (flows.md 5a; SLF-1 to SLF-12).
import { runFlow, type FlowRun } from '../../flowcharts/run-flow.ts'
import { isInOneOf } from './subnet.ts'

export type Site2007 = {
  readonly code: string
  readonly kind: 'primary' | 'secondary'
  readonly parent?: string
  readonly boundaries: readonly string[]
  /** Name of the default management point; of a secondary site, its proxy. */
  readonly managementPoint?: string
}

export type Roaming2007 = {
  readonly address: string
  readonly assignedSite: string
  readonly sites: readonly Site2007[]
  readonly onInternet?: boolean
  readonly internetManagementPoint?: string
  /** Location changed, or the cached answer expired. */
  readonly locationChanged?: boolean
  /** Schema extended, sites published, client in the forest of the site servers. */
  readonly globalRoaming: boolean
  /** Sites that hold the content, for a client in another site. */
  readonly sitesWithContent?: readonly string[]
  readonly reachable?: boolean
}

export type Roamed2007 = FlowRun & {
  readonly managementPoint: string | undefined
  /** Site whose DPs the client may use besides those of its assigned site. */
  readonly currentSite: string
  /** Asked besides, when the resident site lacks the content. */
  readonly alsoAsks: string | undefined
}

export function findManagementPoint2007(situation: Roaming2007): Roamed2007 {
  const { sites, assignedSite, address, sitesWithContent = [] } = situation
  const assigned = sites.find(({ code }) => code === assignedSite)
  const here = sites.filter(({ boundaries }) => isInOneOf(address, boundaries))
  const atHome = here.some(({ code }) => code === assignedSite)
  const secondary = here.find(({ kind, parent }) => kind === 'secondary' && parent === assignedSite)
  const other = here.find(({ code }) => code !== assignedSite)
  const run = runFlow(
    'slf',
    {
      onInternet: situation.onInternet === true,
      locationChanged: situation.locationChanged !== false,
      globalRoaming: situation.globalRoaming,
      inAssignedSite: atHome,
      inSecondaryOfAssigned: secondary !== undefined,
      proxyMpThere: secondary?.managementPoint !== undefined,
      inAnotherSite: other !== undefined,
      localProxyMp: !atHome && secondary?.managementPoint !== undefined,
      residentSiteHasContent: other !== undefined && sitesWithContent.includes(other.code),
      mpReachable: situation.reachable === false ? [false, false, false, 'none'] : true,
    },
    { variant: '2007' },
  )
  const passed = (answer: string): boolean => run.answers.includes(answer)
  const byProxy = passed('SLF-6 yes') || passed('SLF-9 yes')
  const resident = passed('SLF-7 yes')
  const reached = run.end.kind === 'end'
  const chosen = passed('SLF-1 yes')
    ? situation.internetManagementPoint
    : byProxy
      ? secondary?.managementPoint
      : resident
        ? other?.managementPoint
        : assigned?.managementPoint
  const roamed = passed('SLF-5 yes') || byProxy ? secondary : resident ? other : undefined
  return {
    ...run,
    managementPoint: reached ? chosen : undefined,
    currentSite: roamed?.code ?? assignedSite,
    alsoAsks: passed('SLF-11 no') ? assigned?.managementPoint : undefined,
  }
}
