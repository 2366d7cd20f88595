// What an administrator does at the console, as changes of rows. Source: distribution-engine.md 6.
import { newSitePackage, replicated, tellDistMgr } from './database-replication.ts'
import { runAgain } from './model/package-delivery.ts'
import type { Dp, Hierarchy, Package, Site, SitePackage, Target } from './model/hierarchy.ts'
import type { ActionKind, ActionPlan } from './model/hierarchy-plan.ts'
import { dpWords, packageWords } from './model/words.ts'
import type { Chance } from './world/chance.ts'

type Doing = (order: Order) => void

/** One action on one package: its own site, and the DPs it is about. */
type Order = {
  readonly one: Package
  readonly owner: Site
  readonly dps: readonly Dp[]
  readonly plan: ActionPlan
  readonly hierarchy: Hierarchy
  readonly random: Chance
}

export function act(plan: ActionPlan, hierarchy: Hierarchy, random: Chance): void {
  const dps = plan.to.flatMap((name) => hierarchy.dps.get(name) ?? [])
  const role = roleActions[plan.do]
  if (role !== undefined) return role(plan, dps, hierarchy)
  for (const id of plan.packages) {
    const one = hierarchy.packages.get(id)
    const owner = one && hierarchy.sites.get(one.plan.site)
    if (one === undefined || owner === undefined) continue
    packageActions[plan.do as PackageAction]({ one, owner, dps, plan, hierarchy, random })
  }
}

type RoleAction = 'install-dp' | 'upgrade-dps' | 'change-dp' | 'remove-dp' | 'begin-maintenance' | 'end-maintenance'
type PackageAction = Exclude<ActionKind, RoleAction>

const roleActions: Partial<Record<ActionKind, (plan: ActionPlan, dps: readonly Dp[], hierarchy: Hierarchy) => void>> = {
  'install-dp': (_plan, dps) => dps.forEach((dp) => dp.site.components.role({ do: 'install', dp })),
  'change-dp': (_plan, dps) => dps.forEach((dp) => dp.site.components.role({ do: 'change', dp })),
  'remove-dp': (_plan, dps) => dps.forEach((dp) => dp.site.components.role({ do: 'remove', dp })),
  'begin-maintenance': (_plan, dps) => dps.forEach((dp) => void (dp.inMaintenance = true)),
  'end-maintenance': (_plan, dps) =>
    dps.forEach((dp) => {
      dp.inMaintenance = false
      dp.site.components.resume(dp)
    }),
  'upgrade-dps': ({ site }, _dps, { sites }) => {
    for (const one of sites.values())
      if (site === undefined || one.code === site) one.components.role({ do: 'upgrade' })
  },
}

const packageActions: Readonly<Record<PackageAction, Doing>> = {
  create: ({ one, owner }) => {
    const row = newSitePackage(one)
    row.sourceVersion = 1
    row.action = 'add'
    owner.packages.set(one.plan.id, row)
    tellDistMgr(owner, one.plan.id, 'package')
  },
  distribute: (order) => target(order, 'add'),
  redistribute: (order) => target(order, 'redistribute'),
  remove: (order) => target(order, 'remove'),
  update: ({ one, owner, plan, hierarchy }) => {
    const row = owner.packages.get(one.plan.id)
    if (row === undefined) return
    hierarchy.contents.nextVersion(one, plan.changed ?? 1)
    row.action = 'update'
    tellDistMgr(owner, one.plan.id, 'package')
  },
  delete: ({ one, owner, hierarchy, random }) => {
    for (const site of hierarchy.sites.values())
      replicated(owner, site, hierarchy, random, () => {
        const row = site.packages.get(one.plan.id)
        if (row === undefined) return
        row.action = 'delete'
        tellDistMgr(site, one.plan.id, 'package')
      })
  },
  cancel: (order) => forEachRow(order, cancel),
  prestage: (order) => forEachRow(order, prestage),
  /** The row of the other site is set to 0 on the source site: the compressed copy goes once more. */
  resend: ({ one, owner, dps }) => {
    for (const { site } of dps) owner.packages.get(one.plan.id)?.sent.delete(site.code)
    for (const { site } of dps) {
      const row = site.packages.get(one.plan.id)
      if (row !== undefined && site !== owner) row.storedVersion = 0
    }
    tellDistMgr(owner, one.plan.id, 'servers')
  },
}

/** Rows of PkgServers: at the DP's own site, and on the source site when that must send the content first. */
function target(order: Order, action: Exclude<Target['action'], 'none' | 'update'>): void {
  const { one, owner, dps, hierarchy, random } = order
  const { id } = one.plan
  const told = new Set<Site>()
  for (const dp of dps) {
    const { site } = dp
    replicated(owner, site, hierarchy, random, () => {
      const row = site.packages.get(id) ?? newSitePackage(one)
      site.packages.set(id, row)
      const known = row.targets.get(dp)
      if (action !== 'add' && known === undefined) return
      const wanted = known ?? { dp, action, delivery: undefined }
      wanted.action = action
      row.targets.set(dp, wanted)
      if (told.has(site)) return
      told.add(site)
      // One notification for all DPs of this call, when the last row is in.
      hierarchy.world.at(hierarchy.world.now(), () => {
        tellDistMgr(site, id, 'servers')
        const mustSend = site !== owner && row.storedVersion < (owner.packages.get(id)?.storedVersion ?? 0)
        if (mustSend) tellDistMgr(owner, id, 'servers')
        told.delete(site)
      })
    })
  }
}

type Row = { readonly row: SitePackage; readonly target: Target; readonly order: Order }

function forEachRow(order: Order, doing: (row: Row) => void): void {
  for (const dp of order.dps) {
    const row = dp.site.packages.get(order.one.plan.id)
    const found = row?.targets.get(dp)
    if (row !== undefined && found !== undefined) doing({ row, target: found, order })
  }
}

/** Near the end it is too late; without effect on a co-located DP (distribution-engine.md 6.10). */
function cancel({ row, target: { dp, delivery }, order }: Row): void {
  if (delivery === undefined || delivery.outcome === 'success' || dp.plan.kind === 'colocated') return
  dp.site.components.dropJobs(order.one.plan.id, dp)
  if (dp.plan.kind !== 'pull') {
    // The row becomes State 7; no public line tells it.
    delivery.outcome = 'cancelled'
    delivery.nextRetry = undefined
    return
  }
  const words = { ...packageWords(row), ...dpWords(dp) }
  dp.site.components.pullAnswer({ delivery, dp, state: 64, words })
}

/** Somebody carried the content there: it is taken in, and reported. */
function prestage({ row, target: { dp, delivery }, order }: Row): void {
  if (delivery === undefined) return
  const version = order.one.versions[delivery.packageVersion - 1]
  const { shelves } = order.hierarchy
  if (version === undefined) return
  if (!version.contents.every(({ files }) => files.every((file) => shelves.makeRoom(dp, file)))) {
    // Extracting ends without a word to the site: the row waits on.
    shelves.giveUp(dp, version)
    return
  }
  for (const content of version.contents) shelves.add(dp, order.one, content, 'add')
  if (delivery.outcome === 'success') runAgain(delivery, delivery.action)
  dp.site.components.status({ delivery, dp, status: 3, words: { ...packageWords(row), ...dpWords(dp) } })
}
