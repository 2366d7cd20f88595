// The commands that change a library, as they are typed.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCmdp } from '../../support/run-cmdp.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

type Printed = {
  readonly operation: string
  readonly steps: readonly { readonly action: string; readonly path: string; readonly bytes: number }[]
  readonly counts: Readonly<Record<string, number>>
  readonly bytes: { readonly written: number; readonly freed: number }
  readonly seconds: number
  readonly refusals: readonly { readonly reason: string; readonly detail: string; readonly path: string | null }[]
  readonly applied?: boolean
}

function setUp(): {
  library: string
  source: string
  run: (...args: string[]) => Promise<{ code: number | null; plan: Printed }>
} {
  const folder = temporaryFolder()
  const library = join(folder, 'SCCMContentLib')
  const source = join(folder, 'source')
  mkdirSync(library)
  mkdirSync(join(source, 'docs'), { recursive: true })
  writeFileSync(join(source, 'setup.exe'), 'same')
  writeFileSync(join(source, 'docs', 'twin.exe'), 'same')
  return {
    library,
    source,
    async run(...args) {
      const { code, stdout } = await runCmdp(['library', ...args, '--library', library, '--workers', '1', '--json'])
      return { code, plan: JSON.parse(stdout) as Printed }
    },
  }
}

test('add, update, redistribute, remove: the plan is what is done, and the last one leaves nothing', async () => {
  const { library, source, run } = setUp()
  for (const [words, written] of [
    [['add', 'abc00001', '--source', source], 1],
    [['update', 'ABC00001', '--source', source], 0],
    [['redistribute', 'ABC00001.2', '--source', source], 1],
    [['remove', 'ABC00001'], 0],
  ] as const) {
    const planned = await run(...words)
    const applied = await run(...words, '--apply')
    expect([planned.code, applied.code]).toEqual([0, 0])
    expect(planned.plan).not.toHaveProperty('applied')
    expect(applied.plan).toMatchObject({ ...planned.plan, applied: true })
    expect(planned.plan.counts['write-stored-file'] ?? 0).toBe(written)
    for (const { action, path, bytes } of planned.plan.steps) {
      expect(path).toMatch(/^\w+:?\\SCCMContentLib\\/)
      expect(bytes).toBeGreaterThanOrEqual(0)
      expect(action).toMatch(/^[a-z-]+$/)
    }
  }
  expect(readdirSync(library, { recursive: true }).sort()).toEqual(['DataLib', 'FileLib', 'PkgLib'])
})

test('what cannot be done is refused with the reason, and nothing is touched', async () => {
  const { library, source, run } = setUp()
  const reasons = async (...words: string[]): Promise<readonly string[]> => {
    const { code, plan } = await run(...words, '--apply')
    expect(code).toBe(1)
    expect(plan.steps).toEqual([])
    return plan.refusals.map(({ reason }) => reason)
  }
  expect(await reasons('update', 'ABC00001', '--source', source)).toEqual(['absent'])
  expect(await reasons('remove', 'ABC00001.1')).toEqual(['absent'])
  expect(await reasons('remove', '../../x')).toEqual(['badName'])
  expect(await reasons('add', 'ABC00001', '--source', source, '--content', 'ABC00002.1')).toEqual(['badName'])
  symlinkSync('/etc/passwd', join(source, 'link'))
  writeFileSync(join(source, 'con.txt'), '')
  expect([...(await reasons('add', 'ABC00001', '--source', source))].sort()).toEqual(['badName', 'sourceUnreadable'])
  expect(readdirSync(library)).toEqual([])
})

test('a source that changed is an update, not a redistribution', async () => {
  const { library, source, run } = setUp()
  await run('add', 'ABC00001', '--source', source, '--apply')
  writeFileSync(join(source, 'setup.exe'), 'other')
  expect((await run('redistribute', 'ABC00001', '--source', source)).plan.refusals[0]?.reason).toBe('sourceDiffers')
  expect((await run('update', 'ABC00001', '--source', source, '--apply')).plan.applied).toBe(true)
  expect(readFileSync(join(library, 'PkgLib', 'ABC00001.INI'), 'latin1')).toBe(
    '[Packages]\r\nABC00001.2=\r\n[Info]\r\nVersion=2\r\n',
  )
})

