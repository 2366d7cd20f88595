// sweep as typed: what it plans, what it leaves, and what it undoes.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { example, library, plan, said, tree, where, type Printed } from '../support/upkeep-commands.ts'

describe('library sweep', () => {
  const orphan = (root: string): string => {
    const path = join(
      library(root),
      'FileLib',
      'BA78',
      'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD',
    )
    mkdirSync(join(library(root), 'FileLib', 'BA78'))
    writeFileSync(path, 'abc')
    return path
  }

  it('writes a plan, applies it, and can be undone by copying back', async () => {
    const root = example()
    const file = join(temporaryFolder(), 'sweep.json')
    const undo = join(temporaryFolder(), 'undo')
    rmSync(join(library(root), 'PkgLib', 'ABC0000A.INI'))
    const path = orphan(root)
    const before = tree(root)
    const first = await plan(['sweep', ...where(root), '--older-than', '0d', '--plan', file])
    expect([first.code, first.bytes.freed > 0]).toEqual([0, true])
    expect(tree(root)).toEqual(before)
    const written = JSON.parse(readFileSync(file, 'utf8')) as Printed
    expect(written).toMatchObject({
      operation: 'sweep',
      steps: first.steps,
      counts: first.counts,
      bytes: first.bytes,
      refusals: [],
    })
    const done = await plan(['sweep', ...where(root), '--plan', file, '--apply', '--undo', undo])
    expect([done.code, done.applied, done.counts, done.bytes]).toEqual([0, true, first.counts, first.bytes])
    expect(existsSync(path)).toBe(false)
    const gone = Object.entries(before).filter(([name, hash]) => hash !== 'folder' && tree(root)[name] !== hash)
    expect(gone.length).toBeGreaterThan(5)
    for (const [name, hash] of gone) expect(tree(undo)[name]).toBe(hash)
  })

  it('leaves what a person took out of the plan, what is too young, and what is in use by now', async () => {
    const root = example()
    const file = join(temporaryFolder(), 'sweep.json')
    const path = orphan(root)
    expect((await plan(['sweep', ...where(root), '--plan', file])).steps).toEqual([])
    await plan(['sweep', ...where(root), '--plan', file, '--older-than', '0'])
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), steps: [] }))
    expect((await plan(['sweep', ...where(root), '--plan', file, '--apply'])).steps).toEqual([])
    await plan(['sweep', ...where(root), '--plan', file, '--older-than', '0'])
    writeFileSync(`${path}.INI`, '[Users]\r\nABC00002.1=\r\n')
    mkdirSync(join(library(root), 'DataLib', 'ABC00002.1.temp'))
    expect((await plan(['sweep', ...where(root), '--plan', file, '--apply'])).steps).toEqual([])
    expect(existsSync(path)).toBe(true)
  })

  it('never overwrites a file that is no plan, and applies none of another library', async () => {
    const root = example()
    const file = join(temporaryFolder(), 'list.csv')
    writeFileSync(file, 'packageId\nABC00001\n')
    expect((await said(['sweep', ...where(root), '--plan', file]))[0]).toBe(2)
    expect(readFileSync(file, 'utf8')).toBe('packageId\nABC00001\n')
    const other = join(temporaryFolder(), 'sweep.json')
    await plan(['sweep', ...where(example()), '--plan', other])
    expect(await said(['sweep', ...where(root), '--plan', other, '--apply'])).toEqual([
      2,
      expect.stringContaining('is a plan for'),
    ])
  })

  it('refuses contents while logs show a package that failed', async () => {
    const root = example()
    const file = join(temporaryFolder(), 'sweep.json')
    rmSync(join(library(root), 'PkgLib', 'ABC0000A.INI'))
    const log = join(temporaryFolder(), 'PkgXferMgr.log')
    const line = (text: string, time: string): string =>
      `${text}  $$<SMS_PACKAGE_TRANSFER_MANAGER><01-05-2026 ${time}+60><thread=4711 (0x1267)>\r\n`
    writeFileSync(
      log,
      line(
        'Sending thread starting for Job: 577, package: PS100039, Version: 1, Priority: 2, server: PS1DP1.CONTOSO.COM, DPPriority: 200',
        '08:00:00.000',
      ) +
        line(
          'Sending failed. Failure count = 1, Restart time = 1/5/2026 8:30:00 AM Central European Standard Time',
          '08:00:09.000',
        ),
    )
    const held = await plan([
      'sweep',
      ...where(root),
      '--plan',
      file,
      '--older-than',
      '0',
      '--class',
      'O3',
      '--logs',
      log,
    ])
    expect(held.steps).toEqual([])
    expect(held.remarks?.join('\n')).toMatch(/pending or failed: PS100039 to PS1DP1.CONTOSO.COM is retrying/)
  })
})
