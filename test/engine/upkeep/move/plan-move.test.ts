import { describe, expect, it } from 'vitest'
import { contentTree, type FolderNode } from '../../../../engine/inspect/tree.ts'
import type { LibraryStore } from '../../../../engine/library/store.ts'
import { usersIn } from '../../../../engine/library/users-change.ts'
import { allSteps, totalsOf } from '../../../../engine/operations/plan.ts'
import { copyPlans, isComplete, moveRefusals, type Preflight } from '../../../../engine/upkeep/move/plan-move.ts'
import { leavePlans } from '../../../../engine/upkeep/move/leave-source.ts'
import type { MemoryWriter } from '../../../../engine/write/memory-writer.ts'
import { apply, changesOf, copyOf, exampleWriter, look, writerFrom } from '../../../support/changing-library.ts'
import { exampleHash } from '../../../support/example-library.ts'
import { buildLibrary, randomPackages } from '../../../support/library-builder.ts'
import { announced, moveOf, pathsOn, runMove, withDrives, type MoveWish } from '../../../support/moving-library.ts'
import { mutations } from '../../../support/mutations.ts'

const primary: MoveWish = { operation: 'transfer', drives: ['D:', 'E:'], from: ['D:'], to: 'F:', metadata: true }
const secondary: MoveWish = { operation: 'transfer', drives: ['D:', 'E:'], from: ['E:'], to: 'F:', metadata: false }
const intoPrimary: MoveWish = { operation: 'merge', drives: ['D:', 'E:'], from: ['E:'], to: 'D:', metadata: false }
const intoSecondary: MoveWish = { operation: 'merge', drives: ['D:', 'E:'], from: ['D:'], to: 'E:', metadata: true }
const remote: MoveWish = { operation: 'transfer', drives: ['D:', 'E:'], from: ['D:', 'E:'], to: 'R:', metadata: true }

/** The moves with the drives of the library afterwards. */
const moves: readonly (readonly [string, MoveWish, readonly string[]])[] = [
  ['a transfer of the primary drive', primary, ['F:', 'E:']],
  ['a transfer of a secondary drive', secondary, ['D:', 'F:']],
  ['a merge into the primary drive', intoPrimary, ['D:']],
  ['a merge into a secondary drive', intoSecondary, ['E:']],
  ['a move of all drives to a remote folder', remote, ['R:']],
]

const example = (): MemoryWriter => {
  const store = exampleWriter(['D:', 'E:', 'F:', 'R:'])
  store.putFolder('F:')
  store.putFolder('R:')
  return store
}

const random = (seed: number): MemoryWriter => {
  const { files, folders } = buildLibrary(randomPackages(40, seed), ['D:', 'E:'], (hash) => (hash < '8' ? 'D:' : 'E:'))
  const store = writerFrom(['D:', 'E:', 'F:', 'R:'], files, folders)
  store.putFolder('F:')
  store.putFolder('R:')
  return store
}

type Said = readonly string[]

/** Every source file of every content with its hash, as the library says it; and what is wrong at level 2. */
async function said(store: LibraryStore, drives: readonly string[]): Promise<{ files: Said; findings: Said }> {
  const { view, findings } = await look(withDrives(store, drives), 2)
  const lines: string[] = view.index.survey.packages.map(
    ({ packageId, record }) => `${packageId} ${record?.version ?? '-'} ${record?.contents.join() ?? ''}`,
  )
  const walk = (node: FolderNode, path: string): void => {
    lines.push(`${path}/`)
    for (const { name, hash, modified, attributes } of node.files)
      lines.push(`${path}/${name} ${hash} ${modified} ${attributes}`)
    for (const below of node.folders) walk(below, `${path}/${below.name}`)
  }
  for (const { name } of view.contents) {
    const tree = contentTree(view, name)
    if (tree !== undefined) walk(tree, name)
  }
  return { files: lines.sort(), findings: findings.map(({ rule, detail }) => `${rule} ${detail}`) }
}

