import { expect, test } from 'vitest'
import type { Finding } from '../../../engine/checks/findings.ts'
import { memoryStore } from '../../../engine/library/memory-store.ts'
import { buildLibrary, randomPackages } from '../../support/library-builder.ts'
import { flip, kindOf, wholeFileDamages, type Damage, type FileKind } from '../../support/damage.ts'
import { misnamed, packagesFor, usersOf } from '../../support/damage-names.ts'
import { hashMemory, inShort, judged, type HashMemory } from '../../support/library-account.ts'
import { seededRandom } from '../../support/random.ts'

const seed = Number(process.env['SEED'] ?? 1)
const drives = ['D:', 'E:', 'F:']
const now = Date.UTC(2026, 0, 1)

/** A sound library of about so many stored files on three drives. */
function soundLibrary(stored: number) {
  const built = buildLibrary(
    randomPackages(stored, seed),
    drives,
    (hash) => drives[Number.parseInt(hash.slice(0, 2), 16) % 3] ?? '',
  )
  return { ...built, store: memoryStore(drives, { ...built, modified: now - 86_400_000 }) }
}

test(`a library with all kinds of content is sound, and every flipped bit is found (seed ${seed})`, async () => {
  const { files, store } = soundLibrary(Number(process.env['STORED'] ?? 60))
  const memory = hashMemory()
  expect(inShort(await judged(store, 2, now, memory))).toEqual([])
  const random = seededRandom(seed)
  const counts: Record<FileKind, number> = { data: 200, package: 100, content: 100, file: 100, users: 100, sig: 50 }
  const wrong: string[] = []
  const silent = new Map<string, number>()
  for (const [kind, count] of Object.entries(counts)) {
    const paths = Object.keys(files).filter((path) => kindOf(path) === kind && (files[path]?.length ?? 0) > 0)
    for (let round = 0; round < count; round++) {
      const path = random.pick(paths)
      const damage = flip(path, files[path] ?? new Uint8Array(), random)
      const found = await foundAfter(store, files, damage, memory)
      const { reason = 'no reason' } = damage
      if (found.length === 0) silent.set(reason, (silent.get(reason) ?? 0) + 1)
      wrong.push(...wrongWords(files, found, damage))
    }
  }
  const unseen = [...silent.values()].reduce((sum, count) => sum + count, 0)
  const reasons = [...silent].map(([reason, count]) => `${count} ${reason}`).join(', ')
  console.log(`650 flips, seed ${seed}: ${unseen} that no rule can see (${reasons})`)
  expect(wrong).toEqual([])
  expect(silent.has('no reason')).toBe(false)
  expect(unseen).toBeLessThanOrEqual(80) // a fifth of the 400 flips in INIs
}, 900_000)

/** Nothing when the list is a right one, and each finding names what it speaks of and the packages it touches. */
function wrongWords(files: Record<string, Uint8Array>, found: readonly Finding[], damage: Damage): readonly string[] {
  if (damage.right.some((list) => list.join() === inShort(found).join())) return misnamed(files, found, damage)
  return [`${damage.path} ${damage.what}: ${inShort(found).join(', ')}`]
}

async function foundAfter(
  store: ReturnType<typeof memoryStore>,
  files: Record<string, Uint8Array>,
  damage: Damage,
  memory: HashMemory,
): Promise<readonly Finding[]> {
  if (damage.bytes === undefined) store.remove(damage.path)
  else store.write(damage.path, damage.bytes, now - 80_000_000)
  if (damage.to !== undefined) store.write(damage.to, files[damage.path] ?? new Uint8Array(), now - 80_000_000)
  memory.touch([damage.path, damage.to])
  const found = await judged(store, 2, now, memory)
  if (damage.to !== undefined) store.remove(damage.to)
  store.write(damage.path, files[damage.path] ?? new Uint8Array(), now - 86_400_000)
  return found
}

