import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { accountOf } from '../../../agent/account-objects.ts'
import { analyzeLogs } from '../../../agent/analyze-logs.ts'
import { findFinishedLogs } from '../../../agent/finished-logs.ts'
import { forecastFromAccount, type Known } from '../../../agent/forecast/from-account.ts'
import { workIn } from '../../../agent/forecast/from-agent.ts'
import { namedHashes } from '../../../agent/lab/hashes.ts'
import { transcript } from '../../../agent/lab/wording/transcript.ts'
import { writtenLogs } from '../../../agent/lab/written-logs.ts'
import type { HierarchyPlan } from '../../../engine/site/model/hierarchy-plan.ts'
import { simulate } from '../../../engine/site/simulation.ts'
import { parseZone } from '../../../parsers/zone.ts'
import { queuePlan } from '../../support/queue-plan.ts'

/** When the last distribution of the world ends; it is lived to its end without logs. */
function finishOf(plan: HierarchyPlan): number {
  const { world, hierarchy } = simulate(plan, namedHashes)
  while (world.step());
  return Math.max(...[...hierarchy.deliveries.all()].map(({ lastTime }) => lastTime ?? 0))
}

/** What the agent forecasts at half of the time, from the logs alone, as a share of the whole time. */
async function errorAtHalf(plan: HierarchyPlan): Promise<number> {
  const finish = finishOf(plan)
  const half = plan.start + (finish - plan.start) / 2
  const folder = mkdtempSync(join(tmpdir(), 'cmdp-forecast-'))
  try {
    const logs = writtenLogs(folder, 50_000_000)
    const { line } = transcript(() => false)
    const { world } = simulate(plan, namedHashes, {
      line(saying) {
        const { file, entry } = line(saying)
        logs.write(saying.machine.name, file, entry)
      },
    })
    world.runUntil(half)
    logs.close()
    const found = await findFinishedLogs([folder])
    const { tracker } = await analyzeLogs(found.logs, { zone: parseZone('-60'), now: half })
    const forecast = forecastFromAccount(workIn(accountOf(tracker, half), half))
    if (forecast.finish === undefined) return Infinity
    return Math.abs(forecast.finish.expected - finish) / (finish - plan.start)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

// CMDP_FORECASTS tries so many; three small ones otherwise.
const count = Number(process.env['CMDP_FORECASTS'] ?? 3)
const first = count > 3 ? 1 : 5

describe('a forecast made halfway, from logs alone', () => {
  it('is within a tenth of the whole time for nearly all queues, and never far off', { timeout: 600_000 }, async () => {
    const errors: number[] = []
    for (let at = 0; at < count; at++) errors.push(await errorAtHalf(queuePlan(first + at)))
    errors.sort((one, other) => one - other)
    const within = errors.filter((error) => error <= 0.1).length
    if (count > 3) console.log(`${String(within)} of ${String(count)} within 10 %, worst ${String(errors.at(-1))}`)
    expect(within / count).toBeGreaterThan(count > 3 ? 0.9 : 0.65)
    expect(errors.at(-1)).toBeLessThan(0.5)
  })
})

const asOf = Date.UTC(2026, 0, 5, 9)
const one = (minute: number | undefined, outcome: string, more: Partial<Known> = {}): Known => ({
  packageId: 'PS100001',
  dp: 'PS1DP1.CONTOSO.COM',
  outcome,
  firstTime: '2026-01-05T08:00:00.000Z',
  lastTime: minute === undefined ? null : new Date(Date.UTC(2026, 0, 5, 8, minute)).toISOString(),
  nextRetry: null,
  ...more,
})

describe('a forecast', () => {
  it('goes on at the pace of what ended', () => {
    const done = Array.from({ length: 30 }, (_, index) => one(2 * index + 1, 'success'))
    const open = Array.from({ length: 15 }, () => one(undefined, 'in-progress'))
    const { finish, jobs } = forecastFromAccount({ asOf, distributions: [...done, ...open], queuedPackages: 0 })
    // 30 in an hour, 15 to go.
    expect(Math.abs((finish?.expected ?? 0) - asOf - 30 * 60_000)).toBeLessThan(5 * 60_000)
    expect(finish!.low).toBeLessThan(finish!.expected)
    expect(finish!.high).toBeGreaterThan(finish!.expected)
    expect(jobs).toEqual({ open: 15, done: 30, retrying: 0 })
  })

  it('waits for a planned try', () => {
    const done = Array.from({ length: 30 }, (_, index) => one(index, 'success'))
    const again = one(31, 'retrying', { nextRetry: '2026-01-05T09:20:00.000Z' })
    const { finish, bottleneck } = forecastFromAccount({ asOf, distributions: [...done, again], queuedPackages: 0 })
    expect(finish!.expected).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 5, 9, 20))
    expect(bottleneck).toBe('retry delay')
  })

  it('says nothing where nothing is open, or nothing has ended', () => {
    expect(forecastFromAccount({ asOf, distributions: [], queuedPackages: 0 }).finish).toBeUndefined()
    const open = [one(undefined, 'in-progress')]
    expect(forecastFromAccount({ asOf, distributions: open, queuedPackages: 0 }).finish).toBeUndefined()
  })
})
