// The real command, killed (SIGKILL) at the begin of every call that changes something on disk or flushes it, and of some
// that open a file to write it. Between two such calls a kill leaves the same files, so these are all the states there are.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { scenarios, type Scenario } from '../support/cut-sweep.ts'
import { installed } from '../support/installed.ts'
import { changingCalls as calls, killedAt, openingsOf, type Kill as Case } from '../support/killed-command.ts'
import { judged } from '../support/library-account.ts'
import { differences } from '../support/library-model.ts'
import { modelAfter } from '../support/random-operations.ts'
import {
  applyAll,
  commandFor,
  copyLibrary,
  makeLibrary,
  readerOf,
  restartReal,
  writeSource,
} from '../support/real-library.ts'
import { runCmdp } from '../support/run-cmdp.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function killAndLook(
  strace: string,
  scenario: Scenario,
  base: string,
  one: Case,
  workers = 1,
): Promise<{ killed: boolean; wrong: readonly string[] }> {
  const place = join(folder, `case-${scenario.name.replaceAll(' ', '-')}-${one.call}-${one.at}`)
  copyLibrary(base, place)
  const args = commandFor(scenario.operation, place, `${base}-source`, workers)
  const killed = await killedAt(strace, args, one)
  const wrong = (await judged(readerOf(place), 2, 0))
    .filter(({ severity, packagesAffected }) => severity === 'fatal' && packagesAffected.length > 0)
    .map(({ rule, detail }) => `before the next start: ${rule} ${detail}`)
  const recovery = await restartReal(place, 0)
  wrong.push(...(recovery?.problems ?? []))
  const { before, after } = models.get(scenario.name) ?? { before: new Map(), after: new Map() }
  const toBefore = await differences(readerOf(place), before)
  const toAfter = toBefore.length === 0 ? [] : await differences(readerOf(place), after)
  wrong.push(...toAfter.slice(0, 5))
  if (existsSync(join(place, 'D', 'SCCMContentLib', 'cmdp-operation'))) wrong.push('its folder is left')
  rmSync(place, { recursive: true })
  return { killed, wrong: wrong.map((fault) => `${scenario.name}, ${one.call} ${one.at}: ${fault}`) }
}

const models = new Map<string, { before: Map<string, never>; after: Map<string, never> }>()

test(
  'killed at any call that changes something, an operation is done or taken back at the next start',
  { timeout: 900_000 },
  async () => {
    const strace = installed('strace')
    if (strace === undefined) return
    await runCmdp(['--version']) // builds what the cases run
    let cases = 0
    const wrong: string[] = []
    for (const scenario of scenarios.filter(({ name }) => ['add', 'update', 'redistribute', 'remove'].includes(name))) {
      const base = await prepared(scenario)
      for (const call of calls) {
        // Two at a time, until the command is through before the call comes.
        for (let at = 1, ended = false; !ended; at += 2) {
          const pair = [at, at + 1].map((number) => killAndLook(strace, scenario, base, { call, at: number }))
          for (const { killed, wrong: found } of await Promise.all(pair)) {
            ended ||= !killed
            if (killed) cases++
            wrong.push(...found)
          }
        }
      }
    }
    process.stdout.write(`${cases} kills, ${wrong.length} bad\n`)
    expect(wrong).toEqual([])
    expect(cases).toBeGreaterThan(100)
  },
)

async function prepared(scenario: Scenario): Promise<string> {
  const base = join(folder, scenario.name)
  makeLibrary(base)
  const before = await applyAll(base, scenario.before)
  models.set(scenario.name, { before, after: modelAfter(before, scenario.operation) } as never)
  if ('files' in scenario.operation) writeSource(`${base}-source`, scenario.operation.files)
  return base
}

/** So many `openat` of one operation are cut, spread over all of them. */
const openings = 6

test('killed as it opens a file to write it, or a folder to flush it', { timeout: 600_000 }, async () => {
  const strace = installed('strace')
  if (strace === undefined) return
  await runCmdp(['--version']) // builds what the cases run
  let cases = 0
  const wrong: string[] = []
  for (const scenario of scenarios.filter(({ name }) => ['add', 'update', 'redistribute', 'remove'].includes(name))) {
    const opened = { ...scenario, name: `${scenario.name} opening` }
    const base = await prepared(opened)
    const trial = `${base}-trial`
    copyLibrary(base, trial)
    const all = await openingsOf(strace, commandFor(scenario.operation, trial, `${base}-source`), trial)
    expect(all.length).toBeGreaterThanOrEqual(openings)
    const some = all.filter((_, number) => number % Math.floor(all.length / openings) === 0)
    for (let at = 0; at < some.length; at += 2) {
      const pair = some
        .slice(at, at + 2)
        .map((number) => killAndLook(strace, opened, base, { call: 'openat', at: number }))
      for (const { killed, wrong: found } of await Promise.all(pair)) {
        if (killed) cases++
        wrong.push(...found)
      }
    }
  }
  process.stdout.write(`${cases} kills at openat, ${wrong.length} bad\n`)
  expect(wrong).toEqual([])
  expect(cases).toBeGreaterThan(openings)
})

/** Enough files for several threads, and one that is read in pieces. */
const many = Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`part ${at}.bin`, `bytes of ${at}`]))
const shared: Scenario = {
  name: 'add by two threads',
  before: [],
  operation: { kind: 'add', packageId: 'ABC00001', files: { ...many, 'large.wim': 'w'.repeat(3_000_000) } },
}

/** A thread is killed at every so many of its calls, wherever the other one is by then. */
const strides = { mkdir: 60, pwrite64: 70, rename: 45, unlink: 2, rmdir: 3, fsync: 5 } as const

test(
  'killed while two threads write, an operation is done or taken back at the next start',
  { timeout: 600_000 },
  async () => {
    const strace = installed('strace')
    if (strace === undefined) return
    await runCmdp(['--version']) // builds what the cases run
    const base = await prepared(shared)
    let cases = 0
    const wrong: string[] = []
    for (const call of calls) {
      for (let at = 1, ended = false; !ended; at += strides[call]) {
        const { killed, wrong: found } = await killAndLook(strace, shared, base, { call, at }, 2)
        ended = !killed
        if (killed) cases++
        wrong.push(...found)
      }
    }
    process.stdout.write(`${cases} kills of two threads, ${wrong.length} bad\n`)
    expect(wrong).toEqual([])
    expect(cases).toBeGreaterThan(10)
  },
)
