import { expect, test } from 'vitest'
import { noFacts } from '../../../engine/checks/facts.ts'
import { judgeTwice } from '../../../engine/checks/second-look.ts'
import type { LibraryStore } from '../../../engine/library/store.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { exampleStore } from '../../support/example-library.ts'

const now = Date.UTC(2026, 5, 1)

test('a drive that fills while we look has too little space, and does not only move', async () => {
  let freeBytes = 1_000_000
  const store: LibraryStore = { ...exampleStore(), freeBytes: () => (freeBytes -= 1_000) }
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level: 1, now })
  const facts = { ...noFacts(now, 1), reserveBytes: 2_000_000 }
  const wait = (): Promise<number> => Promise.resolve(now)
  const { findings } = await judgeTwice(crew, index, facts, { wait, startedAt: now })
  expect(findings.map(({ rule, transient }) => [rule, transient])).toEqual([['I22', false]])
})
