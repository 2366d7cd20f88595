// What is true now: open, waiting, stalled and failing distributions. These gauges are built new for every scrape, so
// nothing stale can stay; a label set that was shown and is no longer true is shown as 0 for an hour, so that a graph
// and an alert see the end of it, and then removed. Points in time have no 0: they are removed at once.
import type { PackageWork, Run } from '../../engine/distribution/run.ts'
import type { Cardinality, Labels } from './cardinality.ts'
import { catalogue, type Family } from './catalogue.ts'

/** The tracker's answer to a scrape. */
export type Present = {
  /** Open runs, and ended ones that failed and that nothing repaired since. Unordered. */
  readonly runs: Iterable<PresentRun>
  /** Packages whose own processing failed last. Unordered. */
  readonly failingPackages: Iterable<PackageWork>
}

export type PresentRun = {
  readonly run: Run
  readonly open: boolean
  /** Why it makes no progress beyond its deadline; undefined while it does. */
  readonly stalled: string | undefined
}

export type PresentSample = { readonly labels: Labels; readonly value: number }

/** How long a label set stays at 0 after it ceased to be true, in milliseconds. */
export const removalHold = 60 * 60 * 1000

/** How two values of one label set, or of all folded ones, become one. */
const merge = {
  sum: (a: number, b: number) => a + b,
  max: Math.max,
  min: Math.min,
} as const

/** family -> how values merge, and whether 0 is a true value of it. */
const gauges = [
  { family: catalogue.inProgress, merge: merge.sum, hasZero: true },
  { family: catalogue.waiting, merge: merge.sum, hasZero: true },
  { family: catalogue.stalled, merge: merge.sum, hasZero: true },
  { family: catalogue.failing, merge: merge.max, hasZero: true },
  { family: catalogue.packageFailing, merge: merge.max, hasZero: true },
  { family: catalogue.lastFailure, merge: merge.max, hasZero: false },
  { family: catalogue.oldestPending, merge: merge.min, hasZero: false },
] as const

type Gauge = (typeof gauges)[number]
type Tally = Map<string, { readonly labels: Labels; value: number }>

export type PresentGauges = {
  /**
   * The samples of every gauge of the present.
   * @param now milliseconds since 1970 UTC
   */
  samples(present: Present, now: number): { readonly family: Family; readonly samples: readonly PresentSample[] }[]
}

export function presentGauges(series: Cardinality, hold: number = removalHold): PresentGauges {
  const shown = new Map<Family, Map<string, { readonly labels: Labels; readonly at: number }>>()

  const held = (gauge: Gauge, tally: Tally, now: number): PresentSample[] => {
    const before = shown.get(gauge.family) ?? new Map()
    const zeros: PresentSample[] = []
    for (const [key, { labels, at }] of before) {
      if (tally.has(key)) continue
      if (gauge.hasZero && now - at < hold) {
        zeros.push({ labels, value: 0 })
        continue
      }
      before.delete(key)
      series.release(gauge.family, labels)
    }
    for (const [key, { labels }] of tally) before.set(key, { labels, at: now })
    shown.set(gauge.family, before)
    return zeros
  }

  return {
    samples: (present, now) => {
      const counted = tallies(present)
      return gauges.map((gauge) => {
        const admitted = admit(gauge, counted.get(gauge.family) ?? new Map(), series)
        const zeros = held(gauge, admitted, now)
        return { family: gauge.family, samples: [...admitted.values(), ...zeros] }
      })
    },
  }
}

/** Values by label set, as the runs give them; the limits come after, so each label set is asked for once. */
function tallies({ runs, failingPackages }: Present): Map<Family, Tally> {
  const counted = new Map<Family, Tally>(gauges.map(({ family }) => [family, new Map()]))
  const count = (family: Family, labels: Labels, value: number): void => {
    put(counted.get(family) ?? new Map(), family, labels, value)
  }
  for (const one of runs) countRun(one, count)
  for (const { packageId } of failingPackages) count(catalogue.packageFailing, { package: packageId ?? 'unknown' }, 1)
  return counted
}

function countRun(
  { run, open, stalled }: PresentRun,
  count: (family: Family, labels: Labels, value: number) => void,
): void {
  const dp = run.dp ?? 'unknown'
  if (open) {
    count(catalogue.inProgress, { dp, stage: run.stage }, 1)
    if (run.outcome === 'waiting') count(catalogue.waiting, { dp }, 1)
    if (stalled !== undefined) count(catalogue.stalled, { dp, reason: stalled }, 1)
    if (run.startedAt !== undefined) count(catalogue.oldestPending, { dp }, run.startedAt / 1000)
  }
  if (run.outcome !== 'failure' && run.outcome !== 'retrying') return
  const labels = { package: run.packageId ?? 'unknown', dp }
  count(catalogue.failing, labels, 1)
  const at = run.failure?.evidence.at(-1)?.time ?? run.lastAt
  if (at !== undefined) count(catalogue.lastFailure, labels, at / 1000)
}

function admit(gauge: Gauge, tally: Tally, series: Cardinality): Tally {
  const admitted: Tally = new Map()
  for (const { labels, value } of tally.values()) put(admitted, gauge.family, series.admit(gauge.family, labels), value)
  return admitted
}

function put(tally: Tally, family: Family, labels: Labels, value: number): void {
  const key = family.labels.map((name) => labels[name]).join('\n')
  const before = tally.get(key)
  if (before === undefined) tally.set(key, { labels, value })
  else before.value = mergeOf(family)(before.value, value)
}

function mergeOf(family: Family): (a: number, b: number) => number {
  return gauges.find((gauge) => gauge.family === family)?.merge ?? merge.sum
}
