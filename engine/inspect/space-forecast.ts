// When a drive will be down to its reserve, from the free space that earlier scans found. One view of one library knows
// nothing of what is planned; it can only go on as it went.
import { applyChange } from '../scan/index-change.ts'
import type { LibraryIndex, SpaceSample } from '../scan/library-index.ts'

const hour = 3_600_000
const day = 24 * hour

/** So far apart are two samples that are kept; milliseconds. */
const apart = 6 * hour
/** What is older says little of how fast a drive fills now; milliseconds. */
const kept = 60 * day
/** A shorter history is no trend; milliseconds. */
const least = day

/** Remembers the free space the present survey found. @param now milliseconds since 1970 UTC */
export function rememberSpace(index: LibraryIndex, now: number): void {
  const due = index.survey.drives.filter(({ drive, freeBytes }) => {
    const last = index.space.findLast((sample) => sample.drive === drive)
    return freeBytes !== undefined && (last === undefined || now - last.at >= apart || last.at > now)
  })
  if (due.length === 0) return
  const fresh = due.map(({ drive, freeBytes = 0 }) => ({ drive, at: now, freeBytes }))
  const old = index.space.filter(({ at }) => at <= now && now - at < kept)
  applyChange(index, { kind: 'space', samples: [...old, ...fresh] })
}

export type SpaceForecast = {
  /** Bytes by which the free space shrinks in a day; below 0 when it grows. */
  readonly bytesPerDay: number
  /** Days until only the reserve is left; undefined when it does not shrink. */
  readonly daysToReserve: number | undefined
}

/** undefined while the history is shorter than a day. */
export function spaceForecast(
  samples: readonly SpaceSample[],
  drive: string,
  reserveBytes: number,
): SpaceForecast | undefined {
  const own = samples.filter((sample) => sample.drive === drive)
  const [first] = own
  const last = own.at(-1)
  if (first === undefined || last === undefined || last.at - first.at < least) return undefined
  const bytesPerDay = -slope(own.map(({ at, freeBytes }) => [(at - first.at) / day, freeBytes] as const))
  const room = Math.max(0, last.freeBytes - reserveBytes)
  // Less than a megabyte a day is noise of a volume that stands still.
  return { bytesPerDay, daysToReserve: bytesPerDay < 1024 * 1024 ? undefined : room / bytesPerDay }
}

/** Of the straight line with the least squares. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  const common = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  return spread === 0 ? 0 : common / spread
}
