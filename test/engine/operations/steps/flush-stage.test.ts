// What of a stage is flushed, and how.
import { expect, test } from 'vitest'
import { flushTouched, FolderSet } from '../../../../engine/operations/steps/flush-stage.ts'
import type { WritableStore } from '../../../../engine/write/writable-store.ts'
import { memoryWriter } from '../../../../engine/write/memory-writer.ts'

async function flushed(files: readonly string[], folders: readonly string[]): Promise<readonly string[]> {
  const calls: string[] = []
  const store: WritableStore = {
    ...memoryWriter(['D:', 'E:']),
    flushDrive: (drive) => calls.push(`drive ${drive}`) > 0,
    flushFile: (path) => void calls.push(path),
    flushFolder: (path) => void calls.push(path),
  }
  await flushTouched(store, { files, folders: new Set(folders) })
  return calls
}

const many = Array.from({ length: 70 }, (_, at) => `D:/SCCMContentLib/FileLib/0000/${at}`)

test('a large stage is flushed by drives, one whose root alone was touched too', async () => {
  expect(await flushed(many, ['D:/SCCMContentLib/FileLib', 'E:'])).toEqual(['drive D:', 'drive E:'])
})

test('a small stage is flushed file by file, then its folders', async () => {
  expect(await flushed(['D:/a/b'], ['D:/a', 'E:'])).toEqual(['D:/a/b', 'D:/a', 'E:'])
})

test('the folders of paths, in whatever order these come', () => {
  const folders = new FolderSet()
  for (const path of ['D:/a/b', 'D:/a/c', 'D:/a/bc/d', 'D:/ab/c', 'D:/a', 'D:/a/b/c', 'D:/a/d'])
    folders.addParentOf(path)
  expect([...folders.all].sort()).toEqual(['D:', 'D:/a', 'D:/a/b', 'D:/a/bc', 'D:/ab'])
})
