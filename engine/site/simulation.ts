// Puts a hierarchy together and lets it live. Pure: the same plan tells the same story on every machine.
import { act } from './actions.ts'
import { startDespooler } from './components/despooler.ts'
import { startDistMgr } from './components/dist-mgr.ts'
import { startNotifier } from './components/notifier.ts'
import { startSender } from './components/sender.ts'
import { startTransferMgr } from './components/transfer-mgr.ts'
import { announce, newSitePackage } from './database-replication.ts'
import { createContents, type Hashes, type Package } from './model/content.ts'
import { createDeliveries } from './model/deliveries.ts'
import { startDamage } from './model/silent-damage.ts'
import { createFaults } from './model/faults.ts'
import { createGauges } from './model/gauges.ts'
import type { Components, Dp, Hierarchy, Site } from './model/hierarchy.ts'
import type { DpPlan, HierarchyPlan, SitePlan } from './model/hierarchy-plan.ts'
import { createShelves, type LibraryDeed } from './model/shelves.ts'
import { chance } from './world/chance.ts'
import type { Saying } from './world/saying.ts'
import { sharedLine, type SharedLine } from './world/shared-line.ts'
import { createMachine, type Machine } from './world/machine.ts'
import { createVoices } from './world/voice.ts'
import { createWorld, type World } from './world/world.ts'

export type Simulation = {
  readonly hierarchy: Hierarchy
  readonly world: World
}

export type Listeners = {
  /** Hears every line as it is said; undefined: nobody reads logs. */
  readonly line?: ((saying: Saying) => void) | undefined
  readonly library?: ((deed: LibraryDeed) => void) | undefined
}

export function simulate(plan: HierarchyPlan, hashes: Hashes, listeners: Listeners = {}): Simulation {
  const world = createWorld(plan.start)
  const random = chance(plan.seed)
  const voices = createVoices(world, listeners.line)
  const contents = createContents(random.fork('files'), hashes)
  const sites = new Map<string, Site>()
  const dps = new Map<string, Dp>()
  const packages = new Map<string, Package>(plan.packages.map((one) => [one.id, contents.create(one)]))
  const replication = random.fork('replication')
  let lastId = random.fork('rows').between(100, 900)
  const hierarchy: Hierarchy = {
    plan,
    world,
    voices,
    random,
    contents,
    faults: createFaults(plan.faults, world, plan.start, random),
    deliveries: createDeliveries(),
    shelves: createShelves(listeners.library),
    gauges: createGauges(world),
    sites,
    dps,
    packages,
    works: new Map(),
    hung: new Map(),
    roles: new Map(),
    announce: (of, from) => announce(of, from, hierarchy, replication),
    nextId: () => ++lastId,
  }
  for (const one of plan.sites) sites.set(one.code, createSite(one, hierarchy))
  for (const one of plan.distributionPoints) addDp(one, hierarchy, dps)
  const lines = linkLines(hierarchy)
  for (const site of sites.values()) startComponents(site, hierarchy, lines)
  for (const one of packages.values()) if (one.plan.created) stock(one, hierarchy)
  startDamage(plan.faults, hierarchy, random.fork('damage'))
  const actions = random.fork('actions')
  for (const one of plan.actions) world.at(plan.start + one.at, () => act(one, hierarchy, actions))
  return { hierarchy, world }
}

function createSite(plan: SitePlan, { random }: Hierarchy): Site {
  const drive = plan.drives[0]?.letter ?? 'E:'
  const words = {
    siteServer: plan.server,
    site: plan.code,
    inboxes: `${drive}\\ConfigMgr\\inboxes`,
    library: `${drive}\\SCCMContentLib`,
    install: `${drive}\\ConfigMgr`,
  }
  const machine = createMachine({ ...plan, name: plan.server, site: plan.code }, random, words)
  return { code: plan.code, plan, machine, dps: [], packages: new Map(), components: {} as Components }
}

function addDp(plan: DpPlan, { sites, world, random, nextId }: Hierarchy, dps: Map<string, Dp>): void {
  const site = sites.get(plan.site)
  if (site === undefined) return
  const isOnServer = plan.name === site.machine.name
  const machine: Machine = isOnServer
    ? site.machine
    : createMachine(plan, random, { siteServer: site.machine.name, site: site.code })
  const dp: Dp = {
    name: plan.name,
    id: nextId(),
    plan,
    site,
    machine,
    line: sharedLine(world, plan.bandwidth),
    nalPath: `["Display=\\\\${plan.name}\\"]MSWNET:["SMS_SITE=${site.code}"]\\\\${plan.name}\\`,
    connections: 0,
    pulling: 0,
    parked: [],
    inMaintenance: false,
    staleRows: new Set(),
    held: [],
    installed: true,
  }
  site.dps.push(dp)
  dps.set(dp.name, dp)
}

/** Each link is one line that both directions share; sites without one are joined by the widest. */
function linkLines({ plan, world }: Hierarchy): (from: Site, to: Site) => SharedLine {
  const lines = new Map(
    plan.links.map(({ from, to, bandwidth, latency }) => [
      [from, to].sort().join(' '),
      sharedLine(world, bandwidth, latency),
    ]),
  )
  const unlimited = sharedLine(world, Infinity)
  return (from, to) => lines.get([from.code, to.code].sort().join(' ')) ?? unlimited
}

function startComponents(site: Site, hierarchy: Hierarchy, lines: (from: Site, to: Site) => SharedLine): void {
  Object.assign(site.components, {
    notify: startNotifier(site, hierarchy),
    ...startDistMgr(site, hierarchy),
    ...startTransferMgr(site, hierarchy),
    ...startSender(site, hierarchy, (to) => lines(site, to)),
    ...startDespooler(site, hierarchy),
  } satisfies Components)
}

/** A package that was there before the story begins: its rows everywhere, its content on its own site. */
function stock(one: Package, { sites }: Hierarchy): void {
  for (const site of sites.values()) {
    const row = newSitePackage(one)
    row.sourceVersion = 1
    row.storedVersion = site.code === one.plan.site ? 1 : 0
    site.packages.set(one.plan.id, row)
  }
}
