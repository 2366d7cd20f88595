// The package thread on the site that owns the source: snapshot, hash, signatures, a new stored version.
// Source: distribution-engine.md 6.1 and 6.5.
import type { Hierarchy, Site, SitePackage } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import type { Version } from '../model/content.ts'
import { versionWords } from '../model/words.ts'
import type { Chance } from '../world/chance.ts'
import type { Voice } from '../world/voice.ts'
import type { Wait } from '../world/world.ts'

/** What stops a snapshot: class -> Win32 code as the line prints it (failure-taxonomy.md 3). */
const troubles = {
  'source-access': '0x80070005',
  'source-locked': '0x80070020',
  'source-shared-folder': '0x80070002',
  'disk-full-site': '0x80070070',
} as const

const gigabyte = 1024 ** 3
const sha256 = 32780

/** @returns false when the source could not be taken */
export function* takeSnapshot(
  one: SitePackage,
  version: Version,
  voice: Voice,
  site: Site,
  { faults, works }: Hierarchy,
  random: Chance,
): Generator<Wait, boolean, undefined> {
  const words = versionWords(version)
  voice.say('snapshot taking')
  const trouble =
    faults.first(['source-access', 'source-locked', 'source-shared-folder'], one.package.plan.id) ??
    faults.first(['disk-full-site'], site.code)
  if (trouble !== undefined) {
    yield about(pace.snapshotLeast, random)
    const code = troubles[trouble]
    voice.say('source unreadable', { resultCode: code })
    voice.say('snapshot failed')
    voice.say(2306)
    voice.say(2302)
    works.set(workKey(one, site), {
      packageId: one.package.plan.id,
      site: site.code,
      outcome: 'failure',
      trouble: { class: trouble, code },
    })
    return false
  }
  const gigabytes = version.bytes / gigabyte
  yield about(pace.snapshotLeast + gigabytes * pace.snapshotPerGigabyte, random)
  voice.say('snapshot sized', words)
  voice.say('definition written', words)
  yield about(pace.snapshotLeast + gigabytes * pace.signaturePerGigabyte, random)
  voice.say('signatures made', words)
  voice.say('hash begun', { alg: sha256 })
  yield about(pace.snapshotLeast, random)
  voice.say('hash made', { ...words, alg: sha256 })
  voice.say('signature hash made', { ...words, alg: sha256 })
  return true
}

export const workKey = (one: SitePackage, site: Site): string => `${one.package.plan.id} ${site.code}`

/** The site server did something for all DPs, and it went well. */
export function workDone(one: SitePackage, site: Site, { works }: Hierarchy): void {
  const packageId = one.package.plan.id
  works.set(workKey(one, site), { packageId, site: site.code, outcome: 'success', trouble: undefined })
}
