// What every command has in common: the real command, as a new user would type it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCmdp } from '../../support/run-cmdp.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdp-line-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Commands as the help lists them. */
async function commands(): Promise<string[]> {
  const { stdout } = await runCmdp(['--help'])
  return [...stdout.matchAll(/^ {2}cmdp ([a-z]+)/gm)].map(([, name = '']) => name)
}

describe('bad usage ends with 2 and says what would be right', () => {
  it.each([
    [[], 'Which command?'],
    [['confg'], 'There is no command "confg"; did you mean "config"?\nThere are run, demo, '],
    [['frobnicate'], 'There is no command "frobnicate"\nThere are run, '],
    [['frobnicate', 'it', '--with', 'all'], 'There is no command "frobnicate"\nThere are run, '],
    [['--log.level', 'debug', 'frobnicate'], 'There is no command "frobnicate"\nThere are run, '],
    [['help', 'frobnicate'], 'There is no command "frobnicate"\nThere are run, '],
    [['library', 'frobnicate', '--help'], 'There is no command "library frobnicate"\nThere are library scan, '],
    [['scan'], 'There is no command "scan"; did you mean "library scan"?'],
    [['config'], 'Which command of config? There are config check, config print, config schema'],
    [['config', 'chek'], 'There is no command "config chek"; did you mean "config check"?'],
    [['--seeed', '7'], 'Unknown option --seeed'],
    [['analyze', '--pdf', 'report.pdf', 'distmgr.log'], 'Unknown option --pdf'],
    [['analyze', '--zne', 'x'], 'Unknown option --zne; did you mean --zone?\nArgument PATH is missing'],
    [['library', 'trace'], 'is missing\nUsage: cmdp library trace <'],
    [['config', 'check', '--config.fil', 'x'], 'Unknown option --config.fil; did you mean --config.file?'],
    [['config', 'check', '--config.file'], 'Option --config.file needs a value'],
    [['config', 'check', '--log.level', 'loud'], '--log.level cannot be "loud"; right would be one of "trace"'],
    [['config', 'check', 'a', 'b'], 'Unexpected argument "b"'],
    [['config', 'check', '--config.file', 'a', '--config.file', 'b'], 'Option --config.file is given more than once'],
    [['config', 'check', '--no-such-thing'], 'Unknown option --no-such-thing'],
  ])('%j', async (args, words) => {
    const ended = await runCmdp(args)
    expect(ended.stderr).toContain(words)
    expect(ended.stderr).toContain('--help')
    expect(ended).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('help', () => {
  it('of every command has an example and the exit codes', async () => {
    const names = await commands()
    expect(names).toContain('config')
    for (const name of names) {
      const { stdout, code } = await runCmdp([name, '--help'])
      expect(stdout, name).toContain('Examples:')
      expect(stdout, name).toContain('Exit codes: 0')
      expect(stdout, name).toContain('--config.file')
      expect(code, name).toBe(0)
    }
  })

  it('is also `help config`', async () => {
    expect((await runCmdp(['help', 'config'])).stdout).toBe((await runCmdp(['config', '--help'])).stdout)
  })
})

it('tells version, revision and what it runs on', async () => {
  const { stdout, code } = await runCmdp(['--version'])
  expect(stdout).toMatch(/^cmdp \d+\.\d+\.\d+ \(revision [0-9a-f]{12}|unknown, Node v\d/)
  expect(code).toBe(0)
})

it('checks the configuration file for every command that is given one', async () => {
  const path = join(folder, 'bad.yaml')
  writeFileSync(path, 'site: nowhere\n')
  const ended = await runCmdp(['config', 'schema', '--config.file', path])
  expect(ended.code).toBe(0) // config looks for itself
  for (const name of (await commands()).filter((one) => one === 'explain')) {
    const explained = await runCmdp([name, '--config.file', path, '0x80070005'])
    expect(explained.stderr).toContain(`${path}:1:1: site is "nowhere"`)
    expect(explained.code).toBe(1)
  }
})

it('ends quietly when the reader of its output leaves early', async () => {
  const ended = await runCmdp(['config', 'schema'], { hangUpAfter: 1 })
  expect(ended.stderr).toBe('')
  expect(ended.code).toBe(0)
})

it('says more about itself when asked to', async () => {
  const ended = await runCmdp(['config', 'check', join(folder, 'none.yaml'), '--log.level', 'debug'])
  expect(ended.stderr).toMatch(/none\.yaml does not exist\nAgentError/)
  expect(ended.stderr).toMatch(/\d+ ms, [\d.]+ s of CPU/)
  expect(ended.code).toBe(2)
})

it.each(['Promise.reject(fault)', 'process.nextTick(() => { throw fault })'])(
  'takes the blame for a fault of its own and ends with 2: %s',
  async (happens) => {
    // Waits until the command is at work, then breaks it from inside.
    const script = `
      const fault = new Error("broken inside")
      const timer = setInterval(() => {
        if (process.listenerCount("unhandledRejection") === 0) return
        clearInterval(timer)
        ${happens}
      }, 1)`
    const breaking = `--import data:text/javascript,${encodeURIComponent(script)}`
    const ended = await runCmdp(['config', 'schema'], { env: { NODE_OPTIONS: breaking } })
    expect(ended.stderr).toContain('This is a fault in cmdp itself; please report it')
    expect(ended.stderr).toContain('Error: broken inside')
    expect(ended.code).toBe(2)
  },
)
