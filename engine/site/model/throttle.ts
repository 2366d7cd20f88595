// How fast a DP may be sent to (distribution-engine.md 7): pulse mode sends a block and waits; a share of the time sends
// for a slice and waits in proportion to the throughput it measured. Milliseconds.
import type { Dp, Site } from './hierarchy.ts'
import type { HourShare } from './hierarchy-plan.ts'
import { isWithin, localClock } from './sending-window.ts'

/**
 * How long something takes with its pauses.
 *
 * @param now      when it begins, milliseconds since 1970 UTC
 * @param sending  how long it takes without pauses, at the throughput of the line
 */
export function pacedTime(dp: Dp, site: Site, now: number, bytes: number, sending: number): number {
  const { rate } = dp.plan
  switch (rate.kind) {
    case 'unlimited':
      return sending
    case 'bytes':
      return Math.max(sending, (bytes * 1_000) / rate.perSecond)
    case 'pulse':
      return sending + Math.ceil(bytes / rate.block) * rate.delay
    case 'share':
      return sharedTime(rate.hours, site, now, sending)
  }
}

/** Hour by hour, since the share may change at each. */
function sharedTime(hours: readonly HourShare[], site: Site, now: number, sending: number): number {
  const clock = localClock(site)
  let at = now
  let left = sending
  for (;;) {
    const share = shareAt(hours, clock.hourOf(at))
    const end = clock.nextHour(at)
    if (left <= (end - at) * share) return at + left / share - now
    left -= (end - at) * share
    at = end
  }
}

/** The first that names the hour; hours that none names are not limited. */
const shareAt = (hours: readonly HourShare[], hour: number): number =>
  hours.find(({ from, to }) => isWithin(hour, from, to))?.share ?? 1
