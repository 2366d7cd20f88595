import { describe, expect, it } from 'vitest'
import { timelineBook } from '../../../agent/report/timeline-book.ts'
import type { Run, StageSpan, Step } from '../../../engine/distribution/run.ts'

const run = (change: Partial<Run> = {}): Run =>
  ({
    packageId: 'PS100001',
    packageVersion: 2,
    dp: 'DP1',
    action: 'distribute',
    outcome: 'in-progress',
    failures: 1,
    ...change,
  }) as Run
const stage = (startedAt: number, change: Partial<StageSpan> = {}): Step => ({
  kind: 'stageEnded',
  run: run(),
  stage: {
    ...{ stage: 'transfer', subject: '577', startedAt, endedAt: startedAt + 5, result: 'failure', code: '0x80070070' },
    ...{ attempt: 1, evidence: [], events: [], ...change },
  } as StageSpan,
})
const ended = (change: Partial<Run>): Step => ({
  kind: 'ended',
  run: run({ endedAt: 100, ...change }),
  timedOut: false,
})

describe('the timeline of a distribution', () => {
  it('has its stages, next tries and end in the order of time', () => {
    const book = timelineBook()
    book.take({ kind: 'began', run: run({ startedAt: 1 }) })
    book.take(stage(10, { stage: 'queue', result: 'success', code: undefined }))
    book.take({ kind: 'attemptFailed', run: run({ lastAt: 26 }), stage: 'transfer', code: '0x80070070' })
    book.take({ kind: 'retryScheduled', run: run({ lastAt: 26, nextRetry: 1_800_000 }) })
    book.take(stage(20))
    book.take(ended({ outcome: 'success' }))
    const told = book.of({ packageId: 'PS100001', packageVersion: 2, dp: 'DP1' })
    expect(told?.entries.map(({ at, what, detail, result }) => [at, what, detail, result].join(' ').trim())).toEqual([
      '1 distribute  begun',
      '10 queue 577 success',
      '20 transfer 577 failure 0x80070070',
      '26 next try at 1970-01-01 00:30:00 after 1 failed',
      '100 distribute  success',
    ])
    expect(book.of({ packageId: 'PS100001', packageVersion: 3, dp: 'DP1' })).toBeUndefined()
  })

  it('has a try that failed before any stage was seen', () => {
    const book = timelineBook()
    book.take({ kind: 'attemptFailed', run: run({ lastAt: 7 }), stage: 'queue', code: '0x80070035' })
    const told = book.of({ packageId: 'PS100001', packageVersion: 2, dp: 'DP1' })
    expect(told?.entries.map(({ at, what, result }) => [at, what, result])).toEqual([
      [7, 'queue', 'failure 0x80070035'],
    ])
  })

  it('keeps the first and the last of very many, and counts the others', () => {
    const book = timelineBook()
    for (let at = 0; at < 1_000; at++) book.take(stage(at))
    const { entries, more } = book.of({ packageId: 'PS100001', packageVersion: 2, dp: 'DP1' })!
    expect(entries.length + more).toBe(1_000)
    expect(entries.length).toBeLessThanOrEqual(100)
    expect([entries[0]?.at, entries.at(-1)?.at]).toEqual([0, 999])
  })

  it('is kept for what fails however much goes well beside it', () => {
    const book = timelineBook()
    for (let number = 0; number < 5_000; number++) book.take(ended({ dp: `OK${String(number)}`, outcome: 'success' }))
    book.take(ended({ dp: 'BAD', outcome: 'failure' }))
    const has = (dp: string): boolean => book.of({ packageId: 'PS100001', packageVersion: 2, dp }) !== undefined
    expect([has('OK0'), has('OK4999'), has('BAD')]).toEqual([true, false, true])
  })
})
