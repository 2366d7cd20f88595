/** A time zone: what must be added to a local time to get UTC. */
export type Zone = {
  /** As given: `Europe/Berlin`, `-60`. */
  readonly name: string
  /**
   * Minutes to add to `localTime` (milliseconds since 1970, as if it were UTC). One value as a rule; two in the hour
   * that autumn repeats, the earlier instant first. In the hour that spring leaves out, the bias before the change.
   */
  biases(localTime: number): readonly [number, ...number[]]
}

const minute = 60_000
const day = 24 * 60 * minute

/** `-60` (minutes of Windows zone bias: UTC = local + bias) or an IANA name; undefined when it is neither. */
export function parseZone(text: string): Zone | undefined {
  const name = text.trim()
  if (/^[+-]?\d{1,4}$/.test(name)) {
    const bias = Number(name)
    return Math.abs(bias) <= 1440 ? { name, biases: () => [bias] } : undefined
  }
  try {
    return namedZone(name, new Intl.DateTimeFormat('en-US', { ...clockParts, timeZone: name }))
  } catch {
    return undefined
  }
}

const clockParts = {
  calendar: 'gregory',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const

function namedZone(name: string, format: Intl.DateTimeFormat): Zone {
  let lastHour = NaN
  let last: readonly [number, ...number[]] = [0]
  return {
    name,
    biases(localTime) {
      // Zones change at full or quarter hours: all local times of one quarter have the same biases.
      const hour = Math.floor(localTime / (15 * minute))
      if (hour !== lastHour) {
        last = biasesAround(format, hour * 15 * minute)
        lastHour = hour
      }
      return last
    },
  }
}

/** Biases in force a day before and a day after, as far as they lead to instants whose wall clock shows `localTime`. */
function biasesAround(format: Intl.DateTimeFormat, localTime: number): readonly [number, ...number[]] {
  const before = biasAt(format, localTime - day)
  const after = biasAt(format, localTime + day)
  if (before === after) return [before]
  const holds = (bias: number): boolean => biasAt(format, localTime + bias * minute) === bias
  if (holds(before) && holds(after)) return before < after ? [before, after] : [after, before]
  return [holds(after) ? after : before]
}

/** Bias of the zone at an instant, minutes. */
function biasAt(format: Intl.DateTimeFormat, instant: number): number {
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value)
  const { year = 0, month = 1, day: date = 1, hour = 0, minute: minutes = 0, second = 0 } = part
  const shown = Date.UTC(year, month - 1, date, hour, minutes, second)
  return Math.round((Math.floor(instant / 1000) * 1000 - shown) / minute)
}
