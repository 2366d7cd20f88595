// Schedule tokens: when a package is refreshed, a collection evaluated, an advertisement assigned (object-model.md 8).
import { ObjectError } from './errors.ts'

/** When, and for network discovery how long. `start` is the wall clock as if it were UTC, in milliseconds since 1970. */
type TokenBase = {
  readonly start: number
  /** The start is UTC; otherwise each computer takes its own local time. */
  readonly isGmt: boolean
  readonly dayDuration: number
  readonly hourDuration: number
  readonly minuteDuration: number
}

/** `weekday` is 1 for Sunday to 7 for Saturday; `monthDay` 0 is the last day, `weekOrder` 0 the last week of a month. */
export type ScheduleToken = TokenBase &
  (
    | { readonly kind: 'once' }
    | { readonly kind: 'interval'; readonly days: number; readonly hours: number; readonly minutes: number }
    | { readonly kind: 'weekly'; readonly weekday: number; readonly weeks: number }
    | {
        readonly kind: 'monthly-by-weekday'
        readonly weekday: number
        readonly months: number
        readonly weekOrder: number
      }
    | { readonly kind: 'monthly-by-date'; readonly monthDay: number; readonly months: number }
  )

/** Default start of the class: `19700201000000.000000+***`. */
export const defaultStart = Date.UTC(1970, 1, 1)

const durations: Ranges = { dayDuration: [0, 31], hourDuration: [0, 23], minuteDuration: [0, 59] }

/** Kind -> field -> range. */
const rangesOfKind: Readonly<Record<ScheduleToken['kind'], Ranges>> = {
  once: {},
  interval: { days: [0, 31], hours: [0, 23], minutes: [0, 59] },
  weekly: { weekday: [1, 7], weeks: [1, 4] },
  'monthly-by-weekday': { weekday: [1, 7], months: [1, 12], weekOrder: [0, 4] },
  'monthly-by-date': { monthDay: [0, 31], months: [1, 12] },
}

/** A token with every field checked; throws `ObjectError` (O-12). */
export function checkToken(token: ScheduleToken): ScheduleToken {
  for (const [field, [least, most]] of Object.entries({ ...durations, ...rangesOfKind[token.kind] })) {
    const value = (token as unknown as Record<string, number>)[field]
    if (value !== undefined && Number.isInteger(value) && value >= least && value <= most) continue
    const where = { objectClass: 'SMS_ScheduleToken', property: field }
    throw new ObjectError('O-12', 'VALUE_OUT_OF_RANGE', where, `is not from ${least} to ${most}`)
  }
  const year = new Date(token.start).getUTCFullYear()
  if (year < 1970 || year > 2033) {
    const where = { objectClass: 'SMS_ScheduleToken', property: 'StartTime' }
    throw new ObjectError('O-12', 'VALUE_OUT_OF_RANGE', where, 'is not from 1970 to 2033')
  }
  return token
}

type Ranges = Readonly<Record<string, readonly [least: number, most: number]>>
