// "Restart time = 14/06/2018 06:56:25 GMT Daylight Time": printed in the locale and zone of the site server's service
// account. Which number is the day and which the month is not in the text; the line's own time decides, since the next
// try is minutes or hours away (log-formats.md 5).

import { biasOfZoneName } from '../../parsers/windows-zones.ts'

const day = 86_400_000
/** A restart further away than this is not one we understood. Delays go up to 1,440 minutes. */
const furthest = 400 * day

/** Three numbers, then a clock; words and marks around them differ from locale to locale. At most 120 characters are read. */
const printed =
  /^\D{0,10}(\d{1,4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,4})\D{1,4}(\d{1,2})[:.hH](\d{2})(?:[:.](\d{2}))?[ \u00a0\u202f]?([^\s\d]{0,10})(.{0,60})/u

/**
 * The instant a printed restart time means; undefined when the line's own time and bias are not known, or the text is
 * no time.
 *
 * @param localTime    the line's wall clock as if it were UTC, milliseconds since 1970
 * @param biasMinutes  minutes to add to a local time to get UTC
 * @returns milliseconds since 1970 UTC
 */
export function readRestartTime(
  text: string,
  localTime: number | undefined,
  biasMinutes: number | undefined,
): number | undefined {
  if (localTime === undefined || biasMinutes === undefined) return undefined
  const match = printed.exec(text.slice(0, 120))
  if (match === null) return undefined
  const [, a = '', b = '', c = '', hours = '', minutes = '', seconds = '0', half = '', rest = ''] = match
  const clocks = hoursMeant(Number(hours), half)
  const candidates = datesMeant(a, b, c).flatMap(([year, month, date]) =>
    clocks.map((hour) => wallClock(year, month, date, hour, Number(minutes), Number(seconds))),
  )
  const best = nearest(
    candidates.filter((one): one is number => one !== undefined),
    localTime,
  )
  if (best === undefined || Math.abs(best - localTime) > furthest) return undefined
  return best + biasThen(best, localTime, biasMinutes, /^[AaPp]\.?[Mm]\.?$/.test(half) ? rest : half + rest) * 60_000
}

/**
 * The clock may be changed between the line and the next try: the printed zone name tells the bias of then, where it is a
 * neighbour of the line's. Without a name we know, a next try that lies before the line shows the hour that is set back.
 */
function biasThen(restart: number, localTime: number, biasMinutes: number, zoneName: string): number {
  const named = biasOfZoneName(zoneName)
  if (named !== undefined && Math.abs(named - biasMinutes) === 60) return named
  const isBehind = restart < localTime - 1_000 && restart >= localTime - 3_600_000
  return named === undefined && isBehind ? biasMinutes + 60 : biasMinutes
}

type Parts = readonly [year: number, month: number, date: number]

/** Year first when it has four digits there; else month first or day first. */
function datesMeant(a: string, b: string, c: string): readonly Parts[] {
  const [first, second, third] = [Number(a), Number(b), Number(c)]
  if (a.length === 4) return [[first, second, third]]
  const year = c.length === 4 ? third : 2000 + third
  return [
    [year, first, second],
    [year, second, first],
  ]
}

/** A word behind the clock may be AM or PM in a language we do not know: then both halves of the day are possible. */
function hoursMeant(hours: number, half: string): readonly number[] {
  if (/^a\.?m\.?$/i.test(half)) return [hours % 12]
  if (/^p\.?m\.?$/i.test(half)) return [(hours % 12) + 12]
  return half === '' || hours > 12 || /^[A-Z][a-z]/.test(half) || /^[A-Z]{3}/.test(half)
    ? [hours]
    : [hours % 12, (hours % 12) + 12, hours]
}

function wallClock(year: number, month: number, date: number, hour: number, minute: number, second: number) {
  if (month < 1 || month > 12 || date < 1 || date > 31 || hour > 23 || minute > 59 || second > 59) return undefined
  const time = Date.UTC(year, month - 1, date, hour, minute, second)
  return new Date(time).getUTCDate() === date ? time : undefined
}

/** The next try lies ahead: what is behind us counts as further away. */
function nearest(candidates: readonly number[], localTime: number): number | undefined {
  const distance = (time: number): number => (time >= localTime - 1_000 ? time - localTime : (localTime - time) * 4)
  let best: number | undefined
  for (const one of candidates) if (best === undefined || distance(one) < distance(best)) best = one
  return best
}
