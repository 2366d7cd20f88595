// `cmdp locate`: lets the scenario live until the client asks, looks what each DP holds then, and asks the engine.
import { locate, type Located } from '../../engine/client/locate.ts'
import type { DpOfSite } from '../../engine/client/location/content-location.ts'
import type { Hierarchy } from '../../engine/site/model/hierarchy.ts'
import { simulate } from '../../engine/site/simulation.ts'
import { AgentError } from '../errors.ts'
import { printableLine } from '../terminal/printable.ts'
import { namedHashes } from './hashes.ts'
import type { Scenario } from './scenario/load-scenario.ts'

export type LocateQuestion = {
  readonly client: string
  readonly packageId: string
  /** Milliseconds since 1970; undefined: when the story has ended. */
  readonly at: number | undefined
}

const day = 24 * 60 * 60 * 1_000

/** Rejects a client or a package that the scenario does not have. */
export function locateClient(scenario: Scenario, question: LocateQuestion): Located {
  const { plan, boundaryGroups, lasting = 30 * day } = scenario
  const client = scenario.clients.find(({ name }) => name.toUpperCase() === question.client.toUpperCase())
  if (client === undefined)
    throw unknown(
      'client',
      question.client,
      scenario.clients.map(({ name }) => name),
    )
  const packageId = question.packageId.toUpperCase()
  const { hierarchy, world } = simulate(plan, namedHashes)
  if (!hierarchy.packages.has(packageId)) throw unknown('package', question.packageId, [...hierarchy.packages.keys()])
  const end = question.at ?? plan.start + lasting
  while ((world.next() ?? Infinity) <= end) world.step()
  return locate({
    client,
    sites: plan.sites,
    groups: boundaryGroups,
    dps: dpsOf(hierarchy, packageId),
    packageId,
    at: question.at ?? world.now(),
  })
}

/** Each DP, and whether it has the newest version of the package. */
function dpsOf(hierarchy: Hierarchy, packageId: string): readonly DpOfSite[] {
  const newest = hierarchy.packages.get(packageId)?.versions.at(-1)
  const arrived = new Set(
    [...hierarchy.deliveries.all()]
      .filter(
        (one) => one.packageId === packageId && one.outcome === 'success' && one.packageVersion === newest?.number,
      )
      .map(({ dp }) => dp),
  )
  return [...hierarchy.dps.values()].map((dp) => ({
    name: dp.name,
    site: dp.plan.site,
    cloud: dp.plan.kind === 'cloud',
    maintenance: dp.inMaintenance,
    hasContent:
      arrived.has(dp.name) ||
      (newest !== undefined && newest.contents.every((content) => hierarchy.shelves.holds(dp, content))),
  }))
}

function unknown(what: string, given: string, known: readonly string[]): AgentError {
  const some =
    known.length === 0 ? 'it has none' : `it has ${known.slice(0, 10).join(', ')}${known.length > 10 ? ' …' : ''}`
  return new AgentError('badUsage', {
    problem: `The scenario has no ${what} ${printableLine(given)}; ${some}`,
  })
}
