// A distribution that sleeps in columns comes back as it was.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newDistribution, newOpenRun, type Distribution } from '../../../../engine/distribution/distribution.ts'
import { isQuiet, quietRuns } from '../../../../engine/distribution/follow/quiet-runs.ts'
import type { Action } from '../../../../engine/distribution/run.ts'
import { stateFacts, type State } from '../../../../engine/distribution/states.ts'
import { parseContentId } from '../../../../engine/ids.ts'
import { subject } from '../../../support/distribution-events.ts'
import { evidence, someTime } from '../../../support/distribution-steps.ts'

const actions: readonly Action[] = ['distribute', 'update', 'redistribute', 'remove', 'validate']
const states = Object.keys(stateFacts) as State[]
const contents = ['PS100039.2', 'Content_5a8e2b0f-1a3c-4e5d-9f6a-7b8c9d0e1f2a.1'].flatMap(
  (id) => parseContentId(id) ?? [],
)

const instant = fc.option(fc.integer({ min: 0, max: 4_102_444_800_000 }), { nil: undefined })
const count = fc.integer({ min: 0, max: 100_000 })

/** Any record that may sleep. */
const record = fc
  .record({
    state: fc.constantFrom(...states),
    action: fc.constantFrom(...actions),
    ordinal: fc.integer({ min: 1, max: 131_071 }),
    pull: fc.boolean(),
    beginSeen: fc.boolean(),
    begun: fc.boolean(),
    bySite: fc.boolean(),
    byDistMgr: fc.boolean(),
    over: fc.boolean(),
    attempts: count,
    failures: count,
    jobIds: fc.array(fc.stringMatching(/^\d{1,6}$/), { maxLength: 3 }),
    contentIds: fc.subarray(contents),
    startedAt: instant,
    endedAt: instant,
    firstAt: instant,
    lastAt: instant,
    version: fc.option(count, { nil: undefined }),
    id: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    jobMade: fc.boolean(),
    dpThreadAlive: fc.boolean(),
    queue: fc.option(
      fc.constant({ stage: 'queue', subject: '577', startedAt: someTime, evidence: evidence(), events: [] } as const),
      { nil: undefined },
    ),
    earlier: fc.option(fc.record({ attempts: count, jobIds: fc.constant(['1']), contentIds: fc.constant([]) }), {
      nil: undefined,
    }),
  })
  .map(({ version, id, jobMade, dpThreadAlive, queue, ...facts }): Distribution => {
    const open = {
      ...newOpenRun(),
      jobToken: jobMade ? '' : undefined,
      dpThreadAlive,
      queue: queue && { ...queue, events: [] },
    }
    const of = { ...subject(), packageVersion: version }
    return { ...newDistribution(of, id), ...facts, open: facts.over ? undefined : open }
  })
  .filter(isQuiet)

describe('a record in columns', () => {
  it('is the same when it is looked at, and when it is taken out, among many others', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 30 }), fc.infiniteStream(fc.boolean()), (all, coins) => {
        const sleeping = quietRuns()
        const slots = new Map<number, Distribution>()
        for (const one of all) {
          slots.set(sleeping.put(one), one)
          // Some are woken, and their places are given to others.
          const [slot, woken] = [...slots][0] ?? []
          if (slot === undefined || coins.next().value === false) continue
          expect(sleeping.take(slot)).toEqual(woken)
          slots.delete(slot)
        }
        for (const [slot, one] of slots) {
          expect(sleeping.look(slot)).toEqual(one)
          expect(sleeping.versionOf(slot)).toBe(one.packageVersion)
        }
        const open = [...slots].filter(([, { state }]) => stateFacts[state].open).map(([slot]) => slot)
        expect([...sleeping.open(Infinity)].sort()).toEqual(open.sort())
      }),
      { numRuns: 150 },
    )
  })

  it('of an open run is found when nothing was heard of it for long', () => {
    const sleeping = quietRuns()
    const heard = (lastAt: number | undefined): Distribution => ({ ...newDistribution(subject(), 1), lastAt })
    const [old, recent, never] = [someTime - 1, someTime, undefined].map((time) => sleeping.put(heard(time)))
    expect([...sleeping.open(someTime)]).toEqual([old, never])
    expect(recent).toBeDefined()
  })
})

describe('a record stays awake', () => {
  const awake = (facts: Partial<Distribution>): boolean => !isQuiet({ ...newDistribution(subject(), 1), ...facts })

  it('while something hinders it, a thread works on it, or a next try is planned', () => {
    expect(awake({})).toBe(false)
    expect(awake({ open: { ...newOpenRun(), attempts: new Map() } })).toBe(true)
    expect(awake({ open: { ...newOpenRun(), triesLeft: 3 } })).toBe(true)
    expect(awake({ open: { ...newOpenRun(), nextRetryText: 'soon' } })).toBe(true)
    expect(awake({ open: { ...newOpenRun(), context: [] } })).toBe(true)
  })

  it.each(['sending', 'retrying', 'failing', 'failed', 'waiting'] as const)('in state %s', (state) => {
    expect(awake({ state })).toBe(true)
  })
})
