// The bracket form of smsdpprov.log (log-formats 4): `[66C][Thu 09/04/2014 11:30:28]:RegReadDWord failed; 0x80070002`.
// Thread in hex, local time of the DP in whole seconds; no component, severity or zone.
import { readProviderStamp } from '../timestamp.ts'
import type { Frame } from './frame.ts'

const openBracket = 0x5b

/** Longest header looked at; weekdays may be localised. */
const longestHeader = 64

const header = /^\[([0-9A-Fa-f]{1,8})\]\[([^ \]]{1,24}) (\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d)\]:/

/**
 * The entry that fills bytes[start, end). The whole header must be there: the text of another log may begin with brackets
 * too, such as `[08001][10054][Microsoft][SQL Server Native Client 11.0]`.
 */
export function providerFrame(bytes: Buffer, start: number, end: number): Frame | undefined {
  if (bytes[start] !== openBracket) return undefined
  const match = header.exec(bytes.toString('latin1', start, Math.min(end, start + longestHeader)))
  if (match === null) return undefined
  const [all, thread = '', weekday = '', ...numbers] = match
  const stamp = readProviderStamp(weekday, numbers.map(Number))
  return {
    form: 'bracket',
    messageStart: start + all.length,
    messageEnd: end,
    end,
    stamp,
    component: undefined,
    thread: Number.parseInt(thread, 16),
    severity: 'unknown',
    damaged: stamp.localTime === undefined,
    doubtfulZone: false,
  }
}
