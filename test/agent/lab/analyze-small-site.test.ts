import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accountOf, type Account } from '../../../agent/account-objects.ts'
import { analyzeLogs } from '../../../agent/analyze-logs.ts'
import { findFinishedLogs } from '../../../agent/finished-logs.ts'
import { writeUntil } from '../../../agent/lab/play.ts'
import { scribe } from '../../../agent/lab/scribe.ts'
import { smallSite } from '../../../agent/lab/stories/small-site.ts'
import { hours, minutes } from '../../../agent/lab/stories/steps.ts'
import { tellStory } from '../../../agent/lab/stories/storyteller.ts'
import type { Host } from '../../../agent/lab/utterance.ts'
import { parseZone } from '../../../parsers/zone.ts'
import * as truth from './small-site-truth.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'cmdp-lab-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const start = Date.UTC(2026, 0, 5, 8)

type World = { readonly seed: number; readonly speed: number; readonly skewMs: number; readonly maxBytes: number }

/** Lets the small site run for two and a half hours of its time, and analyzes what its logs hold. */
async function analyzedSite({ seed, speed, skewMs, maxBytes }: World): Promise<Account> {
  const names = [
    smallSite.site.server,
    ...Object.keys(smallSite.distributionPoints).filter((dp) => dp !== smallSite.site.server),
  ]
  const hosts: Host[] = names.map((name, index) => ({
    name,
    site: 'PS1',
    biasMinutes: -60,
    skewMs: index === 0 ? 0 : skewMs,
    processId: 4_000 + index,
  }))
  const writer = scribe(folder, hosts, maxBytes)
  const story = tellStory(smallSite, { seed, start, speed, siteServer: hosts[0]!, zoneName: 'W. Europe Standard Time' })
  writeUntil(start + (hours(2) + minutes(30)) / speed, story, writer)
  writer.close()
  const { logs } = await findFinishedLogs([folder])
  const { tracker, now } = await analyzeLogs(logs, { zone: parseZone('-60'), now: undefined })
  return accountOf(tracker, now)
}

function told(account: Account): Record<string, unknown> {
  return Object.fromEntries(
    account.distributions.map(({ packageId, packageVersion, dp, outcome, failure, node }) => [
      [packageId, packageVersion, dp?.replace('.CONTOSO.COM', '')].join(' '),
      outcome === 'success' ? { outcome } : { outcome, ...failureOf(failure), node },
    ]),
  )
}

const failureOf = (failure: { class: string; code: string | null } | null) =>
  failure && { class: failure.class, ...(failure.code === null ? {} : { code: failure.code }) }

const troubledPackages = (account: Account) =>
  Object.fromEntries(
    account.packages
      .filter(({ outcome }) => outcome !== 'success')
      .map(({ packageId, outcome, failure }) => [packageId, { outcome, ...failureOf(failure) }]),
  )

const whole = { speed: 1, skewMs: 0, maxBytes: 10_000_000 }

describe('the small site, read back from its logs alone', () => {
  it.each([1, 2, 3, 7, 11, 42, 99, 1234])('seed %i: every outcome and cause is what the story made', async (seed) => {
    const account = await analyzedSite({ ...whole, seed })
    expect(told(account)).toEqual(truth.distributions)
    expect(troubledPackages(account)).toEqual(truth.packages)
  })

  it('counts tries, and knows the next one', async () => {
    const account = await analyzedSite({ ...whole, seed: 7 })
    const full = account.distributions.find(({ dp }) => dp === 'PS1DP6.CONTOSO.COM')
    expect(full).toMatchObject({ failures: 5, triesLeft: 95, attempts: 5 })
    const last = Date.parse(full?.failure?.evidence.at(-1)?.time ?? '')
    expect(Math.abs(Date.parse(full?.nextRetry ?? '') - last - minutes(30))).toBeLessThan(60_000)
    const noSource = account.distributions.find(({ dp }) => dp === 'PS1PULL2.CONTOSO.COM')
    expect(noSource?.failures).toBeGreaterThan(5)
    expect(noSource?.triesLeft).toBe(30 - (noSource?.failures ?? 0))
  })

  it('finds the same when the site runs at the speed of the demo', async () => {
    expect(told(await analyzedSite({ ...whole, seed: 7, speed: 120 }))).toEqual(truth.distributions)
  })

  it.each([-7, 7])('finds the same when the clocks of the DPs are %i minutes off', async (off) => {
    expect(told(await analyzedSite({ ...whole, seed: 7, skewMs: minutes(off) }))).toEqual(truth.distributions)
  })

  it('finds the same when the log was renamed once on the way', async () => {
    const account = await analyzedSite({ ...whole, seed: 7, maxBytes: 200_000 })
    expect(readdirSync(join(folder, smallSite.site.server))).toContain('distmgr.lo_')
    expect(told(account)).toEqual(truth.distributions)
  })
})
