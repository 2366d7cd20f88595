import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../../engine/checks/findings.ts'
import { driveRooms } from '../../../../engine/operations/choose-drive.ts'
import { allSteps, totalsOf } from '../../../../engine/operations/plan.ts'
import { isRefusal, type LibraryStore } from '../../../../engine/library/store.ts'
import { signatureOf } from '../../../../engine/rdc/sign.ts'
import { planRepair, type RepairPlan } from '../../../../engine/upkeep/repair/plan-repair.ts'
import type { HealSource } from '../../../../engine/upkeep/repair/heal-source.ts'
import type { MemoryWriter } from '../../../../engine/write/memory-writer.ts'
import { apply, changesOf, copyOf, exampleWriter, look, type Looked } from '../../../support/changing-library.ts'
import { exampleHash } from '../../../support/example-library.ts'
import { mutations } from '../../../support/mutations.ts'

const begin = Date.UTC(2026, 0, 1)

/** A sound copy of the example, all on one drive, as another distribution point would have it. */
function goodLibrary(): HealSource {
  const store = exampleWriter(['S:'])
  const from = exampleWriter()
  for (const [path, bytes] of from.everything()) {
    if (path.endsWith('/')) store.putFolder(`S:${path.slice(2, -1)}`)
    else store.put(`S:${path.slice(2)}`, bytes)
  }
  return { place: 'source1', store }
}

/** A folder with the source files of both packages, seen as a store. */
function sourceFolder(names: readonly string[]): HealSource {
  const from = exampleWriter()
  const store = exampleWriter(['S:'])
  for (const digits of names) {
    const place = ['D:', 'E:'].map((drive) => `${drive}/SCCMContentLib/FileLib/${digits}/${exampleHash(digits)}`)
    const path = place.find((one) => !isRefusal(from.status(one))) ?? ''
    store.put(`S:/SCCMContentLib/deep/er/${digits}.bin`, copyOf(from, path))
  }
  return { place: 'source1', store }
}

function repairOf(
  { view, findings }: Looked,
  store: LibraryStore,
  sources: readonly HealSource[],
  expected?: ReadonlySet<string>,
  named = false,
): RepairPlan {
  const rooms = driveRooms(view.index.survey)
  return planRepair(findings, { view, store, sources, expected, rooms, reserveBytes: 0, users: new Map() }, named)
}

async function repaired(
  store: MemoryWriter,
  sources: readonly HealSource[],
  level: number,
  now: number,
  expected?: ReadonlySet<string>,
): Promise<{ plan: RepairPlan; findings: readonly Finding[] }> {
  const before = fingerprint(store)
  const plan = repairOf(await look(store, level, now), store, sources, expected)
  expect(fingerprint(store)).toEqual(before)
  const announced = totalsOf(allSteps(plan.plan))
  const places = Object.fromEntries(sources.map((source) => [source.place, source.store]))
  const applied = await apply(store, plan.plan, places)
  expect(applied.problems).toEqual([])
  expect(applied.totals).toEqual(announced)
  return { plan, findings: (await look(store, level, now)).findings }
}

const fingerprint = (store: MemoryWriter): unknown =>
  [...store.everything()].map(([path, bytes]) => [path, Buffer.from(bytes).toString('hex')])

const named = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ rule, severity }) => `${rule} ${severity}`)

/** Mutations whose cause lies outside of the library, or whose cure is a sweep. */
const notHere: Readonly<Record<string, readonly string[]>> = {
  m14: ['I1 fatal'],
  m16: ['I13 waste'],
  m19: [],
  m20: [],
}

/** What needs another library, and what stays without one. */
const needsSource: Readonly<Record<string, readonly string[]>> = {
  m1: ['I8 fatal'],
  m2: ['I10 fatal'],
  m3: ['I9 fatal'],
  m6: ['I4 waste'],
  m8: ['I15 fatal', 'I11 waste'],
  m9: ['I15 fatal'],
  ...notHere,
}

