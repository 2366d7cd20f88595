import { describe, expect, it } from 'vitest'
import { fillNames } from '../../../agent/diagnose/fill-names.ts'
import { line } from './facts-builder.ts'

describe('fillNames', () => {
  const read = 'read[ {path}] now'

  it('keeps a bracket only when a line names its hole', () => {
    expect(fillNames(read, [], [])).toBe('read now')
    expect(fillNames(read, [line('DM-055', { path: 'E:\\A' })], [])).toBe('read E:\\A now')
  })

  it('prefers the deciding line, and takes paths and contents from the others too', () => {
    expect(fillNames(read, [line('DM-055', { path: 'A' })], [line('DM-036', { path: 'B' })])).toBe('read A now')
    expect(fillNames(read, [line('DM-056')], [line('DM-036', { path: 'B' })])).toBe('read B now')
    expect(fillNames('full[ ({n})].', [line('PX-046')], [line('PX-042', { n: '1' })])).toBe('full.')
  })

  it('takes control and direction marks out of log text, and cuts it', () => {
    const hostile = `\u001b[31m\u202eA$&\r\n${'x'.repeat(5_000)}`
    const filled = fillNames(read, [line('DM-055', { path: hostile })], [])
    expect(filled).toMatch(/^read \[31mA\$&x+… now$/)
    expect(filled.length).toBeLessThan(200)
  })
})
