// What only a real disk shows: names of the greatest length, and a source that is written to while it is read.
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { diskFolder } from '../../../engine/library/disk-folder.ts'
import { isRefusal, type LibraryStore } from '../../../engine/library/store.ts'
import { readSourceFile } from '../../../engine/operations/contents/source-file.ts'
import { diskWriter } from '../../../engine/write/disk-writer.ts'
import { inShort, judged } from '../../support/library-account.ts'
import { change, restart } from '../../support/operation-world.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { Cut, cutAt, troubled } from '../../support/troubled-store.ts'

function emptyDisk(): ReturnType<typeof diskWriter> {
  const root = temporaryFolder()
  const library = join(root, 'SCCMContentLib')
  for (const part of ['DataLib', 'FileLib', 'PkgLib']) mkdirSync(join(library, part), { recursive: true })
  return diskWriter([{ drive: 'D:', library, root }])
}

const found = async (store: LibraryStore): Promise<readonly string[]> => inShort(await judged(store, 2, 0))

/** With `.INI` behind it, it is as long as a name may be. */
const longest = 'n'.repeat(251)
const long = { kind: 'add', packageId: 'ABC00001', contentId: 'ABC00001.1', files: { [longest]: 'bytes' } } as const

test('a file with the longest name is added, updated, sent again and removed', async () => {
  const store = emptyDisk()
  const files = { [longest]: 'other bytes' }
  for (const operation of [
    long,
    { kind: 'update', packageId: 'ABC00001', contentId: 'ABC00001.1', files },
    { kind: 'redistribute', what: 'ABC00001', files },
  ] as const) {
    const { plan, applied } = await change(store, operation)
    expect([plan.refusals, applied?.outcome]).toEqual([[], 'applied'])
    expect(await found(store)).toEqual([])
  }
  expect((await change(store, { kind: 'remove', what: 'ABC00001' })).applied).toMatchObject({ outcome: 'applied' })
})

test('cut off while it adds a file with the longest name, it is taken back or finished', async () => {
  for (let at = 1, whole = false; !whole; at += 4) {
    const store = emptyDisk()
    whole = await change(troubled(store, cutAt(at)), long).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof Cut)) throw error
        return false
      },
    )
    expect(['finished', 'taken-back', undefined]).toContain((await restart(store))?.outcome)
    expect(await found(store)).toEqual([])
  }
})

test('a name that this disk cannot hold is told, and everything taken back', async () => {
  if (process.platform !== 'linux') return // NTFS counts characters, Linux bytes: there it holds this name
  const store = emptyDisk()
  const { applied } = await change(store, { ...long, files: { ['漢'.repeat(84)]: 'bytes' } })
  expect(applied).toMatchObject({ outcome: 'rolled-back' })
  expect(applied?.problems.join('\n')).toContain('the name is too long')
  expect(readdirSync(store.drives[0]?.location ?? '').sort()).toEqual(['DataLib', 'FileLib', 'PkgLib'])
})

test('a source file that somebody writes to while it is read is not taken, whatever its length and time say', async () => {
  const folder = temporaryFolder()
  for (const [name, bytes] of Object.entries({ 'small.ini': 100, 'large.wim': 3_000_000 })) {
    const path = join(folder, name)
    writeFileSync(path, Buffer.alloc(bytes, 'a'))
    utimesSync(path, 1_000, 1_000)
    const plain = diskFolder(folder)
    const disturbed: typeof plain = {
      ...plain,
      open(file) {
        const source = plain.open(file)
        if (isRefusal(source)) return source
        const read: typeof source.read = (buffer) => {
          const length = source.read(buffer)
          writeFileSync(path, Buffer.alloc(1, 'b'), { flag: 'r+' })
          utimesSync(path, 1_000, 1_000)
          return length
        }
        return { ...source, read }
      },
    }
    const tools = { signer: undefined, spooler: undefined, goOn: () => true }
    expect(await readSourceFile(name, { ...tools, folder: plain })).toMatchObject({ size: bytes })
    expect(await readSourceFile(name, { ...tools, folder: disturbed })).toMatchObject({
      reason: 'sourceUnreadable',
      detail: expect.stringContaining('it changed while it was read') as string,
    })
  }
})
