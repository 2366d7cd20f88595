import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { logWriter } from '../../../agent/lab/writer.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'cmdp-writer-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('logWriter', () => {
  it('renames the full log to .lo_ and begins a new one, at the end of an entry', () => {
    const writer = logWriter(join(folder, 'logs', 'distmgr.log'), 10)
    for (const entry of ['1234\r\n', '567\r\n', '89\r\n', 'longer than the limit\r\n', 'a\r\n']) writer.write(entry)
    writer.close()
    expect(readdirSync(join(folder, 'logs')).sort()).toEqual(['distmgr.lo_', 'distmgr.log'])
    expect(readFileSync(join(folder, 'logs', 'distmgr.log'), 'utf8')).toBe('a\r\n')
    expect(readFileSync(join(folder, 'logs', 'distmgr.lo_'), 'utf8')).toBe('longer than the limit\r\n')
  })

  it('goes on in a log that is already there', () => {
    const path = join(folder, 'PkgXferMgr.log')
    for (const entry of ['one\r\n', 'two\r\n']) {
      const writer = logWriter(path, 8)
      writer.write(entry)
      writer.close()
    }
    expect(readFileSync(join(folder, 'PkgXferMgr.lo_'), 'utf8')).toBe('one\r\n')
    expect(readFileSync(path, 'utf8')).toBe('two\r\n')
  })
})
