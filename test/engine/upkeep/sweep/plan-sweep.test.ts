import { describe, expect, it } from 'vitest'
import { noFacts, type Facts } from '../../../../engine/checks/facts.ts'
import { orphanClasses, type OrphanClass } from '../../../../engine/inspect/orphans.ts'
import { isRefusal } from '../../../../engine/library/store.ts'
import { allSteps, totalsOf } from '../../../../engine/operations/plan.ts'
import { readNeighbours } from '../../../../engine/scan/read-neighbours.ts'
import {
  keyOf,
  planSweep,
  type SweepFacts,
  type SweepLimits,
  type SweepPlan,
} from '../../../../engine/upkeep/sweep/plan-sweep.ts'
import { readSweepFile, sweepFileOf } from '../../../../engine/upkeep/sweep/sweep-file.ts'
import type { MemoryWriter } from '../../../../engine/write/memory-writer.ts'
import { apply, changesOf, exampleWriter, look, writerFrom } from '../../../support/changing-library.ts'
import { exampleHash } from '../../../support/example-library.ts'
import { buildLibrary, randomPackages, type SourcePackage } from '../../../support/library-builder.ts'
import { mutations } from '../../../support/mutations.ts'
import { seededRandom } from '../../../support/random.ts'

const day = 86_400_000
const begin = Date.UTC(2026, 0, 1)
const later = begin + 30 * day
const all = Object.keys(orphanClasses) as OrphanClass[]
const limits = (more: Partial<SweepLimits> = {}): SweepLimits => ({
  classes: all,
  olderThan: 7 * day,
  maxItems: 1_000,
  maxBytes: Infinity,
  ...more,
})

async function factsOf(
  store: MemoryWriter,
  more: Partial<SweepFacts> = {},
  facts: Partial<Facts> = {},
): Promise<SweepFacts> {
  const { view, findings } = await look(store, 1, later)
  return {
    view,
    store,
    findings,
    facts: { ...noFacts(later, 1), ...readNeighbours(store), ...facts },
    siteServer: undefined,
    unsettled: [],
    ...more,
  }
}

const keysOf = ({ plan }: SweepPlan): ReadonlySet<string> => new Set(allSteps(plan).map(keyOf))

/** Applies what was reviewed, after a fresh look, and compares what was announced with what was done. */
async function swept(
  store: MemoryWriter,
  more: Partial<SweepLimits> = {},
  facts: Partial<Facts> = {},
): Promise<SweepPlan> {
  const reviewed = planSweep(await factsOf(store, {}, facts), limits(more))
  const again = planSweep(await factsOf(store, {}, facts), limits(more), keysOf(reviewed))
  expect(again.plan).toEqual(reviewed.plan)
  const applied = await apply(store, again.plan)
  expect(applied.problems).toEqual([])
  expect(applied.totals).toEqual(totalsOf(allSteps(again.plan)))
  return again
}

const rules = async (store: MemoryWriter): Promise<readonly string[]> =>
  (await look(store, 2, later)).findings.map(({ rule }) => rule)
const there = (store: MemoryWriter, path: string): boolean => !isRefusal(store.status(path))

const mutated = (id: string): MemoryWriter => {
  const store = exampleWriter()
  mutations.find((one) => one.id === id)?.apply(changesOf(store))
  return store
}

