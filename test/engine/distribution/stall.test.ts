import { describe, expect, it } from 'vitest'
import type {
  AboutDistribution,
  DistributionEvent,
  Facts,
  Happening,
} from '../../../engine/distribution/distribution-event.ts'
import { defaultDeadlines, settleTime, timeouts, type StallReason } from '../../../engine/distribution/stall.ts'
import { createTracker, type TrackerOptions } from '../../../engine/distribution/tracker.ts'
import { happens, packageHappens } from '../../support/distribution-events.ts'
import { someTime } from '../../support/distribution-steps.ts'

const minute = 60_000
const hour = 60 * minute

function trackerAfter(events: readonly DistributionEvent[], options: TrackerOptions = {}) {
  const tracker = createTracker(options)
  for (const event of events) tracker.apply(event)
  return tracker
}

const stalledAt = (events: readonly DistributionEvent[], now: number, options?: TrackerOptions) =>
  [...trackerAfter(events, options).distributions(now)][0]?.stalled

const packageAt = (events: readonly DistributionEvent[], now: number, options?: TrackerOptions) =>
  [...trackerAfter(events, options).packages(now)][0]

const waits = (delay: NonNullable<Facts['delay']>, more: Facts = {}): AboutDistribution =>
  happens('delayed', { facts: { delay, ...more } })

const threads = (used: number): DistributionEvent => ({
  ...{ about: 'threads', component: 'SMS_DISTRIBUTION_MANAGER', threads: 'package' },
  ...{ used, limit: 3, at: someTime },
})

/** What is expected next, the reason when it does not come, and since when it is due; from the last line, in ms. */
const expectations: readonly (readonly [string, readonly DistributionEvent[], StallReason, number])[] = [
  ['a DP thread works on it', [happens('wanted', { token: 't1' })], 'dp-thread-silent', 0],
  ['its transfer job was made', [happens('jobCreated')], 'transfer-not-started', 0],
  ['PkgXferMgr found the job', [happens('queued', { facts: { jobId: '577' } })], 'transfer-not-started', 0],
  ['a thread sends', [happens('sendStarted')], 'transfer-silent', 0],
  ['a pull DP was told', [happens('notified', { facts: { pull: true } })], 'pull-silent', 0],
  ['everything is copied', [happens('sendStarted'), happens('copied')], 'sta-not-processed', 0],
  ['the status is on its way', [happens('jobCreated'), happens('statusSent')], 'sta-not-processed', 0],
  [
    'the next try is due at a printed time',
    [happens('retryScheduled', { facts: { restartAt: someTime + 7 * minute, restartText: '06:33:25' } })],
    'transfer-not-started',
    7 * minute,
  ],
  ['the next try is due by the rule', [happens('retryScheduled')], 'transfer-not-started', 30 * minute],
  [
    'the next try of a pull DP is due by its rule',
    [happens('retryScheduled', { facts: { pull: true } })],
    'transfer-not-started',
    20 * minute,
  ],
  ['it waits for another site', [waits('intersite')], 'intersite-late', 0],
  ['it waits for a source DP', [waits('pull-source', { pull: true })], 'transfer-not-started', 20 * minute],
  ['it waits for a free place', [waits('pull-capacity', { pull: true })], 'transfer-not-started', 20 * minute],
  ['it waits for the sending window', [waits('schedule')], 'transfer-not-started', 30 * minute],
  [
    'it waits for the sending window, which opens at a printed time',
    [waits('schedule', { restartAt: someTime + hour, restartText: '07:26:25' })],
    'transfer-not-started',
    hour,
  ],
  ['all package threads are busy', [threads(3), happens('wanted')], 'threads-saturated', 0],
]

describe('a distribution without progress', () => {
  it.each(expectations)('%s', (_words, events, reason, since) => {
    const due = someTime + since + defaultDeadlines[reason]
    expect(stalledAt(events, due - 1)).toBeUndefined()
    expect(stalledAt(events, due)).toEqual({ reason, since: someTime + since })
  })

  it.each(expectations)('%s: the deadline is a setting', (_words, events, reason, since) => {
    const options = { deadlines: { [reason]: 1_000 } }
    expect(stalledAt(events, someTime + since + 999, options)).toBeUndefined()
    expect(stalledAt(events, someTime + since + 1_000, options)).toEqual({ reason, since: someTime + since })
  })

  it.each(expectations)('%s: the next line ends it', (_words, events, reason, since) => {
    const now = someTime + since + defaultDeadlines[reason]
    expect(stalledAt([...events, happens('installed', { at: now })], now + 100 * hour)).toBeUndefined()
  })

  it('every reason has its deadline, and a case here or below', () => {
    const covered = new Set<string>([...expectations.map(([, , reason]) => reason), 'main-thread-hung'])
    expect([...covered].sort()).toEqual(Object.keys(defaultDeadlines).sort())
  })

  it('the deadlines are those that are published', () => {
    expect(defaultDeadlines).toEqual({
      'dp-thread-silent': 30 * minute,
      'main-thread-hung': 15 * minute,
      'transfer-not-started': 15 * minute,
      'transfer-silent': 6 * hour,
      'sta-not-processed': 10 * minute,
      'pull-silent': 72 * hour,
      'threads-saturated': hour,
      'intersite-late': hour,
    })
  })

  const patient: readonly (readonly [string, readonly DistributionEvent[]])[] = [
    ['nothing is known to be due', [happens('wanted')]],
    ['threads are free again', [threads(3), threads(2), happens('wanted')]],
    ['bandwidth control lets one package pass at a time', [waits('throttle')]],
    ['an administrator must bring the content', [waits('prestage')]],
    ['it failed, and nobody tries again', [happens('sendStarted'), happens('failureSeen')]],
    ['it is over', [happens('jobCreated'), happens('installed')]],
    ['no line of it has a time', [happens('sendStarted', { at: undefined })]],
  ]

  it.each(patient)('%s: no stall, however long', (_words, events) => {
    expect(stalledAt(events, someTime + 1_000 * hour)).toBeUndefined()
  })

  it('is silent again after each line', () => {
    const events = [happens('sendStarted'), happens('progressed', { at: someTime + 5 * hour })]
    expect(stalledAt(events, someTime + 11 * hour - 1)).toBeUndefined()
    expect(stalledAt(events, someTime + 11 * hour)).toEqual({ reason: 'transfer-silent', since: someTime + 5 * hour })
  })
})

