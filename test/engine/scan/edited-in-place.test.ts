// Files written over in place move no folder's time.
import { expect, test } from 'vitest'
import { noFacts } from '../../../engine/checks/facts.ts'
import { judge } from '../../../engine/checks/judge-library.ts'
import { memoryStore } from '../../../engine/library/memory-store.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import type { LibraryIndex } from '../../../engine/scan/library-index.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { decodeIndex, encodeIndex } from '../../../engine/scan/snapshot.ts'
import { updateIndex } from '../../../engine/scan/update.ts'
import { buildLibrary, randomPackages } from '../../support/library-builder.ts'
import { kindOf, type FileKind } from '../../support/damage.ts'
import { seededRandom } from '../../support/random.ts'

const seed = Number(process.env['SEED'] ?? 1)
const now = Date.UTC(2026, 0, 1)
const drives = ['D:', 'E:']

async function scanned() {
  const built = buildLibrary(randomPackages(40, seed), drives, (hash) => (hash < '8' ? 'D:' : 'E:'))
  const store = memoryStore(drives, { ...built, modified: now - 86_400_000 })
  const crew = inlineCrew(store)
  return { files: built.files, store, crew, index: (await scanLibrary(crew, { level: 1, now })).index }
}

const rulesOf = (index: LibraryIndex): readonly string[] =>
  judge(index, noFacts(now, 1)).findings.map(({ rule, subject }) => `${rule} ${subject.path} ${subject.hash}`)

function restarted(index: LibraryIndex): LibraryIndex {
  const decoded = decodeIndex(Buffer.concat(encodeIndex(index)))
  if (decoded.index === undefined) throw new Error(`the snapshot is ${decoded.fault}`)
  return decoded.index
}

const kinds: readonly FileKind[] = ['package', 'content', 'file', 'users', 'data']

test.each(kinds)(
  `a %s that is cut in place is found as a full scan finds it, and so is its healing (${seed})`,
  async (kind) => {
    const { files, store, crew, index: first } = await scanned()
    let index = first
    const random = seededRandom(seed)
    // A single byte cut to one byte is what it was.
    const paths = Object.keys(files).filter((path) => kindOf(path) === kind && (files[path]?.length ?? 0) > 1)
    for (let round = 1; round <= 6; round++) {
      const path = random.pick(paths)
      const at = now + round * 60_000
      store.write(path, (files[path] ?? Buffer.alloc(0)).subarray(0, round % 2), at)
      // An update after a hint does not look at every INI, and must not hide the edit from the one that does.
      await updateIndex(crew, index, { now: at + 10_000, inPlace: 'none' })
      if (round % 3 === 0) index = restarted(index)
      await updateIndex(crew, index, { now: at + 20_000 })
      const fresh = await scanLibrary(crew, { level: 1, now: at + 20_000 })
      expect(rulesOf(index), path).toEqual(rulesOf(fresh.index))
      expect(rulesOf(index).length, path).toBeGreaterThan(0)
      store.write(path, files[path] ?? '', at + 30_000)
      await updateIndex(crew, index, { now: at + 40_000 })
      expect(rulesOf(index), path).toEqual([])
    }
  },
)

test('the bytes of a stored file are seen to change by size too, where the time is put back', async () => {
  const { files, store, crew, index } = await scanned()
  const path = Object.keys(files).find((one) => kindOf(one) === 'data' && (files[one]?.length ?? 0) > 10) ?? ''
  store.write(path, 'short', now - 86_400_000)
  await updateIndex(crew, index, { now: now + 60_000, inPlace: 'stored' })
  expect(rulesOf(index).map((one) => one.split(' ', 1)[0])).toEqual(['I9'])
})

test('an edit is read once: the next update has nothing to do', async () => {
  const { files, store, crew, index } = await scanned()
  const path = Object.keys(files).find((one) => kindOf(one) === 'file') ?? ''
  store.write(path, '', now + 60_000)
  expect((await updateIndex(crew, index, { now: now + 120_000 })).changed).toBeGreaterThan(0)
  expect((await updateIndex(crew, index, { now: now + 180_000 })).changed).toBe(0)
})
