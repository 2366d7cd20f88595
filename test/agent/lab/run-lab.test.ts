import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../agent/clock.ts'
import { runLab } from '../../../agent/lab/run-lab.ts'
import { loadScenario, type Scenario } from '../../../agent/lab/scenario/load-scenario.ts'
import { hashOfStored, viewOf } from '../../../engine/checks/view.ts'
import { diskStore } from '../../../engine/library/disk-store.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { hashAll } from '../../../engine/verify/verify.ts'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cmdp-lab-'))
  folders.push(folder)
  return folder
}

function scenario(text: string): Scenario {
  const loaded = loadScenario(text, 'lab.yaml')
  if (loaded.scenario === undefined) throw new Error(JSON.stringify(loaded.problems))
  return loaded.scenario
}

const small = `
seed: 5
sites: [{ code: PS1 }]
distributionPoints:
  - { name: PS1DP1.CONTOSO.COM, site: PS1 }
  - { name: PS1PULL1.CONTOSO.COM, site: PS1, kind: pull }
packages:
  - { id: PS100001, files: { count: 3, size: 1KB..20KB } }
  - { id: PS100002, kind: application, files: { count: 2, size: 1KB..20KB } }
actions:
  - { do: distribute, package: all, to: all }
  - { at: 1h, do: update, package: all }
  - { at: 2h, do: redistribute, package: PS100001, to: PS1DP1.CONTOSO.COM }
  - { at: 3h, do: remove, package: PS100002, to: PS1PULL1.CONTOSO.COM }
`
const options = { speed: Infinity, rolloverBytes: 2_500_000, libraries: false, clock: systemClock }
const go = new AbortController().signal

/** Every log below a folder, by its path there. */
function logsIn(out: string): Map<string, string> {
  const logs = join(out, 'logs')
  const files = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((name) => /\.lo[g_]$/.test(name))
  return new Map(files.sort().map((name) => [name, readFileSync(join(logs, name), 'utf8')]))
}

describe('the lab', () => {
  it('tells the same story each time, and another one with another seed', async () => {
    const outs = [newFolder(), newFolder(), newFolder()]
    for (const [index, out] of outs.entries()) {
      const { plan, ...rest } = scenario(small)
      await runLab({ ...rest, plan: { ...plan, seed: index === 2 ? 6 : 5 } }, { ...options, out, signal: go })
    }
    const [one, other, third] = outs.map(logsIn)
    expect(one!.size).toBeGreaterThan(4)
    expect(other).toEqual(one)
    expect(third).not.toEqual(one)
  })

  it('leaves complete lines, and the truth so far, when it is interrupted', async () => {
    const stop = new AbortController()
    const out = newFolder()
    let looks = 0
    const clock = {
      ...systemClock,
      sleep: () => {
        if (++looks === 40) stop.abort()
        return Promise.resolve()
      },
    }
    const run = await runLab(scenario(small), { ...options, out, speed: 60, clock, signal: stop.signal })
    expect(run.lines).toBeGreaterThan(10)
    for (const [name, text] of logsIn(out)) expect(text.endsWith('\r\n'), name).toBe(true)
    const truth = JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8')) as { distributions: unknown[] }
    expect(truth.distributions.length).toBe(run.simulation.hierarchy.deliveries.count)
  })

  it('rolls a log over into whole lines', async () => {
    const out = newFolder()
    await runLab(scenario(small), { ...options, out, signal: go, rolloverBytes: 8_000 })
    const logs = logsIn(out)
    expect([...logs.keys()].some((name) => name.endsWith('distmgr.lo_'))).toBe(true)
    for (const [name, text] of logs) expect(text, name).toMatch(/^[^~\s][^]*\r\n$|^~[^]*\r\n$/)
  })

  it('lets nothing wait for its time after a month', async () => {
    const month = scenario(`${small}  - { at: 1d, do: update, package: PS100001, every: 1d, times: 28 }\n`)
    const { simulation, lasted } = await runLab(month, { ...options, out: newFolder(), signal: go })
    expect(lasted / 86_400_000).toBeGreaterThan(27)
    expect(simulation.world.waiting()).toBe(0)
    expect(simulation.hierarchy.packages.get('PS100001')!.versions).toHaveLength(30)
  })

  it('refuses a folder that is not empty', async () => {
    const out = newFolder()
    await runLab(scenario(small), { ...options, out, signal: go })
    await expect(runLab(scenario(small), { ...options, out, signal: go })).rejects.toThrow(/is not empty/)
  })
})

describe('the libraries of the lab', () => {
  const libraryOf = async (out: string, dp: string) => {
    const root = join(out, 'libraries', dp, 'D')
    const crew = inlineCrew(diskStore([{ drive: 'D:', library: join(root, 'SCCMContentLib'), root }]))
    const { index } = await scanLibrary(crew, { level: 2, now: 0 })
    const { results } = await hashAll(crew, index)
    const damaged = results.filter(({ row, actual }) => actual !== hashOfStored(index, row))
    return {
      hashed: results.length,
      damaged: damaged.length,
      contents: viewOf(index).index.survey.packages.flatMap(({ record }) => record?.contents ?? []),
    }
  }

  it('hold what the world says, byte by byte', async () => {
    const out = newFolder()
    const { simulation } = await runLab(scenario(small), { ...options, out, signal: go, libraries: true })
    const { packages } = simulation.hierarchy
    const current = (id: string): string => packages.get(id)!.versions.at(-1)!.contents[0]!.id
    const push = await libraryOf(out, 'PS1DP1.CONTOSO.COM')
    expect(push.contents.map((id) => id.toUpperCase()).sort()).toEqual(
      [current('PS100001'), current('PS100002')].map((id) => id.toUpperCase()).sort(),
    )
    expect(push).toMatchObject({ hashed: 5, damaged: 0 })
    const pull = await libraryOf(out, 'PS1PULL1.CONTOSO.COM')
    expect(pull.contents).toEqual([current('PS100001')])
  })

  it('show the damage that was done to them', async () => {
    const out = newFolder()
    const text = `${small}faults: [{ at: 4h, class: hash-mismatch-content, on: PS1DP1.CONTOSO.COM }]\n`
    await runLab(scenario(text), { ...options, out, signal: go, libraries: true })
    expect(await libraryOf(out, 'PS1DP1.CONTOSO.COM')).toMatchObject({ hashed: 5, damaged: 1 })
  })
})
