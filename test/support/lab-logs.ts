import { scribe } from '../../agent/lab/scribe.ts'
import { smallSite } from '../../agent/lab/stories/small-site.ts'
import { tellStory } from '../../agent/lab/stories/storyteller.ts'
import type { Host } from '../../agent/lab/utterance.ts'
import { writeUntil } from '../../agent/lab/play.ts'

/** Every host of the lab's small site, in UTC and in step. The site server is the first. */
export const labHosts: readonly Host[] = [
  ...new Set([smallSite.site.server, ...Object.keys(smallSite.distributionPoints)]),
].map((name, index) => ({ name, site: smallSite.site.code, biasMinutes: 0, skewMs: 0, processId: 4_000 + index }))

/** Logs of some hours of the lab's small site under `folder`, one folder per host. `start`: milliseconds since 1970 UTC. */
export function writeLabLogs(folder: string, start: number, milliseconds: number): void {
  const [siteServer] = labHosts
  if (siteServer === undefined) return
  const writer = scribe(folder, labHosts, 50_000_000)
  const story = tellStory(smallSite, { seed: 7, start, speed: 1, siteServer, zoneName: 'Coordinated Universal Time' })
  writeUntil(start + milliseconds, story, writer)
  writer.close()
}
