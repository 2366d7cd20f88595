// transfer, merge, repair, sweep, pack and unpack as typed: a plan changes nothing, --apply does what it said, and the
// exit codes are those of the contract.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exampleHash, writeExample } from '../support/example-library.ts'
import { runCmdp } from '../support/run-cmdp.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

type Printed = {
  readonly operation: string
  readonly steps: readonly { readonly action: string; readonly path: string; readonly bytes: number }[]
  readonly counts: Readonly<Record<string, number>>
  readonly bytes: { readonly written: number; readonly freed: number }
  readonly seconds: number
  readonly refusals: readonly { readonly reason: string; readonly detail: string }[]
  readonly remarks?: readonly string[]
  readonly applied?: boolean
}

const application = 'Content_6f2d1c3a-9b4e-4d77-8a10-5c0e2b7f9d31.1'

/** The worked example as folders `D` and `E`, and an empty `F`. */
function example(): string {
  const root = temporaryFolder()
  writeExample(root)
  mkdirSync(join(root, 'F'))
  return root
}

const library = (root: string, drive = 'D'): string => join(root, drive, 'SCCMContentLib')
const where = (root: string): string[] => ['--library', library(root), '--drive', `E:=${join(root, 'E')}`]
const stored = (root: string, drive: string, digits: string): string =>
  join(library(root, drive), 'FileLib', digits, exampleHash(digits))

/** Every file below a folder with its hash, and every folder. */
function tree(folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name)
    found[name] = statSync(path).isDirectory()
      ? 'folder'
      : createHash('sha256').update(readFileSync(path)).digest('hex')
  }
  return found
}

const plan = async (args: readonly string[]): Promise<Printed & { readonly code: number | null }> => {
  const { code, stdout, stderr } = await runCmdp(['library', ...args, '--json'])
  if (stdout === '') throw new Error(stderr)
  return { ...(JSON.parse(stdout) as Printed), code }
}

const said = async (args: readonly string[]): Promise<readonly [number | null, string]> => {
  const { code, stdout, stderr } = await runCmdp(['library', ...args])
  return [code, stdout + stderr]
}

/** Plans, checks that nothing changed, applies, and checks that what was announced was done. */
async function planned(root: string, args: readonly string[]): Promise<Printed> {
  const before = tree(root)
  const first = await plan(args)
  expect([first.code, first.refusals]).toEqual([0, []])
  expect(first.applied).toBeUndefined()
  expect(tree(root)).toEqual(before)
  const done = await plan([...args, '--apply'])
  expect([done.code, done.applied]).toEqual([0, true])
  expect([done.counts, done.bytes]).toEqual([first.counts, first.bytes])
  expect(tree(root)).not.toEqual(before)
  return first
}

const clean = async (root: string, drives: readonly string[]): Promise<void> => {
  const [primary = 'D', ...others] = drives
  const maps = others.flatMap((drive) => ['--drive', `${drive}:=${join(root, drive)}`])
  expect(await said(['scan', '--level', '2', '--library', library(root, primary), ...maps])).toEqual([
    0,
    expect.stringMatching(/2 packages, 2 contents, 6 source files in 5 stored files[^]*Nothing is wrong/),
  ])
}

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
