// What of a failure no line of it says: that others stand beside it, and what did not come.
import { assumedPiledUpDownloads } from '../../engine/assumptions.ts'
import type { PackageWork } from '../../engine/distribution/run.ts'
import type { DistributionAccount, Tracker } from '../../engine/distribution/tracker.ts'
import type { Observation } from './failure-facts.ts'

/** Pull DPs whose queue is full of failed downloads (failure-taxonomy.md 2, pull-stalled: about 50). */
export type PiledUp = ReadonlySet<string>

export const piledUp = (tracker: Tracker): PiledUp =>
  new Set([...tracker.failedDownloads()].flatMap(([dp, count]) => (count < assumedPiledUpDownloads ? [] : [dp])))

export function observationsOf({ run, stalled }: DistributionAccount, pulls: PiledUp): readonly Observation[] {
  if (run.outcome === 'cancelled') return ['cancelled-by-administrator']
  if (!run.pull) return []
  if (stalled?.reason === 'sta-not-processed') return ['content-arrived-status-open']
  return run.dp !== undefined && pulls.has(run.dp) ? ['pull-jobs-piled-up'] : []
}

export const observationsOfWork = ({ stalled, sharesSource }: PackageWork): readonly Observation[] => [
  ...(stalled === undefined || stalled === 'intersite-late' ? [] : [stalled]),
  ...(sharesSource ? (['shared-source'] as const) : []),
]
