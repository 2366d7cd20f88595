// When a DP may be sent to (distribution-engine.md 7): hours of the site server's local day.
import type { Dp, Site } from './hierarchy.ts'

const hour = 3_600_000

/** Any schedule or rate limit, even 100 percent, cuts the DP to one connection. */
export const isLimited = ({ plan }: Dp): boolean => plan.rate.kind !== 'unlimited' || plan.closed.length > 0

/** The moment itself when the window is open. Milliseconds since 1970 UTC. */
export function opensAt(dp: Dp, site: Site, now: number): number {
  return firstHour(dp, site, now, false)
}

/** Infinity when it never closes. */
export function closesAt(dp: Dp, site: Site, now: number): number {
  return dp.plan.closed.length === 0 ? Infinity : firstHour(dp, site, now, true)
}

function firstHour({ plan }: Dp, site: Site, now: number, closed: boolean): number {
  const clock = localClock(site)
  let at = now
  for (let step = 0; step < 25; step++) {
    const local = clock.hourOf(at)
    if (plan.closed.some(({ from, to }) => isWithin(local, from, to)) === closed) return at
    at = clock.nextHour(at)
  }
  return Infinity
}

/** Hours as the site server's clock shows them. */
export function localClock({ plan }: Site) {
  const shift = plan.bias * 60_000 - plan.skew
  return {
    hourOf: (at: number): number => new Date(at - shift).getUTCHours(),
    nextHour: (at: number): number => (Math.floor((at - shift) / hour) + 1) * hour + shift,
  }
}

/** From hour to hour; 22 to 6 goes over midnight, 0 to 0 is the whole day. */
export const isWithin = (value: number, from: number, to: number): boolean =>
  from < to ? value >= from && value < to : value >= from || value < to
