// `analyze` and `run` given what they cannot work with, as a new user would. `parse` and `config` have their own tests.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCmdp } from '../../support/run-cmdp.ts'
import { repository } from '../../support/sources.ts'

let folder: string
const file = (name: string, content: string): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdp-wrong-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('analyze', () => {
  it('of nothing says what is missing and how it is used', async () => {
    const ended = await runCmdp(['analyze'])
    expect(ended.stderr).toMatch(/PATH is missing\nUsage: cmdp analyze <PATH\.\.>\nSee: cmdp analyze --help\n$/)
    expect(ended).toMatchObject({ code: 2, stdout: '' })
  })

  it('of what does not exist names it', async () => {
    const ended = await runCmdp(['analyze', join(folder, 'none.log'), '--json'])
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: `cmdp: ${join(folder, 'none.log')} does not exist\n` })
  })

  it('of a log it may not read says who needs the right', async () => {
    const secret = file('distmgr.log', 'x\n')
    chmodSync(secret, 0)
    const ended = await runCmdp(['analyze', secret], { withoutRights: true })
    expect(ended.stderr).toContain(
      `Not allowed to read ${secret}; the account that runs cmdp needs the right to read it`,
    )
    expect(ended.code).toBe(2)
  })

  it('of a file that is no such log says what would be right', async () => {
    const ended = await runCmdp(['analyze', file('shopping.txt', 'milk\nbread\n')])
    expect(ended.stdout).toBe('No distribution is told of.\n')
    expect(ended.stderr).toBe(
      `cmdp: no line of ${join(folder, 'shopping.txt')} is a message we know; right would be distmgr.log, PkgXferMgr.log, smsdpprov.log or a neighbour of them\n`,
    )
    expect(ended.code).toBe(0)
  })

  it('of a copy from a viewer that cannot be taken apart could not look', async () => {
    const copy = file(
      'copy.log',
      '~Sending completed successfully SMS_PACKAGE_TRANSFER_MANAGER 10-Mär-26 09:00:12 3020 (0x0BCC)\n',
    )
    const ended = await runCmdp(['analyze', copy])
    expect(ended.stderr).toContain(
      `${copy}: 1 line ends like a copy from a log viewer, but the columns could not be told from the message\n`,
    )
    expect(ended.code).toBe(2)
  })

  it('of lines of a log that are no message we know, as they stand there, could not look', async () => {
    const line = (minute: number) => `[10:0${minute}] ### CSendFileAction::AddFile failed; 0x80041001 ###\n`
    const ended = await runCmdp(['analyze', file('chat.log', `Look:\n${line(1)}${line(2)}`)])
    expect(ended.stderr).toContain('is a message we know')
    expect(ended).toMatchObject({ code: 2, stdout: 'No distribution is told of.\n' })
  })

  it('of a quoted mail reads the lines through their marks', async () => {
    const mail = file(
      'mail.txt',
      'Hello,\n\n> CSendFileAction::SendFiles failed; 0x80041001\n> Sending thread complete\n',
    )
    const { code, stdout } = await runCmdp(['analyze', mail, '--json'])
    const { distributions } = JSON.parse(stdout) as { distributions: readonly unknown[] }
    expect(distributions).toMatchObject([{ outcome: 'failure', failure: { code: '0x80041001' } }])
    expect(code).toBe(1)
  })

  it('of an empty name says so', async () => {
    expect(await runCmdp(['analyze', ''])).toMatchObject({ code: 2, stderr: 'cmdp: The name of a file is empty\n' })
  })

  it('of a folder without logs could not look', async () => {
    mkdirSync(join(folder, 'empty'))
    const ended = await runCmdp(['analyze', join(folder, 'empty')])
    expect(ended.stderr).toContain(join(folder, 'empty'))
    expect(ended).toMatchObject({ code: 2, stdout: '' })
  })
})

