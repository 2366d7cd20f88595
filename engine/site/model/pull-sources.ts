import type { Dp, Hierarchy } from './hierarchy.ts'

/** Where a pull DP fetches from: its named sources in order, none named: any push DP of its site. */
export const sourceOf = (dp: Dp, { dps }: Hierarchy): readonly Dp[] =>
  dp.plan.sources.length > 0
    ? dp.plan.sources.flatMap((name) => dps.get(name) ?? [])
    : dp.site.dps.filter(({ plan }) => plan.kind === 'push')
