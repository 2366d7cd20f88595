// Several versions of one package on one DP, and a record whose version no line told.
import { describe, expect, it } from 'vitest'
import type { Facts, Happening } from '../../../engine/distribution/distribution-event.ts'
import type { Run } from '../../../engine/distribution/run.ts'
import { createTracker } from '../../../engine/distribution/tracker.ts'
import { happens, subject } from '../../support/distribution-events.ts'
import { someTime } from '../../support/distribution-steps.ts'

const minute = 60_000
const versionless = { ...subject(), packageVersion: undefined }

/** A tracker that is told one thing a minute. */
function story() {
  const tracker = createTracker()
  let now = someTime
  const tell = (
    happening: Happening,
    version: number | undefined,
    token?: string,
    at = (now += minute),
    facts: Facts = {},
  ): void =>
    void tracker.apply(
      happens(happening, {
        subject: version === undefined ? versionless : subject(version),
        token,
        by: token === undefined ? 'distmgr' : 'sending-thread',
        at,
        facts,
      }),
    )
  const told = () =>
    [...tracker.distributions()].map(({ run }) => `${run.packageVersion ?? '?'} ${run.outcome} ${run.ordinal}`).sort()
  const attempts = () => [...tracker.distributions()].reduce((sum, one) => sum + one.attempts, 0)
  return { tell, told, attempts }
}

describe('an older version that is tried again after a newer one began', () => {
  const begin = () => {
    const { tell, told } = story()
    tell('sendStarted', 2, 't1')
    tell('retryScheduled', 2, 't1')
    tell('sendStarted', 3, 't2')
    tell('sendStarted', 2, 't3')
    return { tell, told }
  }

  it('is superseded when the newer one succeeds', () => {
    const { tell, told } = begin()
    tell('retryScheduled', 2, 't3')
    expect(told()).toEqual(['2 retrying 2', '3 in-progress 1'])
    tell('installed', 3)
    expect(told()).toEqual(['2 superseded 2', '3 success 1'])
  })

  it('stays a success when it was quicker', () => {
    const { tell, told } = begin()
    tell('installed', 2)
    tell('installed', 3)
    expect(told()).toEqual(['2 success 2', '3 success 1'])
  })

  it('does not end a newer one', () => {
    const { tell, told } = begin()
    tell('retryScheduled', 3, 't2')
    tell('installed', 2)
    expect(told()).toEqual(['2 success 2', '3 retrying 1'])
  })
})

describe('an older version that a thread still sends when a newer one begins', () => {
  const begin = () => {
    const tracker = createTracker()
    const ends: string[] = []
    let now = someTime
    const thread = (
      token: string | undefined,
      happening: Happening,
      version: number,
      minutes = 1,
      facts: Facts = {},
    ): void => {
      now += minutes * minute
      const event = happens(happening, {
        subject: subject(version),
        token,
        by: token === undefined ? 'site' : 'sending-thread',
        at: now,
        facts,
      })
      for (const step of tracker.apply(event)) if (step.kind === 'ended') ends.push(inShort(step.run))
    }
    const told = () => ({
      runs: [...tracker.distributions()].map(({ run, attempts }) => `${inShort(run)}, tries ${attempts}`),
      ends,
    })
    thread('t1', 'sendStarted', 2)
    return { thread, told }
  }
  const inShort = ({ packageVersion, outcome, ordinal }: Run): string =>
    `${String(packageVersion)} ${outcome} ${String(ordinal)}`

  it('is a success when that thread has sent it all: one run, told once', () => {
    const { thread, told } = begin()
    thread(undefined, 'queued', 3)
    expect(told()).toEqual({ runs: ['2 superseded 1, tries 1', '3 in-progress 1, tries 0'], ends: [] })
    thread('t1', 'progressed', 2)
    thread('t1', 'copied', 2)
    thread('t1', 'statusSent', 2)
    thread('t1', 'attemptEnded', 2)
    thread('t2', 'sendStarted', 3)
    expect(told()).toEqual({ runs: ['2 success 1, tries 1', '3 in-progress 1, tries 1'], ends: ['2 success 1'] })
  })

  it('is superseded when that thread fails, told once', () => {
    const { thread, told } = begin()
    thread('t2', 'sendStarted', 3)
    thread('t1', 'failureSeen', 2, 1, { code: '0x80070005' })
    thread('t1', 'retryScheduled', 2)
    thread('t1', 'attemptEnded', 2)
    expect(told()).toEqual({ runs: ['2 superseded 1, tries 1', '3 in-progress 1, tries 1'], ends: ['2 superseded 1'] })
  })

  it.each([
    ['the newer one succeeds first', 1, 'statusSent'],
    ['that thread has been silent for long', 60, 'sendStarted'],
  ] as const)('is superseded when %s; what comes of it after all is no further try', (_when, minutes, happening) => {
    const { thread, told } = begin()
    thread('t2', 'sendStarted', 3, minutes)
    thread('t2', happening, 3)
    expect(told().ends).toContain('2 superseded 1')
    thread('t1', 'statusSent', 2)
    expect(told().runs[0]).toBe('2 success 2, tries 1')
  })
})

describe('the next job of a version that a thread still sends', () => {
  it('takes over nothing of that thread', () => {
    const { tell, told, attempts } = story()
    tell('sendStarted', 2, 't1', undefined, { jobId: '10' })
    tell('queued', 2, undefined, undefined, { jobId: '12' })
    tell('progressed', 2, 't1')
    tell('retryScheduled', 2, 't1', undefined, { count: 1, restartText: 'later' })
    tell('attemptEnded', 2, 't1')
    expect(told()).toEqual(['2 in-progress 2'])
    tell('sendStarted', 2, 't2', undefined, { jobId: '12' })
    tell('installed', 2)
    expect(told()).toEqual(['2 success 2'])
    expect(attempts()).toBe(2)
  })
})

describe('a run whose version no line told', () => {
  it('is another than a later one with a version, when it is over', () => {
    const { tell, told } = story()
    tell('installed', undefined)
    tell('wanted', 3)
    tell('jobCreated', 3)
    tell('installed', 3)
    expect(told()).toEqual(['3 success 1', '? success 1'])
  })

  it('is the one of lines from its own time', () => {
    const { tell, told } = story()
    tell('installed', undefined)
    tell('sendStarted', 3, 't1', someTime)
    expect(told()).toEqual(['3 success 1'])
  })

  it('is the one of lines that trail it', () => {
    const { tell, told } = story()
    tell('installed', undefined)
    tell('validated', 3)
    expect(told()).toEqual(['3 success 1'])
    tell('statusSent', 4, 't1')
    expect(told()).toEqual(['3 success 1', '4 success 1'])
  })

  it('is the one that goes on, while it is open', () => {
    const { tell, told } = story()
    tell('jobCreated', undefined)
    tell('sendStarted', 3, 't1')
    expect(told()).toEqual(['3 in-progress 1'])
  })

  it('comes back when it was removed', () => {
    const { tell, told } = story()
    tell('removed', undefined)
    tell('jobCreated', 3)
    expect(told()).toEqual(['3 in-progress 2'])
  })
})
