// Random hierarchies in which any fault that logs can show may happen, or none.
import {
  faultClasses,
  type DpPlan,
  type FaultClass,
  type FaultPlan,
  type HierarchyPlan,
  type PackagePlan,
} from '../../engine/site/model/hierarchy-plan.ts'
import { chance, type Chance } from '../../engine/site/world/chance.ts'
import { randomPlan } from './random-plan.ts'

const minute = 60_000
const pick = <Item>(random: Chance, items: readonly Item[]): Item => items[random.between(0, items.length - 1)]!

/** Seen in a library or a list, or only where fifty packages fail at once: not here. */
const elsewhere: ReadonlySet<FaultClass> = new Set<FaultClass>([
  ...(['hash-mismatch-content', 'library-wmi-mismatch', 'targeted-not-present', 'pull-stalled'] as const),
])
const kinds = (Object.keys(faultClasses) as FaultClass[]).filter((name) => !elsewhere.has(name))

export function randomFaults(seed: number): HierarchyPlan {
  const random = chance(seed).fork('faults of causes')
  const plan = furnished(randomPlan(seed), random)
  return { ...plan, faults: faultsIn(plan, random) }
}

/** A cloud DP, a PXE DP with a boot image, and two update packages on one source folder, so that all faults have a place. */
function furnished(plan: HierarchyPlan, random: Chance): HierarchyPlan {
  const [first, ...others] = plan.distributionPoints
  if (first === undefined) return plan
  const cloud: DpPlan = {
    ...first,
    name: 'PS1CLOUD.CONTOSO.COM',
    kind: 'cloud',
    closed: [],
    rate: { kind: 'unlimited' },
  }
  const dps = [{ ...first, pxe: true }, ...others, cloud]
  const [image, ...shared] = ['PS10000A', 'PS10000B', 'PS10000C'].map((id, index) => packageOf(id, index, random))
  const more = [image!, ...shared]
  const distribute = more.map(({ id }) => ({
    ...{ at: random.between(0, 30) * minute, do: 'distribute' as const, packages: [id], site: undefined },
    ...{ to: [first.name, cloud.name], changed: undefined },
  }))
  const updates = shared.map(({ id }, index) => ({
    ...{ at: (40 + 60 * index) * minute, do: 'update' as const, packages: [id], to: [], site: undefined, changed: 1 },
  }))
  const actions = [...plan.actions, ...distribute, ...updates].sort((one, other) => one.at - other.at)
  return { ...plan, distributionPoints: dps, packages: [...plan.packages, ...more], actions }
}

function packageOf(id: string, index: number, random: Chance): PackagePlan {
  return {
    ...{ id, kind: index === 0 ? 'boot-image' : 'updates', name: `Package ${id}`, site: 'PS1', priority: 2 },
    source: `\\\\FS1.CONTOSO.COM\\Source$\\${index === 0 ? id : 'Updates'}`,
    ...{ files: { count: 2, size: { least: 1, most: random.between(1, 20) * 1024 } }, created: true },
  }
}

function faultsIn(plan: HierarchyPlan, random: Chance): FaultPlan[] {
  return Array.from({ length: random.between(0, 6) }, () => {
    const kind = pick(random, kinds)
    return {
      at: random.between(0, 120) * minute,
      for: random.between(20, 240) * minute,
      class: kind,
      on: placeOf(kind, plan, random),
      probability: pick(random, [1, 1, 0.5]),
    }
  })
}

/** Where it can show: an upload to the cloud fails at a cloud DP, a download at a pull DP. */
function placeOf(kind: FaultClass, { distributionPoints, packages, sites }: HierarchyPlan, random: Chance): string {
  if (kind === 'source-shared-folder') return 'PS10000C'
  if (faultClasses[kind] === 'package') return pick(random, packages).id
  if (faultClasses[kind] === 'site') return pick(random, sites).code
  const wanted = kind.startsWith('pull') ? 'pull' : kind === 'branchcache-cache-full' ? 'cloud' : undefined
  const isPxe = kind === 'content-lookup-excluded-drive' || kind === 'pxe-password-key'
  const fitting = distributionPoints.filter((dp) => (wanted === undefined || dp.kind === wanted) && (!isPxe || dp.pxe))
  return pick(random, fitting).name
}
