import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { logFile } from '../../agent/log-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('is appended to, in a folder made for it, and rolled over when it is full', () => {
  const path = join(folder, 'logs', 'agent.log')
  const first = logFile(path, 20)
  first.write('one\n')
  first.close()
  const file = logFile(path, 20)
  file.write('two\n')
  file.write('fourteen more\n')
  file.write('new\n')
  file.close()
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('one\ntwo\n')
  expect(readFileSync(path, 'utf8')).toBe('fourteen more\nnew\n')
})

it('says in the operator’s words why it cannot be written', () => {
  expect(() => logFile(folder)).toThrow(expect.objectContaining({ code: 'notAFile', exitCode: 2 }) as Error)
})

it('loses a line rather than the agent, and tells once', () => {
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const file = logFile(join(folder, 'closed.log'))
  file.close()
  file.write('one\n')
  file.write('two\n')
  const count = told.mock.calls.length
  told.mockRestore()
  expect(count).toBe(1)
})
