// The pull component on a pull DP: one content job per content, downloaded from a source DP, added to its library, and
// reported by a state message. Source: distribution-engine.md 6.4 steps 4 and 5; corpus/docs 04-distribute-pull-dp.
import { assumedSite } from '../../assumptions.ts'
import type { Content } from '../model/content.ts'
import type { Dp, Hierarchy, Job, Site } from '../model/hierarchy.ts'
import { sendsContent, type Delivery } from '../model/package-delivery.ts'
import { about, pace } from '../model/pace.ts'
import { guidOf } from '../model/content.ts'
import { contentWords } from '../model/words.ts'
import type { Chance } from '../world/chance.ts'
import type { Words } from '../world/saying.ts'
import type { Voice } from '../world/voice.ts'
import type { Process, Wait } from '../world/world.ts'
import { sourceOf } from '../model/pull-sources.ts'

const hexDigits = '0123456789ABCDEF'
const guid = (random: Chance): string => `{${guidOf(random.text(32, hexDigits)).toUpperCase()}}`

/** @param provider  the thread of the DP provider that told the pull component */
export function* pullContent(job: Job, provider: Voice, site: Site, hierarchy: Hierarchy, random: Chance): Process {
  const { dp, delivery, version } = job
  yield about(pace.pullStart, random)
  const pkgver = `${job.package.plan.id}.${String(version.number)}`
  const words: Words = { ...job.words, pkgver, guid: guid(random) }
  const voice = hierarchy.voices.begin(dp.machine, 'pull-component', words, delivery)
  voice.say('pull job loaded')
  voice.say('content info verified')
  voice.say('download begun', { n: version.contents.length })
  for (const content of version.contents) {
    voice.serve({ ...words, ...contentWords(content) }, delivery)
    while (!(yield* pullOne({ job, content, voice, provider, hierarchy, random, words })))
      yield about(pace.pullAgain, random)
    if (job.gone) return stops(job, voice, provider)
    hierarchy.shelves.add(dp, job.package, content, job.action === 'send all' ? 'redistribute' : 'add')
  }
  hierarchy.shelves.complete(dp, job.package, version)
  voice.serve(words, delivery)
  voice.say('content jobs done', { n: version.contents.length })
  dp.pulling--
  provider.end()
  yield* reports(job, voice, site, hierarchy, random)
}

type Pulling = {
  readonly job: Job
  readonly content: Content
  readonly voice: Voice
  readonly provider: Voice
  readonly hierarchy: Hierarchy
  readonly random: Chance
  readonly words: Words
}

function stops({ dp }: Job, voice: Voice, provider: Voice): void {
  dp.pulling--
  voice.end()
  provider.end()
}

const state = (number: number, name: string): Words => ({ state: `${String(number)}-${name}` })

/** @returns false: it failed, and is tried again */
function* pullOne(pulling: Pulling): Generator<Wait, boolean, undefined> {
  const { job, content, voice, provider, hierarchy, random, words } = pulling
  const { dp, delivery } = job
  const all = job.action === 'send all'
  const missing = all ? content.files : content.files.filter(({ id }) => !hierarchy.shelves.holdsFile(dp, id))
  const isDelta = missing.length < content.files.length
  // Signatures are fetched for content that has changed before (distribution-engine.md 6.4, step 4).
  const isChanged = !all && job.version.number > 1
  sendsContent(delivery, content.id)
  voice.say('content job state', state(1, 'NotStarted'))
  if (all) voice.say('all files again')
  if (isChanged) {
    voice.say('download created', { dlkind: 'SignatureDownload', guid2: guid(random), text: 'JobState = NotStarted' })
    voice.say('content job state', state(4, 'Downloading Signature'))
    yield about(pace.addContent, random)
    // The message of the transfer service comes twice, and is taken twice (corpus/docs 04-distribute-pull-dp).
    for (let time = 0; time < assumedSite.signatureMessages; time++) {
      voice.say('download done', { resultCode: '0x00000000' })
      voice.say('content job state', state(5, 'Signature Downloaded'))
    }
  }
  voice.say('files compared', { n: content.files.length - missing.length, m: missing.length })
  voice.say('download created', {
    dlkind: isDelta ? 'DeltaDownload' : 'FullDownload(Manifest)',
    guid2: guid(random),
    text: 'JobState = NotStarted',
  })
  const fits = missing.every((file) => hierarchy.shelves.makeRoom(dp, file))
  if (fits) yield lineOf(dp, content, hierarchy).carry(missing.reduce((sum, { bytes }) => sum + bytes, 0))
  const trouble = hierarchy.faults.first(pullFaults, dp.name) ?? (fits ? undefined : 'disk-full-dp')
  if (trouble !== undefined) {
    const { code: resultCode, text } = downloadTroubles[trouble]
    hierarchy.shelves.giveUp(dp, job.version)
    voice.say('download failed', { resultCode, text })
    if (delivery.outcome === 'superseded') return false
    delivery.outcome = 'failure'
    delivery.trouble = { class: trouble, code: resultCode }
    delivery.nextRetry = undefined // what was printed was for a download that goes on
    return false
  }
  if (delivery.outcome !== 'superseded') delivery.outcome = 'in-progress'
  delivery.trouble = undefined
  voice.say('download done', { resultCode: '0x00000000' })
  voice.say('content job state', state(9, 'Downloaded'))
  yield about(pace.addContent, random)
  provider.serve({ ...words, ...contentWords(content) }, delivery)
  provider.say('content added')
  voice.say('content job state', state(13, 'SIApplied'))
  voice.say('content job done')
  return true
}

