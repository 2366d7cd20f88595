// The real command, as a new user would type it.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rows } from '../../../agent/config/settings.ts'
import { runCmdp } from '../../support/run-cmdp.ts'

let folder: string
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdp-config-'))
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The file of DESIGN's configuration chapter: every key there is. */
const everyKey = String.raw`
site: PS1
distributionPoint: PS1DP1.CONTOSO.COM
logs:
  distmgr: 'D:\Program Files\Microsoft Configuration Manager\Logs\distmgr.log'
  pkgXferMgr: 'D:\Program Files\Microsoft Configuration Manager\Logs\PkgXferMgr.log'
  smsdpprov: 'E:\SMS_DP$\sms\logs\smsdpprov.log'
  startAt: beginning
  zone: host
  poll: 500ms
library:
  primary: 'E:\SCCMContentLib'
  drives: ['F:\SCCMContentLib']
  reserveMegabytes: 50
  scan: { every: 15m }
  verify: { onArrival: true, bytesPerSecond: 50MB, reverifyAfter: 30d, pauseWhileTransferring: true }
  expected: 'E:\cmdp\expected.csv'
retries: { push: 100x30m, pull: 30x20m, polls: 72x60m }
stall: { transfer-silent: 6h }
export:
  otlp: { endpoint: 'http://collector:4318', traces: true, metrics: false, logs: failures, backfillTraces: true }
  queue: { maxBytes: 256MB, maxAge: 24h }
web: { listen: ['127.0.0.1:9877'], configFile: null, telemetryPath: /metrics, enableLifecycle: false }
limits: { seriesPerFamily: 500, series: 10000 }
log: { level: info, format: text, file: null }
state: 'C:\ProgramData\cmdp-agent\state'
`

