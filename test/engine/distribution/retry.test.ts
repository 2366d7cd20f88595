import { describe, expect, it } from 'vitest'
import type { Facts } from '../../../engine/distribution/distribution-event.ts'
import { defaultRetryRules, triesLeft, type RetryRules } from '../../../engine/distribution/retry.ts'
import { createTracker } from '../../../engine/distribution/tracker.ts'
import { happens } from '../../support/distribution-events.ts'
import { someTime } from '../../support/distribution-steps.ts'

const minute = 60_000
const hour = 60 * minute

it.each([
  ['push', 100, 30 * minute, 50 * hour],
  ['pull', 30, 20 * minute, 10 * hour],
  ['polls', 72, hour, 72 * hour],
] as const)('%s: %i tries, %i ms apart, end after %i ms', (rule, tries, delay, whole) => {
  expect(defaultRetryRules[rule]).toEqual({ tries, delay })
  expect(tries * delay).toBe(whole)
})

it.each([
  [0, 100, 100],
  [1, 100, 99],
  [24, 100, 76],
  [99, 100, 1],
  [100, 100, 0],
  [101, 100, 0], // the site allows more than we know
  [1_000, 100, 0],
  [1, 30, 29],
])('after %i of %i failures %i are left', (count, limit, left) => {
  expect(triesLeft(count, limit)).toBe(left)
})

/** The run after a try that failed with these facts. */
function failedWith(facts: Facts, retries?: RetryRules) {
  const tracker = createTracker(retries === undefined ? {} : { retries })
  const token = 't1'
  tracker.apply(
    happens('sendStarted', { token, by: 'sending-thread', facts: facts.pull === true ? { pull: true } : {} }),
  )
  tracker.apply(happens('retryScheduled', { token, by: 'sending-thread', at: someTime + 1, facts }))
  const [account] = tracker.distributions()
  return account?.run
}

describe('a try that failed', () => {
  it.each<[string, Facts, object]>([
    ['a count', { count: 1 }, { outcome: 'retrying', failures: 1, triesLeft: 99 }],
    ['a count near the end', { count: 99 }, { outcome: 'retrying', failures: 99, triesLeft: 1 }],
    ['the last try', { count: 100 }, { outcome: 'failure', failures: 100, triesLeft: 0 }],
    ['beyond the last', { count: 101 }, { outcome: 'failure', failures: 101, triesLeft: 0 }],
    ['n of m', { count: 7, limit: 12 }, { outcome: 'retrying', failures: 7, triesLeft: 5 }],
    ['m of m', { count: 12, limit: 12 }, { outcome: 'failure', failures: 12, triesLeft: 0 }],
    ['a printed limit above ours', { count: 100, limit: 200 }, { outcome: 'retrying', failures: 100, triesLeft: 100 }],
    ['a pull DP', { pull: true, count: 1 }, { outcome: 'retrying', failures: 1, triesLeft: 29 }],
    ['a pull DP, the last', { pull: true, count: 30 }, { outcome: 'failure', failures: 30, triesLeft: 0 }],
    ['no count', {}, { outcome: 'retrying', failures: 0, triesLeft: undefined }],
  ])('%s: %o', (_words, facts, expected) => {
    expect(failedWith(facts)).toMatchObject(expected)
  })

  it('counts against the rules of the site', () => {
    const rules = { ...defaultRetryRules, push: { tries: 5, delay: minute } }
    expect(failedWith({ count: 4 }, rules)).toMatchObject({ outcome: 'retrying', triesLeft: 1 })
    expect(failedWith({ count: 5 }, rules)).toMatchObject({ outcome: 'failure', triesLeft: 0 })
  })

  it('knows the next one as printed and as an instant, until it begins', () => {
    const restart = { restartText: '16.05.2016 18:34:10', restartAt: someTime + 30 * minute }
    const run = failedWith({ count: 1, ...restart })
    expect(run).toMatchObject({ nextRetry: restart.restartAt, nextRetryText: restart.restartText })
    const tracker = createTracker()
    tracker.apply(happens('retryScheduled', { facts: { count: 1, ...restart } }))
    tracker.apply(happens('sendStarted', { token: 't2', by: 'sending-thread', at: restart.restartAt }))
    const [account] = tracker.distributions()
    expect(account?.run).toMatchObject({ nextRetry: undefined, nextRetryText: undefined, failures: 1 })
  })

  it('a count of tries is no count of failures', () => {
    const tracker = createTracker()
    tracker.apply(happens('notified', { facts: { pull: true, count: 30, limit: 30, countsTries: true } }))
    const [account] = tracker.distributions()
    expect(account?.run).toMatchObject({ outcome: 'in-progress', failures: 0, triesLeft: 0 })
  })
})