test('one library heals another: its content is a source as well', async () => {
  const { library, source, run } = setUp()
  await run('add', 'ABC00001', '--source', source, '--apply')
  const other = setUp()
  expect((await other.run('add', 'ABC00001', '--source', library, '--apply')).plan.applied).toBe(true)
  const stored = (place: string): readonly string[] =>
    (readdirSync(join(place, 'FileLib'), { recursive: true }) as string[]).sort()
  expect(stored(other.library)).toEqual(stored(library))
})

test('a users list that cannot be read is a refusal that names it, no fault of cmdp', async () => {
  const { library, source, run } = setUp()
  await run('add', 'ABC00001', '--source', source, '--apply')
  const [ini = ''] = (readdirSync(join(library, 'FileLib'), { recursive: true }) as string[]).filter((name) =>
    name.endsWith('.INI'),
  )
  rmSync(join(library, 'FileLib', ini))
  mkdirSync(join(library, 'FileLib', ini))
  for (const words of [[], ['--apply']]) {
    const { code, plan } = await run('add', 'ABC00002', '--source', source, ...words)
    expect([code, plan.refusals[0]?.reason]).toEqual([1, 'libraryDamaged'])
    expect(plan.refusals[0]?.detail).toContain(`${ini.split('/').at(-1) ?? ''}: reading failed`)
  }
  expect(existsSync(join(library, 'PkgLib', 'ABC00002.INI'))).toBe(false)
})

test('a source or library that is not there is exit 2', async () => {
  const { library, source } = setUp()
  const missing = await runCmdp([
    'library',
    'add',
    'ABC00001',
    '--source',
    join(source, 'nowhere'),
    '--library',
    library,
  ])
  expect([missing.code, missing.stdout]).toEqual([2, ''])
  const nowhere = await runCmdp(['library', 'remove', 'ABC00001', '--library', join(library, 'nowhere'), '--apply'])
  expect(nowhere.code).toBe(2)
  expect(existsSync(join(library, 'nowhere'))).toBe(false)
})

test('a source library that spans drives is refused with that limit', async () => {
  const { library, source, run } = setUp()
  await run('add', 'ABC00001', '--source', source, '--apply')
  rmSync(join(library, 'FileLib'), { recursive: true })
  mkdirSync(join(library, 'FileLib'))
  const { code, plan } = await setUp().run('add', 'ABC00001', '--source', library)
  expect([code, plan.refusals[0]?.detail]).toEqual([1, expect.stringContaining('only the drives that --source names')])
})

test('a source library that spans drives is named drive by drive', async () => {
  const { library, source, run } = setUp()
  writeFileSync(join(source, 'b.txt'), 'of its own')
  await run('add', 'ABC00001', '--source', source, '--apply')
  const second = join(temporaryFolder(), 'SCCMContentLib')
  const [bucket = ''] = readdirSync(join(library, 'FileLib'))
  cpSync(join(library, 'FileLib', bucket), join(second, 'FileLib', bucket), { recursive: true })
  rmSync(join(library, 'FileLib', bucket), { recursive: true })
  const other = setUp()
  expect((await other.run('add', 'ABC00001', '--source', library, '--apply')).code).toBe(1)
  const { code, plan } = await other.run('add', 'ABC00001', '--source', library, '--source', second, '--apply')
  expect([code, plan.applied, plan.counts['write-stored-file']]).toEqual([0, true, 2])
  const swapped = await runCmdp([
    'library',
    'add',
    'ABC00002',
    '--source',
    second,
    '--source',
    library,
    '--library',
    other.library,
  ])
  expect([swapped.code, swapped.stderr]).toEqual([2, expect.stringContaining('its primary first')])
  const wrong = await runCmdp([
    'library',
    'add',
    'ABC00002',
    '--source',
    library,
    '--source',
    source,
    '--library',
    other.library,
  ])
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('holds no FileLib')])
})
