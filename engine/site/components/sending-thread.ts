// One sending thread of PkgXferMgr for a push DP: content by content, file by file, then the status. Source:
// distribution-engine.md 6.2 step 7, 6.6; failures in failure-taxonomy.md 2 and the excerpts it names.
import { assumedSite } from '../../assumptions.ts'
import type { Hierarchy, Job, Site } from '../model/hierarchy.ts'
import type { Content, SourceFile } from '../model/content.ts'
import { sendsContent } from '../model/package-delivery.ts'
import { about, pace } from '../model/pace.ts'
import { closesAt } from '../model/sending-window.ts'
import { pacedTime } from '../model/throttle.ts'
import { contentWords } from '../model/words.ts'
import type { Chance } from '../world/chance.ts'
import type { Words } from '../world/saying.ts'
import type { Voice } from '../world/voice.ts'
import type { Process, Wait } from '../world/world.ts'
import type { Retry, Sending } from './sending.ts'
import { looksUp, namesAccount, uploads, type LookupTrouble } from './library-lookups.ts'
import { failsAtFile, refusesFile, type SendingTrouble } from './sending-troubles.ts'
import { statusToDistMgr } from './status-report.ts'

export function* send(job: Job, voice: Voice, site: Site, hierarchy: Hierarchy, random: Chance, retry: Retry): Process {
  const { delivery, dp } = job
  const sending: Sending = { job, voice, site, hierarchy, random }
  delivery.attempts++
  if (delivery.outcome !== 'success') delivery.outcome = 'in-progress'
  delivery.trouble = undefined
  delivery.nextRetry = undefined
  voice.say('sending begun')
  voice.say('status handed over', { packageStatus: 0 })
  const account = namesAccount(sending)
  if (job.action === 'send all') voice.say('preactions')
  for (const content of job.version.contents) {
    const trouble = yield* sendContent(sending, content, account)
    if (trouble !== undefined) return fails(sending, trouble, retry)
  }
  hierarchy.shelves.complete(dp, job.package, job.version)
  voice.say('post-actions')
  voice.say('sending done')
  voice.say('changes submitted', { text: 'NT AUTHORITY\\SYSTEM', server: site.machine.name, site: site.code })
  voice.say('package finished')
  voice.say(8200)
  voice.say('status handed over', { packageStatus: 3 })
  voice.say(8210)
  voice.say('sending thread ended')
  job.gone = true
  statusToDistMgr(job, site, hierarchy, random, 3)
  dp.parked = dp.parked.filter((other) => other !== job)
}

/** One of several threads on one job: each has the file open that the others need. */
export function* sendsBeside(
  job: Job,
  voice: Voice,
  site: Site,
  hierarchy: Hierarchy,
  random: Chance,
  retry: Retry,
): Process {
  const { delivery } = job
  const [content] = job.version.contents
  delivery.attempts++
  delivery.nextRetry = undefined
  voice.say('sending begun')
  voice.say('status handed over', { packageStatus: 0 })
  if (content !== undefined) {
    sendsContent(delivery, content.id)
    voice.say('content begun', contentWords(content))
  }
  yield about(pace.noAnswer, random)
  const code = '0x80070020'
  fails({ job, voice, site, hierarchy, random }, { class: 'sharing-violation-multi-thread', code, told: code }, retry)
}

function* sendContent(
  sending: Sending,
  content: Content,
  account: LookupTrouble | undefined,
): Generator<Wait, SendingTrouble | undefined, undefined> {
  const { job, voice, hierarchy, random } = sending
  const { dp } = job
  const words = contentWords(content)
  const all = job.action === 'send all'
  sendsContent(job.delivery, content.id)
  const unread = looksUp(sending, content, account)
  if (unread !== undefined) return unread
  voice.say('content begun', words)
  const refused = yield* uploads(sending, content)
  if (refused !== undefined) return refused
  voice.say('redistribute told', { n: all ? 1 : 0, text: '' })
  for (const file of content.files) {
    // What the library holds already is only referenced.
    if (all || !hierarchy.shelves.holdsFile(dp, file.id)) {
      const trouble = yield* sendFile(sending, content, file)
      if (trouble !== undefined) return trouble
    }
    voice.say('file added', { ...words, file: file.name })
  }
  yield about(pace.addContent, random)
  const provider = hierarchy.voices.begin(dp.machine, 'dp-provider', { ...job.words, ...words }, job.delivery)
  hierarchy.shelves.add(dp, job.package, content, all ? 'redistribute' : 'add')
  provider.say('content added')
  provider.end()
  return undefined
}

