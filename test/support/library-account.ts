// Scans and judges a store in memory and prints each finding as one line.
import { noFacts } from '../../engine/checks/facts.ts'
import type { Finding } from '../../engine/checks/findings.ts'
import { judge } from '../../engine/checks/judge-library.ts'
import type { LibraryStore } from '../../engine/library/store.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import { hashAll } from '../../engine/verify/verify.ts'

export async function judged(store: LibraryStore, level: number, now: number): Promise<readonly Finding[]> {
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level, now })
  const hashed = level < 2 ? undefined : (await hashAll(crew, index, { signatures: true })).results
  return judge(index, { ...noFacts(now, level), hashed }).findings
}

/** `I8 fatal`, sorted. */
export const inShort = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ rule, severity }) => `${rule} ${severity}`).sort()
