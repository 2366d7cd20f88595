// Maintenance windows: when programs may run (flows.md 2; ADV-18).
import { nextTime } from '../../site/objects/schedule-times.ts'
import type { ScheduleToken } from '../../site/objects/schedule-token.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A window opens at each time of its token and stays open for the token's duration. */
export type MaintenanceWindow = ScheduleToken

export type WindowAnswer = 'yes' | 'no' | 'never'

export const lengthOf = (window: MaintenanceWindow): number =>
  window.dayDuration * day + window.hourDuration * hour + window.minuteDuration * minute

/**
 * Whether a program may start now: no window defined, or an open one with time left for it. Unknown duration fits any
 * open window; a program longer than every window never runs.
 *
 * @param duration  milliseconds; 0 is unknown
 * @param now       wall clock of the windows, as if it were UTC
 */
export function windowAnswer(windows: readonly MaintenanceWindow[], duration: number, now: number): WindowAnswer {
  if (windows.length === 0) return 'yes'
  if (duration > 0 && windows.every((window) => lengthOf(window) < duration)) return 'never'
  return windows.some((window) => timeLeft(window, now) >= Math.max(duration, 1)) ? 'yes' : 'no'
}

/** Milliseconds until the open window closes; 0 when it is closed. */
export function timeLeft(window: MaintenanceWindow, now: number): number {
  const length = lengthOf(window)
  // The window that is open now opened after `now - length`.
  const opened = nextTime(window, now - length + 1)
  return opened !== undefined && opened <= now ? opened + length - now : 0
}
