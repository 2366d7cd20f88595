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

const [zero, plus, minus] = [0x30, 0x2b, 0x2d]
const digit = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) - zero
const isDigit = (bytes: Uint8Array, at: number): boolean => digit(bytes, at) >= 0 && digit(bytes, at) <= 9
const two = (bytes: Uint8Array, at: number): number => digit(bytes, at) * 10 + digit(bytes, at + 1)

/** Length of `06-14-2018 06:26:25.828`. */
const stampLength = 23

/** What must stand between the digits of such a stamp. */
const separators: readonly (readonly [index: number, byte: number])[] = [
  [2, minus],
  [5, minus],
  [10, 0x20],
  [13, 0x3a],
  [16, 0x3a],
  [19, 0x2e],
]
const isSeparator = new Set(separators.map(([index]) => index))
const digitPlaces = Array.from({ length: stampLength }, (_, index) => index).filter((index) => !isSeparator.has(index))

/** `06-14-2018 06:26:25.828-60`, exactly bytes[at, end); month first, whatever the locale. The hot one: no text is made. */
export function readServerStamp(bytes: Uint8Array, at: number, end: number): ServerStamp | undefined {
  const digits = end - at - stampLength - 1
  if (digits < 1 || digits > 4) return undefined
  const sign = bytes[at + stampLength]
  if (sign !== plus && sign !== minus) return undefined
  let bias = 0
  for (let i = end - digits; i < end; i++) {
    if (!isDigit(bytes, i)) return undefined
    bias = bias * 10 + digit(bytes, i)
  }
  if (!hasStampShape(bytes, at)) return undefined
  return {
    localTime: serverWallClock(bytes, at),
    biasMinutes: bias > largestBias ? undefined : sign === minus ? 0 - bias : bias,
    precision: 'ms',
    generation: 3,
  }
}

function hasStampShape(bytes: Uint8Array, at: number): boolean {
  for (const [index, byte] of separators) if (bytes[at + index] !== byte) return false
  for (const index of digitPlaces) if (!isDigit(bytes, at + index)) return false
  return true
}

const serverWallClock = (bytes: Uint8Array, at: number): number | undefined =>
  wallClock(
    two(bytes, at + 6) * 100 + two(bytes, at + 8),
    two(bytes, at),
    two(bytes, at + 3),
    two(bytes, at + 11),
    two(bytes, at + 14),
    two(bytes, at + 17),
    two(bytes, at + 20) * 10 + digit(bytes, at + 22),
  )

/** A stamp of the current generation that the end of the line cut off behind its seconds; the bias is then not known. */
export function readCutServerStamp(text: string): ServerStamp | undefined {
  const match = /^(\d\d)-(\d\d)-(\d{4}) (\d\d):(\d\d):(\d\d)(?:\.(\d{3})?[+-]?\d{0,4})?$/.exec(text)
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
    biasMinutes: signed ? Number(sign + bias) + 0 : undefined,
    precision: fraction === '' ? 's' : 'ms',
    doubtfulZone: written && !signed,
  }
}

/** Both readings of a date in figures; undefined where there is no such day. */
export type ShownStamp = { readonly monthFirst: number | undefined; readonly dayFirst: number | undefined }

/**
 * Date and time in the locale of whoever looked at the log: `07.08.2012 00:12:55`, `9/14/2016 3:11:09 PM`. Dots mean day
 * first and a year in front month first; with strokes the figures alone must tell, and below 13 they do not.
 */
export function readShownStamp(
  date: string,
  time: string,
  half: string | undefined,
  ms: string | undefined,
): ShownStamp {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  const [first = 0, second = 0, third = 0] = date.split(/[./-]/).map(Number)
  const oddHalf = half !== undefined && (hours < 1 || hours > 12)
  const hour = oddHalf ? NaN : half === undefined ? hours : (hours % 12) + (half === 'PM' ? 12 : 0)
  const read = (year: number, month: number, dayOfMonth: number): number | undefined =>
    Number.isNaN(hour) ? undefined : wallClock(year, month, dayOfMonth, hour, minutes, seconds, Number(ms ?? 0))
  if (first > 31) return { monthFirst: read(first, second, third), dayFirst: undefined }
  return {
    monthFirst: date.includes('.') ? undefined : read(third, first, second),
    dayFirst: read(third, second, first),
  }
}
