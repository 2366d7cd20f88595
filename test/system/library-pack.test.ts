// pack and unpack as typed: a content leaves a library and comes into another, plain and encrypted.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { clean, example, library, plan, planned, said, stored, where } from '../support/upkeep-commands.ts'

const application = 'Content_6f2d1c3a-9b4e-4d77-8a10-5c0e2b7f9d31.1'

describe('library pack and unpack', () => {
  it('seed an empty library and heal a damaged one, plain and encrypted', async () => {
    const root = example()
    const [files, second] = [temporaryFolder(), temporaryFolder()]
    mkdirSync(library(second), { recursive: true })
    const target = ['--library', library(second)]
    const keys = join(files, 'packages.keys')
    expect((await said(['pack', 'ABC00001.2', ...where(root), '--out', join(files, 'a')]))[0]).toBe(0)
    expect((await said(['pack', application, ...where(root), '--out', join(files, 'b'), '--encrypt', keys]))[0]).toBe(0)
    await planned(second, ['unpack', join(files, 'a'), ...target])
    expect((await said(['unpack', join(files, 'b'), ...target]))[0]).toBe(2)
    await planned(second, ['unpack', join(files, 'b'), '--key', keys, ...target])
    await clean(second, ['D'])
    rmSync(stored(second, 'D', 'D08F'))
    writeFileSync(stored(second, 'D', '40AF'), Buffer.alloc(256))
    const healed = await planned(second, ['unpack', join(files, 'a'), ...target])
    expect(healed.counts).toEqual({ 'write-stored-file': 2 })
    await clean(second, ['D'])
    expect((await plan(['unpack', join(files, 'a'), ...target])).steps).toEqual([])
  })

  it('fail clearly: a damaged file, a wrong key, a damaged content, a file that is there', async () => {
    const root = example()
    const files = temporaryFolder()
    const [sealed, keys] = [join(files, 'sealed'), join(files, 'keys')]
    await said(['pack', 'ABC00001.2', ...where(root), '--out', sealed, '--encrypt', keys])
    const bytes = readFileSync(sealed)
    bytes[500] = (bytes[500] ?? 0) ^ 1
    writeFileSync(join(files, 'flipped'), bytes)
    expect(await said(['unpack', join(files, 'flipped'), '--key', keys, ...where(root)])).toEqual([
      1,
      expect.stringContaining('is damaged'),
    ])
    writeFileSync(join(files, 'wrong'), `cmdp-keys 1\nABC00001 ${'0'.repeat(64)}\n`)
    expect(await said(['unpack', sealed, '--key', join(files, 'wrong'), ...where(root)])).toEqual([
      2,
      expect.stringContaining('with this key'),
    ])
    expect((await said(['pack', 'ABC00001.2', ...where(root), '--out', sealed]))[0]).toBe(2)
    writeFileSync(stored(root, 'E', '40AF'), Buffer.alloc(256))
    expect(await said(['pack', 'ABC00001.2', ...where(root), '--out', join(files, 'never')])).toEqual([
      1,
      expect.stringContaining('is damaged'),
    ])
    expect(existsSync(join(files, 'never'))).toBe(false)
  })
})
