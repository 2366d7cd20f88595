import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findFinishedLogs } from '../../agent/finished-logs.ts'
import { serverLine } from '../support/recorded-logs.ts'
import { zipOf } from '../support/zip-writer.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdp-finished-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: string | Buffer = serverLine('x')): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}

const found = async (...paths: string[]) => {
  const { logs, leftOut } = await findFinishedLogs(paths)
  return { logs: logs.map(({ path, host }) => ({ path, host })), leftOut }
}

const problem = (...paths: string[]): Promise<unknown> =>
  findFinishedLogs(paths).then(
    () => undefined,
    (error: unknown) => error,
  )

async function textOf(path: string, index = 0): Promise<string> {
  const { logs } = await findFinishedLogs([path])
  let text = ''
  for await (const block of logs[index]?.blocks() ?? []) text += block.toString('latin1')
  return text
}

describe('a file', () => {
  it('named by itself is a log whatever its name', async () => {
    expect(await found(write('odd.name'))).toEqual({ logs: [{ path: 'odd.name', host: '' }], leftOut: [] })
  })

  it('that rolled over is read before the one that followed it', async () => {
    const logs = await found(write('distmgr.log'), write('other.log'), write('distmgr.lo_'))
    expect(logs.logs.map(({ path }) => path)).toEqual(['distmgr.lo_', 'distmgr.log', 'other.log'])
  })

  it('that is not there, or not a file, is said so', async () => {
    expect(await problem(join(folder, 'nope.log'))).toMatchObject({ code: 'fileMissing', exitCode: 2 })
    expect(await problem('/dev/null')).toMatchObject({
      code: 'notAFile',
      message: expect.stringContaining('right would be') as string,
    })
    expect(await problem(join(write('a.log'), 'b.log'))).toMatchObject({ code: 'fileMissing' })
  })

  it('can be read more than once, in blocks of the size asked for', async () => {
    const { logs } = await findFinishedLogs([write('a.log', 'abcdefg')])
    for (let again = 0; again < 2; again++) {
      const blocks: string[] = []
      for await (const block of logs[0]?.blocks(3) ?? []) blocks.push(block.toString())
      expect(blocks).toEqual(['abc', 'def', 'g'])
    }
  })
})

describe('a folder', () => {
  it('gives the logs in it and in its sub-folders, each first one a machine', async () => {
    write('distmgr.log')
    write('PS1DP1.CONTOSO.COM/sms/logs/smsdpprov.log')
    write('PS1DP1.CONTOSO.COM/sms/logs/smsdpprov.lo_')
    write('site/PkgXferMgr.log')
    expect((await found(folder)).logs).toEqual([
      { path: 'PS1DP1.CONTOSO.COM/sms/logs/smsdpprov.lo_', host: 'PS1DP1.CONTOSO.COM' },
      { path: 'PS1DP1.CONTOSO.COM/sms/logs/smsdpprov.log', host: 'PS1DP1.CONTOSO.COM' },
      { path: 'distmgr.log', host: '' },
      { path: 'site/PkgXferMgr.log', host: 'site' },
    ])
  })

  it('says what it leaves out, and why', async () => {
    write('setup.exe')
    write('crash.log', Buffer.from([1, 2, 3, 4, 5, 6, 7]))
    symlinkSync(folder, join(folder, 'again'))
    expect(await found(folder)).toEqual({
      logs: [],
      leftOut: [
        { path: 'again', reason: 'is no file', failed: false },
        { path: 'crash.log', reason: 'holds no text', failed: false },
        { path: 'setup.exe', reason: 'no log by its name (.exe)', failed: false },
      ],
    })
  })

  it('says what it could not look at', async () => {
    const locked = write('locked/distmgr.log')
    write('open.log')
    chmodSync(join(locked, '..'), 0)
    const { logs, leftOut } = await found(folder)
    chmodSync(join(locked, '..'), 0o700)
    if (process.getuid?.() === 0)
      expect(logs).toHaveLength(2) // root may look everywhere
    else {
      expect(logs).toEqual([{ path: 'open.log', host: '' }])
      expect(leftOut).toMatchObject([{ path: 'locked', failed: true }])
    }
  })
})

