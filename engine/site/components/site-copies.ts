// The package thread of the source site: which other sites need the compressed copy, or only what changed.
// Source: distribution-engine.md 6.3 and 6.5; corpus/docs 02-distribute-across-sites and 05-update.
import type { Hierarchy, Site, SitePackage } from '../model/hierarchy.ts'
import type { Voice } from '../world/voice.ts'
import type { Process } from '../world/world.ts'

/** Changes of this many versions are sent alone; the next one sends the whole set (distribution-engine.md 6.5). */
const mostDeltas = 5

export function* sendToSites(
  one: SitePackage,
  voice: Voice,
  site: Site,
  hierarchy: Hierarchy,
  updated: boolean,
): Process {
  const due = sitesInNeed(one, site, hierarchy)
  if (due.length > 0 || updated) voice.say('no preferred sender')
  for (const to of due) {
    if (updated) voice.say(2333, { destination: to.code })
    sendTo(to, one, voice, site)
    yield 50
  }
  if (due.length === 0 || updated) return
  voice.say('properties unchanged')
  for (const to of due) {
    voice.say('site added', { site: to.code })
    voice.say('parent site found', { site: to.code, site2: to.plan.parent ?? site.code })
  }
}

/** Other sites with a targeted DP that do not hold this version, and were not sent it. */
function sitesInNeed(one: SitePackage, site: Site, { sites }: Hierarchy): readonly Site[] {
  if (one.package.plan.site !== site.code) return []
  return [...sites.values()].filter((other) => {
    const there = other.packages.get(one.package.plan.id)
    if (other === site || (there?.targets.size ?? 0) === 0) return false
    return (there?.storedVersion ?? 0) < one.storedVersion && (one.sent.get(other.code) ?? 0) < one.storedVersion
  })
}

function sendTo(to: Site, one: SitePackage, voice: Voice, site: Site): void {
  const { id } = one.package.plan
  const version = one.package.versions[one.storedVersion - 1]
  if (version === undefined) return
  const last = one.sent.get(to.code)
  const since = last !== undefined && one.storedVersion - last < mostDeltas ? last : undefined
  const drive = (site.plan.drives[0]?.letter ?? 'E:').slice(0, 1)
  const path =
    since === undefined
      ? `${drive}:\\SMSPKG\\${id}.PCK.${String(version.number)}`
      : `${drive}:\\SMSPKG\\${id}.DLT.${String(since)}.${String(version.number)}`
  voice.say('site needs copy', { site: to.code })
  voice.say('copy sending', { site: to.code })
  if (since === undefined) voice.say('reporting site found', { site: to.code })
  voice.say('drive chosen', { drive })
  voice.say('transfer root set', { path })
  if (since === undefined) {
    voice.say('reference added', { path, n: 2 })
    voice.say('reference dropped', { path, n: 1 })
  }
  voice.say('minijob created', { site: to.code, path })
  one.sent.set(to.code, version.number)
  const bytes = since === undefined ? version.bytes : changedBytes(one, since)
  site.components.sendToSite({ package: one.package, version, since, bytes, from: site, to })
}

/** What is new in the stored version against the one the site holds. */
function changedBytes({ package: { versions }, storedVersion }: SitePackage, since: number): number {
  const had = new Set(versions[since - 1]?.contents.flatMap(({ files }) => files.map(({ id }) => id)))
  const files = versions[storedVersion - 1]?.contents.flatMap((content) => content.files) ?? []
  return files.filter(({ id }) => !had.has(id)).reduce((sum, { bytes }) => sum + bytes, 0)
}
