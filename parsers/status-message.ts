// STATMSG lines (log-formats 9). Insertion strings are not escaped and often hold quotation marks themselves
// (`ISTR1="["Display=\\PS1DP1.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM\"`), so a value is cut where the
// next key begins, never at the next quotation mark. The message may end anywhere.
import { lastValue, readInsertionStrings } from './insertion-strings.ts'
import { day, monthNumber, wallClock } from './timestamp.ts'

/** A STATMSG line's fields; what is absent in the line is undefined. */
export type StatusMessage = {
  readonly id: number
  readonly severity: 'I' | 'W' | 'E' | undefined
  readonly component: string | undefined
  /** SYS: name of the machine that raised it, as printed. */
  readonly system: string | undefined
  readonly site: string | undefined
  readonly processId: number | undefined
  readonly threadId: number | undefined
  /** GMTDATE, milliseconds since 1970 UTC. */
  readonly gmt: number | undefined
  /** ISTR0 … ISTR9 in order, as printed; a string that the end of the line cuts is left out. */
  readonly strings: readonly string[]
  /** AIDn -> AVALn: 400 package id, 404 NAL path of the DP, 410 package version. */
  readonly attributes: Readonly<Record<string, string>>
}

const opening = /^[~ \t]*STATMSG: ID=(\d{1,10})(?!\d)/

/** The head as every real line has it, up to its strings: one expression instead of one per field. */
const usualHead =
  /^~? *STATMSG: ID=(\d{1,10}) SEV=([IWE]) LEV=[A-Z] SOURCE="[^"]*" COMP="([^"]+)" SYS=(\S+) SITE=(\S+) PID=(\d{1,10}) TID=(\d{1,10}) (?:GMTDATE=\S+ (\S+) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{3}))? (\d{4}) )?(?=ISTR0=")/

/**
 * Fields of a STATMSG message; undefined for any other message.
 *
 * @param localTime  time of the line's envelope as written, if known: dates a month name in a language we do not know
 */
export function readStatusMessage(message: string, localTime?: number): StatusMessage | undefined {
  const usual = usualHead.exec(message)
  if (usual === null) return opening.test(message) ? readUnusual(message, localTime) : undefined
  const { strings, attributesAt } = readInsertionStrings(message, usual[0].length - 1)
  return {
    id: Number(usual[1]),
    severity: usual[2] as StatusMessage['severity'],
    component: usual[3],
    system: usual[4],
    site: usual[5],
    processId: Number(usual[6]),
    threadId: Number(usual[7]),
    gmt: usual[8] === undefined ? undefined : gmtOf(usual, 8, localTime),
    strings,
    attributes: readAttributes(message, attributesAt),
  }
}

const noStrings = { strings: [], attributesAt: -1 }

/** Fields one by one, for a message that is cut, or written by hand. */
function readUnusual(message: string, localTime: number | undefined): StatusMessage {
  const stringsAt = message.search(/ ISTR0=["']/)
  const head = stringsAt < 0 ? message : message.slice(0, stringsAt + 1)
  const gmt = gmtDate.exec(head)
  const { strings, attributesAt } = stringsAt < 0 ? noStrings : readInsertionStrings(message, stringsAt)
  return {
    id: Number(opening.exec(head)?.[1]),
    severity: /\sSEV=([IWE])\s/.exec(head)?.[1] as StatusMessage['severity'],
    component: /\sCOMP=(["'])([^"']+)\1/.exec(head)?.[2],
    // A word at the very end may be cut: only a blank behind it shows that it is whole.
    system: /\sSYS=(\S+)\s/.exec(head)?.[1],
    site: /\sSITE=(\S+)\s/.exec(head)?.[1],
    processId: numberOf(/\sPID=(\d{1,10})(?!\d)/.exec(head)),
    threadId: numberOf(/\sTID=(\d{1,10})(?!\d)/.exec(head)),
    gmt: gmt === null ? undefined : gmtOf(gmt, 1, localTime),
    strings,
    attributes: readAttributes(message, attributesAt),
  }
}

const numberOf = (match: RegExpExecArray | null): number | undefined =>
  match?.[1] === undefined ? undefined : Number(match[1])

const gmtDate = /\sGMTDATE=\S+ (\S+) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{3}))? (\d{4})(?!\d)/

/**
 * `GMTDATE=Mo Aug 06 22:12:55.329 2012`: by position, for the names follow the server's language. UTC.
 *
 * @param at  group of the month; day, hours, minutes, seconds, milliseconds if any, and year follow
 */
function gmtOf(match: RegExpExecArray, at: number, localTime: number | undefined): number | undefined {
  const [hours, minutes, seconds] = [Number(match[at + 2]), Number(match[at + 3]), Number(match[at + 4])]
  const [date, ms, year] = [Number(match[at + 1]), Number(match[at + 5] ?? 0), Number(match[at + 6])]
  const inMonth = (month: number): number | undefined => wallClock(year, month, date, hours, minutes, seconds, ms)
  const month = monthNumber(match[at] ?? '')
  if (month !== undefined) return inMonth(month)
  if (localTime === undefined) return undefined
  // The envelope shows the same instant in local time, so less than a day away: only one month can be meant.
  return allMonths.map(inMonth).find((time) => time !== undefined && Math.abs(time - localTime) <= day)
}

const allMonths = Array.from({ length: 12 }, (_, index) => index + 1)

/** Most attributes read; real messages hold three. */
const mostAttributes = 64

const attributeCount = /^ NUMATTRS=(\d+) /
const attributeKey = / AID(\d{1,4})=(\d{1,10}) AVAL\1=(["'])/y

/**
 * An empty record for keys that are numbers. V8 makes room for all numbers up to the largest, 5 KB for the usual 400 to 410
 * of every message, unless it has met one that is far away.
 */
function byNumber(): Record<string, string> {
  const record: Record<string, string> = { '1000000': '' }
  delete record['1000000']
  return record
}

/** ` NUMATTRS=2 AID0=400 AVAL0="PS100039" AID1=410 AVAL1="1"`, from its first blank on; none when `at` is -1. */
function readAttributes(message: string, at: number): Record<string, string> {
  const attributes = byNumber()
  if (at < 0) return attributes
  const start = attributeCount.exec(message.slice(at, at + 40))
  if (start === null) return attributes
  const count = Math.min(Number(start[1]), mostAttributes)
  attributeKey.lastIndex = at + start[0].length - 1
  for (let n = 0; n < count; n++) {
    const key = attributeKey.exec(message)
    if (key === null) break
    const [, number = '', id = '', quote = ''] = key
    const from = attributeKey.lastIndex
    const nextKey = ` AID${Number(number) + 1}=`
    const next = message.indexOf(quote + nextKey, from)
    const rest = message.slice(from, next < 0 ? undefined : next)
    const value = next < 0 ? lastValue(rest, quote, [nextKey.trim()], n === count - 1) : rest
    if (value !== undefined) attributes[id] ??= value
    if (next < 0) break
    attributeKey.lastIndex = next + 1
  }
  return attributes
}
