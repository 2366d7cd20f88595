// Every way a log writes the time (log-formats 2 to 5). Times here are local: the wall clock as if it were UTC,
// milliseconds since 1970. Adding the bias (minutes west of Greenwich, the opposite sign of an ISO offset) gives UTC.

export type Stamp = {
  /** undefined when the date or the time of day does not exist (day 31 of June). */
  readonly localTime: number | undefined
  /** Minutes to add to get UTC, as written. */
  readonly biasMinutes: number | undefined
  readonly precision: 'ms' | 's'
}

/** A site-server stamp and the generation that wrote it: 1 is SMS 1.x, 2 is SMS 2.0, 3 is SMS 2003 to current branch. */
export type ServerStamp = Stamp & { readonly generation: 1 | 2 | 3 }

/** A bias larger than a day is no zone. */
export const largestBias = 1440

export const minute = 60_000
export const day = 86_400_000

/** Milliseconds of a wall clock; undefined when there is no such day or time of day. `month` 1 to 12. */
export function wallClock(
  year: number,
  month: number,
  date: number,
  hours: number,
  minutes: number,
  seconds: number,
  ms: number,
): number | undefined {
  const midnight = midnightOf(year, month, date)
  if (midnight === undefined || hours > 23 || minutes > 59 || seconds > 59) return undefined
  return midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
}

// A log has many lines a day: the day's midnight is worked out once.
let lastDate = -1
let lastMidnight: number | undefined