describe('a repair', () => {
  it.each(mutations.map((one) => [`${one.id} ${one.what}`, one] as const))(
    'with a good library at hand leaves nothing to be found: %s',
    async (_name, { id, apply: mutate, level = 1, hoursLater = 0 }) => {
      const store = exampleWriter()
      mutate(changesOf(store))
      const now = begin + hoursLater * 3_600_000
      const { findings } = await repaired(store, [goodLibrary()], level, now)
      expect(named(findings)).toEqual(notHere[id] ?? [])
    },
  )

  it.each(mutations.map((one) => [`${one.id} ${one.what}`, one] as const))(
    'alone repairs what the library itself can tell, and says what else would help: %s',
    async (_name, { id, apply: mutate, level = 1, hoursLater = 0 }) => {
      const store = exampleWriter()
      mutate(changesOf(store))
      const now = begin + hoursLater * 3_600_000
      const { plan, findings } = await repaired(store, [], level, now)
      // Bytes that nobody reads at level 1 are no finding.
      expect(named(findings)).toEqual(level === 1 && id === 'm2' ? [] : (needsSource[id] ?? []))
      expect(plan.left.length).toBe(findings.length)
      for (const { why } of plan.left) expect(why.length).toBeGreaterThan(10)
    },
  )

  it('leaves a sound library byte for byte as it is', async () => {
    const store = exampleWriter()
    const before = fingerprint(store)
    const { plan } = await repaired(store, [goodLibrary()], 2, begin)
    expect(allSteps(plan.plan)).toEqual([])
    expect(fingerprint(store)).toEqual(before)
  })

  it.each(['m1', 'm2', 'm3'])('heals from a plain folder by length and hash, whatever the names: %s', async (id) => {
    const store = exampleWriter()
    mutations.find((one) => one.id === id)?.apply(changesOf(store))
    const { findings } = await repaired(store, [sourceFolder(['D08F', '40AF', '7B0B'])], 2, begin)
    expect(named(findings)).toEqual([])
  })

  it('does not take bytes of the right length from a source when their hash is wrong', async () => {
    const store = exampleWriter()
    mutations.find(({ id }) => id === 'm1')?.apply(changesOf(store))
    const source = sourceFolder([])
    ;(source.store as MemoryWriter).put('S:/SCCMContentLib/setup.exe', Buffer.alloc(36))
    const { plan, findings } = await repaired(store, [source], 1, begin)
    expect(plan.left[0]?.why).toContain('no sound copy')
    expect(named(findings)).toEqual(['I8 fatal'])
  })

  it('of a damaged stored file with a sound copy on another drive leaves one sound copy', async () => {
    const store = exampleWriter()
    const path = `FileLib/40AF/${exampleHash('40AF')}`
    store.put(`D:/SCCMContentLib/${path}`, copyOf(store, `E:/SCCMContentLib/${path}`))
    const damaged = copyOf(store, `E:/SCCMContentLib/${path}`)
    damaged[3] = (damaged[3] ?? 0) ^ 1
    store.put(`E:/SCCMContentLib/${path}`, damaged)
    const { findings } = await repaired(store, [], 2, begin)
    expect(named(findings)).toEqual([])
    expect(isRefusal(store.status(`D:/SCCMContentLib/${path}`))).toBe(false)
    expect(isRefusal(store.status(`E:/SCCMContentLib/${path}`))).toBe(true)
  })

  it('heals from a copy that lies in a wrong bucket, then takes that away', async () => {
    const store = exampleWriter()
    const hash = exampleHash('7B0B')
    store.put(`E:/SCCMContentLib/FileLib/40AF/${hash}`, copyOf(store, `D:/SCCMContentLib/FileLib/7B0B/${hash}`))
    store.removeFile(`D:/SCCMContentLib/FileLib/7B0B/${hash}`)
    await repaired(store, [], 1, begin)
    const { findings } = await repaired(store, [], 1, begin)
    expect(named(findings)).toEqual([])
  })

  it('brings a whole stored file back: bytes, users and signature', async () => {
    const store = exampleWriter()
    const hash = exampleHash('D08F')
    const users = copyOf(store, `D:/SCCMContentLib/FileLib/D08F/${hash}.INI`)
    changesOf(store).remove('D:/SCCMContentLib/FileLib/D08F')
    const { findings } = await repaired(store, [goodLibrary()], 2, begin)
    expect(named(findings)).toEqual([])
    expect(copyOf(store, `D:/SCCMContentLib/FileLib/D08F/${hash}.INI`).equals(users)).toBe(true)
  })

  const sig = (digits: string): string => `D:/SCCMContentLib/FileLib/${digits}/${exampleHash(digits)}.SIG`

  it('makes a signature that is missing from the bytes, when they are those of the name', async () => {
    const store = exampleWriter()
    store.removeFile(sig('D08F'))
    const { findings } = await repaired(store, [], 2, begin)
    expect(named(findings)).toEqual([])
    expect(copyOf(store, sig('D08F')).equals(signatureOf(copyOf(store, sig('D08F').slice(0, -4))))).toBe(true)
  })

  it('makes no signature of damaged bytes', async () => {
    const store = exampleWriter()
    const data = sig('D08F').slice(0, -4)
    const damaged = copyOf(store, data)
    damaged[0] = (damaged[0] ?? 0) ^ 1
    store.put(data, damaged)
    store.removeFile(sig('D08F'))
    const { plan } = await repaired(store, [], 1, begin)
    expect(plan.left.map(({ why }) => why)).toEqual(['its bytes are not what its name says; heal them first'])
    expect(isRefusal(store.status(sig('D08F')))).toBe(true)
  })

  it('signs what it heals from a plain folder', async () => {
    const store = exampleWriter()
    const data = sig('D08F').slice(0, -4)
    const bytes = copyOf(store, data)
    changesOf(store).remove('D:/SCCMContentLib/FileLib/D08F')
    const { findings } = await repaired(store, [sourceFolder(['D08F'])], 2, begin)
    expect(named(findings)).toEqual([])
    expect(copyOf(store, data).equals(bytes)).toBe(true)
    expect(copyOf(store, sig('D08F')).equals(signatureOf(bytes))).toBe(true)
  })

  it('replaces a signature of other bytes by the right one', async () => {
    const store = exampleWriter()
    store.put(sig('D08F'), signatureOf(Buffer.from('something else')))
    const { findings } = await repaired(store, [], 2, begin)
    expect(named(findings)).toEqual([])
    expect(copyOf(store, sig('D08F')).equals(signatureOf(copyOf(store, sig('D08F').slice(0, -4))))).toBe(true)
  })

  it.each(['D08F', '40AF', '7B0B'])(
    'corrects a wrong length in an entry, since hash and tree say who is right: %s',
    async (digits) => {
      const store = exampleWriter()
      const entries = [...store.everything()].filter(
        ([path, bytes]) => path.includes('/DataLib/') && Buffer.from(bytes).includes(exampleHash(digits)),
      )
      expect(entries.length).toBeGreaterThan(0)
      for (const [path, bytes] of entries)
        store.put(
          path,
          Buffer.from(
            Buffer.from(bytes)
              .toString('latin1')
              .replace(/Size=(\d+)/, 'Size=9$1'),
            'latin1',
          ),
        )
      const { plan, findings } = await repaired(store, [], 2, begin)
      expect(plan.repaired.map(({ rule }) => rule)).toContain('I9')
      expect(named(findings)).toEqual([])
      for (const [path, bytes] of entries) expect(copyOf(store, path).equals(Buffer.from(bytes))).toBe(true)
    },
  )

  it('does not drop the user of a content whose own entries are in doubt', async () => {
    const store = exampleWriter()
    mutations.find(({ id }) => id === 'm8')?.apply(changesOf(store))
    const { plan } = await repaired(store, [], 1, begin)
    expect(allSteps(plan.plan)).toEqual([])
    expect(plan.left.map(({ finding }) => finding.rule)).toEqual(['I15', 'I11'])
  })

  it('of a package nobody removed on purpose needs the expected list', async () => {
    const store = exampleWriter()
    store.removeFile('D:/SCCMContentLib/PkgLib/ABC00001.INI')
    expect(named((await repaired(store, [], 1, begin)).findings)).toEqual(['I4 waste'])
    const expected = new Set(['ABC00001'])
    expect(named((await repaired(store, [], 1, begin, expected)).findings)).toEqual([])
  })

  it('does not finish a content that is not complete', async () => {
    const store = exampleWriter()
    mutations.find(({ id }) => id === 'm13')?.apply(changesOf(store))
    store.removeFile('D:/SCCMContentLib/DataLib/ABC00001.2.temp/setup.exe.INI')
    const { plan } = await repaired(store, [], 1, begin + 25 * 3_600_000)
    expect(plan.left.map(({ why }) => why)).toContain('it is not complete; redistribute ABC00001')
  })

  it('rebuilds a package file from the names in DataLib', async () => {
    const store = exampleWriter()
    const before = copyOf(store, 'D:/SCCMContentLib/PkgLib/ABC00001.INI')
    store.put('D:/SCCMContentLib/PkgLib/ABC00001.INI', Buffer.alloc(0))
    expect(named((await repaired(store, [], 1, begin)).findings)).toEqual([])
    expect(copyOf(store, 'D:/SCCMContentLib/PkgLib/ABC00001.INI').equals(before)).toBe(true)
  })

  it('that was asked for by name and cannot be done is refused, and nothing else is done either', async () => {
    const store = exampleWriter()
    for (const id of ['m1', 'm5']) mutations.find((one) => one.id === id)?.apply(changesOf(store))
    const { plan } = repairOf(await look(store), store, [], undefined, true)
    expect(plan.refusals.map(({ detail }) => detail.slice(0, 3))).toEqual(['I8-'])
    expect(allSteps(plan)).toEqual([])
  })
})

