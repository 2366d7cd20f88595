// What stays of a run whose tries are used up, that failed for good, or that fell silent.
import { describe, expect, it } from 'vitest'
import type { Facts } from '../../../engine/distribution/distribution-event.ts'
import { createTracker, type Tracker } from '../../../engine/distribution/tracker.ts'
import { happens } from '../../support/distribution-events.ts'
import { someTime } from '../../support/distribution-steps.ts'

const minute = 60_000
const day = 24 * 60 * minute
const token = 't1'
const next: Facts = { restartText: '6/14/2018 6:56:25 AM', restartAt: someTime + 30 * minute }

const runOf = (tracker: Tracker) => [...tracker.distributions()].map(({ run }) => run)

/** One sending thread that fails with these facts, and then writes its trailing lines. */
function lastTry(facts: Facts, followsDistMgr = false) {
  const tracker = createTracker({ followsDistMgr })
  const pull = facts.pull === true ? { pull: true as const } : {}
  const writes = (happening: Parameters<typeof happens>[0], at: number, said: Facts): void =>
    void tracker.apply(happens(happening, { token, by: 'sending-thread', at, facts: said }))
  writes('sendStarted', someTime, pull)
  if (facts.pull !== true) writes('failureSeen', someTime + 1, { code: '0x80070005', stage: 'transfer' })
  writes('retryScheduled', someTime + 2, { ...facts, ...next, stage: 'transfer' })
  writes('retryScheduled', someTime + 3, { stage: 'transfer' }) // "… version 2, status 4 and …"
  writes('attemptEnded', someTime + 4, {})
  return tracker
}

describe('the last try, then the lines its thread still writes', () => {
  it.each<[string, Facts, object]>([
    ['the limit', { count: 100 }, { failures: 100, failure: { code: '0x80070005' } }],
    ['a count above the limit', { count: 150 }, { failures: 150, failure: { code: '0x80070005' } }],
    ['a pull DP', { count: 30, limit: 30, pull: true }, { failures: 30 }],
  ])('%s', (_words, facts, expected) => {
    expect(runOf(lastTry(facts))).toMatchObject([
      { ...expected, outcome: 'failure', ordinal: 1, attempts: 1, triesLeft: 0, nextRetry: undefined },
    ])
    expect(runOf(lastTry(facts))[0]?.nextRetryText).toBeUndefined()
  })

  it('DistMgr writes status 4 down later', () => {
    const tracker = lastTry({ count: 100 }, true)
    tracker.apply(happens('retryScheduled', { token: 'sta', at: someTime + minute, facts: { stage: 'status' } }))
    expect(runOf(tracker)).toMatchObject([{ outcome: 'failure', ordinal: 1, failures: 100 }])
  })

  it('another try does open a further run', () => {
    const tracker = lastTry({ count: 100 })
    tracker.apply(happens('sendStarted', { token: 't2', by: 'sending-thread', at: someTime + day }))
    expect(runOf(tracker)).toMatchObject([{ outcome: 'in-progress', ordinal: 2, failures: 0 }])
  })

  it('stays where it waited in vain', () => {
    const tracker = createTracker()
    const says = (at: number, facts: Facts): void =>
      void tracker.apply(
        happens(facts.count === undefined ? 'delayed' : 'retryScheduled', { token, by: 'sending-thread', at, facts }),
      )
    tracker.apply(happens('sendStarted', { token, by: 'sending-thread', at: someTime, facts: { pull: true } }))
    says(someTime + 1, { pull: true, delay: 'pull-source' })
    expect(runOf(tracker)).toMatchObject([{ outcome: 'waiting', stage: 'queue' }])
    says(someTime + 2, { ...next, pull: true, count: 30, limit: 30, stage: 'transfer' })
    expect(runOf(tracker)).toMatchObject([{ outcome: 'failure', stage: 'queue' }])
  })

  it('with tries left it is retried', () => {
    expect(runOf(lastTry({ count: 99 }))).toMatchObject([
      { outcome: 'retrying', failures: 99, triesLeft: 1, nextRetry: next.restartAt },
    ])
  })
})

describe('what was planned', () => {
  it('is over with a hard failure', () => {
    const tracker = lastTry({ count: 3 })
    tracker.apply(happens('givenUp', { token: 'sta', at: someTime + minute, facts: { stage: 'status' } }))
    expect(runOf(tracker)).toMatchObject([
      { outcome: 'failure', triesLeft: 97, nextRetry: undefined, nextRetryText: undefined },
    ])
  })

  it('is over when the pull DP itself failed', () => {
    const tracker = createTracker()
    tracker.apply(
      happens('notified', { token, by: 'sending-thread', facts: { ...next, pull: true, count: 1, limit: 30 } }),
    )
    expect(runOf(tracker)).toMatchObject([{ outcome: 'in-progress', nextRetry: next.restartAt }])
    tracker.apply(
      happens('failureSeen', { by: 'dp', at: someTime + minute, facts: { code: '0x80070002', stage: 'transfer' } }),
    )
    expect(runOf(tracker)).toMatchObject([{ outcome: 'failure', nextRetry: undefined, nextRetryText: undefined }])
  })

  it('is over when the pull DP has its content', () => {
    const tracker = createTracker()
    tracker.apply(happens('notified', { token, by: 'sending-thread', facts: { ...next, pull: true } }))
    tracker.apply(happens('installed', { by: 'dp', at: someTime + minute }))
    expect(runOf(tracker)).toMatchObject([{ outcome: 'success', nextRetry: undefined, triesLeft: undefined }])
  })

  it('is unknown when nothing was heard for too long', () => {
    const tracker = lastTry({ count: 3 })
    tracker.tick(someTime + 5 * day)
    expect(runOf(tracker)).toMatchObject([
      { outcome: 'unknown', failures: 3, triesLeft: undefined, nextRetry: undefined, nextRetryText: undefined },
    ])
  })
})
