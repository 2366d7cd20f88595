import { describe, expect, it } from 'vitest'
import { traceMemory } from '../../../exporters/traces/trace-memory.ts'

describe('what is remembered of traces', () => {
  it('is handed out until it is on disk', () => {
    const memory = traceMemory()
    memory.write('a', { root: 1 })
    expect(memory.stage()).toEqual([{ key: 'a', value: { root: 1 } }])
    memory.write('b', { root: 2 })
    expect(memory.stage().map(({ key }) => key)).toEqual(['a', 'b'])
    memory.committed()
    expect(memory.stage()).toEqual([])
    expect(memory.read('a')).toEqual({ root: 1 })
  })

  it('is bounded: what was not used for longest goes first', () => {
    const memory = traceMemory(2)
    memory.write('a', { root: 1 })
    memory.write('b', { root: 2 })
    memory.write('a', { root: 1, rootDone: true })
    memory.write('c', { root: 3 })
    expect(memory.read('b')).toEqual({})
    expect(memory.read('a')).toEqual({ root: 1, rootDone: true })
    expect(memory.read('c')).toEqual({ root: 3 })
  })
})
