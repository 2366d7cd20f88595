// Stories of updates: what travels to a site and to a distribution point, and along which nodes of the flow.
import { describe, expect, test } from 'vitest'
import { parseFileHash, type FileHash } from '../../../engine/ids.ts'
import { compareVersions, type VersionFiles } from '../../../engine/replication/file-delta.ts'
import { planForDp, type DpDestination } from '../../../engine/replication/plan-for-dp.ts'
import { piledUpDeltas, planForSite, type ReplicationRules } from '../../../engine/replication/plan-for-site.ts'
import { asBlockDelta, deltaBytes } from '../../../engine/replication/travelling-file.ts'
import { noVersions, updateVersion, type VersionHistory } from '../../../engine/replication/version-history.ts'
import { signatureOf } from '../../../engine/rdc/sign.ts'
import { vectorFiles } from '../../support/rdc-vectors.ts'

const hash = (digit: string): FileHash => parseFileHash(digit.repeat(64))!
const MB = 1024 * 1024

/** `{ 'setup.exe': ['A', 5] }`: digit that makes the hash, megabytes. */
const version = (files: Readonly<Record<string, readonly [string, number]>>): VersionFiles =>
  new Map(
    Object.entries(files).map(([path, [digit, megabytes]]) => [path, { hash: hash(digit), bytes: megabytes * MB }]),
  )

const one = version({ 'setup.exe': ['A', 10], 'readme.txt': ['B', 0.01], 'data.cab': ['C', 5], 'big.iso': ['1', 20] })
const two = version({
  'Setup.exe': ['D', 10],
  'readme.txt': ['E', 0.01],
  'docs\\data.cab': ['C', 5],
  'big.iso': ['1', 20],
})

const rules: ReplicationRules = {
  packageId: 'PS100039',
  blockDeltas: true,
  blockCost: () => MB,
  variant: 'current',
  everySiteHasSome: true,
}

/** A history of `count` versions, the first `one`, the last `two`. */
function history(count: number): VersionHistory {
  let all = noVersions
  for (let at = 1; at <= count; at++) all = updateVersion(all, at === count && count > 1 ? two : one, true)
  return all
}

describe('files', () => {
  test('are compared by path without case; a moved one is new there and gone here', () => {
    expect(compareVersions(one, two).map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'changed Setup.exe',
      'changed readme.txt',
      'added docs\\data.cab',
      'removed data.cab',
    ])
    expect(compareVersions(one, one)).toEqual([])
  })
})

describe('versions', () => {
  test('a scheduled update without difference makes none, a manual one does', () => {
    const first = updateVersion(noVersions, one, false)
    expect(first).toMatchObject({ current: 1, fullSet: 1 })
    expect(updateVersion(first, one, false)).toBe(first)
    expect(updateVersion(first, one, true).current).toBe(2)
    expect(updateVersion(first, two, false).current).toBe(2)
  })

  test('differences are kept to five earlier ones, and the one after five increments is a full set', () => {
    const sets = Array.from({ length: 13 }, (_, at) => history(at + 1))
    expect([...history(9).kept.keys()]).toEqual([4, 5, 6, 7, 8, 9])
    expect(sets.map(({ fullSet }) => fullSet)).toEqual([1, 1, 1, 1, 1, 1, 7, 7, 7, 7, 7, 7, 13])
  })
})

describe('a site', () => {
  const at = (had: number | undefined, count: number, changes: Partial<ReplicationRules> = {}, baseUnaltered = true) =>
    planForSite(history(count), { version: had, baseUnaltered }, { ...rules, ...changes })

  test('that has nothing gets the full copy', () => {
    expect(at(undefined, 2)).toMatchObject({ kind: 'full', name: 'PS100039.PCK.2', path: ['FDR-5', 'FDR-6', 'FDR-11'] })
  })

  test('that has one of the last five gets a delta', () => {
    const plan = at(1, 2)
    expect(plan).toMatchObject({ kind: 'delta', name: 'PS100039.DLT.1.2', refused: undefined })
    expect(plan.files.map(({ path, how, bytes }) => [path, how, bytes])).toEqual([
      ['Setup.exe', 'block', MB],
      ['readme.txt', 'whole', 0.01 * MB],
      ['docs\\data.cab', 'whole', 5 * MB],
    ])
    expect(plan.path).toEqual(['FDR-5', 'FDR-6', 'FDR-7', 'FDR-8', 'FDR-9', 'FDR-10'])
  })

  test('gets changed files whole when block deltas are off', () => {
    expect(at(1, 2, { blockDeltas: false }).files.map(({ how }) => how)).toEqual(['whole', 'whole', 'whole'])
  })

  test('is five versions back: a delta; six: the full copy', () => {
    expect(at(4, 9).name).toBe('PS100039.DLT.4.9')
    expect(at(3, 9)).toMatchObject({ name: 'PS100039.PCK.9', path: ['FDR-5', 'FDR-6', 'FDR-7', 'FDR-11'] })
  })

  test('gets the new full set after five increments, though it has the version before; not so in 2007', () => {
    expect(at(6, 7)).toMatchObject({ kind: 'full', path: ['FDR-5', 'FDR-6', 'FDR-7', 'FDR-17', 'FDR-11'] })
    expect(at(6, 7, { variant: '2007' })).toMatchObject({ kind: 'delta', name: 'PS100039.DLT.6.7' })
  })

  test('of 2007 gets the full copy until every site has some version', () => {
    expect(at(1, 2, { variant: '2007', everySiteHasSome: false }).kind).toBe('full')
    expect(at(1, 2, { everySiteHasSome: false }).kind).toBe('delta')
  })

  test('gets the full copy when the delta is not smaller', () => {
    const other = version({ 'other.exe': ['F', 1] })
    const all = updateVersion(updateVersion(noVersions, one, true), other, true)
    const plan = planForSite(all, { version: 1, baseUnaltered: true }, rules)
    expect(plan).toMatchObject({ kind: 'full', bytes: MB })
    expect(plan.path.slice(-2)).toEqual(['FDR-9', 'FDR-11'])
  })

  test('whose base was altered refuses the delta and gets the full copy after it', () => {
    const plan = at(1, 2, {}, false)
    expect(plan).toMatchObject({ kind: 'full', refused: MB + 0.01 * MB + 5 * MB })
    expect(plan.path.slice(-2)).toEqual(['FDR-10', 'FDR-11'])
  })

  test('that is closed piles up deltas', () => {
    const delta = { packageId: 'PS100039', site: 'PS2', kind: 'delta' } as const
    expect(piledUpDeltas([delta, { ...delta, site: 'PS3' }, { ...delta, kind: 'full' }])).toEqual([])
    expect(piledUpDeltas([delta, delta])).toEqual([{ packageId: 'PS100039', site: 'PS2', count: 2 }])
  })
})