function* sendFile(
  bench: Sending,
  content: Content,
  file: SourceFile,
): Generator<Wait, SendingTrouble | undefined, undefined> {
  const { job, voice, site, hierarchy, random } = bench
  const { dp } = job
  const words: Words = { ...contentWords(content), file: file.name, hash: file.hash, hashStart: file.hash.slice(0, 4) }
  const isVerbose = site.plan.logging === 'verbose'
  voice.say('file begun', words)
  if (isVerbose) voice.say('file opened', words)
  const now = hierarchy.world.now()
  const closes = closesAt(dp, site, now)
  const sending = (file.bytes * 1_000) / dp.line.rate
  const needed = pacedTime(dp, site, now, file.bytes, sending)
  if (now + needed > closes) {
    yield Math.max(0, closes - now)
    voice.say('window closed', words)
    voice.say('remote file deleted', words)
    return { class: 'schedule-closed', code: '0x80004005', told: '0x80004005' }
  }
  const fits = hierarchy.shelves.makeRoom(dp, file)
  if (fits) yield* carry(bench, file.bytes)
  const broken = yield* failsAtFile(bench, words, fits)
  if (broken !== undefined) return broken
  if (isVerbose) {
    // The last block stands for all: the lines are alike but for the position.
    const bytes = Math.min(file.bytes, 983_040)
    const block = { ...words, bytes, pos: file.bytes - bytes, n: Math.ceil(needed) }
    voice.say('block begun', block)
    voice.say('block written', block)
    voice.say('file sent', words)
  }
  yield about(pace.addFile, random)
  return refusesFile(bench, words)
}

/** Sends, and makes the pauses that the rate asks for. */
function* carry({ job: { dp }, site, hierarchy: { world } }: Sending, bytes: number): Generator<Wait, void, undefined> {
  const began = world.now()
  yield dp.line.carry(bytes)
  const took = world.now() - began
  const pause = pacedTime(dp, site, began, bytes, took) - took
  if (pause > 0) yield pause
}

/** The try is over; the job stays and comes again after the delay, so many times (distribution-engine.md 6.2, retry). */
function fails({ job, voice, site, hierarchy, random }: Sending, trouble: SendingTrouble, retry: Retry): void {
  const { delivery } = job
  const { tries, delay } = site.plan.retries.push
  hierarchy.shelves.giveUp(job.dp, job.version)
  voice.say('send files failed', { resultCode: trouble.told })
  if (trouble.class !== 'schedule-closed') voice.say('send content failed', { resultCode: trouble.told })
  job.failures++
  const at = hierarchy.world.now() + delay
  const isLast = job.failures >= tries
  const isWanted = delivery.outcome !== 'superseded'
  if (isWanted) delivery.trouble = { class: trouble.class, code: trouble.code }
  if (!isLast) {
    voice.say('sending failed', { n: job.failures, restartAt: at })
    delivery.failures = job.failures
  }
  if (!isLast && isWanted) {
    delivery.triesLeft = tries - job.failures
    delivery.nextRetry = Math.floor((Math.floor(at) + site.machine.skewMs) / 1_000) * 1_000
    delivery.outcome = trouble.class === 'schedule-closed' ? 'waiting' : 'retrying'
  } else if (isWanted) {
    delivery.outcome = 'failure'
    delivery.nextRetry = undefined
  }
  voice.say('status handed over', { packageStatus: isLast ? assumedSite.givenUpStatus : 4 })
  voice.say('sending thread ended')
  if (isLast) {
    job.gone = true
    statusToDistMgr(job, site, hierarchy, random, assumedSite.givenUpStatus)
  } else retry(job, at)
}
