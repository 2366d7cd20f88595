// DistMgr's work on the role itself: the dispatcher with its pool of workers, and the DP Manager that removes DPs one
// after the other. Source: distribution-engine.md 2 and 8; corpus/docs dp-installation 01 to 04.
import type { Dp, Hierarchy, RoleOrder, Site } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import { dpWords } from '../model/words.ts'
import { mailbox, turnstile } from '../world/turnstile.ts'
import type { Voice } from '../world/voice.ts'
import type { Process } from '../world/world.ts'
import { installDp, installPullPart } from './dp-installation.ts'
import { removeDp } from './dp-removal.ts'

/** DPUpgradeThreadLimit (distribution-engine.md 2). */
const workers = 50

/** @param main  DistMgr's main thread */
export function startDpRoles(site: Site, hierarchy: Hierarchy, main: Voice) {
  const { world, voices, random, faults, roles } = hierarchy
  const own = random.fork(`dp roles ${site.code}`)
  const dispatcher = voices.begin(site.machine, 'dist-mgr')
  const manager = voices.begin(site.machine, 'dist-mgr')
  const pool = turnstile(world, workers)
  const removals = mailbox<Dp>(world)
  main.say('DP upgrade thread started', { threadId: dispatcher.thread })
  dispatcher.say('upgrade dispatcher ready')
  world.start(manage())

  function* manage(): Process {
    for (;;) {
      yield removals.filled
      for (let dp = removals.take(); dp !== undefined; dp = removals.take()) {
        manager.serve({ ...dpWords(dp), dpId: dp.id })
        yield* removeDp(dp, manager, own, roles)
      }
    }
  }

  function* work(dp: Dp, isUpgrade: boolean): Process {
    const words = { ...site.machine.words, ...dpWords(dp), dpId: dp.id }
    if (pool.busy === pool.limit) dispatcher.say('no worker left')
    yield pool.entered
    const voice = voices.begin(site.machine, 'dist-mgr', words)
    dispatcher.serve(words)
    dispatcher.say('DP worker started', { threadId: voice.thread, n: pool.busy, m: workers })
    yield about(pace.deed, own)
    const trouble = yield* installDp({ dp, site, voice, voices, random: own, faults, isUpgrade })
    roles.set(dp.name, { dp: dp.name, outcome: trouble === undefined ? 'success' : 'failure', trouble })
    voice.end()
    if (trouble !== undefined) return pool.leave()
    if (dp.plan.kind === 'pull') {
      const second = voices.begin(site.machine, 'dist-mgr', words)
      dispatcher.serve(words)
      dispatcher.say('pull DP worker started', { threadId: second.thread, n: pool.busy, m: workers })
      yield* installPullPart({ dp, site, voice: second, voices, random: own, faults, isUpgrade })
      second.end()
    }
    dp.installed = true
    pool.leave()
  }

  /** sitecomp leaves a file; DistMgr then installs every DP anew (8, step 3). */
  function* upgradeAll(): Process {
    const sitecomp = voices.begin(site.machine, 'site-component-mgr')
    sitecomp.say('reset file created', { inboxFile: 'distmgr.box\\resetdps.trn' })
    sitecomp.end()
    yield about(pace.packageNotice, own)
    main.serve(site.machine.words)
    main.say('component started', { threadId: main.thread })
    main.say('reset file found')
    main.say('DP upgrade thread started', { threadId: dispatcher.thread })
    dispatcher.say('upgrade dispatcher ready')
    for (const dp of site.dps) world.start(work(dp, true))
  }

  return {
    role(order: RoleOrder): void {
      if (order.do === 'upgrade') return world.start(upgradeAll())
      const row = { ...roleNotices[order.do](order.dp, site.code), then: () => begin(order) }
      if (order.do === 'change') site.components.notify(row)
      else site.components.notify({ ...siteControl(site.code), then: () => site.components.notify(row) })
    },
  }

  function begin(order: Exclude<RoleOrder, { do: 'upgrade' }>): void {
    if (order.do === 'install') world.start(work(order.dp, false))
    if (order.do === 'remove') removals.put(order.dp)
  }
}

/** The console changes site control; Hierarchy Manager then writes the row of the DP (8, step 1). */
const siteControl = (site: string) => ({
  what: 'row changed' as const,
  words: { op: 'UPDATE', table: 'SiteControl', trigger: 'SiteControl_AddUpd_HMAN', key: site },
  file: `hman.box\\${site}.SCU`,
})

const roleNotices = {
  install: ({ id }: Dp) => ({
    what: 'row changed' as const,
    words: { op: 'INSERT', table: 'DistributionPoints', trigger: 'DistributionPoints_Ins', key: String(id) },
    file: `distmgr.box\\${String(id)}.INS`,
  }),
  // Hierarchy Manager updates the row; DistMgr is not asked (8, step 4).
  change: (_dp: Dp, site: string) => ({
    what: 'row changed' as const,
    words: { op: 'UPDATE', table: 'Sites', trigger: 'Sites_AddUpd_HMAN', key: site },
    file: `hman.box\\${site}.SSU`,
  }),
  remove: ({ id }: Dp) => ({
    what: 'row changed' as const,
    words: { op: 'INSERT', table: 'DPNotification', trigger: 'DPNotify_ADD', key: String(id) },
    file: `distmgr.box\\${String(id)}.DPN`,
  }),
}
