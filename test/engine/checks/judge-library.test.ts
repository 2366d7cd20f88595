import { expect, test } from 'vitest'
import type { Facts } from '../../../engine/checks/facts.ts'
import { noFacts } from '../../../engine/checks/facts.ts'
import { judge } from '../../../engine/checks/judge-library.ts'
import type { MemoryStore } from '../../../engine/library/memory-store.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { hashAll } from '../../../engine/verify/verify.ts'
import { exampleStore } from '../../support/example-library.ts'
import { mutations, type Changes } from '../../support/mutations.ts'

const begin = Date.UTC(2026, 0, 1)

/** `rule severity packages` of every finding. */
async function findingsOf(store: MemoryStore, given: Partial<Facts> = {}): Promise<string[]> {
  const crew = inlineCrew(store)
  const facts: Facts = { ...noFacts(begin, given.level ?? 1), ...given }
  const { index } = await scanLibrary(crew, { level: facts.level, now: facts.now })
  const hashed = facts.level < 2 ? undefined : (await hashAll(crew, index, { signatures: true })).results
  return judge(index, { ...facts, hashed }).findings.map(({ rule, severity, packagesAffected }) =>
    [rule, severity, ...packagesAffected].join(' '),
  )
}

const changesOf = (store: MemoryStore): Changes => ({
  read(path) {
    const bytes = store.read(path, 1e6)
    if ('refused' in bytes) throw new Error(`${path}: ${bytes.reason}`)
    return Buffer.from(bytes)
  },
  write: (path, bytes) => store.write(path, bytes),
  remove: (path) => store.remove(path),
  move: (from, to) => store.move(from, to),
})

test.each([0, 1, 2, 3])('the clean example has no finding at level %i', async (level) => {
  expect(await findingsOf(exampleStore(begin), { level })).toEqual([])
})

test.each(mutations)('$id $what: $findings', async (mutation) => {
  const store = exampleStore(begin)
  mutation.apply(changesOf(store))
  const found = await findingsOf(store, {
    level: mutation.level ?? 1,
    now: begin + (mutation.hoursLater ?? 0) * 3_600_000,
    wmi: mutation.wmi === undefined ? undefined : new Set(mutation.wmi),
    expected: mutation.expected?.map((packageId) => ({
      packageId,
      packageVersion: undefined,
      contentId: undefined,
      name: undefined,
      bytes: undefined,
    })),
  })
  expect(found.sort()).toEqual([...mutation.findings].sort())
})
