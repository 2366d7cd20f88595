// SMS_PACKAGE_TRANSFER_MANAGER: the main thread takes jobs by priority while sending threads are free; a DP under
// bandwidth control gets one connection at a time. Source: distribution-engine.md 2, 6.2 step 6, 7.
import { assumedSite } from '../../assumptions.ts'
import type { Dp, Hierarchy, Job, Site } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import { isLimited, opensAt } from '../model/sending-window.ts'
import { eventQueue } from '../world/event-queue.ts'
import type { Process } from '../world/world.ts'
import { notifyPullDp } from './pull-sending.ts'
import type { Retry } from './sending.ts'
import { send, sendsBeside } from './sending-thread.ts'

export function startTransferMgr(site: Site, hierarchy: Hierarchy) {
  const { world, voices, random, gauges } = hierarchy
  const own = random.fork(`pkgxfermgr ${site.code}`)
  const { packages, perPackage } = site.plan.threads
  /** "Sending capacity" (distribution-engine.md 2). */
  const capacity = packages * perPackage
  const main = voices.begin(site.machine, 'transfer-mgr')
  const ready = eventQueue<Job>()
  const open = new Map<string, Set<Job>>()
  /** Packages and DPs that a thread works for. */
  const sending = new Set<string>()
  let files = 0
  let busy = 0
  let cycleDue = false

  /** The next cycle; what comes until then is part of it. */
  function wake(after: number): void {
    if (cycleDue) return
    cycleDue = true
    world.at(world.now() + after, cycle)
  }

  function cycle(): void {
    cycleDue = false
    main.serve(site.machine.words)
    if (files > 0) main.say('job files deleted', { n: files })
    files = 0
    while (busy < capacity) {
      const job = ready.take()
      if (job === undefined) break
      if (!job.gone) consider(job)
    }
    gauges.mark(`sending threads of ${site.code}`, ready.size > 0)
  }

  function consider(job: Job): void {
    const { dp } = job
    // A pull DP that was told goes on, and is asked.
    const mayGoOn = assumedSite.maintenanceKeepsWhatRuns && job.notified > 0
    if (dp.inMaintenance && !mayGoOn) return void dp.held.push(job)
    const opens = opensAt(dp, site, world.now())
    if (opens > world.now() && dp.plan.kind !== 'pull') return void world.at(opens, () => offer(job))
    // One thread at a time for a package and its DP; an older version's goes on to its end.
    if (sending.has(keyOf(job.package.plan.id, dp)))
      return void world.at(world.now() + pace.jobNotice, () => offer(job))
    main.serve(job.words, job.delivery)
    main.say('job found')
    if (!job.delivery.jobIds.includes(String(job.id))) job.delivery.jobIds.push(String(job.id))
    if (dp.plan.kind !== 'pull' && isLimited(dp) && dp.connections > 0) return park(job)
    begin(job)
  }

  function park(job: Job): void {
    main.say('one connection')
    const { kind } = job.dp.plan.rate
    if (kind === 'bytes' || kind === 'pulse') {
      main.say('pulse mode')
      main.say('request abandoned')
    }
    job.delivery.outcome = 'waiting'
    job.delivery.trouble = { class: 'throttled', code: undefined }
    job.dp.parked.push(job)
  }

  function begin(job: Job): void {
    const isDoubled = job.dp.plan.kind !== 'pull' && hierarchy.faults.hits('sharing-violation-multi-thread', site.code)
    if (!isDoubled) return beginThread(job, job.dp.plan.kind === 'pull' ? notifyPullDp : send, retry)
    for (let thread = 1; thread <= doubledThreads; thread++)
      beginThread(job, sendsBeside, thread === 1 ? retry : printed)
  }

  function beginThread(job: Job, work: typeof send, again: Retry): void {
    const voice = voices.begin(site.machine, 'transfer-mgr', job.words, job.delivery)
    main.serve(site.machine.words)
    main.say('sending thread created', { threadId: voice.thread })
    busy++
    job.dp.connections++
    const key = keyOf(job.package.plan.id, job.dp)
    sending.add(key)
    const end = (): void => {
      sending.delete(key)
      if (job.gone) forget(key, job)
      voice.end()
    }
    world.start(run(work(job, voice, site, hierarchy, own, again), job.dp, end))
  }

  function* run(work: Process, dp: Dp, end: () => void): Process {
    yield about(pace.deed, own)
    yield* work
    dp.connections--
    end()
    busy--
    for (const job of dp.parked.splice(0)) ready.put(orderOf(job), job)
    if (ready.size > 0) wake(about(pace.deed, own))
  }

  /** The job comes back at this moment: after a failure, or to ask a pull DP how far it is. */
  function retry(job: Job, at: number): void {
    world.at(at, () => offer(job))
  }

  function offer(job: Job): void {
    if (job.gone) return
    ready.put(orderOf(job), job)
    wake(about(pace.deed, own))
  }

  function forget(key: string, job: Job): void {
    const jobs = open.get(key)
    jobs?.delete(job)
    if (jobs?.size === 0) open.delete(key)
  }

  const keyOf = (packageId: string, dp: Dp): string => `${packageId} ${dp.name}`
  return {
    transfer(job: Job): void {
      files++
      const key = keyOf(job.package.plan.id, job.dp)
      open.set(key, (open.get(key) ?? new Set<Job>()).add(job))
      ready.put(orderOf(job), job)
      wake(about(pace.jobNotice, own))
    },
    resume(dp: Dp): void {
      for (const job of dp.held.splice(0)) offer(job)
    },
    isSending: (packageId: string, dp: Dp): boolean => sending.has(keyOf(packageId, dp)),
    dropJobs(packageId: string, dp: Dp): void {
      const key = keyOf(packageId, dp)
      for (const job of open.get(key) ?? []) job.gone = true
      open.delete(key)
    },
  }
}

/** Threads that take one job when its time stamps lie (failure-taxonomy.md 2, sharing-violation-multi-thread). */
const doubledThreads = 3
/** They print a restart time each, and the job comes back once. */
const printed: Retry = () => undefined

/** Package priority first, then the order of the rows (distribution-engine.md 7; the DP priority is alike for all). */
const orderOf = ({ package: { plan }, id }: Job): number => plan.priority * 2 ** 40 + id