describe('a zip', () => {
  const parts = [
    { name: 'all/site/distmgr.log', content: serverLine('later') },
    { name: 'all/site/distmgr.lo_', content: serverLine('earlier') },
    { name: 'all/PS1DP1.CONTOSO.COM/smsdpprov.log', content: 'x'.repeat(300_000) },
    { name: 'all/PS1DP1.CONTOSO.COM/dump.dmp', content: 'x' },
    { name: 'all/', content: '' },
  ]

  it('gives its logs as a folder does; the folder that was zipped is no machine', async () => {
    expect(await found(write('logs.bin', zipOf(parts)))).toEqual({
      logs: [
        { path: 'all/site/distmgr.lo_', host: 'site' },
        { path: 'all/site/distmgr.log', host: 'site' },
        { path: 'all/PS1DP1.CONTOSO.COM/smsdpprov.log', host: 'PS1DP1.CONTOSO.COM' },
      ],
      leftOut: [{ path: 'all/PS1DP1.CONTOSO.COM/dump.dmp', reason: 'no log by its name (.dmp)', failed: false }],
    })
  })

  it('unpacks a log as it is read, more than once', async () => {
    const path = write('logs.zip', zipOf(parts))
    expect(await textOf(path, 2)).toBe('x'.repeat(300_000))
    expect(await textOf(path, 1)).toBe(serverLine('later'))
  })

  it.each(['../evil.log', 'a/../../evil.log', '/etc/evil.log', 'C:/evil.log', 'a\\..\\..\\evil.log'])(
    'with the name %s in it does not lead out of itself',
    async (name) => {
      const { logs, leftOut } = await found(
        write(
          'logs.zip',
          zipOf([
            { name, content: 'x' },
            { name: 'good.log', content: 'x' },
          ]),
        ),
      )
      expect(logs).toEqual([{ path: 'good.log', host: '' }])
      expect(leftOut).toMatchObject([
        { reason: expect.stringContaining('leads out of the zip') as string, failed: true },
      ])
    },
  )

  it('with parts that cannot be read says which', async () => {
    const zip = zipOf([
      { name: 'secret.log', content: 'x', encrypted: true },
      { name: 'odd.log', content: 'x', method: 97 },
      { name: 'bomb.log', content: Buffer.alloc(1_000_000), size: 900_000_000 },
      { name: 'bulk.log', content: randomBytes(3_000_000) },
    ])
    expect((await found(write('logs.zip', zip))).leftOut).toEqual([
      { path: 'secret.log', reason: 'is encrypted', failed: true },
      { path: 'odd.log', reason: 'is packed with a method we do not know (97)', failed: true },
      { path: 'bomb.log', reason: expect.stringContaining('would unfold to 900000000 bytes') as string, failed: true },
      { path: 'bulk.log', reason: 'holds no text', failed: false },
    ])
  })

  it('that would unfold without bound is refused before it is unfolded', async () => {
    const zip = zipOf(
      Array.from({ length: 50 }, (_, index) => ({ name: `${index}.log`, content: 'x', size: 50_000_000 })),
    )
    expect(await problem(write('bomb.zip', zip))).toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('far more than any log') as string,
    })
  })

  it('whose parts lie about their size, or that is cut, is said to be damaged', async () => {
    const lying = write('lying.zip', zipOf([{ name: 'a.log', content: 'x'.repeat(200_000), size: 100 }]))
    expect(await problem(lying)).toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('damaged') as string,
    })
    const cut = write('cut.zip', zipOf(parts).subarray(0, 300))
    expect(await problem(cut)).toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('damaged') as string,
    })
  })

  it('without anything in it gives nothing', async () => {
    expect(await found(write('empty.zip', zipOf([])))).toEqual({ logs: [], leftOut: [] })
  })
})
