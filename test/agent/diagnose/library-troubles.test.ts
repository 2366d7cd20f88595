// The classes that only a library shows: the lab damages one, and the command tells what it is from the library, the list
// of WMI and the list of what should be there.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../../agent/clock.ts'
import { libraryTroubles } from '../../../agent/diagnose/library-troubles.ts'
import { runLab } from '../../../agent/lab/run-lab.ts'
import { loadScenario } from '../../../agent/lab/scenario/load-scenario.ts'
import { finding } from '../../../engine/checks/findings.ts'
import { runCmdp } from '../../support/run-cmdp.ts'

const out = mkdtempSync(join(tmpdir(), 'cmdp-troubles-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

const dps = ['WELL', 'DAMAGED', 'WMILIST', 'GONE'] as const
const scenario = `
sites: [{ code: PS1 }]
distributionPoints: [${dps.map((name) => `{ name: ${name}.CONTOSO.COM, site: PS1 }`).join(', ')}]
packages:
  - { id: PS100001, files: { count: 2, size: 1KB..4KB } }
  - { id: PS100002, kind: application, files: { count: 2, size: 1KB..4KB } }
actions: [{ do: distribute, package: all, to: all }]
faults:
  - { at: 1h, class: hash-mismatch-content, on: DAMAGED.CONTOSO.COM }
  - { at: 1h, class: library-wmi-mismatch, on: WMILIST.CONTOSO.COM }
  - { at: 1h, class: targeted-not-present, on: GONE.CONTOSO.COM }
`

beforeAll(async () => {
  const loaded = loadScenario(scenario, 'troubles.yaml')
  if (loaded.scenario === undefined) throw new Error(JSON.stringify(loaded.problems))
  const options = { out, speed: Infinity, rolloverBytes: 2_500_000, libraries: true, clock: systemClock }
  await runLab(loaded.scenario, { ...options, signal: new AbortController().signal })
}, 120_000)

type Told = {
  readonly distributions: readonly { readonly outcome: string }[]
  readonly library: {
    readonly failures: readonly { readonly class: string; readonly node: string; readonly remedy: string }[]
  }
}

const lists = (dp: string): readonly string[] => [
  ...['--wmi', join(out, 'lists', dp, 'wmi.csv'), '--expected', join(out, 'lists', dp, 'expected.csv')],
]

it.each([
  ['WELL', 0, []],
  ['DAMAGED', 1, [['hash-mismatch-content', 'PCD-70']]],
  ['WMILIST', 1, [['library-wmi-mismatch', 'PCD-70']]],
  ['GONE', 1, [['targeted-not-present', 'PCD-28']]],
] as const)('%s', { timeout: 120_000 }, async (name, code, expected) => {
  const dp = `${name}.CONTOSO.COM`
  const library = join(out, 'libraries', dp, 'D', 'SCCMContentLib')
  const command = ['analyze', join(out, 'logs'), '--zone', '0', '--library', library, '--dp', dp, ...lists(dp)]
  const ended = await runCmdp([...command, '--json'])
  expect([ended.code, ended.stderr]).toEqual([code, ''])
  const { distributions, library: told } = JSON.parse(ended.stdout) as Told
  expect(distributions.every(({ outcome }) => outcome === 'success')).toBe(true)
  expect(told.failures.map((one) => [one.class, one.node])).toEqual(expected)
  for (const { remedy } of told.failures) expect(remedy).toMatch(/redistribute/i)
  if (expected.length === 0) return
  const text = (await runCmdp(command)).stdout
  for (const [word] of expected) expect(text).toContain(word)
  expect(text).toMatch(/ {2}Do: {2}\S/)
})

it('what is missing because of a stale row is told as that, and what still changes not at all', () => {
  const about = (packageId: string) => ({ subject: { kind: 'package', packageId } as const, detail: 'here' })
  const both = [finding('packageMissing', 0, about('PS100001')), finding('onlyInWmi', 0, about('PS100001'))]
  const others = [
    { ...finding('packageMissing', 0, about('PS100002')), transient: true },
    finding('noUser', 0, about('PS100003')),
  ]
  const [trouble, ...more] = libraryTroubles([...both, ...others])
  expect(more).toEqual([])
  expect(trouble).toMatchObject({ packageId: 'PS100001', class: 'library-wmi-mismatch', rules: ['I17'] })
})