it.each(['parse', 'analyze', 'explain'])('%s of a folder as standard input says so', (command) => {
  const line = `"$1" "$2" ${command} - < "$3"`
  const cmdp = [process.execPath, join(repository, 'agent', 'cmdp.mjs'), folder]
  const { status, stderr } = spawnSync('sh', ['-c', line, 'sh', ...cmdp], { encoding: 'utf8' })
  expect([stderr, status]).toEqual(['cmdp: standard input is a folder, not a file\n', 2])
})

describe('run', () => {
  const run = (config: string, ...args: string[]) =>
    runCmdp(['run', '--config.file', file('run.yaml', config), '--storage.path', join(folder, 'state'), ...args])
  const follows = 'logs: { distmgr: later.log }\n'

  it('without any log to follow says which settings name one', async () => {
    const ended = await runCmdp(['run', '--storage.path', join(folder, 'state')])
    expect(ended.stderr).toMatch(/No log to follow: .*logs\.distmgr, logs\.pkgXferMgr, logs\.smsdpprov/)
    expect(ended.code).toBe(2)
  })

  it('with an invalid configuration tells all problems and ends with 1', async () => {
    const ended = await run('site: nowhere\nlogs:\n  distmgr: distmgr.log\n  poll: often\nlisten: x\n')
    const problems = ended.stderr.trimEnd().split('\n').slice(1)
    expect(ended.stderr).toMatch(/^cmdp: The configuration has 3 problems:\n/)
    expect(problems.map((line) => /:(\d+:\d+: \S+) /.exec(line)?.[1])).toEqual([
      '1:1: site',
      '4:3: logs.poll',
      '5:1: listen',
    ])
    expect(ended.code).toBe(1)
  })

  it('with a configuration that is not there ends with 2', async () => {
    const ended = await runCmdp(['run', '--config.file', join(folder, 'none.yaml')])
    expect(ended).toMatchObject({ code: 2, stderr: `cmdp: ${join(folder, 'none.yaml')} does not exist\n` })
  })

  it('on an address that is no address says what one looks like', async () => {
    const ended = await run(follows, '--web.listen-address', 'everywhere')
    expect(ended.stderr).toContain('--web.listen-address: web.listen is "everywhere"; it must be an address such as')
    expect(ended.code).toBe(1)
  })

  it('on a port that is in use says so and ends', async () => {
    const other = await listening()
    const address = `127.0.0.1:${portOf(other)}`
    const ended = await run(follows, '--web.listen-address', address)
    other.close()
    expect(ended.stderr).toContain(`${address} is in use by another program`)
    expect(ended.code).toBe(2)
  })

  it('with a file where its state belongs says that it cannot write there', async () => {
    const path = file('state.txt', '')
    const config = file('run.yaml', follows)
    const ended = await runCmdp(['run', '--config.file', config, '--storage.path', path])
    expect(ended.stderr).toBe(`cmdp: ${path} is a file, or lies below one, not a folder\n`)
    expect(ended.code).toBe(2)
  })

  it('without the right to write its state says who needs it', async () => {
    const path = join(folder, 'closed')
    mkdirSync(path)
    chmodSync(path, 0o555)
    const config = file('run.yaml', follows)
    const ended = await runCmdp(['run', '--config.file', config, '--storage.path', path], { withoutRights: true })
    expect(ended.stderr).toBe(
      `cmdp: Not allowed to write ${path}; the account that runs cmdp needs the right to write there\n`,
    )
    expect(ended.code).toBe(2)
  })

  it('on an address of another machine says once why it cannot', async () => {
    const ended = await run(follows, '--web.listen-address', '203.0.113.1:9877', '--log.level', 'error')
    expect(ended.stderr).toBe('cmdp: Cannot listen on 203.0.113.1:9877: this machine has no such address\n')
    expect(ended.code).toBe(2)
  })
})

describe('demo', () => {
  it('on a port that is in use names its own option', async () => {
    const other = await listening()
    const port = String(portOf(other))
    const ended = await runCmdp(['demo', '--for', '1s', '--port', port])
    other.close()
    expect(ended.stderr).toBe(`cmdp: 127.0.0.1:${port} is in use by another program; choose another with --port\n`)
    expect(ended.code).toBe(2)
  })
})

const listening = (): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server))
  })

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
