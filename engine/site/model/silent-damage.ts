// What happens to a library without anybody having been asked: bytes that turn, packages that are gone.
import type { Chance } from '../world/chance.ts'
import type { FaultPlan } from './hierarchy-plan.ts'
import type { Package } from './content.ts'
import type { Dp, Hierarchy } from './hierarchy.ts'

const kinds = {
  'hash-mismatch-content': ({ shelves }: Hierarchy, dp: Dp, which: number): void => shelves.corrupt(dp, which),
  /** Removed by hand: PkgLib and WMI forget it, the site does not (failure-taxonomy.md 2). */
  'targeted-not-present': (hierarchy: Hierarchy, dp: Dp, which: number): void => void vanishes(hierarchy, dp, which),
  /** The same while its row in WMI stays. */
  'library-wmi-mismatch': (hierarchy: Hierarchy, dp: Dp, which: number): void => {
    const gone = vanishes(hierarchy, dp, which)
    if (gone !== undefined) dp.staleRows.add(gone.plan.id)
  },
} as const

/** Each fault of these kinds comes once, at its time. */
export function startDamage(faults: readonly FaultPlan[], hierarchy: Hierarchy, random: Chance): void {
  const { world, dps, plan } = hierarchy
  for (const fault of faults) {
    const dp = dps.get(fault.on)
    const happens = (kinds as Partial<Record<string, (typeof kinds)[keyof typeof kinds]>>)[fault.class]
    if (happens === undefined || dp === undefined) continue
    const which = random.between(0, 1_000_000)
    if (random.next() < fault.probability) world.at(plan.start + fault.at, () => happens(hierarchy, dp, which))
  }
}

/** A package of the DP loses its contents there. @returns undefined when the DP holds none */
function vanishes({ shelves }: Hierarchy, dp: Dp, which: number): Package | undefined {
  const held = packagesHeld(shelves, dp)
  const one = held[which % Math.max(1, held.length)]
  for (const { contents } of one?.versions ?? [])
    for (const content of contents) if (one !== undefined) shelves.remove(dp, one, content)
  return one
}

/** Packages of which the DP holds a content, in the order of the site. */
export const packagesHeld = (shelves: Hierarchy['shelves'], dp: Dp): readonly Package[] =>
  [...dp.site.packages.values()]
    .map((row) => row.package)
    .filter(({ versions }) => versions.some(({ contents }) => contents.some((content) => shelves.holds(dp, content))))
