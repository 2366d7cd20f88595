// SMS_DISTRIBUTION_MANAGER: the main thread, which starts one thread per package, at most so many at once and never two
// for the same package. Source: distribution-engine.md 2.
import type { Hierarchy, Site, SitePackage } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import { mailbox } from '../world/turnstile.ts'
import type { Process } from '../world/world.ts'
import { startDpRoles } from './dp-roles.ts'
import { packageWaitings } from './package-waitings.ts'
import { processPackage } from './package-thread.ts'
import { startReplicationThread } from './replication-thread.ts'

type PackageNotice = { readonly packageId: string; readonly kind: 'package' | 'servers' }

export function startDistMgr(site: Site, hierarchy: Hierarchy) {
  const { world, voices, random, gauges } = hierarchy
  const own = random.fork(`distmgr ${site.code}`)
  const { packages: limit } = site.plan.threads
  const notices = mailbox<PackageNotice>(world)
  const main = voices.begin(site.machine, 'dist-mgr')
  const queue: SitePackage[] = []
  const waitings = packageWaitings(site, hierarchy)
  let busy = 0

  main.say('component started', { threadId: main.thread })
  const replication = startReplicationThread(site, hierarchy, main)
  for (const what of ownThreads) main.say(what, { threadId: site.machine.numbers.begin() })
  const roles = startDpRoles(site, hierarchy, main)
  world.start(watch())

  function* watch(): Process {
    for (;;) {
      yield notices.filled
      yield about(pace.packageNotice, own)
      while (hierarchy.faults.hits('main-thread-hung', site.code)) yield stuck
      for (let notice = notices.take(); notice !== undefined; notice = notices.take()) take(notice)
    }
  }

  function take({ packageId, kind }: PackageNotice): void {
    const one = site.packages.get(packageId)
    // A DP's row may come before the package's own: then nothing is known to be processed.
    if (one === undefined || one.sourceVersion === 0) return
    waitings.seen(packageId)
    main.serve({ packageId })
    if (kind === 'package') main.say('package notice found')
    if (one.processing) {
      one.again = one.again === 'package' ? 'package' : kind
      return
    }
    one.processing = true
    main.say('package queued')
    main.say('package threads counted', { n: busy, m: limit })
    queue.push(one)
    startNext()
    if (queue.includes(one)) waitings.waits(one)
  }

  function startNext(): void {
    while (busy < limit) {
      const one = queue.shift()
      if (one === undefined) break
      busy++
      world.start(work(one))
    }
    gauges.mark(`package threads of ${site.code}`, queue.length > 0)
  }

  function* work(one: SitePackage): Process {
    const voice = voices.begin(site.machine, 'dist-mgr')
    main.serve({ packageId: one.package.plan.id })
    main.say('package thread started', { threadId: voice.thread })
    yield about(pace.deed, own)
    while (hierarchy.faults.hits('threads-saturated', site.code)) yield stuck
    waitings.goesOn(one)
    yield* processPackage(one, voice, site, hierarchy, own)
    voice.say('package thread ended')
    voice.end()
    busy--
    one.processing = false
    if (one.again !== undefined) notices.put({ packageId: one.package.plan.id, kind: one.again })
    one.again = undefined
    startNext()
  }

  return {
    process: (packageId: string, kind: PackageNotice['kind'], noticed = false): void => {
      if (noticed) waitings.noticed(packageId)
      notices.put({ packageId, kind })
    },
    ...replication,
    ...roles,
  }
}

/** A call that does not return is looked at again after this, milliseconds. */
const stuck = 60_000

/** The component's other threads, in the order they are told (corpus/docs components-and-threads.thread-start). */
const ownThreads = [
  'DP manager thread started',
  'content cleanup thread started',
  'certificate thread started',
  'library move thread started',
  'IIS change thread started',
  'DP reassignment thread started',
] as const
