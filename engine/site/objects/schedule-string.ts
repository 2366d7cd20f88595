// Interval strings: schedule tokens as 16 hex digits each, one after the other, both ways (object-model.md 8).
//
//   791378800008000055147880001B200055177880001E2000
//     once 2004-07-19 08:30, weekly on Tuesday from 2004-07-20 08:21, weekly on Friday from 2004-07-23 08:21
//
// Two 32-bit numbers a token, printed big-endian. First: start minute 6 bits, hour 5, day 5, month 4, year - 1970 6,
// minute duration 6. Second: hour duration 5, day duration 5, type 3, 18 bits of the type, last bit UTC.
import { ObjectError } from './errors.ts'
import { checkToken, type ScheduleToken } from './schedule-token.ts'

/** Name of a field -> its width in bits, from the high end on. */
type Layout = readonly (readonly [field: string, bits: number])[]

const firstWord: Layout = [
  ['minute', 6],
  ['hour', 5],
  ['day', 5],
  ['month', 4],
  ['year', 6],
  ['minuteDuration', 6],
]
const secondWord: Layout = [
  ['hourDuration', 5],
  ['dayDuration', 5],
  ['type', 3],
]
/** The 18 bits between type and UTC bit; what a type does not use is 0. */
const typeLayouts: Readonly<Record<ScheduleToken['kind'], { readonly type: number; readonly layout: Layout }>> = {
  once: { type: 1, layout: [] },
  interval: {
    type: 2,
    layout: [
      ['minutes', 6],
      ['hours', 5],
      ['days', 5],
    ],
  },
  weekly: {
    type: 3,
    layout: [
      ['weekday', 3],
      ['weeks', 3],
    ],
  },
  'monthly-by-weekday': {
    type: 4,
    layout: [
      ['weekday', 3],
      ['months', 4],
      ['weekOrder', 3],
    ],
  },
  'monthly-by-date': {
    type: 5,
    layout: [
      ['monthDay', 5],
      ['months', 4],
    ],
  },
}
const kindOfType = new Map(
  Object.entries(typeLayouts).map(([kind, { type }]) => [type, kind as ScheduleToken['kind']] as const),
)

/** WriteToString: seconds of the start are lost, there is no room for them. */
export function writeSchedule(tokens: readonly ScheduleToken[]): string {
  return tokens.map((token) => writeToken(checkToken(token))).join('')
}

/** ReadFromString; throws `ObjectError` (O-12) for anything that is no interval string. */
export function readSchedule(text: string): readonly ScheduleToken[] {
  if (text.length % 16 !== 0 || text.length > 15 * 16 || !/^[0-9A-Fa-f]*$/.test(text)) {
    refuse('is not 16 hex digits for each of at most 15 tokens')
  }
  return Array.from({ length: text.length / 16 }, (_, index) => readToken(text.slice(index * 16, index * 16 + 16)))
}

function writeToken(token: ScheduleToken): string {
  const start = new Date(token.start)
  const { type, layout } = typeLayouts[token.kind]
  const fields: Readonly<Record<string, number>> = {
    ...(token as unknown as Record<string, number>),
    minute: start.getUTCMinutes(),
    hour: start.getUTCHours(),
    day: start.getUTCDate(),
    month: start.getUTCMonth() + 1,
    year: start.getUTCFullYear() - 1970,
    type,
  }
  return hex(pack(firstWord, fields)) + hex((pack([...secondWord, ...layout], fields) | (token.isGmt ? 1 : 0)) >>> 0)
}

function readToken(text: string): ScheduleToken {
  const first = unpack(firstWord, Number.parseInt(text.slice(0, 8), 16))
  const second = Number.parseInt(text.slice(8), 16)
  const { type = 0, ...durations } = unpack(secondWord, second)
  const kind = kindOfType.get(type)
  if (kind === undefined) return refuse(`has a token of type ${type}`)
  const fields = unpack([...secondWord, ...typeLayouts[kind].layout], second)
  const { minuteDuration = 0 } = first
  const { type: _type, ...ofKind } = fields
  const token = { ...durations, ...ofKind, kind, start: startOf(first), isGmt: (second & 1) === 1, minuteDuration }
  return checkToken(token as unknown as ScheduleToken)
}

/** The wall clock as if it were UTC; a date that no calendar has is refused. */
function startOf({ minute = 0, hour = 0, day = 0, month = 0, year = 0 }: Readonly<Record<string, number>>): number {
  const start = Date.UTC(1970 + year, month - 1, day, hour, minute)
  const read = new Date(start)
  const same = read.getUTCMonth() === month - 1 && read.getUTCDate() === day && hour < 24 && minute < 60
  return same ? start : refuse(`starts at ${1970 + year}-${month}-${day} ${hour}:${minute}`)
}

function pack(layout: Layout, fields: Readonly<Record<string, number>>): number {
  let used = 0
  let value = 0
  for (const [field, bits] of layout) {
    used += bits
    value = (value | ((fields[field] ?? 0) << (32 - used))) >>> 0
  }
  return value
}

function unpack(layout: Layout, value: number): Record<string, number> {
  let used = 0
  return Object.fromEntries(
    layout.map(([field, bits]) => {
      used += bits
      return [field, (value >>> (32 - used)) & ((1 << bits) - 1)]
    }),
  )
}

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0')

function refuse(message: string): never {
  const where = { objectClass: 'SMS_ScheduleMethods', property: 'StringData' }
  throw new ObjectError('O-12', 'VALUE_OUT_OF_RANGE', where, message)
}
