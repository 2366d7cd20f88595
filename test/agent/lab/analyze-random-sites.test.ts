import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { accountOf, type Account } from '../../../agent/account-objects.ts'
import { analyzeLogs } from '../../../agent/analyze-logs.ts'
import { findFinishedLogs } from '../../../agent/finished-logs.ts'
import { chance, type Chance } from '../../../engine/site/world/chance.ts'
import { writeUntil } from '../../../agent/lab/play.ts'
import { scribe } from '../../../agent/lab/scribe.ts'
import type { CourseName } from '../../../agent/lab/stories/courses.ts'
import { smallSite } from '../../../agent/lab/stories/small-site.ts'
import { minutes } from '../../../agent/lab/stories/steps.ts'
import type { Act, Story } from '../../../agent/lab/stories/story.ts'
import { tellStory } from '../../../agent/lab/stories/storyteller.ts'
import type { Host } from '../../../agent/lab/utterance.ts'
import { parseZone } from '../../../parsers/zone.ts'

/** What a course has come to after 110 minutes. */
const truthOf: Readonly<Record<CourseName, string>> = {
  arrives: 'success',
  'sent again': 'success',
  'arrives at the third try': 'success',
  'stands on the site server': 'success',
  'not reachable': 'failure network-path',
  'access denied': 'failure access-denied-dp',
  'disk full': 'retrying disk-full-dp',
  'provider not registered': 'retrying provider-not-registered',
  'provider classes gone': 'retrying wmi-class-missing',
  'window closes': 'waiting schedule-closed',
  'content missing on the site': 'retrying content-missing-site',
  'pulls it': 'success',
  'finds no source': 'waiting pull-no-source',
  'finds a source later': 'success',
  'has no capacity': 'waiting pull-capacity',
}

const pullCourses: readonly CourseName[] = ['pulls it', 'finds no source', 'finds a source later', 'has no capacity']
const pushCourses = (Object.keys(truthOf) as CourseName[]).filter(
  (name) => !pullCourses.includes(name) && name !== 'stands on the site server',
)

const start = Date.UTC(2026, 0, 5, 8)

/** Every package to some DPs, all at about the same time, so that threads and jobs interleave as much as they can. */
function randomStory(random: Chance): Story {
  const dps = Object.keys(smallSite.distributionPoints).filter((dp) => dp !== smallSite.site.server)
  const pick = <Item>(items: readonly Item[]): Item => items[random.between(0, items.length - 1)]!
  const acts = Object.keys(smallSite.packages).map((packageId): Act => {
    const chosen = dps.filter(() => random.next() < 0.6)
    const to = chosen.map((dp) => [dp, pick(dp.includes('PULL') ? pullCourses : pushCourses)] as const)
    return {
      at: minutes(random.between(0, 10)),
      package: packageId,
      processing: 'distribute',
      to: Object.fromEntries(to),
    }
  })
  const fast = { bytesPerSecond: 4 * 1024 ** 2 }
  return {
    ...smallSite,
    acts,
    distributionPoints: Object.fromEntries([smallSite.site.server, ...dps].map((dp) => [dp, fast])),
  }
}

async function analyzed(story: Story, random: Chance): Promise<Account> {
  const folder = mkdtempSync(join(tmpdir(), 'cmdp-random-'))
  try {
    const others = Object.keys(story.distributionPoints).filter((dp) => dp !== story.site.server)
    const hosts: Host[] = [story.site.server, ...others].map((name, index) => ({
      name,
      site: 'PS1',
      biasMinutes: index === 0 ? 240 : -60,
      skewMs: index === 0 ? 0 : random.between(-120_000, 120_000),
      processId: 4_000 + index,
    }))
    const writer = scribe(folder, hosts, 10_000_000)
    const zoneName = 'Eastern Daylight Time'
    const telling = { seed: random.between(0, 999_999), start, speed: 1, siteServer: hosts[0]!, zoneName }
    writeUntil(start + minutes(110), tellStory(story, telling), writer)
    writer.close()
    const { logs } = await findFinishedLogs([folder])
    const { tracker, now } = await analyzeLogs(logs, { zone: parseZone('-60'), now: undefined })
    return accountOf(tracker, now)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const expected = (story: Story): Record<string, string> =>
  Object.fromEntries(
    story.acts.flatMap((act) => Object.entries(act.to).map(([dp, name]) => [`${act.package} ${dp}`, truthOf[name]])),
  )

const told = (account: Account): Record<string, string> =>
  Object.fromEntries(
    account.distributions.map(({ packageId, dp, outcome, failure }) => [
      `${String(packageId)} ${String(dp)}`,
      outcome === 'success' || failure === null ? outcome : `${outcome} ${failure.class}`,
    ]),
  )

describe('random sites, read back from their logs alone', () => {
  const seeds = Array.from({ length: Number(process.env['CMDP_RANDOM_SITES'] ?? 8) }, (_, index) => index + 1)
  it.each(seeds)('seed %i', async (seed) => {
    const random = chance(seed)
    const story = randomStory(random)
    expect(told(await analyzed(story, random))).toEqual(expected(story))
  })
})
