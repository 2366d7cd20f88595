// Scans and judges a store in memory and prints each finding as one line.
import { noFacts } from '../../engine/checks/facts.ts'
import type { Finding } from '../../engine/checks/findings.ts'
import { isInPlace, partPath } from '../../engine/checks/view.ts'
import { judge } from '../../engine/checks/judge-library.ts'
import type { LibraryStore } from '../../engine/library/store.ts'
import { inlineCrew, type Crew } from '../../engine/scan/crew.ts'
import { liveStored, type LibraryIndex } from '../../engine/scan/library-index.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import type { HashResult } from '../../engine/verify/hash-stored.ts'
import { hashAll } from '../../engine/verify/verify.ts'

export async function judged(
  store: LibraryStore,
  level: number,
  now: number,
  memory?: HashMemory,
): Promise<readonly Finding[]> {
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level, now })
  const hashed = level < 2 ? undefined : await (memory?.hash ?? hashEverything)(crew, index)
  return judge(index, { ...noFacts(now, level), hashed }).findings
}

const hashEverything = async (crew: Crew, index: LibraryIndex): Promise<readonly HashResult[]> =>
  (await hashAll(crew, index, { signatures: true })).results

/** Hashes a stored file again only when one of its parts was touched: a thousand judgements of one library. */
export type HashMemory = {
  readonly touch: (paths: readonly (string | undefined)[]) => void
  readonly hash: (crew: Crew, index: LibraryIndex) => Promise<readonly HashResult[]>
}

export function hashMemory(): HashMemory {
  const known = new Map<string, HashResult>()
  let touched = new Set<string>()
  const base = (path: string): string => path.replace(/\.(INI|SIG)$/i, '').toUpperCase()
  return {
    touch: (paths) => {
      touched = new Set(paths.flatMap((path) => (path === undefined ? [] : [base(path)])))
    },
    async hash(crew, index) {
      const rows = [...liveStored(index)].filter((row) => isInPlace(index, row))
      const placeOf = (row: number): string => base(partPath(index, row, 'data'))
      const open = rows.filter((row) => touched.has(placeOf(row)) || !known.has(placeOf(row)))
      const { results } = await hashAll(crew, index, { signatures: true, rows: open })
      for (const result of results) if (!touched.has(placeOf(result.row))) known.set(placeOf(result.row), result)
      const kept = rows
        .filter((row) => !open.includes(row))
        .flatMap((row) => {
          const result = known.get(placeOf(row))
          return result === undefined ? [] : [{ ...result, row }]
        })
      return [...kept, ...results]
    },
  }
}

/** `I8 fatal`, sorted. */
export const inShort = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ rule, severity }) => `${rule} ${severity}`).sort()
