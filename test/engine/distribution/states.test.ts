import { describe, expect, it } from 'vitest'
import type { AboutDistribution, Facts, Happening } from '../../../engine/distribution/distribution-event.ts'
import { step } from '../../../engine/distribution/lifecycle.ts'
import type { Step } from '../../../engine/distribution/run.ts'
import { stateFacts, transitions, type Move, type State } from '../../../engine/distribution/states.ts'
import { createTracker, type Tracker } from '../../../engine/distribution/tracker.ts'
import { parsePackageId } from '../../../engine/ids.ts'
import { happens, remembered, subject } from '../../support/distribution-events.ts'
import { someTime } from '../../support/distribution-steps.ts'

const hour = 3_600_000
const states = Object.keys(transitions) as State[]
const isOpen = (state: State): boolean => stateFacts[state].open

/** Who has spoken before: the site server of an ordinary DP, that of a pull DP, or only the DP itself. */
type World = 'site' | 'pull' | 'dp'

/** What must have happened for a distribution to be in a state. `newVersion`, `silence`: no line of its own. */
type Cause = Happening | 'newVersion' | 'silence' | 'gap'

const ways: Readonly<Record<World, Readonly<Partial<Record<State, readonly Cause[]>>>>> = {
  site: {
    pending: ['jobCreated'],
    sending: ['jobCreated', 'sendStarted'],
    pulling: ['jobCreated', 'notified'],
    copied: ['jobCreated', 'sendStarted', 'copied'],
    reported: ['jobCreated', 'sendStarted', 'copied', 'statusSent'],
    waiting: ['jobCreated', 'delayed'],
    failing: ['jobCreated', 'sendStarted', 'failureSeen'],
    retrying: ['jobCreated', 'sendStarted', 'retryScheduled'],
    uncertain: ['jobCreated', 'sendStarted', 'attemptEnded'],
    removing: ['removalStarted'],
    present: ['contentAdded', 'seen'],
    installed: ['jobCreated', 'installed'],
    failed: ['jobCreated', 'givenUp'],
    cancelled: ['jobCreated', 'cancelled'],
    superseded: ['jobCreated', 'newVersion'],
    removed: ['removed'],
    lost: ['jobCreated', 'silence'],
  },
  pull: {
    pulling: ['jobCreated', 'notified'],
    reported: ['jobCreated', 'notified', 'pulled'],
    failing: ['jobCreated', 'notified', 'failureSeen'],
    uncertain: ['jobCreated', 'notified', 'gap'],
    installed: ['jobCreated', 'installed'],
    failed: ['jobCreated', 'givenUp'],
    lost: ['jobCreated', 'silence'],
  },
  dp: {
    pending: ['jobCreated'],
    sending: ['sendStarted'],
    pulling: ['notified'],
    copied: ['copied'],
    waiting: ['delayed'],
    failing: ['failureSeen'],
    retrying: ['retryScheduled'],
    uncertain: ['sendStarted', 'attemptEnded'],
    removing: ['removalStarted'],
    present: ['contentAdded'],
    installed: ['installed'],
    failed: ['givenUp'],
    cancelled: ['cancelled'],
    superseded: ['jobCreated', 'newVersion'],
    removed: ['removed'],
    lost: ['jobCreated', 'silence'],
  },
}

const factsOf: Partial<Record<Cause, Facts>> = { delayed: { delay: 'schedule' } }

/** A tracker, and a clock that moves an hour with each line. */
function begin(world: World) {
  const tracker = createTracker()
  let now = someTime
  const cause = (what: Cause): readonly Step[] => {
    now += hour
    if (what === 'newVersion') return tracker.apply(happens('jobCreated', { subject: subject(3), at: now }))
    if (what === 'silence') return tracker.tick((now += 80 * hour))
    if (what === 'gap') return lose(tracker)
    return tracker.apply(happens(what, { by: byOf(world, what), at: now, facts: factsFor(world, what) }))
  }
  return { tracker, cause }
}

function lose(tracker: Tracker): readonly Step[] {
  tracker.linesLost()
  return []
}

const byOf = (world: World, what: Cause): AboutDistribution['by'] =>
  world === 'dp' || what === 'contentAdded' ? 'dp' : 'distmgr'

const factsFor = (world: World, what: Cause): Facts => ({
  ...factsOf[what],
  ...(world === 'pull' ? { pull: true } : {}),
})

/** By what, and in which world, a move is made. */
function causeOf(move: Exclude<Move, 'unclaimed'>): readonly [World, Cause] {
  switch (move) {
    case 'arrived':
      return ['dp', 'contentAdded']
    case 'polled':
      return ['pull', 'sendStarted']
    case 'superseded':
      return ['site', 'newVersion']
    case 'timedOut':
      return ['site', 'silence']
    case 'linesLost':
      return ['site', 'gap']
    default:
      return ['site', move]
  }
}

