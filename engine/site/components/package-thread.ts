// One package thread of DistMgr: what the package row wants, then its DPs, then other sites. Source:
// distribution-engine.md 6.1 to 6.7; the order of lines is that of the public excerpts.
import type { Hierarchy, Site, SitePackage, Target } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import { packageWords, versionWords } from '../model/words.ts'
import type { Chance } from '../world/chance.ts'
import type { Words } from '../world/saying.ts'
import type { Voice } from '../world/voice.ts'
import type { Process } from '../world/world.ts'
import { serveDps } from './dp-thread.ts'
import { sendToSites } from './site-copies.ts'
import { takeSnapshot, workDone, workKey } from './source-snapshot.ts'

/** Values of "The Package Action is …" (distribution-engine.md 4 and 6). */
const decoded = {
  add: { action: 2, mask: 0, maskex: 0 },
  update: { action: 1, mask: 32, maskex: 0 },
  received: { action: 1, mask: 160, maskex: 0 },
} as const satisfies Readonly<Record<string, Words>>

export function* processPackage(
  one: SitePackage,
  voice: Voice,
  site: Site,
  hierarchy: Hierarchy,
  random: Chance,
): Process {
  const { action } = one
  const bench: Bench = { one, voice, site, hierarchy, random }
  voice.serve(packageWords(one))
  voice.say(2300)
  voice.say('package begun')
  if (action === 'delete') return yield* deletes(bench)
  if (action === 'none' || action === 'received') {
    if (one.storedVersion < one.sourceVersion && isWanted(one)) return waitsForContent(bench)
    if (action === 'received' && cannotUnpack(bench)) return
    if (action === 'none') voice.say('no package action')
    else stored(bench)
  } else if (action === 'learn') learned(bench)
  else if (!(yield* takesSource(bench, action))) return
  one.action = 'none'
  yield about(pace.deed, random)
  if (one.storedVersion >= one.sourceVersion) yield* serveDps(one, voice, site, hierarchy, random, action === 'update')
  yield* sendToSites(one, voice, site, hierarchy, action === 'update')
  if (action === 'add' || action === 'update') {
    if (action === 'add') {
      voice.say('no preferred sender')
      voice.say('programs changed')
    }
    voice.say('replicating everywhere')
  }
  if (action !== 'none' && action !== 'received') voice.say('availability written', { statusMessageId: 2301 })
  ends(bench, action === 'add')
}

type Bench = {
  readonly one: SitePackage
  readonly voice: Voice
  readonly site: Site
  readonly hierarchy: Hierarchy
  readonly random: Chance
}

/** Snapshot of a new or changed source: the next version. @returns false: it is tried again later */
function* takesSource({ one, voice, site, hierarchy, random }: Bench, action: 'add' | 'update') {
  const version = one.package.versions.at(-1)
  if (version === undefined) return false
  voice.say(action === 'add' ? 'package adding' : 'package updating')
  if (action === 'add') {
    voice.say('package action decoded', decoded.add)
    voice.say('availability written', { statusMessageId: 2300 })
  }
  if (!(yield* takeSnapshot(one, version, voice, site, hierarchy, random))) {
    const { world } = hierarchy
    world.at(world.now() + site.plan.retries.push.delay, () => site.components.process(one.package.plan.id, 'package'))
    return false
  }
  one.sourceVersion = version.number
  one.storedVersion = version.number
  voice.serve({ ...packageWords(one), ...versionWords(version) })
  if (action === 'add') voice.say('contents attached')
  voice.say(2376)
  if (action === 'update') {
    voice.say('source changed')
    voice.say('contents attached')
    voice.say('package action decoded', decoded.update)
    voice.say('drive chosen', { drive: driveOf(site) })
    voice.say('package stored')
    voice.say(2311)
  }
  hierarchy.announce(one.package, site)
  return true
}

/** The despooler has stored a version here. */
function stored({ voice, site }: Bench): void {
  voice.say('package updating')
  voice.say('package action decoded', decoded.received)
  voice.say('drive chosen', { drive: driveOf(site) })
  voice.say('package stored')
  voice.say(2311)
}

/** The compressed copy is damaged: nothing is stored, and it is tried again later. */
function cannotUnpack({ one, voice, site, hierarchy, random }: Bench): boolean {
  if (!hierarchy.faults.hits('decompress-failed', site.code)) return false
  const packageId = one.package.plan.id
  const packed = `${driveOf(site)}:\\SMSPKG\\${packageId}.PCK`
  voice.say('unpacking failed', { resultCode: invalidData })
  voice.say('package not unpacked', {
    path: packed,
    path2: `${driveOf(site)}:\\_S ${random.text(5, letters)}.TMP`,
    n: 4,
  })
  voice.say(2321)
  voice.say(2302)
  const trouble = { class: 'decompress-failed', code: invalidData } as const
  hierarchy.works.set(workKey(one, site), { packageId, site: site.code, outcome: 'failure', trouble })
  const again = hierarchy.world.now() + site.plan.retries.push.delay
  hierarchy.world.at(again, () => site.components.process(packageId, 'package'))
  return true
}

const invalidData = '0x8007000D'
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** The rows of a package of another site have come; its content has not, and nobody needs it yet. */
function learned({ one, voice }: Bench): void {
  voice.say('package adding')
  voice.say('package action decoded', decoded.add)
  voice.say('package stored')
  voice.say(2311)
  voice.say('policy triggered', { pkgordp: one.package.plan.id })
  voice.say('no preferred sender')
}

/** No type 1 row with this version: the compressed copy is still on its way (distribution-engine.md 4). */
function waitsForContent({ one, voice, site, hierarchy }: Bench): void {
  const packageId = one.package.plan.id
  voice.say('content not arrived', { site: one.package.plan.site })
  const trouble = { class: 'waiting-intersite', code: undefined } as const
  hierarchy.works.set(workKey(one, site), { packageId, site: site.code, outcome: 'waiting', trouble })
  voice.say('all DP threads ended')
}

const isWanted = ({ targets }: SitePackage): boolean =>
  [...targets.values()].some(({ action }: Target) => action !== 'none' && action !== 'remove')

function* deletes({ one, voice, site, hierarchy, random }: Bench): Process {
  voice.say('package deleting')
  yield about(pace.snapshotLeast, random)
  voice.say('package deleted')
  const packageId = one.package.plan.id
  hierarchy.works.set(workKey(one, site), { packageId, site: site.code, outcome: 'removed', trouble: undefined })
  site.packages.delete(packageId)
}

function ends({ one, voice, site, hierarchy }: Bench, isNew: boolean): void {
  voice.serve(packageWords(one))
  voice.say('stored version checked', { dbver: one.storedVersion })
  voice.say('source version checked', { dbver: one.sourceVersion })
  if (isNew) voice.say('contents attached')
  voice.say(2301)
  workDone(one, site, hierarchy)
}

/** `E` of `E:`, the drive with the site's library. */
const driveOf = ({ plan }: Site): string => (plan.drives[0]?.letter ?? 'E:').slice(0, 1)