function midnightOf(year: number, month: number, date: number): number | undefined {
  const key = (year * 100 + month) * 100 + date
  if (key === lastDate) return lastMidnight
  lastDate = key
  // The earliest logs are of 1995 (SMS 1.x); years below 100 would mean 19xx to Date.UTC.
  const exists = year >= 1980 && month >= 1 && month <= 12 && date >= 1 && date <= daysIn(year, month)
  return (lastMidnight = exists ? Date.UTC(year, month - 1, date) : undefined)
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

const [zero, plus, minus, colon, point, space] = [0x30, 0x2b, 0x2d, 0x3a, 0x2e, 0x20]

/** Number of two digits; far below zero when one is none, so that the sum of several tells. */
function pair(bytes: Uint8Array, at: number): number {
  const high = (bytes[at] ?? 0) - zero
  const low = (bytes[at + 1] ?? 0) - zero
  return high >>> 0 > 9 || low >>> 0 > 9 ? -1e6 : high * 10 + low
}

/** Length of `06-14-2018 06:26:25.828`. */
const stampLength = 23

/**
 * `06-14-2018 06:26:25.828-60`, exactly bytes[at, end); month first, whatever the locale. Every line of a site server has
 * one, so it is read without making text.
 */
export function readServerStamp(bytes: Uint8Array, at: number, end: number): ServerStamp | undefined {
  const bias = signedBias(bytes, at + stampLength, end)
  if (bias === undefined || !hasSeparators(bytes, at)) return undefined
  const [month, date] = [pair(bytes, at), pair(bytes, at + 3)]
  const [century, year] = [pair(bytes, at + 6), pair(bytes, at + 8)]
  const [hours, minutes, seconds] = [pair(bytes, at + 11), pair(bytes, at + 14), pair(bytes, at + 17)]
  const [hundredths, lastDigit] = [pair(bytes, at + 20), (bytes[at + 22] ?? 0) - zero]
  if (month + date + century + year + hours + minutes + seconds + hundredths < 0 || lastDigit >>> 0 > 9)
    return undefined
  const ms = hundredths * 10 + lastDigit
  return {
    localTime: wallClock(century * 100 + year, month, date, hours, minutes, seconds, ms),
    biasMinutes: Math.abs(bias) > largestBias ? undefined : bias,
    precision: 'ms',
    generation: 3,
  }
}

/** A sign and one to four digits, exactly bytes[at, end). */
function signedBias(bytes: Uint8Array, at: number, end: number): number | undefined {
  const sign = bytes[at]
  if ((sign !== plus && sign !== minus) || end < at + 2 || end > at + 5) return undefined
  let bias = 0
  for (let i = at + 1; i < end; i++) {
    const digit = (bytes[i] ?? 0) - zero
    if (digit >>> 0 > 9) return undefined
    bias = bias * 10 + digit
  }
  return sign === minus && bias > 0 ? -bias : bias
}

const hasSeparators = (bytes: Uint8Array, at: number): boolean =>
  bytes[at + 2] === minus &&
  bytes[at + 5] === minus &&
  bytes[at + 10] === space &&
  bytes[at + 13] === colon &&
  bytes[at + 16] === colon &&
  bytes[at + 19] === point

/** A stamp of the current generation that the end of the line cut off behind its seconds; the bias is then not known. */
export function readCutServerStamp(text: string): ServerStamp | undefined {
  const match = /^(\d\d)-(\d\d)-(\d{4}) (\d\d):(\d\d):(\d\d)(?:\.(?:(\d{3})(?:[+-]\d{0,4})?|\d{0,2}))?$/.exec(text)
  if (match === null) return undefined
  const [, month, date, year, hours, minutes, seconds, ms] = match.map(Number)
  return {
    localTime: wallClock(year ?? 0, month ?? 0, date ?? 0, hours ?? 0, minutes ?? 0, seconds ?? 0, ms || 0),
    biasMinutes: undefined,
    precision: match[7] === undefined ? 's' : 'ms',
    generation: 3,
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Number of an English month name, 1 to 12. */
export function monthNumber(name: string): number | undefined {
  const index = months.indexOf(name)
  return index < 0 ? undefined : index + 1
}

/**
 * `Fri Oct 15 17:09:46.507 1999 Pacific Daylight Time` (SMS 2.0, with or without zone) and `Mon Dec 04 15:41:46 1995~`
 * (SMS 1.x). The zone's name gives no bias: no line proves which number a name stood for.
 */
export function readOldServerStamp(text: string): ServerStamp | undefined {
  if (text.length > 100) return undefined
  const match = /^[^ ]+ ([^ ]+) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{3}))? (\d{4})(?:(~)| [^~]*)?$/.exec(text)
  if (match === null) return undefined
  const month = monthNumber(match[1] ?? '')
  const [date = 0, hours = 0, minutes = 0, seconds = 0, ms = NaN, year = 0] = match.slice(2, 8).map(Number)
  return {
    localTime: month && wallClock(year, month, date, hours, minutes, seconds, ms || 0),
    biasMinutes: undefined,
    precision: Number.isNaN(ms) ? 's' : 'ms',
    generation: match[8] === undefined ? 2 : 1,
  }
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/**
 * Date and time of the bracket form, `Thu`, `09/04/2014`, `11:30:28`: month first, unless the weekday says that month and
 * day are swapped, the only self-check this form offers. A weekday in another language is not looked at.
 */
export function readProviderStamp(weekday: string, numbers: readonly number[]): Stamp {
  const [first = 0, second = 0, year = 0, hours = 0, minutes = 0, seconds = 0] = numbers
  const monthFirst = wallClock(year, first, second, hours, minutes, seconds, 0)
  const dayFirst = wallClock(year, second, first, hours, minutes, seconds, 0)
  const told = weekdays.indexOf(weekday)
  const fits = (time: number | undefined): boolean => time !== undefined && new Date(time).getUTCDay() === told
  const swapped = monthFirst === undefined || (told >= 0 && !fits(monthFirst) && fits(dayFirst))
  return { localTime: swapped ? dayFirst : monthFirst, biasMinutes: undefined, precision: 's' }
}

/** A CCM stamp, and whether its bias is written in a way that leaves the sign open. */
export type ClientStamp = Stamp & { readonly doubtfulZone: boolean }

/**
 * Attributes `time` and `date` of a CCM record: `01:38:47.034-120`, `07-16-2016`; .NET writes `00:00:13.4128412` without
 * bias. Third-party writers glue signs (`+-420`), put a blank before the bias or leave the sign out: only exactly one
 * sign makes a bias, the others are doubtful.
 */
export function readClientStamp(time: string, date: string): ClientStamp | undefined {
  if (time.length > 40 || date.length > 12) return undefined
  const clock = /^(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,9}))?( *)([+-]*)(\d{0,4})$/.exec(time.trim())
  const calendar = /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(date.trim())
  if (clock === null || calendar === null) return undefined
  const [hours = 0, minutes = 0, seconds = 0] = clock.slice(1, 4).map(Number)
  const [month = 0, dayOfMonth = 0, year = 0] = calendar.slice(1, 4).map(Number)
  const [fraction = '', sign = '', bias = ''] = [clock[4], clock[6], clock[7]]
  const signed = sign.length === 1 && bias !== '' && Number(bias) <= largestBias
  const written = sign + bias !== '' || (fraction.length > 3 && fraction.length !== 7)
  return {
    localTime: wallClock(year, month, dayOfMonth, hours, minutes, seconds, Number(fraction.padEnd(3, '0').slice(0, 3))),
    biasMinutes: signed ? Number(sign + bias) || 0 : undefined,
    precision: fraction === '' ? 's' : 'ms',
    doubtfulZone: written && !signed,
  }
}

