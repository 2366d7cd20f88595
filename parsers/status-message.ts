// STATMSG lines (log-formats 9). Insertion strings are not escaped and often hold quotation marks themselves
// (`ISTR1="["Display=\\PS1DP1.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM\"`), so a value is cut where the
// next key begins, never at the next quotation mark. The message may end anywhere.
import { readNalPath } from './nal-path.ts'
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

/**
 * Fields of a STATMSG message; undefined for any other message.
 *
 * @param localTime  time of the line's envelope as written, if known: dates a month name in a language we do not know
 */
export function readStatusMessage(message: string, localTime?: number): StatusMessage | undefined {
  const start = opening.exec(message)
  if (start === null) return undefined
  const strings = message.search(/ ISTR0=["']/)
  const head = strings < 0 ? message : message.slice(0, strings + 1)
  return {
    id: Number(start[1]),
    severity: /\sSEV=([IWE])\s/.exec(head)?.[1] as StatusMessage['severity'],
    component: /\sCOMP=(["'])([^"']+)\1/.exec(head)?.[2],
    // A word at the very end may be cut: only a blank behind it shows that it is whole.
    system: /\sSYS=(\S+)\s/.exec(head)?.[1],
    site: /\sSITE=(\S+)\s/.exec(head)?.[1],
    processId: numberOf(/\sPID=(\d{1,10})(?!\d)/.exec(head)),
    threadId: numberOf(/\sTID=(\d{1,10})(?!\d)/.exec(head)),
    gmt: readGmtDate(head, localTime),
    ...(strings < 0 ? { strings: [], attributes: {} } : readValues(message, strings)),
  }
}

const numberOf = (match: RegExpExecArray | null): number | undefined =>
  match?.[1] === undefined ? undefined : Number(match[1])

const gmtDate = /\sGMTDATE=\S+ (\S+) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{3}))? (\d{4})(?!\d)/

/** `GMTDATE=Mo Aug 06 22:12:55.329 2012`: by position, for the names follow the server's language. UTC. */
function readGmtDate(head: string, localTime: number | undefined): number | undefined {
  const match = gmtDate.exec(head)
  if (match === null) return undefined
  const [date = 0, hours = 0, minutes = 0, seconds = 0, ms = 0, year = 0] = match
    .slice(2)
    .map((text) => Number(text) || 0)
  const inMonth = (month: number): number | undefined => wallClock(year, month, date, hours, minutes, seconds, ms)
  const month = monthNumber(match[1] ?? '')
  if (month !== undefined) return inMonth(month)
  if (localTime === undefined) return undefined
  // The envelope shows the same instant in local time, so less than a day away: only one month can be meant.
  return allMonths.map(inMonth).find((time) => time !== undefined && Math.abs(time - localTime) <= day)
}

const allMonths = Array.from({ length: 12 }, (_, index) => index + 1)

type Values = Pick<StatusMessage, 'strings' | 'attributes'>

/** Insertion strings and attributes; `at` is where ` ISTR0=` stands. */
function readValues(message: string, at: number): Values {
  const quote = message.charAt(at + ' ISTR0='.length)
  const strings: string[] = []
  let from = at
  for (let n = 0; n < 10; n++) {
    const start = from + ` ISTR${n}=${quote}`.length
    const next = firstOf(message, start, [`${quote} ISTR${n + 1}=${quote}`, `${quote} NUMATTRS=`])
    const value =
      next === undefined
        ? lastValue(message.slice(start), quote, [`ISTR${n + 1}=`, 'NUMATTRS='], false)
        : message.slice(start, next)
    if (value !== undefined) strings.push(value)
    if (next === undefined) return { strings, attributes: {} }
    from = next + 1
    if (message.startsWith(' NUMATTRS=', from)) break
  }
  return { strings, attributes: readAttributes(message, from) }
}

/** Most attributes read; real messages hold three. */
const mostAttributes = 64

const attributeCount = /^ NUMATTRS=(\d+) /
const attributeKey = / AID(\d{1,4})=(\d{1,10}) AVAL\1=(["'])/y

/** ` NUMATTRS=2 AID0=400 AVAL0="PS100039" AID1=410 AVAL1="1"`, from its first blank on. */
function readAttributes(message: string, at: number): Record<string, string> {
  const attributes: Record<string, string> = {}
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

function firstOf(text: string, from: number, marks: readonly string[]): number | undefined {
  const found = marks.map((mark) => text.indexOf(mark, from)).filter((index) => index >= 0)
  return found.length === 0 ? undefined : Math.min(...found)
}

/**
 * The last value of a message, which no whole key follows: it ends at the last quotation mark, when behind that the next
 * key begins or an ellipsis stands, or nothing where the message `mayEnd`. Anything else was cut within the value, and a
 * cut value is no fact.
 */
function lastValue(rest: string, quote: string, keys: readonly string[], mayEnd: boolean): string | undefined {
  const end = rest.lastIndexOf(quote)
  if (end < 0) return undefined
  const value = rest.slice(0, end)
  const behind = rest.slice(end + 1).trim()
  const whole = behind === '' ? mayEnd : /^[.…~\s]+$/.test(behind) || keys.some((key) => key.startsWith(behind))
  const cutPath = rest.startsWith(`[${quote}`) && readNalPath(value) === undefined
  return whole && !cutPath ? value : undefined
}
