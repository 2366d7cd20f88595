import { expect, it } from 'vitest'
import { libraryMemory, type LibraryMemory } from '../../../../agent/service/library/library-memory.ts'
import type { FindingObject, ScanReport } from '../../../../agent/service/library/watch-messages.ts'
import type { LibraryNumbers } from '../../../../exporters/index.ts'

const numbers = (scannedAt: number): LibraryNumbers => ({
  scannedAt,
  drives: [],
  findings: [],
  orphans: [],
  missingPackages: undefined,
  inconsistent: { missing_content: 0, missing_file: 0, hash_mismatch: 0, size_mismatch: 0, unreadable_ini: 0 },
  unhealthy: [],
  oldestVerification: undefined,
})

const finding = (id: string, at: number): FindingObject => ({
  id,
  rule: 'I10',
  severity: 'fatal',
  transient: false,
  firstSeen: new Date(1_000).toISOString(),
  lastSeen: new Date(at).toISOString(),
})

const scan = (at: number, ids: readonly string[]): ScanReport => ({
  numbers: numbers(at),
  account: { counts: { packages: 2 } },
  findings: ids.map((id) => finding(id, at)),
  findingCount: ids.length,
  packages: [],
  orderIsKnown: false,
  took: 1,
  walked: false,
  changed: 0,
})

type Store = Map<string, unknown>

/** As the state store does it: undefined removes, and only JSON and bytes come back. */
function commit(memory: LibraryMemory, store: Store): string[] {
  const changes = [...memory.stage()]
  for (const { key, value } of changes) {
    if (value === undefined) store.delete(key)
    else store.set(key, value instanceof Uint8Array ? value : JSON.parse(JSON.stringify(value)))
  }
  memory.committed()
  return changes.map(({ key }) => key)
}

function reopened(store: Store): LibraryMemory {
  const memory = libraryMemory()
  memory.restore([...store].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ key, value })))
  return memory
}

it('keeps findings with their first sighting, writes only what changed, and forgets what is gone', () => {
  const store: Store = new Map()
  const memory = libraryMemory()
  memory.scanned(scan(1_000, ['I10-a', 'I10-b']), 500)
  expect(commit(memory, store).sort()).toEqual(['finding I10-a', 'finding I10-b', 'scan'])
  memory.scanned(scan(9_000, ['I10-a']), 500)
  expect(commit(memory, store).sort()).toEqual(['finding I10-b', 'scan'])

  const again = reopened(store)
  expect(again.recalled()).toEqual({ verdicts: [], firstSeen: [['I10-a', 1_000]], walkedAt: 500 })
  expect(again.findings()).toEqual([finding('I10-a', 9_000)])
  expect(again.lastScan()?.numbers).toEqual(JSON.parse(JSON.stringify(numbers(9_000))))
})

it('keeps verdicts in their order, and one writing anew in place of all', () => {
  const store: Store = new Map()
  const memory = libraryMemory()
  for (const byte of [1, 2, 3]) memory.verified(Uint8Array.of(byte))
  commit(memory, store)
  const again = reopened(store)
  expect(again.recalled().verdicts).toEqual([1, 2, 3].map((byte) => Uint8Array.of(byte)))
  again.verified(Uint8Array.of(4))
  again.verdictsRewritten([Uint8Array.of(9)])
  again.verified(Uint8Array.of(10))
  commit(again, store)
  expect(reopened(store).recalled().verdicts).toEqual([Uint8Array.of(9), Uint8Array.of(10)])
})

it('hands out again what a failed batch did not bring to the disk', () => {
  const memory = libraryMemory()
  memory.verified(Uint8Array.of(1))
  expect([...memory.stage()]).toHaveLength(1)
  memory.verified(Uint8Array.of(2))
  expect([...memory.stage()]).toHaveLength(2)
  memory.committed()
  expect([...memory.stage()]).toEqual([])
})
