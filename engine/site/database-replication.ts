// Rows of packages and of their DPs reach the other sites' databases after a while. Source: distribution-engine.md 6.1
// step 4 and 6.2 step 1.
import type { Package } from './model/content.ts'
import type { Hierarchy, Site, SitePackage } from './model/hierarchy.ts'
import { about, pace } from './model/pace.ts'
import type { Chance } from './world/chance.ts'

/** While rows are held up, they are looked for this often; milliseconds. */
const heldUp = 60_000

/** Runs `then` when a row of `from` has come to `to`; at once on the same site. */
export function replicated(from: Site, to: Site, { world, faults }: Hierarchy, random: Chance, then: () => void): void {
  const arrive = (): void => {
    if (faults.hits('waiting-intersite', to.code)) world.at(world.now() + heldUp, arrive)
    else then()
  }
  if (from === to) then()
  else world.at(world.now() + about(pace.replication, random), arrive)
}

/** The package's rows, with its newest stored version, at every other site; DistMgr there is told. */
export function announce(of: Package, from: Site, hierarchy: Hierarchy, random: Chance): void {
  const version = from.packages.get(of.plan.id)?.sourceVersion ?? 1
  for (const site of hierarchy.sites.values()) {
    if (site === from) continue
    replicated(from, site, hierarchy, random, () => {
      const known = site.packages.get(of.plan.id)
      const one = known ?? newSitePackage(of)
      if (one.sourceVersion >= version) return
      site.packages.set(of.plan.id, one)
      one.sourceVersion = version
      if (known === undefined) one.action = 'learn'
      for (const target of one.targets.values()) {
        if (target.action === 'none' && target.delivery !== undefined) target.action = 'update'
      }
      tellDistMgr(site, of.plan.id, 'package')
    })
  }
}

export const newSitePackage = (of: Package): SitePackage => ({
  package: of,
  sourceVersion: 0,
  storedVersion: 0,
  action: 'none',
  targets: new Map(),
  sent: new Map(),
  processing: false,
  again: undefined,
})

/** A row in PkgNotification: smsdbmon drops a file for DistMgr. */
export function tellDistMgr(site: Site, packageId: string, kind: 'package' | 'servers'): void {
  site.components.notify({
    what: 'package row changed',
    words: { packageId },
    file: `distmgr.box\\${packageId}.PKN`,
    then: () => site.components.process(packageId, kind, true),
  })
}
