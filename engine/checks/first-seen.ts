// How long a finding has been there: an index that is kept remembers when each was first seen.
import type { LibraryIndex } from '../scan/library-index.ts'
import type { Finding } from './findings.ts'

/** The findings with the time of the first look that showed them; those that are gone are forgotten. */
export function rememberFindings(index: LibraryIndex, findings: readonly Finding[]): readonly Finding[] {
  const before = new Map(index.firstSeen)
  index.firstSeen.clear()
  return findings.map((one) => {
    const firstSeen = Math.min(before.get(one.id) ?? one.firstSeen, one.firstSeen)
    index.firstSeen.set(one.id, firstSeen)
    return { ...one, firstSeen }
  })
}
