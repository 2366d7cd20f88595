// transfer, merge and repair as typed: a plan changes nothing, --apply does what it said, and the exit codes are those of
// the contract.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeExample } from '../support/example-library.ts'
import { clean, example, plan, planned, said, stored, tree, where } from '../support/upkeep-commands.ts'

describe('library transfer', () => {
  it('moves the primary drive to a new one, keeps the source, and says what the registry must say', async () => {
    const root = example()
    const source = tree(join(root, 'D'))
    const { remarks } = await planned(root, [
      'transfer',
      ...where(root),
      '--drive',
      `F:=${join(root, 'F')}`,
      '--from',
      'D:',
      '--to',
      'F:',
    ])
    expect(remarks?.join('\n')).toContain('ContentLibUsableDrives is F:\\,E:\\')
    expect(tree(join(root, 'D'))).toEqual(source)
    await clean(root, ['F', 'E'])
  })

  it('moves everything into a remote folder, and deletes the source when asked', async () => {
    const root = example()
    const remote = join(root, 'share')
    mkdirSync(remote)
    await planned(root, ['transfer', ...where(root), '--from', 'D:', '--to', remote, '--delete-source'])
    await clean(root, ['share'])
    expect(Object.values(tree(join(root, 'D'))).filter((hash) => hash !== 'folder')).toEqual([])
  })

  it('refuses a target with another library, and a damaged library that nobody accepts', async () => {
    const root = example()
    writeExample(join(root, 'F', 'other'))
    const other = ['--drive', `F:=${join(root, 'F', 'other', 'D')}`]
    mkdirSync(join(root, 'F', 'other', 'D', 'SCCMContentLib', 'x'), { recursive: true })
    const refused = await plan(['transfer', ...where(root), ...other, '--from', 'D:', '--to', 'F:'])
    expect([refused.code, refused.refusals[0]?.reason]).toEqual([1, 'inUse'])
    rmSync(stored(root, 'D', 'D08F'))
    const damaged = await plan([
      'transfer',
      ...where(root),
      '--drive',
      `F:=${join(root, 'F')}`,
      '--from',
      'E:',
      '--to',
      'F:',
    ])
    expect([damaged.code, damaged.refusals[0]?.reason]).toEqual([1, 'libraryDamaged'])
    await planned(root, [
      'transfer',
      ...where(root),
      '--drive',
      `F:=${join(root, 'F')}`,
      '--from',
      'E:',
      '--to',
      'F:',
      '--accept',
      'I8',
    ])
  })

  it('asks for the folder of a drive it does not know', async () => {
    expect(await said(['transfer', ...where(example()), '--from', 'D:', '--to', 'G:'])).toEqual([
      2,
      expect.stringContaining('--drive G:=DIR'),
    ])
  })
})

describe('library merge', () => {
  it('leaves the copies on the drives that leave, or deletes them when asked', async () => {
    const root = example()
    const e = tree(join(root, 'E'))
    await planned(root, ['merge', ...where(root), '--into', 'D:'])
    expect(tree(join(root, 'E'))).toEqual(e)
    await clean(root, ['D'])
    await planned(root, ['merge', ...where(root), '--into', 'D:', '--delete-source'])
    expect(tree(join(root, 'E'))).toEqual({})
    await clean(root, ['D'])
  })
})

describe('library repair', () => {
  it('heals wrong bytes from another library and says what is left', async () => {
    const root = example()
    const good = example()
    const bytes = readFileSync(stored(root, 'E', '40AF'))
    bytes[9] = (bytes[9] ?? 0) ^ 1
    writeFileSync(stored(root, 'E', '40AF'), bytes)
    const alone = await plan(['repair', ...where(root), '--level', '2'])
    expect([alone.code, alone.steps, alone.remarks?.length]).toEqual([0, [], 1])
    await planned(root, ['repair', ...where(root), '--level', '2', '--source', join(good, 'E')])
    await clean(root, ['D', 'E'])
  })

  it('repairs only what is named, refuses what cannot be repaired, and knows no other finding', async () => {
    const root = example()
    writeFileSync(`${stored(root, 'D', 'D08F')}.INI`, '')
    rmSync(stored(root, 'D', '7B0B'))
    const named = await plan(['repair', ...where(root), 'I12'])
    expect([named.code, named.steps.map(({ action }) => action)]).toEqual([0, ['add-users']])
    const refused = await plan(['repair', ...where(root), 'I8', '--apply'])
    expect([refused.code, refused.refusals[0]?.reason, refused.applied]).toEqual([1, 'unsupported', undefined])
    expect((await said(['repair', ...where(root), 'I29']))[0]).toBe(2)
    await planned(root, ['repair', ...where(root), 'I12'])
  })
})
