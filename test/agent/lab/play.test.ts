import { describe, expect, it } from 'vitest'
import { play, writeUntil } from '../../../agent/lab/play.ts'
import type { Utterance } from '../../../agent/lab/utterance.ts'

const said = (at: number): Utterance => ({
  at,
  host: 'PS1SITE.CONTOSO.COM',
  log: 'distmgr',
  thread: 4,
  words: { signature: 'DM-081', fields: {} },
})

/** Time passes only while somebody sleeps. */
function clock(start: number) {
  let time = start
  return {
    now: () => time,
    sleep: (ms: number, signal?: AbortSignal) => {
      if (signal?.aborted !== true) time += ms
      return Promise.resolve()
    },
  }
}

describe('play', () => {
  it('writes every line when its time has come, and late ones at once', async () => {
    const time = clock(1_000)
    const written: [number, number][] = []
    const writer = { write: ({ at }: Utterance) => void written.push([at, time.now()]) }
    await play([said(900), said(1_000), said(1_250), said(4_000)], writer, time, new AbortController().signal)
    expect(written).toEqual([
      [900, 1_000],
      [1_000, 1_000],
      [1_250, 1_250],
      [4_000, 4_000],
    ])
  })

  it('stops between two lines', async () => {
    const stop = new AbortController()
    const written: number[] = []
    const writer = {
      write: ({ at }: Utterance) => {
        written.push(at)
        if (at === 2_000) stop.abort()
      },
    }
    await play([said(1_000), said(2_000), said(3_000)], writer, clock(0), stop.signal)
    expect(written).toEqual([1_000, 2_000])
  })
})

describe('writeUntil', () => {
  it('writes what is said before, of a story without end too', () => {
    const written: number[] = []
    const endless = (function* () {
      for (let at = 0; ; at += 10) yield said(at)
    })()
    expect(writeUntil(35, endless, { write: ({ at }) => void written.push(at) })).toBe(4)
    expect(written).toEqual([0, 10, 20, 30])
  })
})
