import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sideBySide, type Lane } from '../../../agent/finished/side-by-side.ts'
import type { LogEntry } from '../../../parsers/log-entry.ts'

type At = { readonly time?: number; readonly local?: number }

const entry = (message: string, { time, local }: At): LogEntry => ({
  form: 'site-server',
  offset: 0,
  length: 1,
  line: 1,
  time,
  localTime: local,
  biasMinutes: undefined,
  precision: 'ms',
  component: undefined,
  thread: undefined,
  severity: 'info',
  fragment: false,
  message,
  raw: message,
  statusMessage: undefined,
})

/** A lane from its batches; each entry is named after lane and place. */
function lane(name: string, batches: readonly (readonly At[])[], rank = 0, host = ''): Lane<string> {
  let count = 0
  const all = batches.map((batch) => ({ entries: batch.map((at) => entry(`${name}${++count}`, at)), where: name }))
  return {
    rank,
    host,
    batches: (async function* () {
      for (const batch of all) yield await Promise.resolve(batch)
    })(),
  }
}

async function order(...lanes: readonly Lane<string>[]): Promise<string> {
  const taken: string[] = []
  await sideBySide(lanes, ({ message }, where) => {
    expect(message.startsWith(where)).toBe(true)
    taken.push(message)
  })
  return taken.join(' ')
}

describe('finished logs side by side', () => {
  it('are read in the order of time, over the bounds of batches', async () => {
    const a = lane('a', [[{ time: 1 }, { time: 4 }], [{ time: 6 }]])
    const b = lane('b', [[{ time: 2 }], [], [{ time: 3 }, { time: 5 }]])
    expect(await order(a, b)).toBe('a1 b1 b2 a2 b3 a3')
  })

  it('put causes first at one moment', async () => {
    expect(await order(lane('dp', [[{ time: 5 }]], 8), lane('px', [[{ time: 5 }]], 2))).toBe('px1 dp1')
  })

  it('keep the own order of a log whose clock was set back', async () => {
    const a = lane('a', [[{ time: 10 }, { time: 2 }, { time: 11 }]])
    expect(await order(a, lane('b', [[{ time: 5 }, { time: 12 }]]))).toBe('b1 a1 a2 a3 b2')
  })

  it('leave an entry without a time with the one before it', async () => {
    const a = lane('a', [
      [{ time: 1 }, {}, {}],
      [{}, { time: 9 }],
    ])
    expect(await order(a, lane('b', [[{ time: 5 }]]))).toBe('a1 a2 a3 a4 b1 a5')
  })

  it('give a local time the bias of a neighbour, of its own machine first', async () => {
    const hour = 3_600_000
    const own = lane('own', [[{ time: 2 * hour, local: 3 * hour }]], 0, 'PS1')
    const far = lane('far', [[{ time: 2 * hour, local: 0 }]], 0, 'PS2')
    const bare = lane('bare', [[{ local: 2.5 * hour }, { local: 3.5 * hour }]], 1, 'PS1')
    expect(await order(own, far, bare)).toBe('bare1 own1 far1 bare2')
  })

  it('may be none, or empty', async () => {
    expect(await order()).toBe('')
    expect(await order(lane('a', []), lane('b', [[], []]), lane('c', [[{}]]))).toBe('c1')
  })

  it('are handed on whole, each in its own order, and sorted when each of them is', async () => {
    const sorted = fc
      .array(fc.integer({ min: 0, max: 50 }), { maxLength: 20 })
      .map((times) => times.sort((x, y) => x - y))
    await fc.assert(
      fc.asyncProperty(fc.array(sorted, { maxLength: 5 }), fc.integer({ min: 1, max: 4 }), async (lanes, size) => {
        const taken: { readonly where: number; readonly time: number }[] = []
        const made = lanes.map((times, index): Lane<number> => {
          const batches = Array.from({ length: Math.ceil(times.length / size) }, (_, at) => ({
            entries: times.slice(at * size, at * size + size).map((time) => entry('', { time })),
            where: index,
          }))
          return { rank: index, host: '', batches: iterate(batches) }
        })
        await sideBySide(made, ({ time }, where) => taken.push({ where, time: time ?? -1 }))
        expect(taken.map(({ time }) => time)).toEqual(lanes.flat().sort((x, y) => x - y))
        lanes.forEach((times, index) => {
          expect(taken.filter(({ where }) => where === index).map(({ time }) => time)).toEqual(times)
        })
      }),
      { numRuns: 100 },
    )
  })
})

async function* iterate<Item>(items: readonly Item[]): AsyncGenerator<Item, void, void> {
  for (const item of items) yield await Promise.resolve(item)
}
