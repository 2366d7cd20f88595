import { expect, test } from 'vitest'
import { tighter } from '../../../../agent/library/upkeep/sweep-run.ts'
import type { SweepLimits } from '../../../../engine/upkeep/sweep/plan-sweep.ts'

const plan: SweepLimits = { classes: ['O1', 'O3'], olderThan: 100, maxItems: 10, maxBytes: 1_000 }

test.each<[string, Partial<SweepLimits>, Partial<SweepLimits>]>([
  ['nothing: the plan holds', {}, {}],
  ['no items at all', { maxItems: 0 }, { maxItems: 0 }],
  [
    'less of each',
    { classes: ['O3', 'O7'], olderThan: 200, maxItems: 5, maxBytes: 1 },
    { classes: ['O3'], olderThan: 200, maxItems: 5, maxBytes: 1 },
  ],
  ['more of each: the plan holds', { classes: ['O1', 'O2', 'O3'], olderThan: 0, maxItems: 50, maxBytes: 9_999 }, {}],
])('a reviewed sweep is applied within the tighter limits, typed with --apply: %s', (_, given, limits) => {
  expect(tighter(plan, given)).toEqual({ ...plan, ...limits })
})

test('classes that the plan has not are no sweep of nothing, but a mistake', () => {
  expect(() => tighter(plan, { classes: ['O2'] })).toThrow(expect.objectContaining({ code: 'badUsage' }) as Error)
})
