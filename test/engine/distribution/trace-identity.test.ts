import { describe, expect, it } from 'vitest'
import {
  contentKey,
  packageKey,
  rootSpanIdOf,
  runKey,
  spanIdOf,
  traceIdOf,
} from '../../../engine/distribution/trace-identity.ts'

const start = Date.UTC(2018, 5, 14, 5, 26, 25, 828)
const facts = { traceId: 'ab'.repeat(16), stage: 'transfer', subject: '577', startedAt: start, host: 'S' } as const

describe('trace identity', () => {
  it('gives the ids of the published test vector', () => {
    const key = runKey('PS100039', 2, 'PS1DP1.CONTOSO.COM')
    expect(key).toBe('cmdp1|PS100039|2|PS1DP1.CONTOSO.COM')
    expect(traceIdOf(key)).toBe('53066faf87dcf1ea6e177c9b6b639009')
    expect(rootSpanIdOf(key)).toBe('9bda963fe4dbff7c')
  })

  it('does not depend on how a log spells the name of a machine', () => {
    expect(runKey('PS100039', 2, 'ps1dp1.contoso.com')).toBe(runKey('PS100039', 2, 'PS1DP1.CONTOSO.COM'))
    expect(spanIdOf({ ...facts, host: 'ps1site' })).toBe(spanIdOf({ ...facts, host: 'PS1SITE' }))
  })

  it('keeps package-level work and contents of unknown version in traces of their own', () => {
    expect(packageKey('PS100039', 2)).toBe('cmdp1|PS100039|2|*')
    expect(contentKey('Content_a.1', 'dp1')).toBe('cmdp1c|Content_a.1|DP1')
  })

  it('tells spans apart by stage, subject, start and host', () => {
    const ids = [
      facts,
      { ...facts, stage: 'run' as const },
      { ...facts, subject: '578' },
      { ...facts, startedAt: start + 1 },
      { ...facts, host: 'T' },
    ].map(spanIdOf)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/)
  })
})
