// A package thread hands each DP to a thread of its own, so many at once, and waits for all of them; a DP thread makes
// the transfer job. Source: distribution-engine.md 2 and 6.2, steps 3 to 5; 6.4, step 1.
import { assumedSite } from '../../assumptions.ts'
import { newDelivery, runAgain, succeed, supersede, type Delivery, type Trouble } from '../model/package-delivery.ts'
import type { Hierarchy, Job, Site, SitePackage, Target } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import { dpWords, packageWords, versionWords } from '../model/words.ts'
import type { Chance } from '../world/chance.ts'
import type { Words } from '../world/saying.ts'
import { expandsBootImage, lacksIis } from './dp-thread-troubles.ts'
import { barrier, turnstile } from '../world/turnstile.ts'
import type { Voice } from '../world/voice.ts'
import type { Process, Wait } from '../world/world.ts'

export function* serveDps(
  one: SitePackage,
  voice: Voice,
  site: Site,
  hierarchy: Hierarchy,
  random: Chance,
  updated: boolean,
): Process {
  const { world, voices } = hierarchy
  const words = packageWords(one)
  for (const target of one.targets.values()) {
    // A new version is an update wherever an older one was wanted, also if that never arrived.
    const isOlder = target.delivery !== undefined && target.delivery.packageVersion < one.sourceVersion
    if (isOlder ? target.action === 'add' || updated : updated && target.action === 'none') target.action = 'update'
  }
  const wanted = [...one.targets.values()].filter(({ action }) => action !== 'none')
  const due = wanted.filter((target) => !isBusy(one, target, site))
  if (due.length < wanted.length) tryAgain(one, site, hierarchy, busyDelay)
  if (due.length === 0) return
  const room = turnstile(world, site.plan.threads.perPackage)
  const all = barrier(world)
  const again: Target[] = []
  for (const target of due) {
    yield room.entered
    const { action } = target
    target.action = 'none'
    if (action === 'remove') {
      world.start(removes(one, target, site, hierarchy, random, () => room.leave()))
      continue
    }
    const delivery = deliveryFor(one, target, site, hierarchy)
    const own = { ...words, ...dpWords(target.dp), handle: handle(random) }
    const dpVoice = voices.begin(site.machine, 'dist-mgr', own, delivery)
    voice.serve(own, delivery)
    voice.say(action === 'update' ? 'DP updating' : 'DP adding')
    voice.say('DP thread started', { threadId: dpVoice.thread })
    all.begin()
    const done = (ended: boolean): void => {
      voice.serve(own, delivery)
      voice.say('DP thread ended', { threadId: dpVoice.thread })
      voice.serve(words)
      if (!ended) {
        target.action = action
        again.push(target)
      }
      dpVoice.end()
      room.leave()
      all.end()
    }
    world.start(workOnDp({ one, target, action, delivery, voice: dpVoice, site, hierarchy, random, words: own }, done))
    voice.serve(words)
    yield about(pace.deed, random)
  }
  voice.serve(words)
  voice.say('waiting for DP threads')
  yield all.ended
  voice.say('all DP threads ended')
  if (again.length > 0) tryAgain(one, site, hierarchy, site.plan.retries.push.delay)
}

/** What is being sent is neither removed nor sent anew before it is done; looked at again after this, milliseconds. */
const busyDelay = 60_000

const isBusy = ({ package: { plan } }: SitePackage, { action, dp }: Target, site: Site): boolean =>
  (action === 'remove' || action === 'redistribute') && site.components.isSending(plan.id, dp)

/** A row that could not be served stays as it was: the package is processed once more for it. */
function tryAgain({ package: { plan } }: SitePackage, site: Site, { world }: Hierarchy, after: number): void {
  world.at(world.now() + after, () => site.components.process(plan.id, 'servers'))
}

type DpWork = {
  readonly one: SitePackage
  readonly target: Target
  readonly action: Target['action']
  readonly delivery: Delivery
  readonly voice: Voice
  readonly site: Site
  readonly hierarchy: Hierarchy
  readonly random: Chance
  readonly words: Words
}

function* workOnDp(work: DpWork, done: (ended: boolean) => void): Process {
  const { target, voice, random, delivery, words } = work
  const { dp } = target
  yield about(pace.deed, random)
  voice.say('DP thread working')
  if (dp.plan.kind === 'colocated') {
    voice.say('nothing to copy')
    succeed(delivery)
    return done(true)
  }
  if (dp.plan.kind === 'pull') {
    voice.say('pull DP found')
    makeJob(work)
    return done(true)
  }
  voice.say(2342)
  voice.say('account chosen')
  if (!(yield* connects(work))) return done(false)
  const trouble = hindersAtDp(work)
  if (trouble !== undefined) {
    gives(work, trouble)
    return done(false)
  }
  makeJob(work)
  voice.say('cleanup')
  voice.say('disconnected', { share: `\\\\${String(words['server'])}\\ADMIN$` })
  done(true)
}

const connectTroubles = { 'network-path': '0x80070035', 'access-denied-dp': '0x80070005' } as const