describe('a sweep', () => {
  it('takes away a stored file that nobody uses (O1)', async () => {
    const store = mutated('m16')
    const { items } = await swept(store)
    expect(items).toHaveLength(1)
    expect(await rules(store)).toEqual([])
  })

  it('drops a stale user and keeps the stored file that others need (O2)', async () => {
    const store = mutated('m5')
    expect((await swept(store)).items).toHaveLength(1)
    expect(await rules(store)).toEqual([])
    expect(there(store, `E:/SCCMContentLib/FileLib/730A/${exampleHash('730A')}`)).toBe(true)
  })

  it('takes away a stored file with its last user when that user is stale (O2)', async () => {
    const store = mutated('m16')
    const hash = 'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD'
    store.put(`D:/SCCMContentLib/FileLib/BA78/${hash}.INI`, Buffer.from('[Users]\r\nABC00009.1=\r\n'))
    expect((await swept(store)).items).toEqual([`O2 D:/SCCMContentLib/FileLib/BA78/${hash}`])
    expect(await rules(store)).toEqual([])
  })

  it('takes away a content that no package names, with what only it needs (O3)', async () => {
    const store = mutated('m6')
    await swept(store, { classes: ['O3'] })
    expect(await rules(store)).toEqual([])
    expect(there(store, `E:/SCCMContentLib/FileLib/730A/${exampleHash('730A')}`)).toBe(false)
    expect(there(store, `D:/SCCMContentLib/FileLib/D08F/${exampleHash('D08F')}`)).toBe(true)
  })

  it('takes away a package that nobody expects, as a whole (O4)', async () => {
    const store = exampleWriter()
    const expected = [
      { packageId: 'ABC00001', packageVersion: undefined, contentId: undefined, name: undefined, bytes: undefined },
    ]
    await swept(store, { classes: ['O4'] }, { expected })
    expect(await rules(store)).toEqual([])
    expect(there(store, 'D:/SCCMContentLib/PkgLib/ABC0000A.INI')).toBe(false)
    expect(there(store, 'D:/SCCMContentLib/PkgLib/ABC00001.INI')).toBe(true)
  })

  it('takes away staged files and signature archives of contents that are not here (O6, O8)', async () => {
    const store = exampleWriter()
    const staged = `D:/SMS_DP$/${exampleHash('730A')}-ABC00001.2.temp`
    store.put(staged, Buffer.from('half a file'))
    store.put('D:/SMS_DP$/sms/bin/smsdp.dll', Buffer.from('MZ'))
    store.put('D:/SMSSIG$/ABC00001.2.tar', Buffer.from('here'))
    store.put('D:/SMSSIG$/ABC00009.1.tar', Buffer.from('gone'))
    const { items } = await swept(store)
    expect(items).toEqual([`O6 ${staged}`, 'O8 D:/SMSSIG$/ABC00009.1.tar'])
    expect(there(store, staged)).toBe(false)
    expect(there(store, 'D:/SMS_DP$/sms/bin/smsdp.dll')).toBe(true)
    expect(there(store, 'D:/SMSSIG$/ABC00001.2.tar')).toBe(true)
  })

  it('takes away an abandoned content that no package waits for (O7), and no other one', async () => {
    const store = mutated('m13')
    expect((await swept(store, { classes: ['O7'] })).items).toEqual([])
    store.removeFile('D:/SCCMContentLib/PkgLib/ABC00001.INI')
    expect((await swept(store, { classes: ['O7'] })).items).toEqual(['O7 ABC00001.2.temp'])
    expect(await rules(store)).toEqual([])
  })

  it('finds nothing to do in a sound library', async () => {
    const { items, plan } = await swept(exampleWriter())
    expect([items, allSteps(plan)]).toEqual([[], []])
  })
})

describe('a sweep leaves', () => {
  it('what is younger than the limit, and says how old it is', async () => {
    const { items, left } = planSweep(await factsOf(mutated('m16')), limits({ olderThan: later + day }))
    expect(items).toEqual([])
    expect(left.map(({ why }) => why).join()).toMatch(/changed [\d.]+ days ago, the limit is [\d.]+ days/)
  })

  it('contents and packages while any package is pending or failed', async () => {
    const store = mutated('m6')
    store.put('D:/SCCMContentLib/DataLib/ABC00002.1.temp.INI', Buffer.from(''))
    const { items, left } = planSweep(await factsOf(store), limits({ classes: ['O3', 'O4'] }))
    expect(items).toEqual([])
    expect(left.map(({ why }) => why).join()).toContain('ABC00002.1.temp is unfinished')
    const told = planSweep(
      await factsOf(mutated('m6'), { unsettled: ['ABC00007 is retrying'] }),
      limits({ classes: ['O3'] }),
    )
    expect(told.left.map(({ why }) => why)).toContain('a package is pending or failed: ABC00007 is retrying')
  })

  it('everything on the library of a site server', async () => {
    const { plan } = planSweep(await factsOf(mutated('m16'), { siteServer: 'distmgr.log is written here' }), limits())
    expect(plan.refusals.map(({ reason }) => reason)).toEqual(['notAllowed'])
    expect(allSteps(plan)).toEqual([])
  })

  it('classes that lie outside the library, with the reason', async () => {
    const facts = await factsOf(exampleWriter())
    const { plan } = planSweep(facts, limits({ classes: ['O9', 'O10'] }))
    expect(plan.refusals.map(({ reason, detail }) => [reason, detail])).toEqual([
      ['notAllowed', expect.stringMatching(/^O9 is never swept: a package share lies outside/)],
      ['notAllowed', expect.stringMatching(/^O10 is never swept: an expanded boot image lies outside/)],
    ])
    const { plan: rest, left } = planSweep(facts, limits({ classes: ['O1', 'O9'] }))
    expect([rest.refusals, left.map(({ item }) => item)]).toEqual([[], ['O9']])
  })

  it('everything while a drive is gone', async () => {
    const { plan } = planSweep(await factsOf(mutated('m14')), limits())
    expect(plan.refusals.map(({ reason }) => reason)).toEqual(['libraryDamaged'])
  })

  it('what passes a ceiling', async () => {
    const store = exampleWriter()
    for (let at = 0; at < 9; at++) {
      const hash = `${at + 1}`.repeat(64)
      store.put(`D:/SCCMContentLib/FileLib/${hash.slice(0, 4)}/${hash}`, Buffer.alloc(100))
      store.put(`D:/SCCMContentLib/FileLib/${hash.slice(0, 4)}/${hash}.INI`, Buffer.from('[Users]\r\n'))
    }
    const facts = await factsOf(store)
    expect(planSweep(facts, limits({ maxItems: 4 })).items).toHaveLength(4)
    const byBytes = planSweep(facts, limits({ maxBytes: 330 }))
    expect(byBytes.items).toHaveLength(3)
    expect(totalsOf(allSteps(byBytes.plan)).bytes.freed).toBe(327)
    expect(byBytes.left).toHaveLength(6 + 3)
  })

  it('what was not reviewed, and what is no orphan any more', async () => {
    const store = mutated('m16')
    const reviewed = keysOf(planSweep(await factsOf(store), limits()))
    store.put('D:/SCCMContentLib/FileLib/1111/' + '1'.repeat(64), Buffer.from('new'))
    const { items, left } = planSweep(await factsOf(store), limits(), reviewed)
    expect(items).toHaveLength(1)
    expect(left.map(({ why }) => why)).toContain('the reviewed plan does not hold it')
    const hash = 'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD'
    store.put(`D:/SCCMContentLib/FileLib/BA78/${hash}.INI`, Buffer.from('[Users]\r\nABC00002.1=\r\n'))
    store.put('D:/SCCMContentLib/DataLib/ABC00002.1.temp/x.INI', Buffer.from(''))
    expect(planSweep(await factsOf(store), limits(), reviewed).items).toEqual([])
  })
})