describe('a move', () => {
  it.each(moves)(
    '%s leaves the same library at the new place, and the source as it was',
    async (_name, wish, drives) => {
      for (const store of [example(), random(3)]) {
        const before = await said(store, wish.drives)
        const source = wish.from.map((drive) => [drive, pathsOn(store, drive)])
        await runMove(store, wish)
        expect(await said(store, drives)).toEqual({ files: before.files, findings: [] })
        expect(wish.from.map((drive) => [drive, pathsOn(store, drive)])).toEqual(source)
        expect((await said(store, wish.drives)).files).toEqual(before.files)
      }
    },
  )

  it.each(moves)(
    '%s takes the source away when it is asked to, and nothing that is not its own',
    async (_name, wish, drives) => {
      for (const store of [example(), random(4)]) {
        const before = await said(store, wish.drives)
        store.put(`${wish.from[0] ?? ''}/SCCMContentLib/FileLib/note.txt`, Buffer.from('mine'))
        await runMove(store, { ...wish, leave: true })
        expect(await said(store, drives)).toEqual({ files: before.files, findings: [] })
        for (const drive of wish.from) {
          const left = pathsOn(store, drive).filter((path) => !path.endsWith('/cmdp-operation'))
          expect(left).toEqual(
            drive === wish.from[0]
              ? [`${drive}/SCCMContentLib/FileLib`, `${drive}/SCCMContentLib/FileLib/note.txt`]
              : [],
          )
        }
      }
    },
  )

  it('takes nothing away that did not arrive: what is foreign in DataLib, a link, and what the target lost', async () => {
    const store = example()
    const dataLib = 'D:/SCCMContentLib/DataLib'
    const foreign = [`${dataLib}/copy of mine/big.iso`, `${dataLib}/ABC00001.2/note.txt`]
    store.put(foreign[0] ?? '', Buffer.alloc(70 * 1024 * 1024))
    await runMove(store, primary)
    store.put(foreign[1] ?? '', Buffer.from('written after the copy'))
    const lost = `F:/SCCMContentLib/FileLib/D08F/${exampleHash('D08F')}`
    store.removeFile(lost)
    const kept = withDrives(store, ['F:', 'E:', 'D:'])
    const move = await moveOf(store, { ...primary, drives: ['D:', 'E:'] })
    for (const plan of leavePlans({ ...move, store: kept })) expect((await apply(kept, plan)).outcome).toBe('applied')
    const files = pathsOn(store, 'D:').filter((path) => store.everything().has(path) && !path.endsWith('/'))
    const stored = lost.replace('F:', 'D:')
    expect(files.filter((path) => !path.endsWith('cmdp-operation'))).toEqual(
      [...foreign, stored, `${stored}.INI`, ...files.filter((path) => path === `${stored}.SIG`)].sort(),
    )
  })

  it.each(moves)('%s does what it announced, in count and bytes', async (_name, wish) => {
    for (const leave of [false, true]) {
      const store = random(5)
      const plan = announced(await moveOf(store, wish), leave)
      expect(await runMove(store, { ...wish, leave })).toEqual(plan)
    }
  })

  it.each(moves)('%s changes nothing while it is planned', async (_name, wish) => {
    const store = random(6)
    const before = [...store.everything()].map(([path, bytes]) => `${path} ${Buffer.from(bytes).toString('hex')}`)
    announced(await moveOf(store, wish), true)
    expect([...store.everything()].map(([path, bytes]) => `${path} ${Buffer.from(bytes).toString('hex')}`)).toEqual(
      before,
    )
  })

  it.each(moves)('%s has nothing left to copy when it is run again before the switch', async (_name, wish) => {
    const store = random(7)
    const move = await moveOf(store, wish)
    const journalled = withDrives(store, [...new Set([...wish.drives, wish.to])])
    for (const plan of copyPlans(move)) expect((await apply(journalled, plan)).outcome).toBe('applied')
    expect([...copyPlans(await moveOf(store, wish))]).toEqual([])
    expect(isComplete(move)).toBe(true)
  })

  it('copies a stored file on the target again when its bytes are damaged there', async () => {
    const store = random(8)
    const move = await moveOf(store, secondary)
    const journalled = withDrives(store, ['D:', 'E:', 'F:'])
    for (const plan of copyPlans(move)) await apply(journalled, plan)
    const path = pathsOn(store, 'F:').find((one) => /[0-9A-F]{64}$/.test(one)) ?? ''
    const bytes = Buffer.from(store.read(path, 1e9) as Uint8Array)
    bytes[0] = (bytes[0] ?? 0) ^ 1
    store.put(path, bytes)
    const again = [...copyPlans(await moveOf(store, secondary))].flatMap(allSteps)
    expect(again.map(({ action, path: of }) => [action, of])).toEqual([['write-stored-file', path]])
  })

  it('goes on where it was cut, and takes away on the target what the library has lost since', async () => {
    const store = random(9)
    const journalled = withDrives(store, ['D:', 'E:', 'F:'])
    const [begin, first] = [...copyPlans(await moveOf(store, primary))]
    for (const plan of [begin, first]) if (plan !== undefined) await apply(journalled, plan)
    const gone = pathsOn(store, 'D:').find((path) => /PkgLib\/.*INI$/.test(path)) ?? ''
    const id = gone.slice(-12, -4)
    store.removeFile(gone)
    for (const path of pathsOn(store, 'D:').filter((one) => one.includes(`/DataLib/${id}.`) && one.endsWith('.INI')))
      if (path.split('/').length === 4) store.removeFile(path)
    const before = await said(store, ['D:', 'E:'])
    await runMove(store, primary)
    expect(await said(store, ['F:', 'E:'])).toEqual(before)
  })

  it.each([intoPrimary, intoSecondary, remote])(
    'joins the users of a stored file on both drives: $operation to $to',
    async (wish) => {
      const store = example()
      const name = `FileLib/D08F/${exampleHash('D08F')}`
      store.put(`E:/SCCMContentLib/${name}`, copyOf(store, `D:/SCCMContentLib/${name}`))
      store.put(`E:/SCCMContentLib/${name}.INI`, Buffer.from('[Users]\r\nABC00001.2=\r\n'))
      store.put(
        `D:/SCCMContentLib/${name}.INI`,
        Buffer.from('[Users]\r\nContent_6f2d1c3a-9b4e-4d77-8a10-5c0e2b7f9d31.1=\r\n'),
      )
      const plan = announced(await moveOf(store, wish), true)
      expect(await runMove(store, { ...wish, leave: true })).toEqual(plan)
      expect((await said(store, [wish.to])).findings).toEqual([])
      expect(usersIn(copyOf(store, `${wish.to}/SCCMContentLib/${name}.INI`))).toHaveLength(2)
    },
  )
})

