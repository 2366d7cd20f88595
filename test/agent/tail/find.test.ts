import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isOnShare, logDisk, readFailure, rolledName } from '../../../agent/tail/find.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test.each([
  ['D:\\Logs\\distmgr.log', 'D:\\Logs\\distmgr.lo_'],
  ['/logs/PkgXferMgr.LOG', '/logs/PkgXferMgr.LO_'],
  ['/logs/a.log/b.log', '/logs/a.log/b.lo_'],
  ['/logs/other.txt', '/logs/other.txt.lo_'],
])('%s is rolled over to %s', (log, rolled) => {
  expect(rolledName(log)).toBe(rolled)
})

test.each([
  ['\\\\PS1SITE\\SMS_PS1\\Logs\\distmgr.log', true],
  ['//PS1SITE/SMS_PS1/Logs/distmgr.log', true],
  ['\\\\?\\UNC\\PS1SITE\\Logs\\distmgr.log', true],
  ['\\\\?\\D:\\Logs\\distmgr.log', false],
  ['\\\\.\\pipe\\x', false],
  ['D:\\Logs\\distmgr.log', false],
  ['/var/log/distmgr.log', false],
])('%s is on a share: %s', (path, expected) => {
  expect(isOnShare(path)).toBe(expected)
})

describe('what stands in place of a log', () => {
  const look = async (path: string): Promise<unknown> => {
    const looks = [
      logDisk.stamp(path),
      logDisk.open(path, Buffer.alloc(64)).then(async (file) => (await file?.close(), file)),
    ]
    const [stamp, open] = await Promise.all(
      looks.map((found) =>
        found.then(
          (file) => file && 'file',
          (error: { reason: string }) => error.reason,
        ),
      ),
    )
    expect(open).toBe(stamp)
    return stamp
  }
  test('nothing', async () => {
    const folder = temporaryFolder()
    expect(await look(join(folder, 'distmgr.log'))).toBeUndefined()
    expect(await look(join(folder, 'no folder', 'distmgr.log'))).toBeUndefined()
    writeFileSync(join(folder, 'file'), '')
    expect(await look(join(folder, 'file', 'distmgr.log'))).toBeUndefined()
  })
  test('a file', async () => {
    const path = join(temporaryFolder(), 'distmgr.log')
    writeFileSync(path, '')
    expect(await look(path)).toBe('file')
  })
  test('a folder', async () => {
    const path = join(temporaryFolder(), 'distmgr.log')
    mkdirSync(path)
    expect(await look(path)).toBe('directory')
  })
  test('a FIFO, which is not waited for', async () => {
    const path = join(temporaryFolder(), 'distmgr.log')
    execFileSync('mkfifo', [path])
    expect(await look(path)).toBe('not-a-file')
  })
  test('a device', async () => {
    expect(await look('/dev/null')).toBe('not-a-file')
  })
})

test.each([
  ['EACCES', 'permission'],
  ['EPERM', 'permission'],
  ['EBUSY', 'busy'],
  ['EMFILE', 'too-many-files'],
  ['EISDIR', 'directory'],
  ['EIO', 'io'],
  ['ESTALE', 'io'],
])('%s is told as %s', (code, reason) => {
  const failure = readFailure('/logs/distmgr.log', Object.assign(new Error('no'), { code }))
  expect(failure).toMatchObject({ reason, path: '/logs/distmgr.log' })
})

test('a mistake of ours is not taken for a failure to read', () => {
  expect(() => readFailure('x', new TypeError('undefined is not a function'))).toThrow(TypeError)
})