/** What a date in figures can mean; undefined where there is no such day, or nobody writes it so. */
export type ShownStamp = {
  readonly monthFirst: number | undefined
  readonly dayFirst: number | undefined
  /** With a year of two figures in front; one of four shows itself and is `monthFirst`. */
  readonly yearFirst: number | undefined
}

/** Later than any log. Other calendars' years (Buddhist 2569, Hijri 1447, Persian 1404) are no times we know. */
const lastShownYear = 2099

/**
 * Date and time in the locale of whoever looked at the log: `07.08.2012 00:12:55`, `9/14/2016 3:11:09 PM`, `2026. 3. 10.`,
 * `10/03/26 9:00`. Dots mean day first and a year of four figures in front month first; with strokes the figures alone must
 * tell, and below 13 they do not. A year of two figures may stand in front, save where dots only part the numbers.
 *
 * @param half  `AM`, `PM`, or another word, which leaves open which half of the day is meant
 */
export function readShownStamp(
  date: string,
  time: string,
  half: string | undefined,
  ms: string | undefined,
): ShownStamp {
  const [clockHours = 0, minutes = 0, seconds = 0] = time.split(/[:.]/).map(Number)
  const hours = hourOf(clockHours, half)
  const [first = '', second = '', third = ''] = date.match(/\d+/g) ?? []
  const read = (year: string, month: string, dayOfMonth: string): number | undefined => {
    const full = year.length > 2 ? Number(year) : Number(year) + (Number(year) < 80 ? 2000 : 1900)
    if (hours === undefined || full > lastShownYear) return undefined
    return wallClock(full, Number(month), Number(dayOfMonth), hours, minutes, seconds, Number(ms ?? 0))
  }
  if (first.length > 2) return { monthFirst: read(first, second, third), dayFirst: undefined, yearFirst: undefined }
  const dots = date.includes('.')
  const dayFirst = read(third, second, first)
  const mayBeInFront = third.length <= 2 && (!dots || date.endsWith('.') || dayFirst === undefined)
  return {
    monthFirst: dots ? undefined : read(third, first, second),
    dayFirst,
    yearFirst: mayBeInFront ? read(first, second, third) : undefined,
  }
}

/** Hour of the day, 0 to 23 for those that exist. */
function hourOf(hours: number, half: string | undefined): number | undefined {
  if (half === undefined) return hours
  if ((half !== 'AM' && half !== 'PM') || hours < 1 || hours > 12) return undefined
  return (hours % 12) + (half === 'PM' ? 12 : 0)
}
