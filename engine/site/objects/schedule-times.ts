// When a schedule token is due (object-model.md 8). Times are the token's own clock, as if it were UTC.
import { assumedProvider } from '../../assumptions.ts'
import type { ScheduleToken } from './schedule-token.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** First time of the token at or after `from`; undefined when there is none any more. */
export function nextTime(token: ScheduleToken, from: number): number | undefined {
  switch (token.kind) {
    case 'once':
      return token.start >= from ? token.start : undefined
    case 'interval':
      return nextInterval(token, from)
    case 'weekly':
      return nextWeek(token, from)
    case 'monthly-by-weekday':
      return nextMonth(token, from, (year, month) => weekdayOfMonth(year, month, token))
    case 'monthly-by-date':
      return nextMonth(token, from, (year, month) => dateOfMonth(year, month, token.monthDay))
  }
}

/** First time of several tokens at or after `from`. */
export function nextTimeOf(tokens: readonly ScheduleToken[], from: number): number | undefined {
  const times = tokens.map((token) => nextTime(token, from)).filter((time) => time !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}

function nextInterval(token: ScheduleToken & { readonly kind: 'interval' }, from: number): number | undefined {
  const span = token.days * day + (token.hours * 60 + token.minutes) * minute
  if (token.start >= from) return token.start
  return span === 0 ? undefined : token.start + Math.ceil((from - token.start) / span) * span
}

function nextWeek(token: ScheduleToken & { readonly kind: 'weekly' }, from: number): number {
  const first = token.start + ((token.weekday - 1 - new Date(token.start).getUTCDay() + 7) % 7) * day
  const span = token.weeks * 7 * day
  return first >= from ? first : first + Math.ceil((from - first) / span) * span
}

type Monthly = ScheduleToken & { readonly kind: 'monthly-by-weekday' | 'monthly-by-date' }

function nextMonth(token: Monthly, from: number, dayIn: (year: number, month: number) => number): number {
  const start = new Date(token.start)
  const timeOfDay = token.start % day
  const passed = monthsBetween(token.start, Math.max(from, token.start))
  // The month before may still lie ahead only by its place in the cycle: begin at the cycle that `from` is in.
  for (let months = Math.floor(passed / token.months) * token.months; ; months += token.months) {
    const year = start.getUTCFullYear() + Math.floor((start.getUTCMonth() + months) / 12)
    const month = (start.getUTCMonth() + months) % 12
    const time = Date.UTC(year, month, dayIn(year, month)) + timeOfDay
    if (time >= Math.max(from, token.start)) return time
  }
}

function monthsBetween(first: number, second: number): number {
  const [a, b] = [new Date(first), new Date(second)]
  return (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth()
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month + 1, 0)).getUTCDate()

/** 0 is the last day; a day that the month lacks becomes its last one, or the first of the next. */
const dateOfMonth = (year: number, month: number, monthDay: number): number =>
  monthDay === 0
    ? daysIn(year, month)
    : Math.min(monthDay, assumedProvider.shortMonthsTakeLastDay ? daysIn(year, month) : 31)

/** Week order 1 to 4, or 0 for the last such weekday. */
function weekdayOfMonth(
  year: number,
  month: number,
  { weekday, weekOrder }: ScheduleToken & { readonly kind: 'monthly-by-weekday' },
): number {
  const first = ((weekday - 1 - new Date(Date.UTC(year, month, 1)).getUTCDay() + 7) % 7) + 1
  if (weekOrder > 0) return first + (weekOrder - 1) * 7
  return first + Math.floor((daysIn(year, month) - first) / 7) * 7
}
