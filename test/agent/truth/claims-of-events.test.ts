import { expect, it } from 'vitest'
import { claimsOf } from '../../../agent/truth/claims-of-events.ts'
import { claimsOfRuns, saidLines } from '../../../agent/truth/claims-of-runs.ts'
import type { AboutDistribution } from '../../../engine/distribution/distribution-event.ts'
import type { Evidence, Run, Step } from '../../../engine/distribution/run.ts'

const own = 'PS1DP1.CONTOSO.COM'

const event = (rest: object): AboutDistribution =>
  ({
    about: 'distribution',
    happening: 'installed',
    by: 'distmgr',
    subject: { packageId: 'PS100001', packageVersion: 2, dp: own },
    facts: {},
    at: 1_000,
    evidence: { time: 1_000, host: 'PS1SITE.CONTOSO.COM', text: 'a line' } as Evidence,
    ...rest,
  }) as AboutDistribution

const ended = (rest: Partial<Run>, timedOut = false): Step => ({
  kind: 'ended',
  timedOut,
  run: {
    packageId: 'PS100001',
    packageVersion: 2,
    dp: own,
    outcome: 'success',
    ordinal: 1,
    action: 'distribute',
    ...rest,
  } as Run,
})

const said = (one: AboutDistribution, steps: readonly Step[] = []): unknown[] =>
  claimsOf(one, steps, own).said.map(({ claim }) => [claim.says, claim.packageVersion, claim.contentIds, claim.whole])

it('each line that speaks of the library here makes a claim', () => {
  for (const happening of ['installed', 'statusSent', 'copied', 'pulled'])
    expect(said(event({ happening }))).toEqual([['present', 2, [], true]])
  expect(said(event({ happening: 'removed' }))).toEqual([['absent', 2, [], true]])
  expect(said(event({ happening: 'validated' }))).toEqual([['valid', 2, [], true]])
  expect(said(event({ happening: 'validationFailed' }))).toEqual([['invalid', 2, [], true]])
  const added = { happening: 'contentAdded', by: 'dp' }
  expect(said(event({ ...added, facts: { contentId: 'PS100001.3' } }))).toEqual([['present', 3, ['PS100001.3'], false]])
  expect(said(event({ ...added, facts: { contentId: 'Content_A.1' } }))).toEqual([
    ['present', undefined, ['Content_A.1'], false],
  ])
})

it('lines about other distribution points, of no package, or of what is only sent make none', () => {
  expect(said(event({ subject: { packageId: 'PS100001', packageVersion: 2, dp: 'PS1DP2.CONTOSO.COM' } }))).toEqual([])
  expect(said(event({ subject: { packageId: undefined, packageVersion: 2, dp: own } }))).toEqual([])
  expect(said(event({ happening: 'contentAdded', by: 'sending-thread' }))).toEqual([])
  expect(said(event({ happening: 'progressed' }))).toEqual([])
  expect(said(event({ subject: { packageId: 'PS100001', packageVersion: 2, dp: 'PS1DP1' } }))).toHaveLength(1)
  expect(said(event({ by: 'dp', subject: { packageId: 'PS100001', packageVersion: 2, dp: undefined } }))).toHaveLength(
    1,
  )
})

it('the end of a run says what no line said; once', () => {
  const silent = event({ happening: 'progressed' })
  expect(said(silent, [ended({ outcome: 'removed' })])).toEqual([['absent', 2, [], true]])
  expect(said(silent, [ended({ outcome: 'failure' })])).toEqual([['failed', 2, [], true]])
  expect(said(silent, [ended({ outcome: 'failure', ordinal: 2 })])).toEqual([])
  expect(said(silent, [ended({ outcome: 'failure' }, true)])).toEqual([])
  expect(said(silent, [ended({ dp: 'PS1DP2.CONTOSO.COM' })])).toEqual([])
  expect(said(event({}), [ended({})])).toEqual([['present', 2, [], true]])
})

it('a package that is on its way again is told apart', () => {
  for (const happening of ['queued', 'sendStarted', 'removalStarted'])
    expect(claimsOf(event({ happening }), [], own)).toEqual({ said: [], underWay: ['PS100001'] })
})

const run = (rest: Partial<Run>): Run =>
  ({
    packageId: 'PS100001',
    packageVersion: 1,
    dp: own,
    outcome: 'success',
    action: 'distribute',
    stage: 'status',
    ordinal: 1,
    contentIds: [],
    lastAt: 1,
    ...rest,
  }) as Run

it('of finished logs the newest word on each package counts, here and nowhere else', () => {
  const says = (runs: readonly Run[]): unknown[] =>
    claimsOfRuns(runs, own).map(({ claim }) => [claim.says, claim.packageVersion])
  expect(says([run({}), run({ packageVersion: 2, lastAt: 2 })])).toEqual([['present', 2]])
  expect(says([run({}), run({ packageVersion: 2, lastAt: 2, outcome: 'in-progress' })])).toEqual([])
  expect(says([run({ dp: 'PS1DP2.CONTOSO.COM' as never })])).toEqual([])
  expect(says([run({ outcome: 'removed' })])).toEqual([['absent', 1]])
  expect(says([run({ outcome: 'failure' })])).toEqual([['failed', 1]])
  expect(says([run({ outcome: 'failure', action: 'redistribute' })])).toEqual([])
  expect(says([run({ outcome: 'failure', action: 'validate' })])).toEqual([['invalid', 1]])
})

it('the line that says it is found again, by short name and full', () => {
  const lines = saidLines()
  lines.take(event({ subject: { packageId: 'PS100001', packageVersion: 2, dp: 'PS1DP1' } }))
  const claim = { says: 'present', packageId: 'PS100001', packageVersion: 2, contentIds: [], whole: true } as const
  expect(lines.of(claim, own).map(({ text }) => text)).toEqual(['a line'])
  expect(lines.of({ ...claim, says: 'absent' }, own)).toEqual([])
})
