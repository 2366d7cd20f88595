// What somebody who may ask the DPs and the site would be told: `lists/<DP>/wmi.csv`, the rows of SMS_PackagesInContLib,
// and `expected.csv`, what the site believes installed.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packagesHeld } from '../../engine/site/model/silent-damage.ts'
import type { Dp, Hierarchy } from '../../engine/site/model/hierarchy.ts'

export function writeLists(out: string, hierarchy: Hierarchy): void {
  for (const dp of hierarchy.dps.values()) {
    const folder = join(out, 'lists', dp.name)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'wmi.csv'), csv(['packageId', ...listed(dp, hierarchy)]))
    writeFileSync(join(folder, 'expected.csv'), csv(['packageId,packageVersion', ...expected(dp)]))
  }
}

const listed = (dp: Dp, { shelves }: Hierarchy): readonly string[] =>
  [...new Set([...packagesHeld(shelves, dp).map(({ plan }) => plan.id), ...dp.staleRows])].sort()

function expected(dp: Dp): readonly string[] {
  return [...dp.site.packages.values()].flatMap(({ package: { plan }, targets }) => {
    const delivery = targets.get(dp)?.delivery
    return delivery?.outcome === 'success' ? [`${plan.id},${String(delivery.packageVersion)}`] : []
  })
}

const csv = (rows: readonly string[]): string => rows.map((row) => `${row}\r\n`).join('')
