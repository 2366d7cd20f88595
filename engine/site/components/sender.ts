// SMS_SCHEDULER and SMS_LAN_SENDER: a mini-job becomes a send request, a sending thread copies the compressed file and
// its instruction to the other site. Source: distribution-engine.md 6.3, steps 2 to 4.
import { assumedSite } from '../../assumptions.ts'
import type { Hierarchy, Parcel, Site } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import { routeTo } from '../model/site-routes.ts'
import type { Chance } from '../world/chance.ts'
import type { SharedLine } from '../world/shared-line.ts'
import type { Words } from '../world/saying.ts'
import { turnstile } from '../world/turnstile.ts'
import type { Voice } from '../world/voice.ts'
import type { Process } from '../world/world.ts'

/** Sending threads: to all sites, and to one (distribution-engine.md 6.3). */
const allThreads = 5
const siteThreads = 3
/** Bytes of a block after the first. */
const largestBlock = 983_040
const requestDigits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

export function startSender(site: Site, hierarchy: Hierarchy, lineTo: (to: Site) => SharedLine) {
  const { world, voices, random } = hierarchy
  const own = random.fork(`sender ${site.code}`)
  const scheduler = voices.begin(site.machine, 'scheduler')
  const main = voices.begin(site.machine, 'sender')
  const everywhere = turnstile(world, allThreads)
  const perSite = new Map<string, ReturnType<typeof turnstile>>()
  let jobs = own.between(0xe00, 0xf00)

  function* carry(parcel: Parcel): Process {
    const { to } = parcel
    const room = perSite.get(to.code) ?? turnstile(world, siteThreads)
    perSite.set(to.code, room)
    yield about(pace.scheduler, own)
    const words = wordsOf(parcel, `${own.text(5, requestDigits)}${site.code}`, (++jobs).toString(16).toUpperCase())
    schedule(scheduler, words, parcel)
    yield room.entered
    yield everywhere.entered
    yield about(pace.jobNotice, own)
    main.serve(words)
    main.say('send request found')
    main.say('capacity counted', { n: room.busy - 1, m: siteThreads })
    const voice = voices.begin(site.machine, 'sender', words)
    main.say('sender thread created', { threadId: voice.thread })
    const began = world.now()
    yield* sendParcel(parcel, voice, lineTo(routeTo(site, to, hierarchy)), own)
    voice.end()
    everywhere.leave()
    room.leave()
    const seconds = Math.max(0.001, (world.now() - began) / 1_000)
    yield about(pace.scheduler, own)
    completes(scheduler, words, Math.round(parcel.bytes / seconds))
    parcel.to.components.despool(parcel)
  }
  return { sendToSite: (parcel: Parcel): void => world.start(carry(parcel)) }
}

function wordsOf({ package: { plan }, version, since, to, from }: Parcel, request: string, job: string): Words {
  const drive = (from.plan.drives[0]?.letter ?? 'E:').slice(0, 1)
  const number = String(version.number)
  const file = since === undefined ? `${plan.id}.PCK.${number}` : `${plan.id}.DLT.${String(since)}.${number}`
  return {
    packageId: plan.id,
    packageName: plan.name,
    packageVersion: version.number,
    sendRequestId: request,
    jobid: job.padStart(8, '0'),
    site: to.code,
    path: `${drive}:\\SMSPKG\\${file}`,
    remote: `\\\\${to.machine.name}\\SMS_SITE\\${request}.PCK`,
    kilobytes: Math.ceil(version.bytes / 1_024),
  }
}

function schedule(voice: Voice, words: Words, { bytes }: Parcel): void {
  const size = `${String(Math.ceil(bytes / 1_024))}k`
  voice.serve(words)
  voice.say('jobs processed')
  voice.say('job activated')
  voice.say('job updated')
  voice.say('send request made')
  voice.say('send request listed', {
    text: `FinalSite: State: Pending Status: Action: None Total size: ${size} Remaining: ${size}`,
  })
}

/** The first 1024 bytes, then blocks of up to about a megabyte; the lines of the last one stand for all. */
function* sendParcel(
  { bytes, version, since, package: { plan } }: Parcel,
  voice: Voice,
  line: SharedLine,
  random: Chance,
): Process {
  yield about(pace.deed, random)
  voice.say('package file named')
  voice.say('file sending')
  const first = Math.min(1_024, bytes)
  voice.say('file block begun', { bytes: first, pos: 0 })
  voice.say('file block written', { bytes: first, pos: 0 })
  yield line.carry(bytes)
  const blocks = 1 + Math.ceil(Math.max(0, bytes - first) / largestBlock)
  yield (line.latency * blocks) / assumedSite.unansweredBlocks
  const last = Math.min(largestBlock, Math.max(0, bytes - first))
  if (last > 0) {
    voice.say('file block begun', { bytes: last, pos: bytes - last })
    voice.say('file block written', { bytes: last, pos: bytes - last })
  }
  voice.say('file complete')
  voice.say('sent to site')
  const instruction = `E:\\ConfigMgr\\inboxes\\schedule.box\\tosend\\${plan.id}${String(version.number)}${since === undefined ? '' : 'D'}.Icl`
  voice.say('file sending', { path: instruction })
  voice.say('file complete', { path: instruction })
  voice.say('sent to site')
  voice.say('sender done')
}

function completes(voice: Voice, words: Words, rate: number): void {
  voice.serve(words)
  voice.say('send request checked')
  voice.say('rate told', { n: rate })
  voice.say('job updated')
  voice.say('send request done')
  voice.say('job complete')
  voice.say('reference dropped', { n: 0 })
  voice.say('send request deleted')
  voice.say('job deleted')
}