describe('config check', () => {
  it('finds nothing wrong with every key there is, and says which of them nothing acts on yet', async () => {
    const ended = await runCmdp(['config', 'check', file('every.yaml', everyKey)])
    expect(ended.stdout).toMatch(/every\.yaml is fine\n$/)
    for (const { key } of rows.filter(({ dormant }) => dormant === true)) {
      if (key !== 'web.configFile')
        expect(ended.stderr).toContain(`${key} is accepted, but this version does not act on it\n`)
    }
    expect(ended.code).toBe(0)
  })

  it('reports three mistakes at once, each with line, key and what would be right', async () => {
    const path = file('three.yaml', 'site: PS1\nlogs:\n  startAt: middle\n  pol: 500ms\nlimits:\n  series: many\n')
    const ended = await runCmdp(['config', 'check', path])
    expect(ended.stderr.trimEnd().split('\n')).toEqual([
      `${path}:3:3: logs.startAt is "middle"; it must be one of beginning, end`,
      `${path}:4:3: logs.pol is no setting; did you mean logs.poll?`,
      `${path}:6:3: limits.series is "many"; it must be a whole number, from 100 to 10000000`,
    ])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
  })

  it('prints the same as JSON', async () => {
    const path = file('three.json.yaml', 'logs:\n  startAt: middle\n  pol: 500ms\n')
    const ended = await runCmdp(['config', 'check', '--config.file', path, '--json'])
    const printed = JSON.parse(ended.stdout) as { problems: unknown[] }
    expect(printed.problems).toHaveLength(2)
    expect(printed.problems[1]).toMatchObject({ source: 'file', file: path, line: 3, column: 3, key: 'logs.pol' })
    expect(ended).toMatchObject({ code: 1, stderr: '' })
  })

  it('is also --config.check, with and without run, as in the Prometheus family', async () => {
    const path = file('check.yaml', 'site: nowhere\n')
    for (const args of [['--config.check'], ['run', '--config.check']]) {
      const ended = await runCmdp([...args, '--config.file', path])
      expect(ended.stderr).toContain(`${path}:1:1: site is "nowhere"`)
      expect(ended.code).toBe(1)
    }
  })

  it('cannot look at a missing file, a folder, a pipe, bytes that are no text, or a file as large as a log', async () => {
    const pipe = join(folder, 'pipe.yaml')
    execFileSync('mkfifo', [pipe])
    const cases: readonly (readonly [string, string])[] = [
      [join(folder, 'none.yaml'), 'does not exist'],
      [folder, 'is a folder, not a file'],
      [pipe, 'is a pipe, not a file'],
      [file('binary.yaml', Buffer.from([0x73, 0xff, 0xc0, 0x80])), 'no text in UTF-8 or UTF-16'],
      [file('huge.yaml', '#'.repeat(1_100_000)), 'a file written by hand has at most'],
    ]
    for (const [path, words] of cases) {
      const ended = await runCmdp(['config', 'check', path])
      expect(ended.stderr).toContain(path)
      expect(ended.stderr).toContain(words)
      expect(ended).toMatchObject({ code: 2, stdout: '' })
    }
  })

  it('reports a log that is a folder, a pipe or not readable, with exit code 2, and waits for one that is not there', async () => {
    mkdirSync(join(folder, 'distmgr.log'))
    execFileSync('mkfifo', [join(folder, 'PkgXferMgr.log')])
    const path = file(
      'logs.yaml',
      'logs:\n  distmgr: distmgr.log\n  pkgXferMgr: PkgXferMgr.log\n  smsdpprov: later.log\n',
    )
    const ended = await runCmdp(['config', 'check', path])
    expect(ended.stderr).toContain(`${path}:2:3: logs.distmgr: ${join(folder, 'distmgr.log')} is a folder, not a file`)
    expect(ended.stderr).toContain(
      `${path}:3:3: logs.pkgXferMgr: ${join(folder, 'PkgXferMgr.log')} is a pipe, not a file`,
    )
    expect(ended.stderr).toContain('later.log does not exist yet; the agent waits for it')
    expect(ended.code).toBe(2)
  })

  it('says that it has no right to read the configuration or a log, and who needs it', async () => {
    const secret = file('secret.yaml', 'site: PS1\n')
    const locked = file('locked.log', 'x')
    const open = file('open.yaml', 'logs: { distmgr: locked.log }\n')
    chmodSync(secret, 0o000)
    chmodSync(locked, 0o000)
    for (const [path, named] of [
      [secret, secret],
      [open, locked],
    ] as const) {
      const ended = await runCmdp(['config', 'check', path], { withoutRights: true, folder })
      expect(ended.stderr).toContain(
        `Not allowed to read ${named}; the account that runs cmdp needs the right to read it`,
      )
      expect(ended.code).toBe(2)
    }
  })

  it('reads what Windows editors save: a mark in front, UTF-16', async () => {
    const text = 'site: nowhere\r\n'
    const ended = await runCmdp(['config', 'check', file('utf8.yaml', `\ufeff${text}`)])
    const wide = await runCmdp(['config', 'check', file('utf16.yaml', Buffer.from(`\ufeff${text}`, 'utf16le'))])
    for (const { stderr, code } of [ended, wide]) {
      expect(stderr).toMatch(/:1:1: site is "nowhere"/)
      expect(code).toBe(1)
    }
  })

  it('takes one file, named once', async () => {
    const ended = await runCmdp(['config', 'check', 'a.yaml', '--config.file', 'b.yaml'])
    expect(ended.stderr).toContain('Two configuration files are named, a.yaml and b.yaml; name one')
    expect(ended.code).toBe(2)
  })
})

describe('config print', () => {
  it('prints effective values and where each came from', async () => {
    const path = file('print.yaml', 'site: PS1\n')
    const args = [
      'config',
      'print',
      path,
      '--web.listen-address',
      ':1',
      '--web.listen-address',
      ':2',
      '--log.level',
      'warn',
    ]
    const { stdout, code } = await runCmdp(args, { env: { CMDP_LOGS_POLL: '2s' } })
    expect(stdout).toMatch(new RegExp(String.raw`^site: PS1 +# ${path}:1:1$`, 'm'))
    expect(stdout).toMatch(/^ {2}listen: \[':1', ':2'\] +# --web\.listen-address$/m)
    expect(stdout).toMatch(/^ {2}level: warn +# --log\.level$/m)
    expect(stdout).toMatch(/^ {2}poll: 2s +# CMDP_LOGS_POLL$/m)
    expect(stdout).toMatch(/^ {2}startAt: beginning +# default$/m)
    expect(code).toBe(0)
  })

  it('ends with 1 and all problems when something is wrong', async () => {
    const ended = await runCmdp(['config', 'print', file('wrong.yaml', 'site: X\nlog: { level: loud }\n')])
    expect(ended.stderr).toMatch(/^cmdp: The configuration has 2 problems:\n.*:1:1: site .*\n.*:2:8: log\.level/)
    expect(ended).toMatchObject({ code: 1, stdout: '' })
  })
})

describe('config schema', () => {
  it('prints a JSON Schema', async () => {
    const { stdout, code } = await runCmdp(['config', 'schema'])
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object', properties: { logs: { type: 'object' } } })
    expect(code).toBe(0)
  })
})
