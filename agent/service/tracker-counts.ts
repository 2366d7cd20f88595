import type { Tracker } from '../../engine/distribution/tracker.ts'
import type { Metrics } from '../../exporters/index.ts'

/** Tells what the tracker holds, and what it gave up since it was asked last because a limit was reached. */
export function countsTeller(
  tracker: Pick<Tracker, 'counts'>,
  { correlationsOpen, correlationsEvicted }: Pick<Metrics['agent'], 'correlationsOpen' | 'correlationsEvicted'>,
): () => void {
  let told = 0
  return () => {
    const { open, evicted } = tracker.counts()
    correlationsOpen(open)
    if (evicted > told) correlationsEvicted('limit', evicted - told)
    told = evicted
  }
}
