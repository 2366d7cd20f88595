import type { Chance } from '../world/chance.ts'
import type { World } from '../world/world.ts'
import type { FaultClass, FaultPlan } from './hierarchy-plan.ts'

/** What is broken at this moment. */
export type Faults = {
  /** Does it hit this try? Asked once per try, since a fault may hit only some. */
  hits(kind: FaultClass, on: string): boolean
  /** The first of these that hits. */
  first<Kind extends FaultClass>(kinds: readonly Kind[], on: string): Kind | undefined
}

export function createFaults(plans: readonly FaultPlan[], world: World, start: number, random: Chance): Faults {
  const own = random.fork('faults')
  const byPlace = new Map<string, FaultPlan[]>()
  for (const plan of plans) {
    const key = `${plan.class} ${plan.on}`
    byPlace.set(key, [...(byPlace.get(key) ?? []), plan])
  }
  const hits = (kind: FaultClass, on: string): boolean => {
    const since = world.now() - start
    const plans = byPlace.size === 0 ? undefined : byPlace.get(`${kind} ${on}`)
    return plans?.some((one) => since >= one.at && since < one.at + one.for && own.next() < one.probability) ?? false
  }
  return { hits, first: (kinds, on) => kinds.find((kind) => hits(kind, on)) }
}
