// The real command, as a new user would type it.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordJson } from '../../../agent/record-json.ts'
import { recorded, recordedNames, serverLine } from '../../support/recorded-logs.ts'
import { runCmdp, type CmdpOptions } from '../../support/run-cmdp.ts'
import { zipOf } from '../../support/zip-writer.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdp-parse-'))
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | Buffer, mode = 0o644): string {
  const path = join(folder, name)
  writeFileSync(path, content, { mode })
  return path
}

const corpus = (name: string): string => join('test', 'corpus', name)

async function parsed(args: readonly string[], options?: CmdpOptions) {
  const ended = await runCmdp(['parse', ...args], options)
  const records = ended.stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as RecordJson)
  return { ...ended, records }
}

describe('cmdp parse', () => {
  it('prints a record with every key, absent facts as null', async () => {
    const { records, code } = await parsed([corpus('raw/pkgxfermgr-01.log')])
    expect(code).toBe(0)
    expect(records).toHaveLength(16)
    expect(records[7]).toEqual({
      file: 'pkgxfermgr-01.log',
      offset: 980,
      length: 175,
      form: 'site-server',
      time: '2018-06-14T05:26:25.828Z',
      localTime: '2018-06-14T06:26:25.828',
      biasMinutes: -60,
      precision: 'ms',
      component: 'SMS_PACKAGE_TRANSFER_MANAGER',
      thread: 9112,
      severity: 'error',
      fragment: false,
      message: '~ Sending failed. Failure count = 24, Restart time = 14/06/2018 06:56:25 GMT Daylight Time',
      signature: 'PX-060',
      fields: { n: '24', restartTime: '14/06/2018 06:56:25 GMT Daylight Time' },
      statusMessage: null,
    })
  })

  it('prints what a status message holds', async () => {
    const { records } = await parsed([corpus('raw/distmgr-13.view.txt')])
    expect(records[0]).toMatchObject({
      form: 'view',
      time: '2016-09-14T22:11:09.363Z',
      localTime: '2016-09-14T15:11:09.000',
      biasMinutes: null,
      severity: 'info',
      statusMessage: {
        id: 2301,
        severity: 'I',
        gmt: '2016-09-14T22:11:09.363Z',
        strings: ['Configuration Manager Client Upgrade Package', 'PS100003', '', '', '', '', '', '', '', ''],
        attributes: { '400': 'PS100003' },
      },
    })
  })

  it('covers every recorded log with its records', async () => {
    const names = recordedNames('raw', /\.log$/)
    const { records } = await parsed(names.map(corpus))
    for (const name of names) {
      const own = records.filter((record) => record.file === name.split('/').at(-1))
      expect(own.reduce((sum, { length }) => sum + length, 0)).toBe(recorded(name).length)
    }
  })

  it('takes a zone for lines without bias only', async () => {
    const zoned = async (zone: string) =>
      (await parsed([corpus('raw/smsdpprov-02.log'), corpus('raw/other-03.log'), '--zone', zone])).records.map(
        ({ time }) => time,
      )
    expect((await zoned('Europe/London')).slice(0, 2)).toEqual(['2014-09-10T13:09:59.000Z', '2014-09-10T13:19:07.000Z'])
    expect((await zoned('-60')).slice(0, 2)).toEqual(['2014-09-10T13:09:59.000Z', '2014-09-10T13:19:07.000Z'])
    expect((await zoned('+240')).slice(6)).toEqual(['2016-07-15T23:38:47.034Z', '2016-05-27T17:25:40.755Z'])
    expect((await parsed([corpus('raw/smsdpprov-02.log')])).records[0]?.time).toBeNull()
  })

  it('reads standard input', async () => {
    const { records } = await parsed(['-'], { input: recorded('raw/other-02.log') })
    expect(records.map(({ file, form }) => [file, form])).toEqual(Array.from({ length: 6 }, () => ['-', 'ccm']))
  })

  it('reads the logs in a zip', async () => {
    const zip = file(
      'logs.zip',
      zipOf([
        { name: 'site/distmgr.log', content: serverLine('x') },
        { name: 'a.exe', content: 'x' },
      ]),
    )
    const { records, stderr, code } = await parsed([zip])
    expect(records).toMatchObject([{ file: 'distmgr.log', message: 'x' }])
    expect(stderr).toBe('cmdp: a.exe left out: no log by its name (.exe)\n')
    expect(code).toBe(0)
  })

  it('judges how grave a record is: status letter, CCM type, catalogue, and words only for unknown messages', async () => {
    const lines = [
      'Failed to frobnicate',
      'a warning about it',
      'set ansi_warnings on; failover; errors=0',
      'PF: Evaluation',
    ]
    const { records } = await parsed([file('unknown.log', lines.map((line) => serverLine(line)).join(''))])
    expect(records.map(({ severity, signature }) => [severity, signature])).toEqual([
      ['error', null],
      ['warning', null],
      ['unknown', null],
      ['unknown', null],
    ])
    const success = await parsed([corpus('raw/smsdpprov-01.log')])
    expect(success.records.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('says what was odd about a log', async () => {
    const odd = file('odd.log', `orphan\r\n${serverLine('x')}\0\0\0${serverLine('y').replace('0x2398', '0x2399')}`)
    expect((await parsed([odd])).stderr.split('\n')).toEqual([
      `cmdp: ${odd}: 1 piece of text belong to no record`,
      `cmdp: ${odd}: 3 NUL bytes, as a machine that lost power leaves them`,
      `cmdp: ${odd}: 1 record contradicts itself or lost its end`,
      '',
    ])
  })

  it('says when records are later than now', async () => {
    const { stderr, code } = await parsed([corpus('raw/other-03.log'), '--now', '2016-06-01T00:00:00Z'])
    expect(stderr).toBe(
      `cmdp: ${corpus('raw/other-03.log')}: 1 records are later than 2016-06-01T00:00:00.000Z: a wrong clock or zone\n`,
    )
    expect(code).toBe(0)
  })

  it('ends quietly when its reader leaves', async () => {
    const long = file('long.log', serverLine('x').repeat(50_000))
    const { code, stderr } = await runCmdp(['parse', long], { hangUpAfter: 1000 })
    expect([code, stderr]).toEqual([0, ''])
  })
})

describe('cmdp parse, wrongly used,', () => {
  it('prints the other files when one is missing', async () => {
    const missing = join(folder, 'nope.log')
    const { records, stderr, code } = await parsed([missing, corpus('raw/other-03.log')])
    expect(records).toHaveLength(2)
    expect(stderr).toBe(`cmdp: ${missing} does not exist\n`)
    expect(code).toBe(2)
  })

  it('says that a folder is for another command', async () => {
    const { stderr, code } = await runCmdp(['parse', folder])
    expect(stderr).toBe(
      `cmdp: ${folder} is a folder, not a file; cmdp parse reads single logs, cmdp analyze a folder of them\n`,
    )
    expect(code).toBe(2)
  })

  it('says that a file may not be read', async () => {
    const secret = file('secret.log', serverLine('x'), 0)
    const { stderr, code } = await runCmdp(['parse', secret], { withoutRights: true })
    expect(stderr).toBe(`cmdp: Not allowed to read ${secret}; the account that runs cmdp needs the right to read it\n`)
    expect(code).toBe(2)
  })

  it.each([
    [['x.log', '--zone', 'Mars'], /--zone cannot be Mars; right would be a zone such as Europe\/Berlin/],
    [['x.log', '--now', 'yesterday'], /--now cannot be yesterday; right would be a UTC time such as/],
    [['x.log', '--now', '2026-02-30T25:00:00Z'], /--now cannot be/],
    [['x.log', '--zones', 'UTC'], /did you mean --zone\?/],
    [[], /FILE is missing/],
  ])('%j says what would be right', async (args, words) => {
    const { stdout, stderr, code } = await runCmdp(['parse', ...args])
    expect(stderr).toMatch(words)
    expect([stdout, code]).toEqual(['', 2])
  })
})