describe('a sweep of random libraries', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('takes away exactly what no package needs: seed %i', async (seed) => {
    const random = seededRandom(seed)
    const packages = randomPackages(60, seed)
    const kept = packages.filter(() => random.chance(0.6))
    const whole = libraryOf(packages)
    const store = writerFrom(['D:', 'E:'], whole.files, whole.folders, begin)
    for (const { id } of packages)
      if (!kept.some((one) => one.id === id)) store.removeFile(`D:/SCCMContentLib/PkgLib/${id}.INI`)
    await swept(store)
    await swept(store)
    const right = libraryOf(kept)
    const left = [...store.everything().keys()].filter(
      (path) => !path.endsWith('/') && /\/FileLib\/.{4}\/[0-9A-F]{64}$/.test(path),
    )
    expect(left.sort()).toEqual(
      Object.keys(right.files)
        .filter((path) => /\/FileLib\/.{4}\/[0-9A-F]{64}$/.test(path))
        .sort(),
    )
    expect(await rules(store)).toEqual([])
  })

  const libraryOf = (packages: readonly SourcePackage[]): ReturnType<typeof buildLibrary> =>
    buildLibrary(packages, ['D:', 'E:'], (hash) => (hash < '8' ? 'D:' : 'E:'))
})

describe('the file of a sweep', () => {
  it('holds the steps a person reviews, and comes back as them', async () => {
    const sweep = planSweep(await factsOf(mutated('m16')), limits())
    const plan = {
      operation: 'sweep',
      steps: allSteps(sweep.plan).map(({ action, path, bytes }) => ({
        action,
        path: path.replaceAll('/', '\\'),
        bytes,
      })),
    }
    const text = JSON.stringify(sweepFileOf(plan, { library: 'D', options: { class: null }, items: sweep.items }))
    expect(readSweepFile(text)).toMatchObject({ approved: keysOf(sweep), library: 'D' })
    expect(Object.keys(JSON.parse(text) as object)[0]).toBe('version')
  })

  it.each([
    ['no JSON', 'x', 'no JSON'],
    ['another plan', '{"operation":"add","steps":[]}', 'no plan of a sweep'],
    ['a newer one', '{"version":2,"operation":"sweep","steps":[]}', 'another version'],
    ['no steps', '{"operation":"sweep"}', 'no list of steps'],
    ['a step of nothing', '{"operation":"sweep","steps":[{}]}', 'no action or no path'],
  ])('is refused: %s', (_what, text, fault) => {
    expect(readSweepFile(text)).toMatchObject({ fault: expect.stringContaining(fault) as string })
  })
})
