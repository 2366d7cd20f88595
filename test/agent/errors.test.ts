import { describe, expect, it } from 'vitest'
import { AgentError, agentErrors, readError } from '../../agent/errors.ts'

const systemError = (code: string): Error => Object.assign(new Error(`${code}: it failed`), { code })

describe('an error for the operator', () => {
  it('fills its text and carries code, data and exit code', () => {
    const error = new AgentError('fileMissing', { path: '/logs/distmgr.log' })
    expect(error).toMatchObject({ code: 'fileMissing', data: { path: '/logs/distmgr.log' }, exitCode: 2 })
    expect(error.message).toBe('/logs/distmgr.log does not exist')
  })

  it('puts data in as it is, also when it looks like a place to fill', () => {
    expect(new AgentError('fileMissing', { path: '{path}$&' }).message).toBe('{path}$& does not exist')
  })

  it('ends a command with 1 only where we could look, and what we saw is bad', () => {
    const ones = Object.entries(agentErrors).filter(([, { exit }]) => exit === 1)
    expect(ones.map(([code]) => code)).toEqual(['packedRefused', 'scenarioInvalid', 'configInvalid', 'deltaRefused'])
  })
})

describe('what reading a file met', () => {
  it.each([
    ['ENOENT', 'fileMissing'],
    ['ENOTDIR', 'fileMissing'],
    ['EACCES', 'accessDenied'],
    ['EPERM', 'accessDenied'],
    ['EBUSY', 'fileLocked'],
    ['EISDIR', 'notAFile'],
    ['EIO', 'unreadable'],
  ])('%s is %s', (system, code) => {
    expect(readError('x.log', systemError(system))).toMatchObject({ code, data: { path: 'x.log' } })
  })

  it('is left alone when it is no system error, so that our own faults stay visible', () => {
    const fault = new TypeError('undefined is not a function')
    expect(readError('x.log', fault)).toBe(fault)
    const known = new AgentError('unreadable', { path: 'x', reason: 'y' })
    expect(readError('x.log', known)).toBe(known)
  })

  it('shows a hostile name without its control characters', () => {
    expect(readError('a\u001b[2Jb\n', systemError('ENOENT'))).toMatchObject({ message: 'a\\x1B[2Jb\\n does not exist' })
  })
})