function* connects({ target, voice, hierarchy, random, delivery, words }: DpWork): Generator<Wait, boolean, undefined> {
  const share = `\\\\${String(words['server'])}\\ADMIN$`
  const trouble = hierarchy.faults.first(['network-path', 'access-denied-dp'], target.dp.name)
  if (trouble !== undefined) {
    const resultCode = connectTroubles[trouble]
    yield about(pace.noAnswer, random)
    voice.say('connection failed', { share, resultCode })
    voice.say('DP unreachable', { resultCode })
    gives({ voice, delivery }, { class: trouble, code: resultCode })
    return false
  }
  yield about(pace.dpChecks / 3, random)
  voice.say('connected', { share })
  voice.say('signature share checked')
  voice.say('signature share there', { share: `\\\\${String(words['server'])}\\SMSSIG$` })
  yield about(pace.dpChecks / 3, random)
  voice.say('virtual directories checked')
  yield about(pace.dpChecks / 3, random)
  return true
}

function hindersAtDp({ one, target, voice, hierarchy }: DpWork): Trouble | undefined {
  if (hierarchy.faults.hits('iis-components', target.dp.name)) return lacksIis(voice, target.dp)
  return expandsBootImage(one, target.dp, voice, hierarchy)
}

/** The thread gives up; the row stays, and the package is processed once more for it. */
function gives({ voice, delivery }: Pick<DpWork, 'voice' | 'delivery'>, trouble: Trouble): void {
  voice.say('error cleanup')
  if (delivery.outcome === 'success') runAgain(delivery, 'redistribute')
  delivery.outcome = 'failure'
  delivery.trouble = trouble
}

function makeJob({ one, target, action, delivery, voice, site, hierarchy, words }: DpWork): void {
  const { dp } = target
  // What this thread was begun for: the row may name a newer version by now, which gets a thread of its own.
  const version = one.package.versions[delivery.packageVersion - 1]
  if (version === undefined) return
  voice.say('transfer job created')
  voice.say(2357)
  if (action === 'redistribute') runAgain(delivery, 'redistribute')
  if (delivery.outcome !== 'success') {
    delivery.outcome = 'in-progress'
    delivery.trouble = undefined
  }
  const id = hierarchy.nextId()
  const { plan } = one.package
  // A package has one job per DP: what was still to be tried is replaced.
  site.components.dropJobs(plan.id, dp)
  const job: Job = {
    id,
    dp,
    package: one.package,
    version,
    delivery,
    action: action === 'redistribute' ? 'send all' : 'send',
    words: { ...words, ...versionWords(version), jobId: id, priority: plan.priority, dpPriority: 200 },
    failures: 0,
    notified: 0,
    polls: 0,
    gone: false,
  }
  if (dp.plan.kind === 'prestaged' && action !== 'redistribute') {
    voice.say(2371)
    delivery.outcome = 'waiting'
    return
  }
  site.components.notify({
    what: 'row changed',
    words: { op: 'UPDATE', table: 'DistributionJobs', trigger: 'DistributionJob_Creation', key: plan.id },
    file: `PkgTransferMgr.box\\${plan.id}.PKN`,
    then: () => site.components.transfer(job),
  })
}

function deliveryFor(one: SitePackage, target: Target, site: Site, { deliveries }: Hierarchy): Delivery {
  const { dp, delivery: last } = target
  if (last?.packageVersion === one.sourceVersion) {
    // A DP on the site server has nothing to be sent again (distribution-engine.md 1).
    if (dp.plan.kind === 'colocated') return last
    if (last.outcome === 'removed' || last.outcome === 'cancelled') runAgain(last, 'distribute')
    return last
  }
  if (last !== undefined) {
    supersede(last)
    site.components.dropJobs(one.package.plan.id, dp)
  }
  const delivery = newDelivery({
    packageId: one.package.plan.id,
    packageVersion: one.sourceVersion,
    dp: dp.name,
    site: site.code,
    pull: dp.plan.kind === 'pull',
  })
  // Sent as a whole or in part: what replaces an older version is an update.
  if (last !== undefined) delivery.action = 'update'
  target.delivery = delivery
  deliveries.add(delivery)
  return delivery
}

/**
 * The DP is told to delete the content. No public line shows it; the row then says "removed" (distribution-engine.md 4,
 * PkgStatus 6).
 */
function* removes(
  one: SitePackage,
  target: Target,
  site: Site,
  { shelves }: Hierarchy,
  random: Chance,
  leave: () => void,
): Process {
  const { dp, delivery } = target
  site.components.dropJobs(one.package.plan.id, dp)
  yield about(pace.dpChecks, random)
  while (site.components.isSending(one.package.plan.id, dp)) yield busyDelay
  for (const version of one.package.versions)
    for (const content of version.contents) shelves.remove(dp, one.package, content)
  leave()
  one.targets.delete(dp)
  if (delivery === undefined) return
  const { failures } = delivery
  const isOpen = ['retrying', 'waiting', 'in-progress'].includes(delivery.outcome)
  runAgain(delivery, 'remove')
  // Nothing tells that it begins: of a run that was still open, the count stays what was printed last.
  if (isOpen) delivery.failures = failures
  site.components.status({
    delivery,
    dp,
    status: assumedSite.removedStatus,
    words: { ...packageWords(one), ...dpWords(dp) },
  })
}

/** A Windows handle as it is printed: 0000000000002524. */
const handle = (random: Chance): string =>
  (4 * random.between(0x400, 0x3fff)).toString(16).toUpperCase().padStart(16, '0')
