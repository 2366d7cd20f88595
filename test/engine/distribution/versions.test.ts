// Several versions of one package on one DP, and a record whose version no line told.
import { describe, expect, it } from 'vitest'
import type { Happening } from '../../../engine/distribution/distribution-event.ts'
import { createTracker } from '../../../engine/distribution/tracker.ts'
import { happens, subject } from '../../support/distribution-events.ts'
import { someTime } from '../../support/distribution-steps.ts'

const minute = 60_000
const versionless = { ...subject(), packageVersion: undefined }

/** A tracker that is told one thing a minute. */
function story() {
  const tracker = createTracker()
  let now = someTime
  const tell = (happening: Happening, version: number | undefined, token?: string, at = (now += minute)): void =>
    void tracker.apply(
      happens(happening, {
        subject: version === undefined ? versionless : subject(version),
        token,
        by: token === undefined ? 'distmgr' : 'sending-thread',
        at,
      }),
    )
  const told = () =>
    [...tracker.distributions()].map(({ run }) => `${run.packageVersion ?? '?'} ${run.outcome} ${run.ordinal}`).sort()
  return { tell, told }
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
