import type { Tracker } from '../../engine/distribution/tracker.ts'
import type { Present, PresentRun } from '../../exporters/index.ts'

/** The tracker's present as the gauges count it. @param now milliseconds since 1970 UTC */
export function presentOf(tracker: Tracker, now: number): Present {
  return { runs: runs(tracker, now), failingPackages: failing(tracker, now) }
}

function* runs(tracker: Tracker, now: number): Iterable<PresentRun> {
  for (const { run, open, stalled } of tracker.present(now)) yield { run, open, stalled: stalled?.reason }
}

function* failing(tracker: Tracker, now: number): Present['failingPackages'] {
  for (const work of tracker.packages(now)) if (work.outcome === 'failure') yield work
}