describe('a distribution point', () => {
  const to = (changes: Partial<DpDestination> = {}, more: Partial<ReplicationRules> = {}) => {
    const holds = (wanted: FileHash): boolean => wanted === hash('C')
    const dp: DpDestination = { kind: 'standard', hasRdc: true, files: one, holds, rebuilds: () => true, ...changes }
    const plan = planForDp(two, dp, { ...rules, ...more })
    return { plan, sent: plan.files.map(({ path, how }) => `${how} ${path}`) }
  }

  test('links what its library holds, and gets a block delta for a changed file of the same name', () => {
    const { plan, sent } = to()
    expect(sent).toEqual(['block Setup.exe', 'whole readme.txt', 'link docs\\data.cab'])
    expect(plan.bytes).toBe(MB + 0.01 * MB)
    expect(plan.paths.get('docs\\data.cab')).toEqual(['FDR-5', 'FDR-12', 'FDR-13'])
    expect(plan.paths.get('Setup.exe')).toEqual(['FDR-5', 'FDR-12', 'FDR-13', 'FDR-14', 'FDR-16'])
  })

  test.each([
    ['without RDC', { hasRdc: false }, {}],
    ['with block deltas off', {}, { blockDeltas: false }],
    ['that had no version', { files: new Map() }, {}],
  ] as const)('%s gets whole files', (_what, changes, more) => {
    const { sent } = to(changes, more)
    expect(sent.slice(0, 2)).toEqual(['whole Setup.exe', 'whole readme.txt'])
  })

  test('that rebuilds a wrong file gets it whole', () => {
    const { plan, sent } = to({ rebuilds: () => false })
    expect(sent.slice(0, 2)).toEqual(['block Setup.exe', 'whole Setup.exe'])
    expect(plan.paths.get('Setup.exe')?.slice(-2)).toEqual(['FDR-16', 'FDR-16'])
    expect(plan.bytes).toBe(MB + 10 * MB + 0.01 * MB)
  })

  test('that pulls takes whole files only', () => {
    const { plan, sent } = to({ kind: 'pull' })
    expect(sent).toEqual(['whole Setup.exe', 'whole readme.txt', 'link docs\\data.cab'])
    expect(plan.paths.get('Setup.exe')).toEqual(['FDR-5', 'FDR-12', 'FDR-15', 'FDR-16'])
  })

  test('in the cloud takes everything', () => {
    const { plan, sent } = to({ kind: 'cloud', files: two, holds: () => true })
    expect(sent).toEqual(['whole Setup.exe', 'whole readme.txt', 'whole docs\\data.cab', 'whole big.iso'])
    expect(plan.paths.get('readme.txt')).toEqual(['FDR-5', 'FDR-12'])
  })
})

describe('a changed file', () => {
  const { a, inserted } = vectorFiles()

  test('costs as a block delta what its file would have', () => {
    const header = `{"v":1,"seed":"${'0'.repeat(64)}","target":"${'0'.repeat(64)}","size":262152,"w":48,"h":1024}\n`
    expect(deltaBytes(signatureOf(inserted), signatureOf(a))).toBe(header.length + 3 * 13 + 3_468)
  })

  test.each([
    ['that is small', 65_536, 10],
    ['whose delta is not smaller', 100_000, 100_000],
    ['whose old signature is missing', 100_000, undefined],
  ])('%s travels whole', (_what, bytes, cost) => {
    const change = {
      kind: 'changed',
      path: 'x',
      file: { hash: hash('A'), bytes },
      before: { hash: hash('B'), bytes },
    } as const
    expect(asBlockDelta(change, () => cost)).toBeUndefined()
  })
})
