import type { Zone } from '../../parsers/zone.ts'
import { nearest } from '../terminal/nearest.ts'
import { explainLines } from './explain-line.ts'
import { explainName, knownNames } from './explain-name.ts'
import type { Explanation } from './explanation.ts'

export type Explained = {
  /** Empty when nobody could say anything; a line without anything known in it is among them all the same. */
  readonly explanations: readonly Explanation[]
  /** Is anything in it known? */
  readonly found: boolean
  /** A known name near the text, when nothing was found. */
  readonly didYouMean: string | undefined
}

/** A name from our tables, else a log line. */
export function explainText(text: string, zone?: Zone): Explained {
  const names = explainName(text.trim())
  if (names.length > 0) return { explanations: names, found: true, didYouMean: undefined }
  const lines = explainLines(text, zone)
  const found = lines.some(({ signature, codes }) => signature !== undefined || codes.length > 0)
  const looksLikeName = !/\s/.test(text.trim())
  return {
    // Text in no frame and with nothing known in it is no log line: it would only be repeated.
    explanations: lines.filter(
      (line) => line.entry.component !== undefined || line.signature !== undefined || line.codes.length > 0,
    ),
    found,
    didYouMean: found || !looksLikeName ? undefined : nearest(text.trim(), knownNames()),
  }
}
