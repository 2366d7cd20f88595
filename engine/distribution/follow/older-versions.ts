// What becomes of an older version when a newer one begins: nobody waits for it any more. But a thread that is sending it
// is not stopped by that, and ends it one way or the other.
import type { Distribution } from '../distribution.ts'
import type { State } from '../states.ts'
import type { DistributionBook } from './distribution-book.ts'

export function olderVersions(
  { packageId, dp, packageVersion }: Distribution,
  book: Pick<DistributionBook, 'versions'>,
): readonly Distribution[] {
  if (packageId === undefined || dp === undefined || packageVersion === undefined) return []
  return book
    .versions(packageId, dp)
    .filter((other) => other.packageVersion !== undefined && other.packageVersion < packageVersion)
}

/** Is a thread sending it? A pull DP fetches what it was told to fetch last. */
export const isBeingSent = ({ pull, state, open }: Distribution): boolean =>
  !pull && hasThread.has(state) && (open?.attempts?.size ?? 0) > 0

/** Did that thread write not long ago? The end of one that is silent for long may be lost. @param most milliseconds */
export const isBeingSentAt = (one: Distribution, at: number | undefined, most: number): boolean =>
  isBeingSent(one) && (at === undefined || one.lastAt === undefined || at - one.lastAt < most)

/** After its last word a thread says how it went. */
const hasThread: ReadonlySet<State> = new Set<State>(['sending', 'copied', 'failing', 'waiting'])
