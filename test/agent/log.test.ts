import { describe, expect, it } from 'vitest'
import { createLog, type LogOptions } from '../../agent/log.ts'
import { manualClock } from '../support/manual-clock.ts'

const clock = manualClock(Date.UTC(2026, 10, 20, 14, 9, 3, 123))

function logged(options: Partial<LogOptions> = {}) {
  const lines: string[] = []
  const sink = { write: (line: string) => void lines.push(line), close: () => undefined }
  return { lines, log: createLog({ level: 'info', format: 'text', file: undefined, ...options }, sink, clock) }
}

describe('the own log as text', () => {
  it('is one line with time, level, words and facts', () => {
    const { lines, log } = logged()
    log.warn('a gap in the log', { path: 'D:\\Logs\\distmgr.log', bytes: 512, reason: 'two rollovers' })
    expect(lines).toEqual([
      '2026-11-20T14:09:03.123Z warn  a gap in the log  path=D:\\Logs\\distmgr.log bytes=512 reason="two rollovers"\n',
    ])
  })

  it('shows control characters of what a log said, instead of obeying them', () => {
    const { lines, log } = logged()
    log.error('said \u001b[2J', { text: 'a\u0007\nb' })
    expect(lines.join('')).toContain('said \\x1B[2J')
    expect(lines.join('').split('\n')).toHaveLength(2)
    expect(lines.join('')).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })

  it('shows an error with its message', () => {
    const { lines, log } = logged()
    log.error('it failed', { error: new Error('disk full') })
    expect(lines.join('')).toContain('disk full')
  })
})

describe('the own log as JSON', () => {
  it('is one object per line, level in words', () => {
    const { lines, log } = logged({ format: 'json' })
    log.info('listening', { port: 9877 })
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'info', time: '2026-11-20T14:09:03.123Z', port: 9877, message: 'listening' },
    ])
  })
})

describe('the level', () => {
  it('keeps what is less important, also after a change and for parts made before it', () => {
    const { lines, log } = logged({ format: 'json', level: 'warn' })
    const part = log.with({ part: 'tail' })
    log.info('unheard')
    part.debug('unheard')
    log.setLevel('debug')
    part.debug('heard')
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['heard'])
    expect(lines.join('')).toContain('"part":"tail"')
    expect(part.level).toBe('debug')
  })
})