describe('a package without progress', () => {
  const notified = packageHappens('notified')
  const byDistMgr = { evidence: { ...packageHappens('seen').evidence, component: 'SMS_DISTRIBUTION_MANAGER' } }
  const elsewhere = packageHappens('seen', { packageId: undefined, ...byDistMgr })

  it('nobody takes up a notification: the main thread hangs', () => {
    const due = someTime + defaultDeadlines['main-thread-hung']
    expect(packageAt([elsewhere, notified], due - 1)).toBeUndefined()
    const work = packageAt([elsewhere, notified], due)
    expect(work).toMatchObject({ stalled: 'main-thread-hung', outcome: 'failure' })
    expect(packageAt([elsewhere, notified, packageHappens('queued')], due)).toBeUndefined()
  })

  it('a notification proves nothing where DistMgr is not read', () => {
    expect(packageAt([notified], someTime + 100 * hour)).toBeUndefined()
    const bySender = packageHappens('seen', { packageId: undefined })
    expect(packageAt([bySender, notified], someTime + 100 * hour)).toBeUndefined()
  })

  it('a notification proves nothing when what DistMgr wrote then is not there any more', () => {
    const later = packageHappens('seen', { packageId: undefined, ...byDistMgr, at: someTime + 1 })
    expect(packageAt([notified, later], someTime + 100 * hour)).toBeUndefined()
  })

  it('all package threads are busy for too long', () => {
    const due = someTime + defaultDeadlines['threads-saturated']
    const events = [threads(3), packageHappens('saturated')]
    expect(packageAt(events, due - 1)).toMatchObject({ stalled: undefined, outcome: 'waiting' })
    expect(packageAt(events, due)).toMatchObject({ stalled: 'threads-saturated', outcome: 'waiting' })
    expect(packageAt([...events, packageHappens('relieved')], due)).toBeUndefined()
  })

  it('its content is late from the other site', () => {
    const due = someTime + defaultDeadlines['intersite-late']
    const events = [packageHappens('waiting')]
    expect(packageAt(events, due - 1)).toMatchObject({ stalled: undefined, outcome: 'waiting' })
    expect(packageAt(events, due)).toMatchObject({ stalled: 'intersite-late', outcome: 'waiting' })
    expect(packageAt([...events, packageHappens('arrived')], due)).toMatchObject({
      stalled: undefined,
      outcome: 'success',
    })
  })
})

describe('a run of which nothing is heard', () => {
  const runs: readonly (readonly [Happening, Facts, number, string])[] = [
    ['jobCreated', {}, timeouts.usual, 'unknown'],
    ['sendStarted', {}, timeouts.usual, 'unknown'],
    ['copied', {}, timeouts.usual, 'unknown'],
    ['failureSeen', {}, timeouts.usual, 'failure'],
    ['retryScheduled', {}, timeouts.usual, 'unknown'],
    ['sendStarted', { pull: true }, timeouts.pullOrWaiting, 'unknown'],
    ['notified', { pull: true }, timeouts.pullOrWaiting, 'unknown'],
    ['delayed', { delay: 'schedule' }, timeouts.pullOrWaiting, 'unknown'],
  ]

  it.each(runs)('%s %o: closed after %i ms', (happening, facts, silence, outcome) => {
    const tracker = trackerAfter([happens(happening, { facts })])
    expect(tracker.tick(someTime + silence - 1)).toEqual([])
    const ended = tracker.tick(someTime + silence)
    expect(ended.at(-1)).toMatchObject({ kind: 'ended', run: { outcome, endedAt: someTime } })
    expect(tracker.tick(someTime + silence + 1)).toEqual([])
  })

  it("the DP's own word settles after the most that clocks differ", () => {
    const tracker = trackerAfter([happens('contentAdded', { by: 'dp' })])
    expect(tracker.tick(someTime + settleTime - 1)).toEqual([])
    expect(tracker.tick(someTime + settleTime + 1)).toMatchObject([
      { kind: 'ended', timedOut: false, run: { outcome: 'success', seenBySite: false } },
    ])
  })
})
