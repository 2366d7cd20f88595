import type { Hierarchy, Job, Site } from '../model/hierarchy.ts'
import type { Chance } from '../world/chance.ts'

/** PkgXferMgr drops a status file for DistMgr: 3 installed, 5 given up (distribution-engine.md 4, PkgStatus). */
export function statusToDistMgr(
  { delivery, dp, words }: Job,
  site: Site,
  { world }: Hierarchy,
  random: Chance,
  status: 3 | 5,
): void {
  world.at(world.now() + random.between(50, 400), () => site.components.status({ delivery, dp, status, words }))
}
