// How long a finding has been there: an index that is kept remembers when each was first seen.
import { applyChange } from '../scan/index-change.ts'
import type { LibraryIndex } from '../scan/library-index.ts'
import type { Finding } from './findings.ts'

/**
 * The findings with the time of the first look that showed them; those that are gone are forgotten, unless a drive or
 * part is gone too (I1): what was wrong on it still is when it comes back.
 */
export function rememberFindings(index: LibraryIndex, findings: readonly Finding[]): readonly Finding[] {
  const known = findings.map((one) => ({
    ...one,
    firstSeen: Math.min(index.firstSeen.get(one.id) ?? one.firstSeen, one.firstSeen),
  }))
  const shown = known.map(({ id, firstSeen }) => [id, firstSeen] as const)
  const hidden = findings.some(({ rule }) => rule === 'I1') ? index.firstSeen : []
  const entries = [...new Map([...hidden, ...shown])]
  const same =
    entries.length === index.firstSeen.size && entries.every(([id, time]) => index.firstSeen.get(id) === time)
  if (!same) applyChange(index, { kind: 'firstSeen', entries })
  return known
}