const pullFaults = ['pull-signature-404', 'pull-endpoint-mapper', 'pull-stalled'] as const

/** What the transfer service reports (corpus/docs troubleshoot-content-distribution PullDP; failure-taxonomy.md 3). */
const downloadTroubles = {
  'pull-signature-404': {
    code: '0x80070002',
    text: "BITS error: 'HTTP status 404: The requested URL does not exist on the server.",
  },
  'pull-endpoint-mapper': {
    code: '0x800706D9',
    text: "BITS error: 'There are no more endpoints available from the endpoint mapper.",
  },
  // Windows' own words for the codes; no excerpt shows them in this line.
  'pull-stalled': { code: '0x80072EE2', text: "BITS error: 'The operation timed out." },
  'disk-full-dp': { code: '0x80070070', text: "BITS error: 'There is not enough space on the disk." },
} as const

/** The narrower of both lines; the first source that holds it is asked. */
function lineOf(dp: Dp, content: Content, hierarchy: Hierarchy): Dp['line'] {
  const source = sourceOf(dp, hierarchy).find((one) => hierarchy.shelves.holds(one, content))
  return source !== undefined && source.line.rate < dp.line.rate ? source.line : dp.line
}

/** A status that is not processed after this long shows that it was lost (DESIGN 5); milliseconds. */
const heardWithin = 10 * 60_000

function neverHeard(delivery: Delivery, { world }: Hierarchy): void {
  const { attempts } = delivery
  world.at(world.now() + heardWithin, () => {
    if (delivery.outcome === 'in-progress' && delivery.attempts === attempts)
      delivery.trouble = { class: 'pull-status-lost', code: undefined }
  })
}

/** Management point, State System, PullDPResponse, `.PUL`: so the site hears of it. */
function* reports(job: Job, voice: Voice, site: Site, hierarchy: Hierarchy, random: Chance): Process {
  const { dp, delivery, words } = job
  voice.say('state reported', { resultCode: '0x00000001', n: 1 })
  voice.end()
  if (hierarchy.faults.hits('pull-status-lost', dp.name)) return neverHeard(delivery, hierarchy)
  yield about(pace.stateMessage, random)
  const system = hierarchy.voices.begin(site.machine, 'state-system')
  system.say('state file processed', { file: `N_${random.text(8, `${hexDigits}GHIJKLMNOPQRSTUVWXYZ`)}.SMX` })
  system.end()
  const rowKey = `7205759403${random.text(7, '0123456789')}`
  job.gone = true
  site.components.notify({
    what: 'row changed',
    words: { op: 'INSERT', table: 'PullDPResponse', trigger: 'PullDPResponse_UpdIns', key: rowKey },
    file: `distmgr.box\\incoming\\${rowKey}.PUL`,
    then: () => site.components.pullAnswer({ delivery, dp, state: 1, words }),
  })
}
