// A status that a sending thread hands to DistMgr is written down when DistMgr comes to it, perhaps in the next try.
import { describe, expect, it } from 'vitest'
import type { AboutDistribution, Happening } from '../../../../engine/distribution/distribution-event.ts'
import { createTracker } from '../../../../engine/distribution/tracker.ts'
import { happens } from '../../../support/distribution-events.ts'
import { someTime } from '../../../support/distribution-steps.ts'

const minute = 60_000
const happeningOf: Readonly<Record<number, Happening>> = { 3: 'statusSent', 4: 'retryScheduled', 5: 'givenUp' }
const ofDistMgr: Readonly<Record<number, Happening>> = { ...happeningOf, 3: 'installed' }

/** Minutes after `someTime`. */
const thread = (token: string, happening: Happening, at: number, facts: AboutDistribution['facts'] = {}) =>
  happens(happening, {
    token,
    by: 'sending-thread',
    at: someTime + at * minute,
    facts: { stage: 'transfer', ...facts },
  })
const begins = (token: string, at: number, jobId = '577') => thread(token, 'sendStarted', at, { jobId })
const hands = (token: string, status: number, at: number) =>
  thread(token, happeningOf[status] ?? 'progressed', at, { packageStatus: status })
const writes = (status: number, at: number) =>
  happens(ofDistMgr[status] ?? 'progressed', {
    at: someTime + at * minute,
    facts: { stage: 'status', packageStatus: status },
  })
/** One try that fails. */
const failingTry = (token: string, at: number, count: number): AboutDistribution[] => [
  begins(token, at),
  thread(token, 'failureSeen', at + 1, { code: '0x80070070' }),
  thread(token, 'retryScheduled', at + 1, { count, restartText: 'later' }),
  hands(token, 4, at + 1),
  thread(token, 'attemptEnded', at + 1),
]

function told(events: readonly AboutDistribution[]) {
  const tracker = createTracker({ followsDistMgr: true })
  const steps = events.flatMap((event) => tracker.apply(event))
  const count = (kind: string): number => steps.filter((step) => step.kind === kind).length
  return {
    runs: [...tracker.distributions()].map(({ run }) => run),
    failures: count('attemptFailed'),
    retries: count('retryScheduled'),
    ended: count('ended'),
  }
}

describe('a status of an earlier try', () => {
  it('does not fail the try that runs', () => {
    const { runs, failures } = told([...failingTry('t1', 0, 1), begins('t2', 30), writes(4, 31)])
    expect(runs).toMatchObject([{ outcome: 'in-progress', stage: 'transfer', attempts: 2, failures: 1 }])
    expect(failures).toBe(1)
  })

  it('does not count when the next try failed too, however late it is', () => {
    const tries = [...failingTry('t1', 0, 1), ...failingTry('t2', 30, 2)]
    const late = [writes(4, 61), writes(4, 62)]
    expect(told([...tries, begins('t3', 60), ...late])).toMatchObject({
      failures: 2,
      retries: 2,
      runs: [{ outcome: 'in-progress', attempts: 3, failures: 2 }],
    })
  })

  it('of 3 does not finish the redistribution that has begun meanwhile', () => {
    const first = [begins('t1', 0), hands('t1', 3, 1), thread('t1', 'attemptEnded', 1)]
    const { runs } = told([...first, begins('t2', 5, '578'), writes(3, 6)])
    expect(runs).toMatchObject([{ outcome: 'in-progress', ordinal: 2, action: 'redistribute' }])
    expect(told([...first, begins('t2', 5, '578'), writes(3, 6), hands('t2', 3, 7), writes(3, 8)]).runs).toMatchObject([
      { outcome: 'success', ordinal: 2 },
    ])
  })

  it('of 3 does not finish the job made meanwhile, nor does any other line about that file', () => {
    const first = [happens('jobCreated', { token: 'dp1' }), begins('t1', 0), hands('t1', 3, 1)]
    const next = happens('jobCreated', { token: 'dp2', at: someTime + 2 * minute })
    const file = { statusFile: 'f1', at: someTime + 3 * minute }
    const written = [{ ...writes(3, 3), ...file }, happens('installed', { ...file, facts: { stage: 'status' } })]
    expect(told([...first, next, ...written]).runs).toMatchObject([{ outcome: 'in-progress', ordinal: 2, attempts: 0 }])
    const other = happens('installed', { ...file, statusFile: 'f2', facts: { stage: 'status' } })
    expect(told([...first, next, ...written, other]).runs).toMatchObject([{ outcome: 'success', ordinal: 2 }])
  })

  it('of 5 does not end the job that was made since', () => {
    const { runs } = told([begins('t1', 0), hands('t1', 5, 1), begins('t2', 5, '578'), writes(5, 6)])
    expect(runs).toMatchObject([{ outcome: 'in-progress', ordinal: 2 }])
  })

  it('is known from that of the present one, which counts', () => {
    const { runs } = told([
      ...failingTry('t1', 0, 1),
      writes(4, 2),
      begins('t2', 30),
      hands('t2', 3, 31),
      writes(3, 32),
    ])
    expect(runs).toMatchObject([{ outcome: 'success', attempts: 2 }])
  })
})

describe("DistMgr's log read first", () => {
  it('tells a failure once', () => {
    const first = [happens('jobCreated', { token: 'dp1' }), writes(4, 2)]
    expect(told([...first, ...failingTry('t1', 0, 1)])).toMatchObject({
      failures: 1,
      runs: [{ outcome: 'retrying', attempts: 1, failures: 1, failure: { code: '0x80070070' } }],
    })
  })

  it('tells each of several once', () => {
    const first = [happens('jobCreated', { token: 'dp1' }), writes(4, 2), writes(4, 32)]
    expect(told([...first, ...failingTry('t1', 0, 1), ...failingTry('t2', 30, 2)]).failures).toBe(2)
  })

  it('takes a failure for a new one when its try began after the status', () => {
    const first = [happens('jobCreated', { token: 'dp1' }), writes(4, 2)]
    expect(told([...first, ...failingTry('t1', 0, 1), ...failingTry('t2', 30, 2)]).failures).toBe(2)
  })
})

it('without the log of PkgXferMgr each failure is one of its own', () => {
  expect(told([happens('jobCreated', { token: 'dp1' }), writes(4, 2)])).toMatchObject({
    failures: 1,
    runs: [{ outcome: 'retrying' }],
  })
})
