import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { repository } from '../support/sources.ts'

/** `cmdp demo` as a process of its own. */
type Demo = {
  readonly child: ChildProcessWithoutNullStreams
  readonly out: () => string
  readonly err: () => string
  /** Resolves when standard output or standard error matches. */
  until(pattern: RegExp): Promise<RegExpExecArray>
  readonly ended: Promise<number | null>
}

const started: ChildProcessWithoutNullStreams[] = []
/** Where a demo makes its temporary folder: nobody else's come and go in there. */
let temporary = ''
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'cmdp-demo-test-'))
})
afterEach(() => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
  rmSync(temporary, { recursive: true, force: true })
})

/** Far longer than the slowest machine takes. */
const patience = { timeout: 120_000, interval: 100 }

function demo(...args: string[]): Demo {
  const child = spawn(process.execPath, [join(repository, 'agent', 'cmdp.mjs'), 'demo', ...args], {
    env: { ...process.env, TMPDIR: temporary },
  })
  started.push(child)
  let out = ''
  let err = ''
  let check = (): void => undefined
  child.stdout.setEncoding('utf8').on('data', (text: string) => void ((out += text), check()))
  child.stderr.setEncoding('utf8').on('data', (text: string) => void ((err += text), check()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    child,
    out: () => out,
    err: () => err,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        check = () => {
          const found = pattern.exec(out) ?? pattern.exec(err)
          if (found !== null) resolve(found)
        }
        void ended.then((code) => reject(new Error(`ended with ${String(code)}: ${out}${err}`)))
        check()
      }),
  }
}

const leftOver = (): string[] => readdirSync(temporary)

describe('cmdp demo', () => {
  it('follows distributions at once, shows the numbers, and ends with the account', async () => {
    const { child, until, out, err, ended } = demo('--port', '0')
    const [, address = ''] = await until(/Metrics (http:\/\/127\.0\.0\.1:\d+)\/metrics/)
    await until(/PS1DP1 +PS100021 v3 +arrived/)
    await until(/PS1DP4 +PS100021 v3 +failing +network-path 0x80070035/)
    await until(/PS1DP7 +PS100021 v3 +failing +provider-not-registered 0x80040154, tries \d+ of 100, next in \d+ s/)
    expect(leftOver()).toHaveLength(1)
    // Numbers are shown when they are on disk, up to a quarter of a second after the line was read.
    await vi.waitFor(async () => {
      const metrics = await (await fetch(`${address}/metrics`)).text()
      expect(metrics).toMatch(
        /^cmdp_distributions_finished_total\{dp="PS1DP1\.CONTOSO\.COM",outcome="success"\} [1-9]/m,
      )
      expect(metrics).toMatch(/^cmdp_distribution_failing\{package="PS100021",dp="PS1DP4\.CONTOSO\.COM"\} 1$/m)
    }, patience)
    await vi.waitFor(async () => {
      const found = (await (await fetch(`${address}/api/v1/findings`)).json()) as { findings: { rule: string }[] }
      expect(found.findings.map(({ rule }) => rule)).toEqual(['I10'])
      const metrics = await (await fetch(`${address}/metrics`)).text()
      expect(metrics).toMatch(/^cmdp_library_findings\{rule="I10",severity="fatal"\} 1$/m)
      expect(await (await fetch(address)).text()).toContain('PS100024 PS100025')
    }, patience)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(out()).toMatch(/✗ I10 fatal PS100024, PS100025: The bytes of a stored file do not have its hash/)
    expect(out()).toMatch(/At the end: \d+ failing, \d+ waiting, \d+ on the way, \d+ arrived\./)
    expect(out()).toContain('→ From the site server: ping the DP by FQDN')
    expect(out()).not.toContain('\u001b')
    expect(err()).toBe('')
    expect(leftOver()).toEqual([])
  })

  it('ends cleanly when it is interrupted', async () => {
    const { child, until, out, ended } = demo('--port', '0')
    await until(/PS1DP1 +PS100021 v3 +arrived/)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(out()).toContain('At the end: ')
    expect(leftOver()).toEqual([])
  })

  it('ends after its time and prints the account as JSON, and nothing else', async () => {
    // How much arrives in a time depends on the machine; given more and more time, it does.
    for (let seconds = 5; ; seconds *= 2) {
      const { out, ended } = demo('--for', `${String(seconds)}s`, '--port', '0', '--json')
      expect(await ended).toBe(0)
      const account = JSON.parse(out()) as { metrics: string; distributions: { dp: string; outcome: string }[] }
      expect(account.metrics).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
      expect(leftOver()).toEqual([])
      const outcome = account.distributions.find(({ dp }) => dp === 'PS1SITE.CONTOSO.COM')?.outcome
      if (outcome !== 'success' && seconds < 80) continue
      expect(outcome).toBe('success')
      break
    }
  })

  it('says that a port is taken: a chosen one ends it, the usual one is replaced', async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
    )
    const chosen = demo('--port', String(port))
    expect(await chosen.ended).toBe(2)
    expect(chosen.err()).toContain(`127.0.0.1:${String(port)} is in use by another program`)
    await new Promise((resolve) => taken.close(resolve))

    const usual = createServer()
    const takeUsual = (): Promise<boolean> =>
      new Promise<boolean>((resolve) =>
        usual.once('error', () => resolve(false)).listen(9877, '127.0.0.1', () => resolve(true)),
      )
    // Another program that has it may give it back at any moment: then it is ours, and the demo starts once more.
    for (;;) {
      const isMine = await takeUsual()
      const replaced = demo('--for', '1s')
      expect(await replaced.ended).toBe(0)
      if (!isMine && !replaced.err().includes('Port 9877')) continue
      expect(replaced.err()).toContain('Port 9877 is in use by another program; taking a free one')
      expect(replaced.out()).toMatch(/Metrics http:\/\/127\.0\.0\.1:\d+\/metrics/)
      if (isMine) await new Promise((resolve) => usual.close(resolve))
      return
    }
  })

  it.each([
    [['--for', 'soon'], '--for cannot be soon; right would be a duration'],
    [['--port', '70000'], '--port cannot be 70000; right would be a port from 0 to 65535'],
    [['--seed', 'x'], '--seed cannot be x; right would be a whole number'],
    [['--fast'], 'Unknown option --fast'],
  ])('refuses %j', async (args, words) => {
    const { ended, err } = demo(...args)
    expect(await ended).toBe(2)
    expect(err()).toContain(words)
  })
})
