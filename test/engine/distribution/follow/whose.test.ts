// Whose event is it, where the line does not print everything? DistMgr often prints no version, PkgXferMgr always does.
import { describe, expect, it } from 'vitest'
import type { AboutDistribution, Happening } from '../../../../engine/distribution/distribution-event.ts'
import { createTracker } from '../../../../engine/distribution/tracker.ts'
import { happens, subject } from '../../../support/distribution-events.ts'
import { someTime } from '../../../support/distribution-steps.ts'

const minute = 60_000

type More = Partial<Pick<AboutDistribution, 'token' | 'facts' | 'by'>>

/** A tracker that follows DistMgr too and is told one thing a minute. */
function story() {
  const tracker = createTracker({ followsDistMgr: true })
  let now = someTime
  const tell =
    (by: AboutDistribution['by']) =>
    (happening: Happening, version: number | undefined, more: More = {}): void => {
      const of = version === undefined ? { ...subject(), packageVersion: undefined } : subject(version)
      void tracker.apply(happens(happening, { subject: of, by, at: (now += minute), ...more }))
    }
  const all = () => [...tracker.distributions()]
  const told = (): string[] =>
    all().map(({ run, attempts }) =>
      [run.packageVersion ?? '?', run.action, run.outcome, `run ${run.ordinal}`, `tries ${attempts}`].join(' '),
    )
  return { distmgr: tell('distmgr'), transfer: tell('site'), thread: tell('sending-thread'), all, told }
}

describe('what DistMgr begins without printing the version', () => {
  it('is the job that PkgXferMgr then finds', () => {
    const { distmgr, transfer, thread, told } = story()
    distmgr('wanted', undefined, { token: 'dp thread' })
    distmgr('jobCreated', undefined, { token: 'dp thread', facts: { jobId: '577' } })
    transfer('queued', 2, { facts: { jobId: '577' } })
    thread('sendStarted', 2, { token: 't1' })
    expect(told()).toEqual(['2 distribute in-progress run 1 tries 1'])
  })

  it('begins a further run of a version that is there', () => {
    const { distmgr, transfer, told, all } = story()
    distmgr('installed', 2)
    distmgr('jobCreated', undefined, { token: 'dp thread' })
    expect(told()).toHaveLength(2)
    transfer('queued', 2)
    expect(told()).toEqual(['2 redistribute in-progress run 2 tries 0'])
    expect(all()[0]?.run.startedAt).toBe(someTime + 2 * minute) // when DistMgr made the job
  })

  it('stays work of its own while its version is sent by an earlier job', () => {
    const { distmgr, thread, told } = story()
    distmgr('jobCreated', 2, { token: 'first' })
    thread('sendStarted', 2, { token: 't1' })
    distmgr('wanted', undefined, { token: 'second' })
    expect(told()).toEqual(['? distribute in-progress run 1 tries 0', '2 distribute in-progress run 1 tries 1'])
  })

  it('is no later job than the one that is sent when its thread is the one that made it', () => {
    const { distmgr, thread, told } = story()
    distmgr('jobCreated', 2, { token: 'first' })
    thread('sendStarted', 2, { token: 't1' })
    distmgr('jobCreated', undefined, { token: 'first' })
    expect(told()).toEqual(['2 distribute in-progress run 1 tries 1'])
  })

  it('is of the version that is being sent, where several are open', () => {
    const { distmgr, transfer, thread, told } = story()
    transfer('queued', 3)
    thread('sendStarted', 2, { token: 't1' })
    distmgr('installed', undefined)
    expect(told()).toContain('2 distribute success run 1 tries 1')
  })
})

describe('a newer version', () => {
  it('is an update, and nobody waits for the older one any more, also when its record was made before', () => {
    const { transfer, thread, distmgr, told } = story()
    distmgr('seen', 3)
    transfer('queued', 2)
    transfer('queued', 3)
    expect(told()).toEqual(['2 distribute superseded run 1 tries 0', '3 update in-progress run 1 tries 0'])
    thread('sendStarted', 3, { token: 't1' })
    expect(told()[1]).toBe('3 update in-progress run 1 tries 1')
  })

  it('leaves a success of the older one', () => {
    const { distmgr, transfer, told } = story()
    distmgr('installed', 2)
    transfer('queued', 3)
    expect(told()).toEqual(['2 distribute success run 1 tries 0', '3 update in-progress run 1 tries 0'])
  })
})

describe('the try', () => {
  it.each(['copied', 'statusSent', 'failureSeen', 'retryScheduled'] as const)(
    'is one, when only trailing lines of its sending thread were read: %s',
    (happening) => {
      const { thread, all } = story()
      thread(happening, 2)
      thread(happening, 2)
      expect(all().map(({ attempts }) => attempts)).toEqual([1])
    },
  )

  it('is none, as long as no sending thread spoke', () => {
    const { transfer, distmgr, all } = story()
    distmgr('wanted', 2)
    transfer('queued', 2)
    expect(all().map(({ attempts }) => attempts)).toEqual([0])
  })
})

describe('the stage', () => {
  it.each([
    ['queue', 'superseded', (tell: ReturnType<typeof story>) => tell.transfer('queued', 2)],
    ['transfer', 'superseded', (tell: ReturnType<typeof story>) => tell.thread('sendStarted', 2, { token: 't1' })],
  ] as const)('of what a newer version ended is the one it had reached: %s', (stage, outcome, begin) => {
    const one = story()
    begin(one)
    one.transfer('queued', 3)
    expect(one.all()[0]?.run).toMatchObject({ packageVersion: 2, stage, outcome })
  })

  it('of a removal that is tried again is the status', () => {
    const { distmgr, all } = story()
    distmgr('removalStarted', 2)
    distmgr('retryScheduled', 2)
    expect(all()[0]?.run).toMatchObject({ action: 'remove', stage: 'status', outcome: 'retrying' })
  })
})

it('prestaged content that somebody must carry there is waited for, and nothing is wrong', () => {
  const { thread, all } = story()
  thread('sendStarted', 2, { token: 't1' })
  thread('delayed', 2, { token: 't1', facts: { delay: 'prestage' } })
  expect(all()[0]?.run).toMatchObject({ outcome: 'waiting', stage: 'queue', failure: undefined })
})

it('a wait for the source of a pull DP names what is waited for', () => {
  const { thread, all } = story()
  thread('sendStarted', 2, { token: 't1' })
  thread('delayed', 2, { token: 't1', facts: { delay: 'pull-source' } })
  expect(all()[0]?.run.failure).toBeDefined()
})