/** But for the one that two hosts' logs are needed for: it has a test of its own. */
const everyMove = [...new Set(Object.values(transitions).flatMap((cells) => Object.keys(cells) as Move[]))].filter(
  (move) => move !== 'unclaimed',
)
const cells = states.flatMap((state) => everyMove.map((move) => [state, move] as const))

const reachable = cells.filter(([state, move]) => {
  const [world] = causeOf(move)
  return ways[world][state] !== undefined
})

describe('the ways to a state', () => {
  it.each(
    (['site', 'pull', 'dp'] as const).flatMap((world) =>
      Object.entries(ways[world]).map(([state, way]) => [world, state, way] as const),
    ),
  )('%s: %s', (world, state, way) => {
    const { tracker, cause } = begin(world)
    for (const what of way) cause(what)
    expect(remembered(tracker).state).toBe(state)
  })

  it('lead to every state', () => {
    expect(Object.keys(ways.site).sort()).toEqual([...states].sort())
  })
})

describe('every cell of the table', () => {
  it.each(reachable)('%s, %s', (state, move) => {
    const [world, by] = causeOf(move)
    const { tracker, cause } = begin(world)
    for (const what of ways[world][state] ?? []) cause(what)
    const before = remembered(tracker)
    const steps = cause(by)
    const after = remembered(tracker)
    const told = steps.filter(({ kind }) => kind === 'anomaly')
    const target = transitions[state][move]
    if (target === undefined) {
      expect(after).toMatchObject({ state, ordinal: before.ordinal })
      // Silence, a gap and another version are no lines of this distribution.
      const isLine = by !== 'silence' && by !== 'gap' && by !== 'newVersion'
      expect(told.map((one) => (one.kind === 'anomaly' ? one.reason : ''))).toEqual(
        isLine ? [`unexpected_${move}`] : [],
      )
      return
    }
    const again = target.startsWith('+')
    expect(after).toMatchObject({
      state: again ? target.slice(1) : target,
      ordinal: before.ordinal + (again ? 1 : 0),
    })
    expect(told).toEqual([])
  })

  it('is taken by what can happen to a distribution', () => {
    const taken = new Set(reachable.map((cell) => cell.join(' ')))
    const left = cells.filter(
      ([state, move]) => transitions[state][move] !== undefined && !taken.has(`${state} ${move}`),
    )
    expect(left).toEqual([])
  })
})

describe('the table as a whole', () => {
  it.each(cells)('%s, %s: the step is the cell', (state, move) => {
    const target = transitions[state][move]
    expect(step(state, move)).toEqual(
      target === undefined ? undefined : { to: target.replace(/^\+/, ''), again: target.startsWith('+') },
    )
  })

  it.each(states)('%s: knows its outcome, and leads nowhere but to states', (state) => {
    for (const target of Object.values(transitions[state])) expect(states).toContain(target.replace(/^\+/, ''))
    expect(stateFacts[state]).toBeDefined()
  })

  it.each(states.filter(isOpen))('%s can end: well, in failure, by an administrator, in silence', (state) => {
    expect(step(state, 'installed')).toEqual({ to: 'installed', again: false })
    expect(step(state, 'givenUp')?.to).toBe('failed')
    expect(step(state, 'cancelled')?.to).toBe('cancelled')
    expect(isOpen(step(state, 'timedOut')?.to ?? state)).toBe(false)
  })

  it.each(states.filter((state) => !isOpen(state)))('%s is over: it opens only as a further run', (state) => {
    for (const target of Object.values(transitions[state])) {
      if (isOpen(target.replace(/^\+/, '') as State)) expect(target).toMatch(/^\+/)
    }
  })

  it('nothing that is over is lost with lines', () => {
    for (const state of states) expect(step(state, 'linesLost') !== undefined).toBe(isOpen(state))
  })
})

describe('what only the DP told, though its site server is read too', () => {
  const ofOther = happens('wanted', { subject: { ...subject(), packageId: parsePackageId('PS100999') } })
  const outcomeOf = (events: readonly AboutDistribution[], after: number): readonly string[] => {
    const tracker = createTracker()
    for (const event of events) tracker.apply(event)
    tracker.tick(someTime + after)
    return [...tracker.distributions()].filter(({ run }) => run.packageId !== 'PS100999').map(({ run }) => run.outcome)
  }
  const added = happens('contentAdded', { by: 'dp' })
  const refused = happens('failureSeen', { by: 'dp', subject: { ...subject(), packageId: undefined } })

  it('is unknown once the site server should have spoken of it', () => {
    expect(outcomeOf([ofOther, added], hour)).toEqual(['unknown'])
    expect(outcomeOf([added], hour)).toEqual(['success'])
    expect(outcomeOf([ofOther, refused], hour)).toEqual(['unknown'])
    expect(outcomeOf([refused], hour)).toEqual(['failure'])
  })
})