describe('a shared file with a second list', () => {
  const data = (drive: string): string => `${drive}/SCCMContentLib/FileLib/D08F/${exampleHash('D08F')}`
  const whole = '[Users]\r\nABC00001.2=\r\nContent_6f2d1c3a-9b4e-4d77-8a10-5c0e2b7f9d31.1=\r\n'
  const half = '[Users]\r\nABC00001.2=\r\n'

  it.each([
    ['the primary drive', half, whole],
    ['the other drive', whole, half],
  ])('whose copy on %s lacks a user is one copy with both of them afterwards', async (_where, onD, onE) => {
    const store = exampleWriter()
    store.put(data('E:'), copyOf(store, data('D:')))
    store.put(`${data('D:')}.INI`, Buffer.from(onD))
    store.put(`${data('E:')}.INI`, Buffer.from(onE))
    expect(named((await look(store)).findings)).toEqual(['I12 risk', 'I8 waste'])
    expect((await repaired(store, [], 1, begin)).findings).toEqual([])
    expect(
      copyOf(store, `${data('D:')}.INI`)
        .toString()
        .split('\r\n')
        .sort(),
    ).toEqual(whole.split('\r\n').sort())
    expect(isRefusal(store.status(data('E:')))).toBe(true)
  })

  it('on a drive without the bytes goes, after its users are listed beside them', async () => {
    const store = exampleWriter()
    store.put(`${data('D:')}.INI`, Buffer.from(half))
    store.put(`${data('E:')}.INI`, Buffer.from(whole))
    const first = await repaired(store, [], 1, begin)
    expect(named(first.findings)).toEqual(['I14 waste'])
    expect(copyOf(store, `${data('D:')}.INI`).toString()).toContain('Content_')
    expect((await repaired(store, [], 1, begin)).findings).toEqual([])
  })
})

it('writes no package file over a folder that lies in its place', async () => {
  const store = exampleWriter()
  const path = 'D:/SCCMContentLib/PkgLib/ABC00001.INI'
  store.removeFile(path)
  store.makeFolder(path)
  const { plan, findings } = await repaired(store, [goodLibrary()], 1, begin)
  expect(named(findings)).toEqual(['I2 fatal'])
  expect(plan.left[0]?.why).toContain('move it out of the library first')
})