describe('a move is refused', () => {
  const flight: Preflight = {
    findings: [],
    accepted: new Set(),
    running: [],
    freeBytes: 1e9,
    reserveBytes: 0,
    needed: 100,
  }
  const reasons = async (
    store: MemoryWriter,
    wish: MoveWish,
    more: Partial<Preflight> = {},
  ): Promise<readonly string[]> => {
    const { findings } = await look(withDrives(store, wish.drives))
    return moveRefusals(await moveOf(store, wish), { ...flight, findings, ...more }).map(({ detail }) => detail)
  }

  it('for nothing when all is well', async () => {
    for (const [, wish] of moves) expect(await reasons(example(), wish)).toEqual([])
  })

  it('when the target has not the space beside its reserve', async () => {
    const needed = totalsOf([...copyPlans(await moveOf(example(), primary))].flatMap(allSteps)).bytes.written
    expect(await reasons(example(), primary, { needed, freeBytes: needed + 49, reserveBytes: 50 })).toEqual([
      expect.stringContaining('0x80070070'),
    ])
    expect(await reasons(example(), primary, { needed, freeBytes: needed + 50, reserveBytes: 50 })).toEqual([])
  })

  it('while a distribution is under way', async () => {
    expect((await reasons(example(), primary, { running: ['ABC00001 is sending to PS1DP1'] })).join()).toContain(
      'is sending',
    )
  })

  it('on a damaged library, unless the damage is accepted', async () => {
    const store = example()
    mutations.find(({ id }) => id === 'm4')?.apply(changesOf(store))
    expect((await reasons(store, primary)).join()).toContain('--accept I12')
    expect(await reasons(store, primary, { accepted: new Set(['I12']) })).toEqual([])
  })

  it('when the target holds another library, or the unfinished move of one', async () => {
    const store = example()
    store.put('F:/SCCMContentLib/PkgLib/XYZ00001.INI', Buffer.from('[Packages]\r\nXYZ00001.1=\r\n'))
    expect((await reasons(store, primary)).join()).toContain('already holds a content library')
    const other = example()
    other.put('F:/SCCMContentLib/cmdp-move.txt', Buffer.from('cmdp-move 1\r\nfrom X:\r\n'))
    expect((await reasons(other, primary)).join()).toContain('belongs to another move')
  })

  it('from a drive that is not in the library, onto itself, and when there is nothing to merge', async () => {
    expect((await reasons(example(), { ...secondary, from: ['X:'] })).join()).toContain(
      'X: is no drive of this library',
    )
    expect((await reasons(example(), { ...secondary, to: 'E:' })).join()).toContain('both source and target')
    expect((await reasons(example(), { ...intoPrimary, from: [] })).join()).toContain('nothing to merge')
  })
})
