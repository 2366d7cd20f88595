// The real command, killed (SIGKILL) at the begin of every call that changes something on disk. Between two such calls
// a kill leaves the same files, so these are all the states there are; calls that only read or flush are left out.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { scenarios, type Scenario } from '../support/cut-sweep.ts'
import { installed } from '../support/installed.ts'
import { changingCalls as calls, killedAt, type Kill as Case } from '../support/killed-command.ts'
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
): Promise<{ killed: boolean; wrong: readonly string[] }> {
  const place = join(folder, `case-${scenario.name.replaceAll(' ', '-')}-${one.call}-${one.at}`)
  copyLibrary(base, place)
  const args = commandFor(scenario.operation, place, `${base}-source`)
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
      const base = join(folder, scenario.name)
      makeLibrary(base)
      const before = await applyAll(base, scenario.before)
      models.set(scenario.name, { before, after: modelAfter(before, scenario.operation) } as never)
      if ('files' in scenario.operation) writeSource(`${base}-source`, scenario.operation.files)
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
