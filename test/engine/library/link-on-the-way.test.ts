// Links to folders outside, in the middle of paths of a library on a real disk: whatever an operation does, nothing is
// read, written or deleted behind them.
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { factsOf } from '../../../engine/operations/contents/library-facts.ts'
import { linkRefusals } from '../../../engine/operations/link-refusals.ts'
import { allSteps, type Plan } from '../../../engine/operations/plan.ts'
import { applyPlan } from '../../../engine/operations/apply.ts'
import { recover } from '../../../engine/operations/recover.ts'
import { diskWriter } from '../../../engine/write/disk-writer.ts'
import type { StoreError } from '../../../engine/write/writable-store.ts'
import { type WritableStore } from '../../../engine/write/writable-store.ts'
import { change, folderOf, noPause, planOf, viewOfStore, type Operation } from '../../support/operation-world.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const files = { 'setup.exe': 'the bytes', 'other.exe': 'other bytes' }
const hash = createHash('sha256').update('the bytes').digest('hex').toUpperCase()
const bucket = hash.slice(0, 4)

type World = { readonly library: string; readonly outside: string; readonly store: WritableStore }

/** A package, one bucket of which is a link to a folder outside, with or without the users INI there. */
async function linkedBucket(withUsers = true): Promise<World> {
  const root = temporaryFolder()
  const library = join(root, 'SCCMContentLib')
  for (const part of ['PkgLib', 'DataLib', 'FileLib']) mkdirSync(join(library, part), { recursive: true })
  const store = (): WritableStore => diskWriter([{ drive: 'D:', library, root }])
  await change(store(), { kind: 'add', packageId: 'ABC00001', files })
  const outside = join(temporaryFolder(), 'bucket')
  cpSync(join(library, 'FileLib', bucket), outside, { recursive: true })
  rmSync(join(library, 'FileLib', bucket), { recursive: true })
  symlinkSync(outside, join(library, 'FileLib', bucket))
  if (!withUsers) rmSync(join(outside, `${hash}.INI`))
  return { library, outside, store: store() }
}

const bytesBelow = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'hex')]))

const operations: readonly Operation[] = [
  { kind: 'add', packageId: 'ABC00002', files },
  { kind: 'update', packageId: 'ABC00001', files: { ...files, 'new.exe': 'new' } },
  { kind: 'redistribute', what: 'ABC00001', files },
]

test.each(operations)(
  '$kind through a bucket that is a link is refused with I29 and the path of the link',
  async (one) => {
    const { store } = await linkedBucket()
    const view = await viewOfStore(store)
    const plan = await planOf(factsOf(view, store, 0), one)
    expect(linkRefusals(store, allSteps(plan), view)).toEqual([
      {
        reason: 'libraryDamaged',
        detail: expect.stringContaining('I29') as string,
        path: `D:\\SCCMContentLib\\FileLib\\${bucket}`,
      },
    ])
  },
)

test.each(operations.flatMap((one) => [true, false].map((withUsers) => ({ ...one, withUsers }))))(
  '$kind leaves everything behind the link, and the library, as they were (users INI: $withUsers)',
  async ({ withUsers, ...one }) => {
    const { store, outside, library } = await linkedBucket(withUsers)
    const before = [bytesBelow(outside), readdirSync(library, { recursive: true }).sort()]
    const { applied } = await change(store, one)
    expect([applied?.outcome, applied?.problems.join()]).toEqual(['rolled-back', expect.stringContaining('I29')])
    expect([bytesBelow(outside), readdirSync(library, { recursive: true }).sort()]).toEqual(before)
  },
)

test('remove takes what is its own, and nothing behind the link', async () => {
  const { store, outside } = await linkedBucket()
  const before = bytesBelow(outside)
  expect((await change(store, { kind: 'remove', what: 'ABC00001' })).applied?.outcome).toBe('applied')
  expect(bytesBelow(outside)).toEqual(before)
})

