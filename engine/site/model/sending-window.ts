// When a DP may be sent to (distribution-engine.md 7): hours of the site server's local day.
import type { Dp, Site } from './hierarchy.ts'

const hour = 3_600_000

/** Any schedule or rate limit cuts the DP to one connection. */
export const isLimited = ({ plan }: Dp): boolean => plan.rate !== Infinity || plan.closed.length > 0

/** The moment itself when the window is open. Milliseconds since 1970 UTC. */
export function opensAt(dp: Dp, site: Site, now: number): number {
  return firstHour(dp, site, now, false)
}

/** Infinity when it never closes. */
export function closesAt(dp: Dp, site: Site, now: number): number {
  return dp.plan.closed.length === 0 ? Infinity : firstHour(dp, site, now, true)
}

function firstHour({ plan }: Dp, site: Site, now: number, closed: boolean): number {
  const shift = site.plan.bias * 60_000 - site.plan.skew
  let at = now
  for (let step = 0; step < 25; step++) {
    const local = new Date(at - shift).getUTCHours()
    if (plan.closed.some(({ from, to }) => isWithin(local, from, to)) === closed) return at
    at = (Math.floor((at - shift) / hour) + 1) * hour + shift
  }
  return Infinity
}

const isWithin = (value: number, from: number, to: number): boolean =>
  from <= to ? value >= from && value < to : value >= from || value < to
