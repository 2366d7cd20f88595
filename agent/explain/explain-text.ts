import { canonicalCode, familyOfCode, win32Of } from '../../parsers/result-code.ts'
import type { Zone } from '../../parsers/zone.ts'
import { nearest } from '../terminal/nearest.ts'
import { explainLines } from './explain-line.ts'
import { explainName, knownNames } from './explain-name.ts'
import type { Explanation, LineExplanation } from './explanation.ts'

export type Explained = {
  /** Empty when nobody could say anything; a line without anything known in it is among them all the same. */
  readonly explanations: readonly Explanation[]
  /** Is anything in it known? */
  readonly found: boolean
  /** A known name near the text, when nothing was found. */
  readonly didYouMean: string | undefined
  /** When nothing was found, and the text is a code all the same: what can be said about it. */
  readonly unknownCode: string | undefined
}

/** A name from our tables, else a log line. */
export function explainText(given: string, zone?: Zone): Explained {
  const text = given.trim()
  const names = explainName(text)
  if (names.length > 0) return { explanations: names, found: true, didYouMean: undefined, unknownCode: undefined }
  const lines = explainLines(given, zone).filter(isLogLine)
  const found = lines.some(({ signature, codes }) => signature !== undefined || codes.length > 0)
  const unknownCode = found ? undefined : wordsOfUnknownCode(text)
  const mayBeName = !found && unknownCode === undefined && !/\s/.test(text)
  return { explanations: lines, found, didYouMean: mayBeName ? nearest(text, knownNames()) : undefined, unknownCode }
}

/** Text in no frame and with nothing known in it would only be repeated. */
const isLogLine = ({ entry, signature, codes }: LineExplanation): boolean =>
  entry.component !== undefined || entry.form === 'bracket' || signature !== undefined || codes.length > 0

function wordsOfUnknownCode(text: string): string | undefined {
  const code = canonicalCode(text)
  if (code === undefined) return undefined
  const win32 = win32Of(code)
  const family = familyOfCode(code) ?? 'an unknown origin'
  const hint = win32 === undefined ? '' : `; on Windows "net helpmsg ${String(win32)}" may know it`
  return `it is a code of ${family} (${code}) that our table does not hold${hint}`
}
