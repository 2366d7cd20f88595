// The lab at size: the real command interrupted, many random hierarchies read back, and 200 DPs with 1,000 packages.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { namedHashes } from '../../agent/lab/hashes.ts'
import { loadScenario } from '../../agent/lab/scenario/load-scenario.ts'
import type { HierarchyPlan } from '../../engine/site/model/hierarchy-plan.ts'
import { simulate } from '../../engine/site/simulation.ts'
import { randomPlan, randomRollover } from '../support/random-plan.ts'
import { roundTrip } from '../support/round-trip.ts'
import { runCmdp } from '../support/run-cmdp.ts'
import { repository } from '../support/sources.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdp-lab-system-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const scenarios = join(repository, 'agent/lab/scenarios')

describe('cmdp lab', () => {
  it('runs a scenario, and analyze finds nothing failing in it', { timeout: 300_000 }, async () => {
    const out = join(folder, 'three')
    const ran = await runCmdp(['lab', join(scenarios, 'three-sites.yaml'), '--out', out, '--instant'])
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    const { code, stdout } = await runCmdp(['analyze', join(out, 'logs'), '--zone', '240', '--json'])
    expect(code).toBe(0)
    const told = JSON.parse(stdout) as { distributions: unknown[] }
    const truth = JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8')) as typeof told
    expect(told.distributions).toHaveLength(truth.distributions.length)
  })

  it('ends with Ctrl-C, every line whole', { timeout: 300_000 }, async () => {
    const out = join(folder, 'interrupted')
    const command = [join(repository, 'agent', 'cmdp.mjs'), 'lab', join(scenarios, 'every-fault.yaml')]
    const child = spawn(process.execPath, [...command, '--out', out, '--speed', '600', '--no-libraries'])
    const log = join(out, 'logs', 'PS1SITE.CONTOSO.COM', 'distmgr.log')
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
    for (let size = 0; size < 20_000;) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      size = existsSync(log) ? statSync(log).size : 0
    }
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    const logs = readdirSync(join(out, 'logs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.log'),
    )
    expect(logs.length).toBeGreaterThan(3)
    for (const name of logs) expect(readFileSync(join(out, 'logs', name), 'latin1'), name).toMatch(/(^|\r\n)$/)
    expect(() => JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8')) as unknown).not.toThrow()
  })

  it('tells all mistakes of a scenario and ends with 1', { timeout: 300_000 }, async () => {
    const path = join(folder, 'bad.yaml')
    writeFileSync(path, 'sites: [{ code: PS1, thread: 3x5 }]\ncolor: red\n')
    const { code, stderr } = await runCmdp(['lab', path, '--out', join(folder, 'bad')])
    expect(code).toBe(1)
    expect(stderr).toContain('bad.yaml:1:22: sites[0].thread')
    expect(stderr).toContain('bad.yaml:2:1: color')
  })
})

const count = Number(process.env['CMDP_ROUND_TRIPS'] ?? 80)
/** SEED=7 looks at others. */
const firstSeed = 201 + (Number(process.env['SEED'] ?? 1) - 1) * 1_000

describe('random hierarchies', () => {
  it(`${String(count)} of them are read back without a difference`, { timeout: 900_000 }, async () => {
    const wrong: string[] = []
    let [unknown, destroyed, contents] = [0, 0, 0]
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      const options = { lasting: 9 * 60 * 60_000, rolloverBytes: randomRollover(seed) }
      const trip = await roundTrip(randomPlan(seed), options)
      unknown += trip.unknown
      destroyed += trip.destroyed
      contents += trip.contents
      if (trip.wrong.length > 0) wrong.push(`seed ${String(seed)}: ${trip.wrong.join('; ')}`)
    }
    console.log(
      `${String(count)} random hierarchies, ${String(wrong.length)} with a difference; ${String(destroyed)} lines destroyed by ` +
        `rollovers, ${String(unknown)} facts unknown by that; ${String(contents)} contents read back`,
    )
    expect(wrong).toEqual([])
  })
})

describe('a large site', () => {
  function planOf(dps: number, packages: number): HierarchyPlan {
    const text = readFileSync(join(scenarios, 'large-site.yaml'), 'utf8')
      .replace('count: 200', `count: ${String(dps)}`)
      .replace('count: 1000', `count: ${String(packages)}`)
    const loaded = loadScenario(text, 'large')
    if (loaded.scenario === undefined) throw new Error(JSON.stringify(loaded.problems))
    return loaded.scenario.plan
  }

  /** Processor milliseconds per distribution, all of them successful. */
  function cost(dps: number, packages: number): number {
    const before = process.cpuUsage()
    const { world, hierarchy } = simulate(planOf(dps, packages), namedHashes)
    while (world.step());
    const { user, system } = process.cpuUsage(before)
    const outcomes = new Set([...hierarchy.deliveries.all()].map(({ outcome }) => outcome))
    expect([...outcomes]).toEqual(['success'])
    expect(hierarchy.deliveries.count).toBe(dps * packages)
    return (user + system) / 1_000 / (dps * packages)
  }

  it('of 200 DPs and 1,000 packages costs per distribution what a small one costs', { timeout: 600_000 }, () => {
    cost(20, 20) // warm
    // A short time is told badly; one that grew with the site would be ten or a hundred times as long.
    const small = Math.max(cost(20, 100), cost(20, 100), cost(20, 100))
    const large = cost(200, 1_000)
    const seconds = (large * 200_000) / 1_000
    console.log(
      `20x100: ${small.toFixed(3)} ms each; 200x1000: ${large.toFixed(3)} ms each, ${seconds.toFixed(1)} s of processor, ` +
        `${String(Math.round(process.memoryUsage.rss() / 1e6))} MB`,
    )
    expect(large).toBeLessThan(2.5 * small)
    expect(process.memoryUsage.rss()).toBeLessThan(1024 ** 3)
  })
})