test.each([true, false])('a journal that leads behind a link is not followed (decided: %s)', async (decided) => {
  const { store, outside, library } = await linkedBucket()
  const before = bytesBelow(outside)
  const stored = `D:/SCCMContentLib/FileLib/${bucket}/${hash}`
  const folder = join(library, 'cmdp-operation')
  const steps = [
    { action: 'remove-file', path: stored, bytes: 0 },
    { action: 'remove-stored-file', path: stored, bytes: 0, users: ['ABC00001.1'] },
    { action: 'rename', from: stored, path: 'D:/SCCMContentLib/taken', bytes: 0 },
    { action: 'write-file', path: stored, content: 'AAAA', replaces: false, bytes: 3 },
  ]
  const taken = [
    { action: 'write-stored-file', path: stored, replaces: false },
    { action: 'write-file', path: `${stored}.SIG`, replaces: false },
    { action: 'add-users', path: `${stored}.INI`, users: ['ABC00001.1'], creates: true },
  ]
  for (const step of decided ? steps : taken) {
    mkdirSync(folder)
    const lines = [
      { format: 1, operation: 'add', subject: 'X' },
      ...(decided ? [{ stage: 'x' }] : []),
      step,
      { end: true },
    ]
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    writeFileSync(join(folder, decided ? 'journal.decided' : 'journal'), text)
    const recovery = await recover(store, { places: { library: store }, pause: noPause })
    expect([recovery?.outcome, recovery?.problems.join()]).toEqual(['failed', expect.stringContaining('I29')])
    rmSync(folder, { recursive: true })
  }
  expect(bytesBelow(outside)).toEqual(before)
})

test('a part that becomes a link between the plan and its end is not followed either', async () => {
  const { store, library } = await linkedBucket()
  rmSync(join(library, 'FileLib', bucket))
  const view = await viewOfStore(store)
  const plan = await planOf(factsOf(view, store, 0), { kind: 'add', packageId: 'ABC00003', files: { 'x.exe': 'x' } })
  const elsewhere = join(temporaryFolder(), 'DataLib')
  renameSync(join(library, 'DataLib'), elsewhere)
  symlinkSync(elsewhere, join(library, 'DataLib'))
  const before = readdirSync(elsewhere)
  const fresh = diskWriter([{ drive: 'D:', library, root: join(library, '..') }])
  fresh.makeFolder('D:/SCCMContentLib/cmdp-operation')
  const places = { source: folderOf({ 'x.exe': 'x' }), library: fresh }
  expect((await applyPlan(fresh, plan, { places, pause: noPause })).outcome).toBe('rolled-back')
  expect(readdirSync(elsewhere)).toEqual(before)
})

test('every call that changes something is refused behind a link, and told by the path of the link', async () => {
  const { store, outside } = await linkedBucket()
  const folder = `D:/SCCMContentLib/FileLib/${bucket}`
  const before = bytesBelow(outside)
  const calls: readonly (() => unknown)[] = [
    () => store.create(`${folder}/x`),
    () => store.makeFolder(`${folder}/x`),
    () => store.rename(`${folder}/${hash}`, 'D:/SCCMContentLib/x'),
    () => store.rename('D:/SCCMContentLib/PkgLib/ABC00001.INI', `${folder}/x`),
    () => store.removeFile(`${folder}/${hash}`),
    () => store.removeFolder(folder),
    () => store.flushFile(`${folder}/${hash}`),
    () => store.flushFolder(folder),
  ]
  for (const call of calls) {
    expect(call).toThrow(expect.objectContaining({ fault: 'link', path: folder }) as StoreError)
  }
  for (const refusal of [
    store.read(`${folder}/${hash}`, 100),
    store.list(folder, false),
    store.open(`${folder}/${hash}`),
  ])
    expect(refusal).toEqual({ refused: 'link', reason: 'ELOOP' })
  expect(bytesBelow(outside)).toEqual(before)
})

test('a file that nobody knew of survives an operation that is taken back', async () => {
  const { store, library } = await linkedBucket()
  rmSync(join(library, 'FileLib', bucket))
  const view = await viewOfStore(store)
  const plan: Plan = await planOf(factsOf(view, store, 0), { kind: 'add', packageId: 'ABC00002', files })
  // Somebody brings these after the look: an empty users list, a signature, the bytes.
  mkdirSync(join(library, 'FileLib', bucket))
  const own: Readonly<Record<string, string>> = { [hash]: 'the bytes', [`${hash}.SIG`]: 'of mine', [`${hash}.INI`]: '' }
  for (const [name, text] of Object.entries(own)) writeFileSync(join(library, 'FileLib', bucket, name), text)
  mkdirSync(join(library, 'DataLib', 'ABC00002.1.temp'))
  const stop = new AbortController()
  const tools = { places: { source: folderOf(files), library: store }, pause: noPause, signal: stop.signal }
  store.makeFolder('D:/SCCMContentLib/cmdp-operation')
  stop.abort()
  expect((await applyPlan(store, plan, tools)).outcome).toBe('rolled-back')
  const read = (name: string): string => readFileSync(join(library, 'FileLib', bucket, name), 'utf8')
  expect(Object.keys(own).map(read)).toEqual(Object.values(own))
  expect(readdirSync(join(library, 'DataLib'))).toContain('ABC00002.1.temp')
})