test(`every kind of file missing, empty, cut, in a wrong bucket or case is found (seed ${seed})`, async () => {
  const { files, store } = soundLibrary(Number(process.env['STORED'] ?? 60))
  const memory = hashMemory()
  const random = seededRandom(seed + 1)
  const wrong: string[] = []
  let cases = 0
  for (const kind of ['package', 'content', 'file', 'users', 'sig', 'data'] as const) {
    const paths = Object.keys(files).filter((path) => kindOf(path) === kind)
    for (let round = 0; round < 6; round++) {
      const path = random.pick(paths)
      for (const damage of wholeFileDamages(path, files[path] ?? new Uint8Array(), isTwiceInContent(files, path))) {
        const found = await foundAfter(store, files, damage, memory)
        cases++
        wrong.push(...wrongWords(files, found, damage))
      }
    }
  }
  console.log(`${cases} damages of whole files, seed ${seed}`)
  expect(wrong).toEqual([])
}, 900_000)

test(`a folder of DataLib, and a drive, that are gone are named with the packages they break (seed ${seed})`, async () => {
  const { files } = soundLibrary(60)
  const contents = Object.keys(files).filter((path) => kindOf(path) === 'content')
  for (const path of contents) {
    const { store } = soundLibrary(60)
    store.remove(path.slice(0, -4))
    const contentId = path.slice(path.lastIndexOf('/') + 1, -4)
    const packages = packagesFor(files, new Set([contentId]))
    const found = await judged(store, 1, now)
    expect(found).toMatchObject([{ rule: 'I3', subject: { kind: 'content', contentId }, packagesAffected: packages }])
  }
  for (const drive of ['E:', 'F:']) {
    const { store } = soundLibrary(60)
    store.remove(`${drive}/SCCMContentLib`)
    expect(await judged(store, 1, now)).toMatchObject([{ rule: 'I1', ...lossOf(files, drive) }])
  }
})

/** What the sound library holds on a drive: its bytes, and the packages that need any of them. */
function lossOf(files: Record<string, Uint8Array>, drive: string) {
  const data = Object.keys(files).filter((path) => path.startsWith(drive) && kindOf(path) === 'data')
  return {
    subject: { kind: 'drive', drive },
    bytes: data.reduce((sum, path) => sum + (files[path]?.length ?? 0), 0),
    packagesAffected: packagesFor(files, new Set(data.flatMap((path) => [...usersOf(files, path)]))),
  }
}

/** Does another entry of the same content name the same stored file? */
function isTwiceInContent(files: Record<string, Uint8Array>, path: string): boolean {
  const folder = path.split('/').slice(0, 4).join('/')
  const hash = (one: string): string =>
    Buffer.from(files[one] ?? '')
      .toString('latin1')
      .split('Hash=')[1] ?? ''
  return Object.keys(files).some(
    (other) => other !== path && other.startsWith(`${folder}/`) && hash(other) === hash(path),
  )
}

const surplus: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['a package file', 'PkgLib/ABCFFFFF.INI', '[Packages]\r\nABCFFFFF.1=\r\n[Info]\r\nVersion=1\r\n', ['I3 fatal']],
  [
    'a package file of a wrong name',
    'PkgLib/ABC1.INI',
    '[Packages]\r\nABCFFFFF.1=\r\n[Info]\r\nVersion=1\r\n',
    ['I2 fatal', 'I3 fatal'],
  ],
  ['a foreign file in PkgLib', 'PkgLib/Thumbs.db', 'x', ['I26 info']],
  ['the INI of a content', 'DataLib/ABCFFFFF.1.INI', 'x', ['I5 waste', 'I6 risk']],
  ['a foreign file in DataLib', 'DataLib/readme.txt', 'x', ['I26 info']],
  ['a foreign folder in DataLib', 'DataLib/backup/a.txt', 'x', ['I26 info']],
  ['a foreign file in FileLib', 'FileLib/list.txt', 'x', ['I26 info']],
  ['a set-aside file in a bucket', 'FileLib/0000/0000.bad', 'x', ['I26 info']],
  ['users of nothing', `FileLib/0000/${'0'.repeat(64)}.INI`, '[Users]\r\n', ['I14 waste']],
  ['a signature of nothing', `FileLib/0000/${'0'.repeat(64)}.SIG`, 'x', ['I14 waste']],
]

test.each(surplus)('surplus: %s is found', async (_what, path, text, right) => {
  const { store } = soundLibrary(20)
  store.write(`D:/SCCMContentLib/${path}`, text, now - 80_000_000)
  expect(inShort(await judged(store, 1, now))).toEqual(right)
})
